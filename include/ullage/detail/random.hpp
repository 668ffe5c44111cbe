// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Random numbers that are the same on any machine.

#include <ullage/detail/splitmix.hpp>
#include <ullage/detail/ziggurat.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>

namespace ullage::detail {

/// A shape of the gamma law with what its generator needs.
struct gamma_shape {
  gamma_shape() = default;
  explicit gamma_shape(double k) : shape(k), centre((k < 1 ? k + 1 : k) - 1.0 / 3), spread(std::sqrt(9 * centre)) {}
  double shape = 1;
  double centre = 2.0 / 3;
  double spread = 0;
};

/// A generator of its own for each seed, replication and stream.
///
/// xoshiro256++ (Blackman and Vigna, 2021) with the state from splitmix64. `next`, `below` and `chance` are
/// whole-number arithmetic; the others use + - * / and sqrt in an order that leaves a compiler nothing to fuse,
/// so their values are equal bit by bit wherever double is IEEE 754. Only comparisons of gamma, poisson and
/// binomial (with std::log) and of geometric (std::log1p) could go another way with another mathematical
/// library, with a probability below 1e-14 per draw.
class random_source {
public:
  random_source() : random_source(0, 0, 0) {}
  random_source(std::uint64_t seed, std::uint64_t replication, std::uint64_t stream) {
    std::uint64_t x = mixed(mixed(mixed(seed) ^ replication) ^ stream);
    for (auto& s : state_) {
      s = mixed(x);
      x += 0x9e3779b97f4a7c15U;
    }
  }

  /// @returns 64 random bits
  std::uint64_t next() {
    std::uint64_t const sum = state_[0] + state_[3];
    std::uint64_t const out = ((sum << 23) | (sum >> 41)) + state_[0];
    std::uint64_t const t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = (state_[3] << 45) | (state_[3] >> 19);
    return out;
  }

  /// @returns a number in (0, 1), one of 2^52 with the same distance
  double uniform() { return (static_cast<double>(static_cast<std::int64_t>(next() >> 12)) + 0.5) * 0x1p-52; }

  /// @returns true with probability p; never for p <= 0 or no number, always for p >= 1
  bool chance(double p) { return uniform() < p; }

  /// @returns a number in 0 .. n - 1, all equally likely; 0 for n = 0
  std::uint64_t below(std::uint64_t n) {
    if (n <= 0xffffffffU) {
      // Lemire, "Fast random integer generation in an interval" (2019), with 32 bits.
      std::uint64_t product = (next() >> 32) * n;
      if ((product & 0xffffffffU) < n) {
        std::uint64_t const least = n == 0 ? 0 : (0x100000000U - n) % n;
        while ((product & 0xffffffffU) < least) { product = (next() >> 32) * n; }
      }
      return product >> 32;
    }
    std::uint64_t mask = n - 1;
    for (int shift = 1; shift < 64; shift *= 2) { mask |= mask >> shift; }
    std::uint64_t out = next() & mask;
    while (out >= n) { out = next() & mask; }
    return out;
  }

  /// @returns a number of mean 1, memoryless
  double exponential() {
    std::uint64_t const bits = next();
    auto const& layers = ziggurat::exponential;
    std::size_t const i = bits & 255;
    std::uint64_t const k = bits >> 11;
    if (k < layers.sure[i]) [[likely]] { return static_cast<double>(static_cast<std::int64_t>(k)) / layers.steps[i]; }
    return exponential_at_edge(i, k);
  }

  /// @returns a number of mean 0 and variance 1
  double normal() {
    auto const& layers = ziggurat::normal;
    for (;;) {
      std::uint64_t const bits = next();
      std::size_t const i = bits & 255;
      std::uint64_t const k = bits >> 11;
      double const x = static_cast<double>(static_cast<std::int64_t>(k)) / layers.steps[i];
      double const sign = (bits & 256) != 0 ? -1 : 1;
      if (k < layers.sure[i]) [[likely]] { return sign * x; }
      if (i == 0) { return sign * normal_tail(); }
      double const height = layers.heights[i] + uniform() * (layers.heights[i + 1] - layers.heights[i]);
      if (height < exp_down(x * x / 2)) { return sign * x; }
    }
  }

  /// @param shape > 0
  /// @returns a number of mean and variance `shape`
  double gamma(double shape) { return gamma(gamma_shape(shape)); }

