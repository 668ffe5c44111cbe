// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Properties that every queue with waits has, for the fuzz targets.

#include "support/fuzz_input.hpp"

#include <cmath>

namespace ullage_fuzz {

inline void probability(double p, char const* what) { require(p >= 0 && p <= 1, what); }
inline void moderate(double x, char const* what) { require(std::isfinite(x) && x >= 0, what); }

/// Means and probabilities without arguments.
template <class Q> void check_moments(Q const& q) {
  probability(wait_probability(q), "wait_probability");
  moderate(mean_wait(q), "mean_wait");
  moderate(wait_variance(q), "wait_variance");
  moderate(mean_sojourn(q), "mean_sojourn");
  moderate(mean_in_queue(q), "mean_in_queue");
  moderate(mean_in_system(q), "mean_in_system");
}

/// Tails are probabilities that fall, and a wait is part of a sojourn; up to a share of rounding.
template <class Q> void check_tails(Q const& q, double t, double later, double rounding) {
  double const waits = wait_tail(q, t);
  double const stays = sojourn_tail(q, t);
  probability(waits, "wait_tail");
  probability(stays, "sojourn_tail");
  require(waits <= wait_probability(q) * (1 + rounding), "wait_tail <= wait_probability");
  require(waits <= stays * (1 + rounding) + 1e-290, "wait_tail <= sojourn_tail");
  if (later >= t) {
    require(wait_tail(q, later) <= waits * (1 + rounding), "wait_tail falls");
    require(sojourn_tail(q, later) <= stays * (1 + rounding), "sojourn_tail falls");
  }
}

/// The level lies between the tails around a quantile, which is a rounded time: where 1e16 services fall
/// into it, one unit of its last digit moves the tail. Roots in ln t are sought to 4 epsilon of ln t and then
/// rounded: 4.5 |ln t| epsilon of t.
template <class Tail> void check_quantile(Tail const& tail, double at, double level, double error, char const* what) {
  moderate(at, what);
  if (at < 2e-30 || at > 9e29) { return; }
  double const rounding = 4e-15 + 1e-15 * std::abs(std::log(at));
  require(level <= tail(at * (1 - rounding)) + error && level >= tail(at * (1 + rounding)) - error, what);
}
template <class Q> void check_quantiles(Q const& q, double p, double error) {
  check_quantile([&](double t) { return wait_tail(q, t); }, wait_quantile(q, p), 1 - p, error, "wait_quantile inverts wait_tail");
  check_quantile([&](double t) { return sojourn_tail(q, t); }, sojourn_quantile(q, p), 1 - p, error, "sojourn_quantile inverts sojourn_tail");
}

} // namespace ullage_fuzz
