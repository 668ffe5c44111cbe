// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Laws of a quantity that is not known for certain: from what was counted or measured, or from what
/// somebody who knows holds possible.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/detail/policy.hpp>
#include <ullage/detail/require.hpp>

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <variant>
#include <vector>

namespace ullage {

/// A quantity without doubt.
template <std::floating_point T = double> struct known {
  T value = unset_v<T>; ///< required
  friend bool operator==(known const&, known const&) = default;
};

/// What the low and the high value of an estimate are.
enum class range_ends {
  extremes,    ///< nothing lies beyond them: a PERT law, `likely` is its mode
  percentiles, ///< one time in twenty it is lower, one in twenty higher; `likely` is the median
};

/// What somebody holds possible.
///
/// extremes: Beta(1 + 4 (likely - low) / (high - low), 1 + 4 (high - likely) / (high - low)) on [low, high]
/// (PERT: Malcolm, Roseboom, Clark and Fazar, 1959). percentiles: lognormal on either side of the median, with the
/// spread that puts its 5 % and 95 % quantiles at low and high; then low > 0, and there is no largest value. People's
/// ranges mostly are too narrow: where the ends are no hard limits, percentiles are the careful choice.
template <std::floating_point T = double> struct between {
  T low = unset_v<T>;    ///< required
  T likely = unset_v<T>; ///< >= low, required
  T high = unset_v<T>;   ///< >= likely, required
  range_ends ends = range_ends::extremes;
  friend bool operator==(between const&, between const&) = default;
};

/// The rate of events of which `count` came in `time`: Gamma(count + 1/2, time), the posterior of a Poisson rate
/// under Jeffreys' prior; its variance is `dispersion` times that.
template <std::floating_point T = double> struct rate_posterior {
  T count = unset_v<T>; ///< events, 0..1e15, required
  T time = unset_v<T>;  ///< in which they came [s], > 0, required
  T dispersion = T(1);  ///< variance of the counts of equal bins over their mean, 1..1e15; 1: Poisson
  friend bool operator==(rate_posterior const&, rate_posterior const&) = default;
};

/// The probability of something that happened `hits` times in `trials`: Beta(hits + 1/2, trials - hits + 1/2), the
/// posterior under Jeffreys' prior.
template <std::floating_point T = double> struct share_posterior {
  T hits = unset_v<T>;   ///< 0..trials, required
  T trials = unset_v<T>; ///< 0..1e15, required
  friend bool operator==(share_posterior const&, share_posterior const&) = default;
};

/// A positive quantity whose logarithm is normal.
template <std::floating_point T = double> struct lognormal_belief {
  T median = unset_v<T>;    ///< > 0, required
  T log_sd = unset_v<T>;    ///< standard deviation of the logarithm, 0..10, required; small: the relative error
  friend bool operator==(lognormal_belief const&, lognormal_belief const&) = default;
};

/// One of some values. Its quantiles follow the order in which they are listed.
template <std::floating_point T = double> struct one_of {
  std::vector<T> values;       ///< at least one
  std::vector<T> weights = {}; ///< >= 0, as many, not all 0; they need not sum to 1; empty: all the same
  friend bool operator==(one_of const&, one_of const&) = default;
};

/// The law of an unknown quantity.
template <std::floating_point T = double>
using belief = std::variant<known<T>, between<T>, rate_posterior<T>, share_posterior<T>, lognormal_belief<T>, one_of<T>>;

/// @throws std::domain_error a field is out of range
template <std::floating_point T> void validate(known<T> const& x) {
  detail::require(detail::is_finite(x.value), "known", "value", x.value, "must be a finite number");
  detail::require_moderate("known", "value", x.value);
}
template <std::floating_point T> void validate(between<T> const& x) {
  auto const f = "between";
  detail::require(detail::is_finite(x.low), f, "low", x.low, "must be a finite number");
  detail::require(x.low <= x.likely, f, "likely", x.likely, "must be >= low");
  detail::require(x.likely <= x.high && detail::is_finite(x.high), f, "high", x.high, "must be finite and >= likely");
  detail::require_moderate(f, "low", x.low);
  detail::require_moderate(f, "high", x.high);
  detail::require(x.ends == range_ends::extremes || x.low > 0, f, "low", x.low,
                  "must be > 0 where the ends are percentiles (or give extremes)");
}
template <std::floating_point T> void validate(rate_posterior<T> const& x) {
  auto const f = "rate_posterior";
  detail::require_nonnegative(f, "count", x.count);
  detail::require(x.count <= T(1e15), f, "count", x.count, "must be <= 1e15");
  detail::require_positive(f, "time", x.time);
  detail::require(x.dispersion >= 1 && x.dispersion <= T(1e15), f, "dispersion", x.dispersion, "must be in [1, 1e15]");
}
template <std::floating_point T> void validate(share_posterior<T> const& x) {
  auto const f = "share_posterior";
  detail::require_nonnegative(f, "trials", x.trials);
  detail::require(x.trials <= T(1e15), f, "trials", x.trials, "must be <= 1e15");
  detail::require(x.hits >= 0 && x.hits <= x.trials, f, "hits", x.hits, "must be in [0, trials]");
  detail::require_moderate(f, "hits", x.hits);
}
template <std::floating_point T> void validate(lognormal_belief<T> const& x) {
  auto const f = "lognormal_belief";
  detail::require_positive(f, "median", x.median);
  detail::require(x.log_sd >= 0 && x.log_sd <= 10, f, "log_sd", x.log_sd, "must be in [0, 10]");
}
template <std::floating_point T> void validate(one_of<T> const& x) {
  auto const f = "one_of";
  detail::require(!x.values.empty(), f, "values.size()", x.values.size(), "must be > 0");
  detail::require(x.weights.empty() || x.weights.size() == x.values.size(), f, "weights.size()", x.weights.size(),
                  "must be as many as the values (or none)");
  T sum = x.weights.empty() ? T(1) : T(0);
  for (std::size_t i = 0; i < x.values.size(); ++i) {
    detail::require_element(detail::is_moderate(x.values[i]), f, "values", i, x.values[i], "must be 0 or of a size between 1e-30 and 1e30");
    if (!x.weights.empty()) {
      detail::require_element(detail::is_amount(x.weights[i]), f, "weights", i, x.weights[i], "must be 0 or in [1e-30, 1e30]");
      sum += x.weights[i];
    }
  }
  detail::require(sum > 0, f, "sum of weights", sum, "must be > 0");
}
template <std::floating_point T> void validate(belief<T> const& x) {
  std::visit([](auto const& law) { validate(law); }, x);
}

namespace detail {

template <std::floating_point T> void require_quantile(T p) { require(p > 0 && p < 1, "quantile", "p", p, "must be in (0, 1)"); }

/// Quantile of Gamma(shape, 1).
template <std::floating_point T> [[nodiscard]] T gamma_quantile(T shape, T p) {
  if (shape < T(1e8)) { return boost::math::gamma_p_inv(shape, p, policy()); }
  // Cornish and Fisher (1938): relative error below 1e-15 from here on.
  T const z = -normal_upper_quantile(p);
  T const root = std::sqrt(shape);
  return shape * (1 + (z + (z * z - 1) / (3 * root) + (z * z * z - 7 * z) / (36 * shape)) / root);
}
/// Quantile of Beta(a, b).
template <std::floating_point T> [[nodiscard]] T beta_quantile(T a, T b, T p) {
  if (a <= T(1e7) || b <= T(1e7)) { return boost::math::ibeta_inv(a, b, p, policy()); }
  // Cornish and Fisher (1938), three terms.
  T const n = a + b;
  T const z = -normal_upper_quantile(p);
  T const sd = std::sqrt(a / n * (b / n) / (n + 1));
  T const skewness = 2 * (b - a) / (n + 2) * std::sqrt((n + 1) / a / b);
  return as_probability(T(a / n + sd * (z + skewness * (z * z - 1) / 6)));
}
/// exp of what must stay a moderate number.
template <std::floating_point T> [[nodiscard]] T moderate_exp(T log_value) {
  return std::exp(within(log_value, T(-69), T(69)));
}

} // namespace detail

/// The value that an unknown quantity does not exceed with a probability.
///
/// Accuracy, relative in the probability p or 1 - p: 1e-10 (measured; special functions of Boost.Math) for fewer than
/// 1e5 hits or misses and 1e8 counted events, 1e-7 above.
/// @param p in (0, 1)
/// @returns in the unit of the quantity
/// @throws std::domain_error p or a field of the law is out of range
template <std::floating_point T> [[nodiscard]] T quantile(known<T> const& x, std::type_identity_t<T> p) {
  validate(x);
  detail::require_quantile(p);
  return x.value;
}
template <std::floating_point T> [[nodiscard]] T quantile(between<T> const& x, std::type_identity_t<T> p) {
  using W = detail::wide_t<T>;
  validate(x);
  detail::require_quantile(p);
  if (!(x.low < x.high)) { return x.low; }
  W const low = x.low;
  W const likely = x.likely;
  W const high = x.high;
  if (x.ends == range_ends::percentiles) {
    W const z = -detail::normal_upper_quantile(W(p)) / W(1.644853626951472714863848907991632136L);
    W const side = z < 0 ? W(std::log(likely / low)) : W(std::log(high / likely));
    return T(detail::moderate_exp(W(std::log(likely) + z * side)));
  }
  W const left = (likely - low) / (high - low);
  W const share = detail::beta_quantile(W(1 + 4 * left), W(1 + 4 * (1 - left)), W(p));
  return T(detail::within(W(low + share * (high - low)), low, high));
}
template <std::floating_point T> [[nodiscard]] T quantile(rate_posterior<T> const& x, std::type_identity_t<T> p) {
  using W = detail::wide_t<T>;
  validate(x);
  detail::require_quantile(p);
  W const g = detail::gamma_quantile(W((W(x.count) + W(0.5)) / W(x.dispersion)), W(p));
  return T(g * W(x.dispersion) / W(x.time));
}
template <std::floating_point T> [[nodiscard]] T quantile(share_posterior<T> const& x, std::type_identity_t<T> p) {
  using W = detail::wide_t<T>;
  validate(x);
  detail::require_quantile(p);
  return T(detail::beta_quantile(W(W(x.hits) + W(0.5)), W(W(x.trials) - W(x.hits) + W(0.5)), W(p)));
}
template <std::floating_point T> [[nodiscard]] T quantile(lognormal_belief<T> const& x, std::type_identity_t<T> p) {
  using W = detail::wide_t<T>;
  validate(x);
  detail::require_quantile(p);
  return T(W(x.median) * detail::moderate_exp(W(-detail::normal_upper_quantile(W(p)) * W(x.log_sd))));
}
template <std::floating_point T> [[nodiscard]] T quantile(one_of<T> const& x, std::type_identity_t<T> p) {
  validate(x);
  detail::require_quantile(p);
  auto const weight = [&](std::size_t i) { return x.weights.empty() ? T(1) : x.weights[i]; };
  T sum(0);
  for (std::size_t i = 0; i < x.values.size(); ++i) { sum += weight(i); }
  T before(0);
  std::size_t last = 0;
  for (std::size_t i = 0; i < x.values.size(); ++i) {
    if (!(weight(i) > 0)) { continue; }
    last = i;
    before += weight(i);
    if (p * sum < before) { break; }
  }
  return x.values[last];
}
template <std::floating_point T> [[nodiscard]] T quantile(belief<T> const& x, std::type_identity_t<T> p) {
  return std::visit([&](auto const& law) { return quantile(law, p); }, x);
}

/// The mean of an unknown quantity. Exact.
/// @throws std::domain_error a field of the law is out of range
template <std::floating_point T> [[nodiscard]] T mean(known<T> const& x) {
  validate(x);
  return x.value;
}
template <std::floating_point T> [[nodiscard]] T mean(between<T> const& x) {
  validate(x);
  if (x.ends == range_ends::extremes || !(x.low < x.high)) { return (x.low + 4 * x.likely + x.high) / 6; }
  // E e^(s Z) over one side is e^(s^2 / 2) P(Z < s)
  using W = detail::wide_t<T>;
  W const z95 = W(1.644853626951472714863848907991632136L);
  W const down = std::log(W(x.likely) / W(x.low)) / z95;
  W const up = std::log(W(x.high) / W(x.likely)) / z95;
  return T(W(x.likely) * (detail::moderate_exp(W(down * down / 2)) * detail::normal_upper(down) +
                          detail::moderate_exp(W(up * up / 2)) * detail::normal_upper(W(-up))));
}
template <std::floating_point T> [[nodiscard]] T mean(rate_posterior<T> const& x) {
  validate(x);
  return (x.count + T(0.5)) / x.time;
}
template <std::floating_point T> [[nodiscard]] T mean(share_posterior<T> const& x) {
  validate(x);
  return (x.hits + T(0.5)) / (x.trials + 1);
}
template <std::floating_point T> [[nodiscard]] T mean(lognormal_belief<T> const& x) {
  validate(x);
  return T(x.median * std::exp(x.log_sd * x.log_sd / 2));
}
template <std::floating_point T> [[nodiscard]] T mean(one_of<T> const& x) {
  validate(x);
  T sum(0);
  T weights(0);
  for (std::size_t i = 0; i < x.values.size(); ++i) {
    T const w = x.weights.empty() ? T(1) : x.weights[i];
    sum += w * x.values[i];
    weights += w;
  }
  return sum / weights;
}
template <std::floating_point T> [[nodiscard]] T mean(belief<T> const& x) {
  return std::visit([](auto const& law) { return mean(law); }, x);
}

} // namespace ullage
