// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// How likely a pipeline keeps its targets when some of its numbers are not known.

#include <ullage/assess.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/heap_sort.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/uncertain_input.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace ullage {

/// A share of the scenarios with its standard error, from the spread between independent sets of points; never below one
/// scenario, since none among so many does not mean never.
template <std::floating_point T = double> struct share_estimate {
  T value = T(0);
  T error = T(0);
  friend bool operator==(share_estimate const&, share_estimate const&) = default;
};

/// How likely one constraint is kept.
template <std::floating_point T = double> struct constraint_odds {
  std::string name;
  share_estimate<T> met = {};
  demand from = demand::wanted;
  friend bool operator==(constraint_odds const&, constraint_odds const&) = default;
};

/// What a figure comes to over all scenarios.
template <std::floating_point T = double> struct spread {
  std::vector<T> sorted = {}; ///< one value for each scenario, infinity where it has no limit
  friend bool operator==(spread const&, spread const&) = default;
};

/// @param p in (0, 1)
/// @returns the smallest value that a share p of the scenarios does not exceed
/// @throws std::domain_error p is out of range or there are no scenarios
template <std::floating_point T> [[nodiscard]] T quantile(spread<T> const& x, std::type_identity_t<T> p) {
  detail::require(p > 0 && p < 1, "quantile", "p", p, "must be in (0, 1)");
  detail::require(!x.sorted.empty(), "quantile", "scenarios", x.sorted.size(), "must be > 0");
  double const at = std::ceil(static_cast<double>(p) * static_cast<double>(x.sorted.size()));
  auto const i = at < 1 ? std::size_t{0} : static_cast<std::size_t>(at) - 1;
  return x.sorted[i < x.sorted.size() ? i : x.sorted.size() - 1];
}

/// A pipeline against its targets over all scenarios.
template <std::floating_point T = double> struct odds_result {
  share_estimate<T> all = {};                       ///< that everything is kept
  std::vector<constraint_odds<T>> constraints = {}; ///< the targets, then the limits of the platform
  spread<T> peak_lag = {};                          ///< [records]
  spread<T> max_wait = {};                          ///< [s]
  spread<T> drained_at = {};                        ///< [s]
  spread<T> monthly_cost = {};                      ///< [USD per month], without what cannot be priced
  bool priced = false;                              ///< all of the bill could be priced
  long long scenarios = 0;                          ///< that were judged
  bool interrupted = false;                         ///< stopped by the caller; what was done until then counts
  friend bool operator==(odds_result const&, odds_result const&) = default;
};

/// One size over all scenarios.
template <std::floating_point T = double> struct size_odds {
  long long partitions = 1;
  share_estimate<T> all = {};
  std::vector<constraint_odds<T>> constraints = {};
  long long scenarios = 0;
  friend bool operator==(size_odds const&, size_odds const&) = default;
};

/// How to ask.
struct uncertainty_options {
  long long scenarios = 10'000; ///< 10..10,000,000
  std::uint64_t seed = 1;
};

