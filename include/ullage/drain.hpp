// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// How long a backlog takes to drain while records keep coming, as a law of chance: one partition exactly, anything
/// by three moments, and the last of many partitions.

#include <ullage/concepts.hpp>
#include <ullage/detail/passage.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/errors.hpp>
#include <ullage/lag_path.hpp>

#include <cstddef>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace ullage {

/// Drain time of one partition: Poisson arrivals, one server, constant service, a known lag. Exact.
///
/// Formula: the number k of services has P(k) = n/k e^(-rho k) (rho k)^(k-n) / (k-n)!, n the initial lag.
/// Source: Borel 1942; Tanner, Biometrika 40 (1953); Kendall, J. R. Stat. Soc. B 19 (1957).
template <Real T = double> struct borel_tanner {
  using scalar_type = T;
  T initial_lag = unset_v<T>;  ///< records that wait at the start, whole, 0..1e12, required
  T arrival_rate = unset_v<T>; ///< of the partition [records/s], >= 0, required
  T service_time = unset_v<T>; ///< of one record [s], > 0, required
  friend bool operator==(borel_tanner const&, borel_tanner const&) = default;
};

/// The same where the lag at the start is a Poisson number: partitions that share random keys. Exact.
///
/// Formula: P(k) = a (a + rho k)^(k-1) e^-(a + rho k) / k!, a the mean lag.
/// Source: Consul and Jain, Technometrics 15 (1973).
template <Real T = double> struct random_borel_tanner {
  using scalar_type = T;
  T mean_initial_lag = unset_v<T>; ///< records that wait at the start, 0..1e12, required
  T arrival_rate = unset_v<T>;     ///< of the partition [records/s], >= 0, required
  T service_time = unset_v<T>;     ///< of one record [s], > 0, required
  friend bool operator==(random_borel_tanner const&, random_borel_tanner const&) = default;
};

/// First passage of a Brownian motion: the law of two moments that drain times come close to.
///
/// Formula: cdf Phi(z) + exp(2 shape/mean) Phi(-w), z = sqrt(shape/t) (t - mean)/mean, w = sqrt(z^2 + 4 shape/mean),
/// evaluated as Phi(z) + phi(z) Mills(w). Source: Schroedinger 1915; Tweedie, Ann. Math. Stat. 28 (1957).
template <Real T = double> struct inverse_gaussian {
  using scalar_type = T;
  T mean = unset_v<T>;  ///< [s], > 0, required
  T shape = unset_v<T>; ///< mean^3 / variance [s], > 0, required
  friend bool operator==(inverse_gaussian const&, inverse_gaussian const&) = default;
};

/// Drain time of a backlog with any arrivals and services, by moments. Approximate.
///
/// Formula: a shifted inverse Gaussian law with the first three moments of the passage of the backlog through 0.
/// With d = capacity - arrival_rate, s = arrival_rate arrival_scv + capacity service_scv, b the backlog and v its
/// variance: mean b/d, variance b s/d^3 + v/d^2; the third moment has the intervals and the services gamma.
/// The moments are exact for Poisson arrivals, one server and services of that law.
/// Source: Schroedinger 1915; Kendall 1957; Whitt, "Stochastic-Process Limits" (2002), for the counting processes.
/// Accuracy against borel_tanner, lags 2 to 1000 and loads 0.05 to 0.9: the 99 % quantile within 0.52 services, that
/// of 99.9 % within 0.83 (half a service is the lattice); two_moment_law 7.5 and 15.4.
template <Real T = double> struct drain_law {
  using scalar_type = T;
  T backlog = unset_v<T>;      ///< mean of the records that wait at the start, >= 0, required
  T arrival_rate = unset_v<T>; ///< [records/s], >= 0, required
  T arrival_scv = T(1);        ///< of the times between arrivals, >= 0; 1: Poisson
  T capacity = unset_v<T>;     ///< services per second while there is a backlog [records/s], > arrival_rate, required
  T service_scv = T(0);        ///< of the times between the ends of services, >= 0
  T backlog_variance = T(0);   ///< of the records that wait at the start, >= 0
  friend bool operator==(drain_law const&, drain_law const&) = default;
};

