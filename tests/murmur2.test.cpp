// SPDX-License-Identifier: MIT
#include <ullage/murmur2.hpp>

#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

using namespace ullage;
using ullage::test::refusal;

namespace {

std::string bytes_of(std::string const& hex) {
  std::string out;
  if (hex == "-") { return out; }
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    out += static_cast<char>(static_cast<unsigned char>(std::strtoul(hex.substr(i, 2).c_str(), nullptr, 16)));
  }
  return out;
}

} // namespace

TEST_CASE("the hash and the partitions are those of the Java client on over 1000 keys") {
  std::ifstream file(std::string(ULLAGE_SOURCE_DIR) + "/tests/tables/murmur2.txt");
  REQUIRE(file.good());
  int rows = 0;
  int empty = 0;
  int beyond_ascii = 0;
  int wrong = 0;
  std::vector<int> by_tail(4);
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') { continue; }
    std::istringstream in(line);
    std::string kind, number, hex;
    long long hash = 0, of_7 = 0, of_2000 = 0;
    in >> kind >> number >> hex >> hash >> of_7 >> of_2000;
    REQUIRE(!in.fail());
    auto const key = bytes_of(hex);
    ++rows;
    ++by_tail[key.size() % 4];
    empty += key.empty() ? 1 : 0;
    for (char const c : key) {
      if (static_cast<unsigned char>(c) > 127) {
        ++beyond_ascii;
        break;
      }
    }
    bool fits = murmur2(key) == hash && partition_for(key, 7) == of_7 && partition_for(key, 2000) == of_2000;
    if (kind == "int") {
      auto const x = static_cast<std::int32_t>(std::stoll(number));
      fits = fits && int_key(x) == key && partition_for_int(x, 7) == of_7 && partition_for_int(x, 2000) == of_2000;
    }
    if (kind == "long") {
      auto const x = static_cast<std::int64_t>(std::stoll(number));
      fits = fits && long_key(x) == key && partition_for_long(x, 7) == of_7 && partition_for_long(x, 2000) == of_2000;
    }
    if (!fits) {
      ++wrong;
      MESSAGE(line);
    }
  }
  CHECK(wrong == 0);
  CHECK(rows == 1087);
  CHECK(empty >= 1);
  CHECK(beyond_ascii > 400);
  for (int const n : by_tail) { CHECK(n > 100); }
}

TEST_CASE("the hashes that Kafka's own unit test names, at compile time") {
  static_assert(murmur2("21") == -973932308);
  static_assert(murmur2("foobar") == -790332482);
  static_assert(murmur2("a-little-bit-long-string") == -985981536);
  static_assert(murmur2("a-little-bit-longer-string") == -1486304829);
  static_assert(murmur2("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8") == -58897971);
  static_assert(murmur2("abc") == 479470107);
  static_assert(murmur2("") == 275646681);
  static_assert(partition_for("foobar", 1) == 0);
  static_assert(partition_for_int(-1, 7) >= 0);
  CHECK(partition_for("21", 7) == 3);
}

TEST_CASE("a key of a number is its bytes from the highest to the lowest") {
  CHECK(int_key(0x01020304) == std::string("\1\2\3\4"));
  CHECK(int_key(-2) == std::string("\xff\xff\xff\xfe"));
  CHECK(long_key(-1) == std::string(8, '\xff'));
  CHECK(long_key(5).size() == 8);
  CHECK(partition_for_int(5, 100) != partition_for_long(5, 100));
  CHECK(partition_for_long(std::numeric_limits<std::int64_t>::min(), 10) == partition_for(std::string("\x80\0\0\0\0\0\0\0", 8), 10));
}

TEST_CASE("the hash spreads 100000 numbers evenly: chi-square within four deviations") {
  constexpr int partitions = 100;
  std::vector<double> counts(partitions);
  for (int i = 0; i < 100000; ++i) { counts[static_cast<std::size_t>(partition_for_int(i, partitions))] += 1; }
  double chi_square = 0;
  for (double const n : counts) { chi_square += (n - 1000) * (n - 1000) / 1000; }
  CHECK(chi_square > 99 - 4 * 14.07);
  CHECK(chi_square < 99 + 4 * 14.07);
}

TEST_CASE("a topic without partitions is refused by name") {
  CHECK(refusal([] { (void)partition_for("x", 0); }) == "partition_for: partitions = 0, but must be >= 1");
  CHECK(refusal([] { (void)partition_for_int(1, -3); }) == "partition_for: partitions = -3, but must be >= 1");
}
