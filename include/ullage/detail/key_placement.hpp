// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Keys of known traffic thrown at partitions by chance, and the throw that is typical.

#include <ullage/concepts.hpp>
#include <ullage/detail/heap_sort.hpp>
#include <ullage/detail/power_sum.hpp>
#include <ullage/detail/splitmix.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace ullage::detail {

/// The traffic of many keys, 1 in all: the largest one by one, of the rest the sums of powers.
template <Real T> struct key_load {
  std::vector<T> top = {}; ///< falling
  T rest = T(0);           ///< traffic of the keys that are not in top
  T rest_squares = T(0);   ///< sum of the squares of theirs
  T rest_cubes = T(0);
};

/// @param one_by_one how many keys are told apart
template <Real T> [[nodiscard]] key_load<T> zipf_load(long long keys, T const& exponent, long long one_by_one) {
  long long const h = keys < one_by_one ? keys : one_by_one;
  key_load<T> out;
  out.top.reserve(static_cast<std::size_t>(h));
  T sum(0);
  for (long long k = 1; k <= h; ++k) {
    out.top.push_back(rank_weight(k, exponent));
    sum += out.top.back();
  }
  T const rest = power_sum(exponent, h + 1, keys);
  T const all = sum + rest;
  for (auto& p : out.top) { p = p / all; }
  if (!(value_of(T(rest / all)) > 1e-16)) { return out; } // its powers might vanish
  out.rest = rest / all;
  out.rest_squares = power_sum(T(2 * exponent), h + 1, keys) / (all * all);
  out.rest_cubes = power_sum(T(3 * exponent), h + 1, keys) / (all * all * all);
  return out;
}

/// One throw at out.size() partitions, the same for the same seed.
///
/// The rest of a partition is drawn with its mean and variance: a count of keys of one size (Poisson) where
/// fewer than 25 such keys meet, else normal with the skewness of the sum (Cornish and Fisher).
template <Real T> void throw_keys(key_load<T> const& load, std::uint64_t seed, std::vector<T>& out) {
  using std::sqrt;
  splitmix chance(seed);
  auto const partitions = static_cast<double>(out.size());
  if (value_of(load.rest) > 0) {
    T const together = load.rest * load.rest / (load.rest_squares * T(partitions));
    T total(0);
    if (value_of(together) < 25) {
      auto const mean = static_cast<double>(value_of(together));
      for (auto& share : out) {
        share = T(chance.poisson(mean));
        total += share;
      }
      if (value_of(total) == 0) { total = out[chance.below(out.size())] = T(1); }
    } else {
      T const deviation = 1 / sqrt(together);
      T const skewness = load.rest_cubes / (load.rest_squares * sqrt(load.rest_squares)) * T(std::sqrt(partitions));
      for (auto& share : out) {
        T const z(chance.normal());
        T const size = 1 + deviation * (z + skewness * (z * z - 1) / 6);
        share = value_of(size) > 0 ? size : T(0);
        total += share;
      }
    }
    T const unit = load.rest / total;
    for (auto& share : out) { share *= unit; }
  } else {
    for (auto& share : out) { share = T(0); }
  }
  for (auto const& p : load.top) { out[chance.below(out.size())] += p; }
}

/// Of up to 401 throws, fewer where there are many partitions, the one whose largest share is the median.
template <Real T> [[nodiscard]] std::vector<T> typical_throw(key_load<T> const& load, std::size_t partitions) {
  constexpr std::uint64_t seed = 0x756c6c616765U;
  std::size_t const work = load.top.size() + (value_of(load.rest) > 0 ? 6 : 1) * partitions;
  std::size_t const wanted = 2500000 / work;
  std::size_t const throws = wanted >= 401 ? 401 : wanted < 3 ? 3 : (wanted - 1) / 2 * 2 + 1;
  std::vector<T> out(partitions, T(0));
  std::vector<std::pair<T, std::uint64_t>> largest;
  largest.reserve(throws);
  for (std::size_t i = 0; i < throws; ++i) {
    auto const own = splitmix(seed + i).bits();
    throw_keys(load, own, out);
    T most = out.front();
    for (auto const& share : out) {
      if (value_of(share) > value_of(most)) { most = share; }
    }
    largest.emplace_back(most, own);
  }
  heap_sort(largest, [](auto const& a, auto const& b) { return value_of(a.first) < value_of(b.first); });
  throw_keys(load, largest[throws / 2].second, out);
  return out;
}

} // namespace ullage::detail