/// Drain time whose law itself is drawn: a lag at the start that is known by its chances.
template <class Law> struct drain_mixture {
  using scalar_type = typename Law::scalar_type;
  struct part {
    scalar_type weight = unset_v<scalar_type>; ///< >= 0; weights count relative to their sum
    Law law = {};
    friend bool operator==(part const&, part const&) = default;
  };
  std::vector<part> parts = {};
  friend bool operator==(drain_mixture const&, drain_mixture const&) = default;
};

/// Drain time of a topic: the last of independent partitions.
template <class Law> struct last_drain {
  using scalar_type = typename Law::scalar_type;
  struct group {
    Law law = {};
    scalar_type partitions = scalar_type(1); ///< that have this law, whole, >= 1
    friend bool operator==(group const&, group const&) = default;
  };
  std::vector<group> groups = {};
  friend bool operator==(last_drain const&, last_drain const&) = default;
};

/// Opt-in of the laws that the functions below take.
template <class Law> inline constexpr bool enable_drain = false;
template <Real T> inline constexpr bool enable_drain<borel_tanner<T>> = true;
template <Real T> inline constexpr bool enable_drain<random_borel_tanner<T>> = true;
template <Real T> inline constexpr bool enable_drain<inverse_gaussian<T>> = true;
template <Real T> inline constexpr bool enable_drain<drain_law<T>> = true;
template <class Law> inline constexpr bool enable_drain<drain_mixture<Law>> = enable_drain<Law>;
template <class Law> inline constexpr bool enable_drain<last_drain<Law>> = enable_drain<Law>;

/// The law of a drain time.
template <class Law>
concept DrainLaw = enable_drain<std::remove_cvref_t<Law>>;

