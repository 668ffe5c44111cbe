// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Batches, reserved concurrency, allowed service time and arrivals of a plan.

#include <ullage/assess.hpp>
#include <ullage/batching.hpp>
#include <ullage/concepts.hpp>
#include <ullage/cost.hpp>
#include <ullage/detail/planner.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/forecast.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/plan_result.hpp>
#include <ullage/sizing/search.hpp>

#include <cmath>
#include <optional>
#include <utility>
#include <vector>

namespace ullage::detail {

/// A decision at one batch size and window, with what it costs.
template <Real T> struct batch_trial {
  T size;
  T window;
  decision<T> found;
  T price;           ///< [USD per month], or invocations where there is no price
  T misses = T(0);   ///< sum of the shares by which limits are missed; infinite where something is endless
};

/// Batch sizes and windows, each with the other sizes that it needs: the cheapest that keeps everything.
///
/// Neither cost nor age is monotone in them, so sizes of a 1-2-5 series are tried, then windows at the best of them, then
/// sizes between the best and its neighbours.
template <Real T> class batch_choices {
public:
  explicit batch_choices(question<T> const& q) : q_(q) {}

  [[nodiscard]] batch_trial<T> run() {
    T const most = largest();
    std::vector<T> const first{T(1), T(2), T(5)};
    for (T ten = T(1); value_of(ten) <= value_of(most); ten *= 10) {
      for (auto const& x : first) {
        if (value_of(T(x * ten)) <= value_of(most)) { look(T(x * ten), T(0)); }
      }
    }
    look(most, T(0));
    if (value_of(q_.base.batch_size) <= value_of(most)) { look(q_.base.batch_size, q_.base.batch_window); }
    for (double const w : {1., 2., 5., 10., 30., 60.}) {
      if (value_of(best().size) > 1) { look(best().size, T(w)); }
    }
    for (int i = 0; i < 3; ++i) { between(best().size, best().window); }
    return best();
  }
  [[nodiscard]] std::size_t tried() const { return trials_.size(); }

private:
  [[nodiscard]] T largest() const {
    bool const queue = q_.base.scaling.name.substr(0, 3) == "sqs";
    T const most = batch_limit(batch_policy<T>{.batch_size = T(10000), .record_bytes = q_.base.record_bytes});
    return queue && value_of(most) > 10 && value_of(q_.base.batch_window) == 0 ? T(10) : most;
  }

  void look(T const& size, T const& window) {
    for (auto const& t : trials_) {
      if (value_of(t.size) == value_of(size) && value_of(t.window) == value_of(window)) { return; }
    }
    auto q = q_;
    q.base.batch_size = size;
    q.base.batch_window = window;
    batch_trial<T> t{size, window, decide_sizes(q), T(0)};
    auto const a = assess_grown(t.found.system, q.wanted, q.on, demand::wanted);
    t.price = a.cost.unknown.empty() && value_of(a.cost.total) > 0 ? a.cost.total : a.forecast.consumer_seconds;
    if (!is_finite(t.price)) { t.price = infinity_v<T>; }
    for (auto const& c : a.constraints) {
      if (!c.met) { t.misses += is_finite(c.value) ? T(-relative_margin(c)) : infinity_v<T>; }
    }
    trials_.push_back(std::move(t));
  }

  /// Sizes halfway, by their logarithm, to the neighbours of the best.
  void between(T const& size, T const& window) {
    using std::round;
    using std::sqrt;
    T below = size;
    T above = size;
    for (auto const& t : trials_) {
      if (value_of(t.size) < value_of(size) && (value_of(below) == value_of(size) || value_of(t.size) > value_of(below))) { below = t.size; }
      if (value_of(t.size) > value_of(size) && (value_of(above) == value_of(size) || value_of(t.size) < value_of(above))) { above = t.size; }
    }
    for (auto const& other : {below, above}) {
      T const middle = round(sqrt(T(size * other)));
      if (value_of(middle) >= 1) { look(middle, value_of(middle) > 1 ? window : T(0)); }
    }
  }

  [[nodiscard]] static bool better(batch_trial<T> const& a, batch_trial<T> const& b) {
    if (a.found.met != b.found.met) { return a.found.met; }
    if (!a.found.met) { return value_of(a.misses) < value_of(b.misses); }
    auto const less = [](T const& x, T const& y) { return value_of(x) < value_of(T(y * (1 - T(1e-9)))); };
    if (less(a.price, b.price) || less(b.price, a.price)) { return less(a.price, b.price); }
    auto const p = a.found.partitions.value_or(0);
    auto const r = b.found.partitions.value_or(0);
    if (p != r) { return p < r; }
    return value_of(a.size) < value_of(b.size);
  }
  [[nodiscard]] batch_trial<T> const& best() const {
    auto const* out = &trials_.front();
    for (auto const& t : trials_) {
      if (better(t, *out)) { out = &t; }
    }
    return *out;
  }

  question<T> q_;
  std::vector<batch_trial<T>> trials_;
};

/// The smallest reserved concurrency that keeps everything; nothing when none does.
template <Real T> [[nodiscard]] std::optional<long long> least_reserved(pipeline<T> const& p, question<T> const& q) {
  using std::ceil;
  auto const resize = [](pipeline<T> base, long long n) {
    base.reserved_concurrency = T(double(n));
    return base;
  };
  auto free = p;
  free.reserved_concurrency = infinity_v<T>;
  T const most = larger(T(1), ceil(T(forecast(free).max_consumers * p.scaling.concurrency_per_consumer)));
  if (!is_finite(most) || value_of(most) > 1e9) { return std::nullopt; }
  auto const judge = q.judge();
  size_search<T, decltype(resize), full_judge<T>> search(p, judge, resize, 1, static_cast<long long>(value_of(most)));
  return search.bracketed();
}

/// The largest factor on something that still keeps everything, at most 1e6; nothing where even 1e-6 does not.
/// From 1 the factor doubles or halves until the answer changes; that step is bisected to 1e-9 of the factor.
/// @param scaled pipeline<T>(T factor)
template <Real T, class Scaled> [[nodiscard]] std::optional<T> largest_factor(Scaled const& scaled, full_judge<T> const& judge) {
  auto const keeps = [&](T const& x) { return all_met(judge(scaled(x)).constraints); };
  T good = T(1);
  T bad = T(1);
  if (keeps(T(1))) {
    for (bad = T(2); keeps(bad); bad *= 2) {
      good = bad;
      if (value_of(bad) > 1e6) { return bad; }
    }
  } else {
    for (good = T(0.5); !keeps(good); good /= 2) {
      bad = good;
      if (value_of(good) < 1e-6) { return std::nullopt; }
    }
  }
  while (value_of(T(bad - good)) > 1e-9 * value_of(bad)) {
    T const middle = (good + bad) / 2;
    (keeps(middle) ? good : bad) = middle;
  }
  return good;
}

template <Real T> [[nodiscard]] pipeline<T> with_service_factor(pipeline<T> p, T const& factor) {
  p.service_time *= factor;
  return p;
}
template <Real T> [[nodiscard]] pipeline<T> with_arrival_factor(pipeline<T> p, T const& factor) {
  p.arrivals = factor * p.arrivals;
  return p;
}

} // namespace ullage::detail