namespace detail {

/// Counts of misses by constraint and set of points.
template <std::floating_point T> class tally {
public:
  explicit tally(std::size_t sets) : sets_(sets), judged_(sets, 0), missed_any_(sets, 0) {}

  void add(assessment<T> const& a, std::size_t set) {
    bool all = true;
    std::size_t at = 0;
    for (auto const& c : a.constraints) {
      // Mostly the same constraints in the same order; one that is new has been kept, or did not apply, until now.
      if (at >= names_.size() || names_[at].name != c.name) { at = place(c); }
      if (!c.met) {
        ++missed_[at * sets_ + set];
        all = false;
      }
      ++at;
    }
    ++judged_[set];
    if (!all) { ++missed_any_[set]; }
  }

  [[nodiscard]] share_estimate<T> all() const { return estimate_of(missed_any_.data()); }
  [[nodiscard]] std::vector<constraint_odds<T>> constraints() const {
    auto out = names_;
    for (std::size_t k = 0; k < out.size(); ++k) { out[k].met = estimate_of(missed_.data() + k * sets_); }
    return out;
  }
  [[nodiscard]] long long judged() const {
    long long n = 0;
    for (auto const x : judged_) { n += x; }
    return n;
  }

private:
  std::size_t place(constraint<T> const& c) {
    for (std::size_t k = 0; k < names_.size(); ++k) {
      if (names_[k].name == c.name) { return k; }
    }
    names_.push_back({c.name, {}, c.from});
    missed_.resize(names_.size() * sets_, 0);
    return names_.size() - 1;
  }

  [[nodiscard]] share_estimate<T> estimate_of(long long const* missed) const {
    double n = 0;
    double sum = 0;
    double used = 0;
    double mean = 0;
    double square = 0;
    for (std::size_t r = 0; r < sets_; ++r) {
      if (judged_[r] == 0) { continue; }
      auto const here = static_cast<double>(judged_[r]);
      double const met = (here - static_cast<double>(missed[r])) / here;
      n += here;
      sum += here - static_cast<double>(missed[r]);
      ++used;
      double const off = met - mean;
      mean += off / used;
      square += off * (met - mean);
    }
    if (n == 0) { return {}; }
    double const error = used > 1 ? std::sqrt(square / (used - 1) / used) : 1.0;
    return {T(sum / n), T(error > 1 / n ? error : 1 / n)};
  }

  std::size_t sets_;
  std::vector<constraint_odds<T>> names_;
  std::vector<long long> missed_; ///< by constraint, then by set
  std::vector<long long> judged_;
  std::vector<long long> missed_any_;
};

template <std::floating_point T> [[nodiscard]] T no_nan(T const& x) { return x == x ? x : infinity_v<T>; }

template <std::floating_point T> void sort(spread<T>& x) {
  heap_sort(x.sorted, [](T const& a, T const& b) { return a < b; });
}

/// The misses of a size in the first `rows` scenarios.
template <std::floating_point T, class Tick>
[[nodiscard]] size_odds<T> judge_size(uncertain<T> const& u, target<T> const& t, scenario_table<T> const& all, std::size_t rows,
                                      long long partitions, Tick const& tick) {
  tally<T> count(all.sets);
  for (std::size_t i = 0; i < rows; ++i) {
    if (i % 16 == 0 && !tick(static_cast<double>(i) / static_cast<double>(rows))) { break; }
    auto p = pipeline_of(u, all, i);
    p.partitions = partitions;
    count.add(assess(p, t, u.runs_on), i % all.sets);
  }
  return {partitions, count.all(), count.constraints(), count.judged()};
}

template <std::floating_point T> void require_size(char const* function, long long n) {
  require(n >= 1 && n <= 1'000'000'000, function, "partitions", double(n), "must be in [1, 1000000000]");
}

/// The same with some number of partitions; refused by name where that cannot be.
template <std::floating_point T> [[nodiscard]] uncertain<T> with_partition_count(uncertain<T> u, long long n) {
  require_size<T>("uncertain", n);
  u.system.partitions = n;
  return u;
}

} // namespace detail

/// How likely a pipeline keeps its targets and the limits of its platform.
///
/// Method: every scenario is judged as `assess` does; an overload is an answer, not an error. Approximation of the
/// probability by points that fill the cube of the inputs evenly; `error` is measured.
/// @param t what is wanted, and at which level of chance within a scenario
/// @param tick bool(double): called now and then with the share that is done; false stops
/// @throws std::domain_error an argument is out of range
/// @throws evaluation_error a forecast has more than max_events events
template <std::floating_point T, class Tick>
  requires std::is_invocable_r_v<bool, Tick const&, double>
[[nodiscard]] odds_result<T> odds(uncertain<T> const& u, target<T> const& t, uncertainty_options const& how, Tick const& tick) {
  auto const all = scenarios(u, how.scenarios, how.seed);
  validate(t, u.system);
  odds_result<T> out;
  detail::tally<T> count(all.sets);
  out.priced = true;
  for (auto* const s : {&out.peak_lag, &out.max_wait, &out.drained_at, &out.monthly_cost}) { s->sorted.reserve(all.rows); }
  for (std::size_t i = 0; i < all.rows; ++i) {
    if (i % 16 == 0 && !tick(static_cast<double>(i) / static_cast<double>(all.rows))) {
      out.interrupted = true;
      break;
    }
    auto const a = assess(pipeline_of(u, all, i), t, u.runs_on);
    count.add(a, i % all.sets);
    out.peak_lag.sorted.push_back(detail::no_nan(a.forecast.peak_lag));
    out.max_wait.sorted.push_back(detail::no_nan(a.forecast.max_wait));
    out.drained_at.sorted.push_back(detail::no_nan(a.forecast.drained_at));
    out.monthly_cost.sorted.push_back(detail::no_nan(a.cost.total));
    out.priced = out.priced && a.cost.unknown.empty();
  }
  out.all = count.all();
  out.constraints = count.constraints();
  out.scenarios = count.judged();
  for (auto* const s : {&out.peak_lag, &out.max_wait, &out.drained_at, &out.monthly_cost}) { detail::sort(*s); }
  return out;
}
template <std::floating_point T>
[[nodiscard]] odds_result<T> odds(uncertain<T> const& u, target<T> const& t, uncertainty_options const& how = {}) {
  return odds(u, t, how, [](double) { return true; });
}

/// How likely the targets are kept at each of some partition counts, all in the same scenarios.
/// @param sizes each in [1, 1e9]
/// @param tick as for odds; sizes that were not begun are left out
/// @throws std::domain_error, evaluation_error as odds
template <std::floating_point T, class Tick>
  requires std::is_invocable_r_v<bool, Tick const&, double>
[[nodiscard]] std::vector<size_odds<T>> odds_by_size(uncertain<T> const& u, target<T> const& t, std::span<long long const> sizes,
                                                     uncertainty_options const& how, Tick const& tick) {
  std::vector<size_odds<T>> out;
  if (sizes.empty()) { return out; }
  for (long long const n : sizes) {
    auto const sized = detail::with_partition_count(u, n);
    validate(sized);
    validate(t, sized.system);
  }
  auto const all = scenarios(detail::with_partition_count(u, sizes[0]), how.scenarios, how.seed);
  bool going = true;
  double const parts = static_cast<double>(sizes.size());
  for (std::size_t k = 0; k < sizes.size() && going; ++k) {
    out.push_back(detail::judge_size(u, t, all, all.rows, sizes[k], [&](double done) {
      going = going && tick((static_cast<double>(k) + done) / parts);
      return going;
    }));
  }
  return out;
}
template <std::floating_point T>
[[nodiscard]] std::vector<size_odds<T>> odds_by_size(uncertain<T> const& u, target<T> const& t, std::span<long long const> sizes,
                                                     uncertainty_options const& how = {}) {
  return odds_by_size(u, t, sizes, how, [](double) { return true; });
}

} // namespace ullage