namespace detail {

/// Refuses what never drains.
template <Real T> void require_drains(char const* function, T const& load) {
  if (!(value_of(load) < 1)) [[unlikely]] {
    throw unstable_error(std::string(function) + ": utilization = " + show(load) +
                         ", but must be < 1 (the backlog does not drain)");
  }
}

template <Real T>
[[nodiscard]] lattice_passage<wide_t<T>> partition_passage(char const* function, bool known, T const& lag, T const& rate, T const& service) {
  using U = wide_t<T>;
  require_nonnegative(function, known ? "initial_lag" : "mean_initial_lag", lag);
  require(value_of(lag) <= 1e12, function, known ? "initial_lag" : "mean_initial_lag", lag, "must be <= 1e12");
  if (known) { require_whole(function, "initial_lag", lag); }
  require_nonnegative(function, "arrival_rate", rate);
  require_positive(function, "service_time", service);
  U const load = U(rate) * U(service);
  require_drains(function, load);
  U const idle = minus_product(U(1), U(rate), U(service));
  return known ? lattice_passage<U>(U(lag), load * U(lag), load, idle, U(service)) : lattice_passage<U>(U(0), U(lag), load, idle, U(service));
}
template <Real T> [[nodiscard]] auto passage_of(borel_tanner<T> const& q) {
  return partition_passage("borel_tanner", true, q.initial_lag, q.arrival_rate, q.service_time);
}
template <Real T> [[nodiscard]] auto passage_of(random_borel_tanner<T> const& q) {
  return partition_passage("random_borel_tanner", false, q.mean_initial_lag, q.arrival_rate, q.service_time);
}
template <Real T> [[nodiscard]] smooth_passage<wide_t<T>> passage_of(inverse_gaussian<T> const& q) {
  require_positive("inverse_gaussian", "mean", q.mean);
  require_positive("inverse_gaussian", "shape", q.shape);
  return smooth_passage<wide_t<T>>(wide_t<T>(q.mean), wide_t<T>(q.shape));
}
template <Real T> [[nodiscard]] smooth_passage<wide_t<T>> passage_of(drain_law<T> const& q) {
  auto const f = "drain_law";
  require_nonnegative(f, "backlog", q.backlog);
  require_nonnegative(f, "arrival_rate", q.arrival_rate);
  require_nonnegative(f, "arrival_scv", q.arrival_scv);
  require_positive(f, "capacity", q.capacity);
  require_nonnegative(f, "service_scv", q.service_scv);
  require_nonnegative(f, "backlog_variance", q.backlog_variance);
  using U = wide_t<T>;
  require_drains(f, U(U(q.arrival_rate) / U(q.capacity)));
  return smooth_passage<U>(backlog_moments<U>{U(q.backlog), U(q.backlog_variance), U(q.arrival_rate), U(q.arrival_scv), U(q.capacity), U(q.service_scv)});
}
template <class Law> [[nodiscard]] auto passage_of(drain_mixture<Law> const& q) {
  using U = wide_t<typename Law::scalar_type>;
  using Part = decltype(passage_of(std::declval<Law const&>()));
  require(!q.parts.empty(), "drain_mixture", "parts", 0.0, "must not be empty");
  mixed_passage<U, Part> out;
  U total(0);
  for (std::size_t i = 0; i < q.parts.size(); ++i) {
    auto const& w = q.parts[i].weight;
    require_element(is_amount(w), "drain_mixture", "weight", i, w, "must be 0 or in [1e-30, 1e30]");
    total += U(w);
    if (value_of(w) > 0) { out.add(U(w), passage_of(q.parts[i].law)); }
  }
  require(value_of(total) > 0, "drain_mixture", "sum of the weights", total, "must be > 0");
  return out;
}
template <class Law> [[nodiscard]] auto passage_of(last_drain<Law> const& q) {
  using U = wide_t<typename Law::scalar_type>;
  using Part = decltype(passage_of(std::declval<Law const&>()));
  require(!q.groups.empty(), "last_drain", "groups", 0.0, "must not be empty");
  last_passage<U, Part> out;
  for (std::size_t i = 0; i < q.groups.size(); ++i) {
    auto const& n = q.groups[i].partitions;
    require_element(value_of(n) >= 1 && value_of(n) <= 1e12, "last_drain", "partitions", i, n, "must be in [1, 1e12]");
    out.add(U(n), passage_of(q.groups[i].law));
  }
  return out;
}

} // namespace detail

/// Mean of the drain time [s].
///
/// Formula: borel_tanner n D/(1 - rho); drain_law b/d; last_drain integral of 1 - product of the cdfs: a sum over the
/// lattice for partitions of one service time, over all steps for several, by quadrature (1e-9) where that has more
/// than 200,000 terms, or 4,000.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error the load is >= 1: it does not drain
template <DrainLaw Law> [[nodiscard]] auto drain_mean(Law const& law) {
  return typename Law::scalar_type(detail::passage_of(law).mean());
}

/// Variance of the drain time [s^2]. Formula: borel_tanner n D^2 rho/(1 - rho)^3, and D^2 n/(1 - rho)^3 with a
/// Poisson lag; drain_law b s/d^3 + v/d^2. Not for last_drain.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error the load is >= 1: it does not drain
template <DrainLaw Law> [[nodiscard]] auto drain_variance(Law const& law) {
  return typename Law::scalar_type(detail::passage_of(law).variance());
}

/// Chance that it takes exactly k services. Exact; 1e-12 relative, or the rounding of the load times the distance
/// from the mean, which is more for lags above 1e8.
/// @param k services, whole, >= 0
/// @throws std::domain_error a field or k is out of range
/// @throws unstable_error the load is >= 1: it does not drain
template <DrainLaw Law>
  requires requires(Law const& law) { detail::passage_of(law).mass(law.service_time); }
[[nodiscard]] auto drain_pmf(Law const& law, std::type_identity_t<typename Law::scalar_type> k) {
  detail::require_nonnegative("drain_pmf", "k", k);
  detail::require_whole("drain_pmf", "k", k);
  return typename Law::scalar_type(detail::passage_of(law).mass(k));
}