  /// Source: Marsaglia and Tsang, "A simple method for generating gamma variables" (2000).
  double gamma(gamma_shape const& g) {
    if (g.shape == 1) { return exponential(); }
    for (;;) {
      double const x = normal();
      double const root = 1 + x / g.spread;
      if (!(root > 0)) { continue; }
      double const v = root * root * root;
      double const u = uniform();
      double const square = x * x;
      bool const inside = u < 1 - 0.0331 * square * square ||
                          std::log(u) < square / 2 + g.centre * (1 - v + std::log(v));
      if (!inside) { continue; }
      double const out = g.centre * v;
      return g.shape < 1 ? out * exp_down(exponential() / g.shape) : out;
    }
  }

  /// @param mean in [0, 4e18]
  /// @returns a count of mean and variance `mean`
  long long poisson(double mean);

  /// @param n >= 0
  /// @returns how many of n independent trials with probability p succeed
  long long binomial(long long n, double p);

  /// @returns failures before the first success of independent trials with probability p; 0 for p >= 1 and
  ///   4e18 for p <= 0 or no number
  long long geometric(double p) {
    constexpr long long most = 4'000'000'000'000'000'000;
    if (p >= 1) { return 0; }
    if (!(p > 0)) { return most; }
    double const out = exponential() / -std::log1p(-p);
    return out < static_cast<double>(most) ? static_cast<long long>(out) : most;
  }

  friend bool operator==(random_source const&, random_source const&) = default;

private:
  double exponential_at_edge(std::size_t i, std::uint64_t k) {
    auto const& layers = ziggurat::exponential;
    double beyond = 0;
    for (;;) {
      double const x = static_cast<double>(static_cast<std::int64_t>(k)) / layers.steps[i];
      if (k < layers.sure[i]) { return beyond + x; }
      if (i == 0) {
        beyond += ziggurat::exponential_edge; // memoryless: what is beyond the edge begins anew
      } else {
        double const height = layers.heights[i] + uniform() * (layers.heights[i + 1] - layers.heights[i]);
        if (height < exp_down(x)) { return beyond + x; }
      }
      std::uint64_t const bits = next();
      i = bits & 255;
      k = bits >> 11;
    }
  }

  double normal_tail() {
    for (;;) {
      double const x = exponential() / ziggurat::normal_edge;
      if (2 * exponential() > x * x) { return ziggurat::normal_edge + x; }
    }
  }

  std::uint64_t state_[4] = {};
};

/// Source: Devroye, "Non-uniform random variate generation" (1986), X.4: the middle of n sorted uniforms is
/// of a beta law, and leaves half of them.
inline long long random_source::binomial(long long n, double p) {
  long long sure = 0;
  for (;;) {
    if (n <= 0 || !(p > 0)) { return sure; }
    if (p >= 1) { return sure + n; }
    if (p > 0.5 && n <= 16) {
      for (long long i = 0; i < n; ++i) { sure += chance(p) ? 1 : 0; }
      return sure;
    }
    if (n <= 16 || static_cast<double>(n) * p < 8) {
      // Successes are one more than geometric numbers of trials apart.
      for (long long at = geometric(p); at < n; at += 1 + geometric(p)) { ++sure; }
      return sure;
    }
    long long const middle = n / 2 + 1;
    double const left = gamma(static_cast<double>(middle));
    double const right = gamma(static_cast<double>(n + 1 - middle));
    double const at = left / (left + right);
    if (at <= p) {
      sure += middle;
      n -= middle;
      p = (p - at) / (1 - at);
    } else {
      n = middle - 1;
      p = p / at;
    }
  }
}

/// Source: Ahrens and Dieter, "Computer methods for sampling from gamma, beta, Poisson and binomial
/// distributions" (1974): the time of an event before the mean, and a binomial or a rest.
inline long long random_source::poisson(double mean) {
  if (!(mean > 0)) { return 0; }
  mean = mean < 4e18 ? mean : 4e18;
  long long sure = 0;
  while (mean > 12) {
    auto const m = static_cast<long long>(mean - mean / 8);
    double const at = gamma(static_cast<double>(m));
    if (at > mean) { return sure + binomial(m - 1, mean / at); }
    sure += m;
    mean -= at;
  }
  for (double at = exponential(); at < mean; at += exponential()) { ++sure; }
  return sure;
}

} // namespace ullage::detail
