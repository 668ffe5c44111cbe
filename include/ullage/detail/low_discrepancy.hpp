// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Points that fill a cube more evenly than random ones, the same on any machine.

#include <ullage/detail/random.hpp>
#include <ullage/detail/splitmix.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace ullage::detail {

/// Independent random scramblings of Sobol's sequence: the mean over each of them is without bias, and their spread
/// tells the error.
///
/// Direction numbers of Joe and Kuo, SIAM J. Sci. Comput. 30 (2008), "new-joe-kuo-6"; nested scrambling of Owen, "Randomly
/// permuted (t,m,s)-nets" (1995), of the first 24 binary digits, the rest random. It never errs much more than random
/// points, whatever the function (a shifted lattice does on sums of its coordinates). The first 2^m points hit each of 2^m
/// equal stretches of every coordinate once; any number of points may be taken, powers of 2 best. Whole-number
/// arithmetic: the points are equal bit by bit everywhere.
class scrambled_sobol {
public:
  static constexpr std::size_t max_dimensions = 24;

  /// @param dimensions at most max_dimensions
  scrambled_sobol(std::size_t dimensions, std::size_t scramblings, std::uint64_t seed) : dimensions_(dimensions) {
    direction_.reserve(dimensions * bits);
    for (std::size_t j = 0; j < dimensions; ++j) { add_directions(j); }
    salt_.reserve(dimensions * scramblings);
    for (std::size_t r = 0; r < scramblings; ++r) {
      random_source random(seed, r, 0);
      for (std::size_t j = 0; j < dimensions; ++j) { salt_.push_back(random.next()); }
    }
  }

  [[nodiscard]] std::size_t dimensions() const { return dimensions_; }

  /// @param i below 2^24; the sequence repeats from there on
  /// @returns coordinate j of point i in a scrambling, in (0, 1)
  [[nodiscard]] double coordinate(std::size_t scrambling, std::uint64_t i, std::size_t j) const {
    std::uint32_t digits = 0;
    for (std::size_t b = 0; b < bits && (i >> b) != 0; ++b) {
      if (((i >> b) & 1U) != 0) { digits ^= direction_[j * bits + b]; }
    }
    std::uint64_t const salt = salt_[scrambling * dimensions_ + j];
    std::uint64_t out = 0;
    for (std::size_t b = 0; b < bits; ++b) {
      // The digits before, behind a leading 1, choose whether this one is flipped.
      std::uint64_t const before = (std::uint64_t{1} << b) | (digits >> (bits - b));
      std::uint64_t const digit = (digits >> (bits - 1 - b)) & 1U;
      out = (out << 1) | (digit ^ (mixed(salt ^ (before * 0x9e3779b97f4a7c15U)) >> 63));
    }
    std::uint64_t const rest = mixed(salt ^ (((std::uint64_t{1} << bits) | digits) * 0x9e3779b97f4a7c15U)) >> 36;
    return (static_cast<double>(static_cast<std::int64_t>((out << 28) | rest)) + 0.5) * 0x1p-52;
  }

private:
  static constexpr std::size_t bits = 24;

  struct primitive {
    unsigned polynomial; ///< over the field of two elements, its coefficients as binary digits
    std::uint32_t start[7];
  };
  static constexpr primitive table[max_dimensions] = {
      {1, {}},                            {3, {1}},                           {7, {1, 3}},
      {11, {1, 3, 1}},                    {13, {1, 1, 1}},                    {19, {1, 1, 3, 3}},
      {25, {1, 3, 5, 13}},                {37, {1, 1, 5, 5, 17}},             {41, {1, 1, 5, 5, 5}},
      {47, {1, 1, 7, 11, 19}},            {55, {1, 1, 5, 1, 1}},              {59, {1, 1, 1, 3, 11}},
      {61, {1, 3, 5, 5, 31}},             {67, {1, 3, 3, 9, 7, 49}},          {91, {1, 1, 1, 15, 21, 21}},
      {97, {1, 3, 1, 13, 27, 49}},        {103, {1, 1, 1, 15, 7, 5}},         {109, {1, 3, 1, 15, 13, 25}},
      {115, {1, 1, 5, 5, 19, 61}},        {131, {1, 3, 7, 11, 23, 15, 103}},  {137, {1, 3, 7, 13, 13, 15, 69}},
      {143, {1, 1, 3, 13, 7, 35, 63}},    {145, {1, 3, 5, 9, 1, 25, 53}},     {157, {1, 3, 1, 13, 9, 35, 107}}};

  void add_directions(std::size_t j) {
    auto const& p = table[j];
    std::size_t degree = 0;
    while ((p.polynomial >> (degree + 1)) != 0) { ++degree; }
    std::uint32_t m[bits] = {};
    for (std::size_t b = 0; b < bits; ++b) {
      if (degree == 0) {
        m[b] = 1;
      } else if (b < degree) {
        m[b] = p.start[b];
      } else {
        m[b] = m[b - degree];
        for (std::size_t k = 1; k <= degree; ++k) {
          if (((p.polynomial >> (degree - k)) & 1U) != 0) { m[b] ^= m[b - k] << k; }
        }
      }
      direction_.push_back(m[b] << (bits - 1 - b));
    }
  }

  std::size_t dimensions_;
  std::vector<std::uint32_t> direction_; ///< by dimension, then by digit of the index
  std::vector<std::uint64_t> salt_;      ///< by scrambling, then by dimension
};

} // namespace ullage::detail