/// Chance that it has drained by t.
///
/// Borel-Tanner: exact, a sum of terms >= 0 (1e-12 relative, also for tiny values); a quotient t/D within four
/// roundings of a whole number counts as that number. inverse_gaussian: 2e-15 times the square of the distance from
/// the mean in deviations. last_drain: product over the partitions.
/// @param t time [s], >= 0; infinity is allowed
/// @throws std::domain_error a field or t is out of range
/// @throws unstable_error the load is >= 1: it does not drain
template <DrainLaw Law> [[nodiscard]] auto drain_cdf(Law const& law, std::type_identity_t<typename Law::scalar_type> t) {
  detail::require(value_of(t) >= 0, "drain_cdf", "t", t, "must be >= 0");
  return typename Law::scalar_type(detail::passage_of(law).cdf(t));
}

/// Chance that it takes longer than t, with the same accuracy: not by subtraction from 1.
/// @param t time [s], >= 0; infinity is allowed
/// @throws std::domain_error a field or t is out of range
/// @throws unstable_error the load is >= 1: it does not drain
template <DrainLaw Law> [[nodiscard]] auto drain_tail(Law const& law, std::type_identity_t<typename Law::scalar_type> t) {
  detail::require(value_of(t) >= 0, "drain_tail", "t", t, "must be >= 0");
  return typename Law::scalar_type(detail::passage_of(law).tail(t));
}

/// The time by which it has drained with chance p [s]; for Borel-Tanner a whole number of services.
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range
/// @throws unstable_error the load is >= 1: it does not drain
template <DrainLaw Law>
[[nodiscard]] auto drain_quantile(Law const& law, std::type_identity_t<typename Law::scalar_type> p) {
  using U = detail::wide_t<typename Law::scalar_type>;
  detail::require(value_of(p) >= 0 && value_of(p) < 1, "drain_quantile", "p", p, "must be in [0, 1)");
  return typename Law::scalar_type(detail::passage_of(law).quantile(U(p), 1 - U(p)));
}

/// The inverse Gaussian law with the mean and the variance of a drain time.
///
/// Formula: mean b/d, shape b^2/s (with backlog_variance 0). Less accurate than drain_law, which has the third moment
/// too: the 99 % quantile of a partition is low by 0.3 % at a lag of 210 and load 0.75, by 1.2 % at 42 and 0.15.
/// @throws std::domain_error a field is out of range, nothing waits, or nothing is random
/// @throws unstable_error the load is >= 1: it does not drain
template <Real T> [[nodiscard]] inverse_gaussian<T> two_moment_law(drain_law<T> const& q) {
  auto const passage = detail::passage_of(q);
  T const mean(passage.mean());
  T const variance(passage.variance());
  detail::require(value_of(variance) > 0, "two_moment_law", "variance", variance, "must be > 0");
  return {.mean = mean, .shape = T(mean * (mean * (mean / variance)))};
}

/// The drain time of one partition when n records at the start fall on it with chance `share` each. Exact.
///
/// Formula: weights C(n, k) share^k (1 - share)^(n-k), those below 1e-18 left out.
/// @param records n, whole, 0..1e9
/// @param share of the partition, in [0, 1]
/// @param each the partition; its initial_lag is not used
/// @throws std::domain_error an argument is out of range
template <Real T>
[[nodiscard]] drain_mixture<borel_tanner<T>> split_drain(std::type_identity_t<T> records, std::type_identity_t<T> share, borel_tanner<T> each) {
  detail::require_nonnegative("split_drain", "records", records);
  detail::require_whole("split_drain", "records", records);
  detail::require(value_of(records) <= 1e9, "split_drain", "records", records, "must be <= 1e9");
  detail::require(value_of(share) >= 0 && value_of(share) <= 1, "split_drain", "share", share, "must be in [0, 1]");
  drain_mixture<borel_tanner<T>> out;
  detail::for_each_split<detail::wide_t<T>>(records, share, [&](auto const& k, auto const& weight) {
    each.initial_lag = T(k);
    out.parts.push_back({T(weight), each});
  });
  return out;
}

} // namespace ullage
