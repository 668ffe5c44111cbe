// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Sums of powers of ranks: the weights of Zipf's law.

#include <ullage/concepts.hpp>

#include <cmath>

namespace ullage::detail {

/// k^-s, k >= 1.
template <Real T> [[nodiscard]] T rank_weight(long long k, T const& s) {
  using std::exp;
  using std::log;
  return k == 1 ? T(1) : T(exp(T(-s * log(T(double(k))))));
}

/// The sum of k^-s for k = first .. last, in time that does not depend on last.
///
/// Formula: terms one by one up to 32 + 2 s, then Euler and Maclaurin with six Bernoulli numbers.
/// Accuracy: 2e-15 relative for s <= 8, s log(first) epsilons beyond.
/// @param first >= 1; @param last < 2^53; 0 when last < first
/// @param s >= 0
template <Real T> [[nodiscard]] T power_sum(T const& s, long long first, long long last) {
  using std::exp;
  using std::expm1;
  using std::log;
  using std::log1p;
  // B_2j / (2j)!
  constexpr long double bernoulli[] = {1.0L / 12,           -1.0L / 720,       1.0L / 30240,
                                       -1.0L / 1209600, 1.0L / 47900160, -691.0L / 1307674368000};
  bool const steep = value_of(s) > 1e6;
  double const enough = steep ? 1e15 : 32 + 2 * static_cast<double>(value_of(s));
  T head(0);
  long long n = first;
  for (; n <= last && (static_cast<double>(n) < enough || last - n < 32); ++n) {
    T const term = rank_weight(n, s);
    head += term;
    if (value_of(term) <= value_of(T(1e-25 * head))) { return head; }
  }
  if (n > last) { return head; }
  T const from(static_cast<double>(n));
  T const ratio = T(static_cast<double>(last - n)) / from;
  T const length = log1p(ratio);
  T const at_first = rank_weight(n, s);
  T const at_last = rank_weight(last, s);
  T const u = (1 - s) * length;
  bool const flat = value_of(u) < 1e-9 && value_of(u) > -1e-9;
  T const area = at_first * from * length * (flat ? T(1 + u / 2) : T(expm1(u) / u));
  T sum = area + (at_first + at_last) / 2;
  T const to(static_cast<double>(last));
  T rise_first = at_first * s / from; // (s)_(2j-1) x^(-s-2j+1)
  T rise_last = at_last * s / to;
  for (int j = 1; j <= 6; ++j) {
    sum += T(bernoulli[j - 1]) * (rise_first - rise_last);
    T const next = (s + T(2 * j - 1)) * (s + T(2 * j));
    rise_first *= next / (from * from);
    rise_last *= next / (to * to);
  }
  return head + sum;
}

} // namespace ullage::detail
