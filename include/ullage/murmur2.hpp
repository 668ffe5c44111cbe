// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The partition to which Kafka's Java client sends a key: its murmur2 hash, bit for bit.

#include <ullage/detail/require.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ullage {

/// Hash of the bytes of a key as `org.apache.kafka.common.utils.Utils.murmur2` computes it.
///
/// Formula: MurmurHash2 of 32 bits, seed 0x9747b28c, blocks of 4 bytes read as little-endian numbers.
/// Source: Appleby, MurmurHash2 (2008); Apache Kafka, class Utils. Exact: equal to the Java client on the
/// 1087 keys of tests/tables/murmur2.txt.
/// @param key the serialised key, any bytes (a text: UTF-8)
/// @returns the hash as Java's signed int
[[nodiscard]] constexpr std::int32_t murmur2(std::string_view key) noexcept {
  constexpr std::uint32_t m = 0x5bd1e995U;
  auto const byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(key[i])); };
  std::size_t const n = key.size();
  std::uint32_t h = 0x9747b28cU ^ static_cast<std::uint32_t>(n);
  std::size_t i = 0;
  for (; n - i >= 4; i += 4) {
    std::uint32_t k = byte(i) | byte(i + 1) << 8 | byte(i + 2) << 16 | byte(i + 3) << 24;
    k *= m;
    k ^= k >> 24;
    h = h * m ^ k * m;
  }
  if (n - i >= 3) { h ^= byte(i + 2) << 16; }
  if (n - i >= 2) { h ^= byte(i + 1) << 8; }
  if (n - i >= 1) { h = (h ^ byte(i)) * m; }
  h ^= h >> 13;
  h *= m;
  h ^= h >> 15;
  return static_cast<std::int32_t>(h);
}

/// Partition of a key: (murmur2 & 0x7fffffff) mod partitions, as the default partitioner of the Java client does it.
///
/// Librdkafka's default (CRC32) and other clients place keys elsewhere unless told to use murmur2.
/// @param key the serialised key, any bytes
/// @param partitions of the topic, >= 1
/// @returns 0 .. partitions - 1
/// @throws std::domain_error partitions < 1
[[nodiscard]] constexpr long long partition_for(std::string_view key, long long partitions) {
  if (partitions < 1) [[unlikely]] {
    detail::refuse("partition_for", "partitions", static_cast<double>(partitions), "must be >= 1");
  }
  return static_cast<long long>(static_cast<std::uint32_t>(murmur2(key)) & 0x7fffffffU) % partitions;
}

namespace detail {
/// The bytes of a number from the highest to the lowest.
template <class U> struct big_endian {
  char bytes[sizeof(U)] = {};
  constexpr explicit big_endian(U x) {
    for (std::size_t i = sizeof(U); i-- > 0; x = static_cast<U>(x >> 8)) {
      bytes[i] = static_cast<char>(static_cast<unsigned char>(x & 0xffU));
    }
  }
  [[nodiscard]] constexpr std::string_view view() const { return {bytes, sizeof(U)}; }
};
} // namespace detail

/// Partition of a key that Java's IntegerSerializer writes: 4 bytes, big endian.
/// @throws std::domain_error partitions < 1
[[nodiscard]] constexpr long long partition_for_int(std::int32_t key, long long partitions) {
  return partition_for(detail::big_endian(static_cast<std::uint32_t>(key)).view(), partitions);
}
/// Partition of a key that Java's LongSerializer writes: 8 bytes, big endian.
/// @throws std::domain_error partitions < 1
[[nodiscard]] constexpr long long partition_for_long(std::int64_t key, long long partitions) {
  return partition_for(detail::big_endian(static_cast<std::uint64_t>(key)).view(), partitions);
}

/// @returns the 4 bytes of a key as Java's IntegerSerializer writes it, for named_keys
[[nodiscard]] inline std::string int_key(std::int32_t key) {
  return std::string(detail::big_endian(static_cast<std::uint32_t>(key)).view());
}
/// @returns the 8 bytes of a key as Java's LongSerializer writes it, for named_keys
[[nodiscard]] inline std::string long_key(std::int64_t key) {
  return std::string(detail::big_endian(static_cast<std::uint64_t>(key)).view());
}

} // namespace ullage
