// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What one step more of each resource would give.

#include <ullage/assess.hpp>
#include <ullage/bottleneck.hpp>
#include <ullage/concepts.hpp>
#include <ullage/constraint.hpp>
#include <ullage/detail/planner.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/text.hpp>
#include <ullage/forecast.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/plan_result.hpp>
#include <ullage/scaling/regime.hpp>
#include <ullage/sizing/partitions.hpp>
#include <ullage/sizing/pollers.hpp>
#include <ullage/sizing/search.hpp>
#include <ullage/skew.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ullage::detail {

template <Real T> class relaxer {
public:
  /// @param now the plan's own size
  relaxer(question<T> const& q, assessment<T> const& now, std::string const& binding) : q_(q), now_(now) {
    // A load has no unit to save, a bill no resource that lowers it: the longest wait then stands for the age.
    bool const own = binding != "utilization" && binding != "headroom" && binding != "monthly_cost" && binding != "retention";
    for (auto const& c : now.constraints) {
      if (own && c.name == binding && c.from == demand::wanted) {
        measure_ = binding;
        unit_ = c.unit;
      }
    }
  }

  [[nodiscard]] std::vector<relaxation<T>> run() {
    auto const& p = now_.forecast.system;
    if (p.partitions && std::holds_alternative<even_shares>(p.skew)) {
      // The next count that helps: one more may pack no better.
      long long const n = *p.partitions;
      for (long long const more : {n + 1, n + larger_of(1, n / 4), 2 * n}) {
        if (look("partitions", T(double(n)), T(double(more)), "partitions", with_partitions(p, more))) { break; }
      }
    }
    if (provisioned_limits(p.scaling.name)) {
      T const minimum = p.scaling.min_consumers;
      auto more = p;
      more.scaling.min_consumers = more.scaling.initial_consumers = minimum + 1;
      if (value_of(more.scaling.max_consumers) < value_of(T(minimum + 1))) { more.scaling.max_consumers = minimum + 1; }
      look("min_pollers", minimum, T(minimum + 1), "pollers", more);
    } else if (is_fixed(p.scaling) && !is_nan(p.scaling.initial_consumers)) {
      auto more = p;
      more.scaling.initial_consumers += 1;
      look("consumers", p.scaling.initial_consumers, more.scaling.initial_consumers, "consumers", more);
    }
    auto const limit = consumer_model(p).concurrency_limit;
    if (is_finite(limit) && value_of(now_.forecast.max_consumers) > 0) {
      bool const reserved = value_of(p.reserved_concurrency) <= value_of(limit);
      auto more = p;
      (reserved ? more.reserved_concurrency : more.account_concurrency) = 2 * limit;
      look(reserved ? "reserved_concurrency" : "account_concurrency", limit, T(2 * limit), "concurrent invocations", more);
    }
    if (is_finite(p.scaling.max_consumers) && !is_fixed(p.scaling)) {
      auto more = p;
      more.scaling.max_consumers = 2 * p.scaling.max_consumers;
      look("max_consumers", p.scaling.max_consumers, more.scaling.max_consumers, "consumers", more);
    }
    auto faster = p;
    faster.service_time *= T(0.9);
    look("service_time", p.service_time, faster.service_time, "s", faster);
    return std::move(out_);
  }

private:
  [[nodiscard]] T measure(assessment<T> const& a) const {
    for (auto const& c : a.constraints) {
      if (c.name == measure_) { return c.value; }
    }
    return a.forecast.max_wait;
  }
  [[nodiscard]] std::string shown(T const& x) const { return unit_ == "s" ? time_text(x) : brief(x) + " " + unit_; }

  /// @returns whether it improves the measure by more than rounding
  bool look(char const* variable, T const& from, T const& to, std::string const& unit, pipeline<T> const& p) {
    auto const a = assess_grown(p, q_.wanted, q_.on, demand::wanted);
    T const before = measure(now_);
    T const after = measure(a);
    bool const helps = is_finite(after) && (!is_finite(before) || value_of(after) < value_of(T(before * T(0.999))));
    if (!helps) { return false; }
    relaxation<T> r{variable, from, to, unit, measure_, before, after};
    if (a.cost.unknown.empty()) {
      r.cost_before = now_.cost.total;
      r.cost_after = a.cost.total;
    }
    r.then = name_of(bottleneck_of(a.forecast));
    auto const amount = [&](T const& x) { return unit == "s" ? time_text(x) : brief(x); };
    r.text = std::string(variable) + " " + amount(to) + " instead of " + amount(from) + " would ";
    r.text += is_finite(before) ? "save " + shown(T(before - after)) + " of " + measure_ + " (" + shown(before) + " to " + shown(after) + ")"
                                : "bring " + measure_ + " down to " + shown(after);
    r.text += "; after that " + r.then + (r.then == "scaling" ? " (the rule itself) binds" : " binds");
    out_.push_back(std::move(r));
    return true;
  }

  question<T> const& q_;
  assessment<T> const& now_;
  std::string measure_ = "max_wait";
  std::string unit_ = "s";
  std::vector<relaxation<T>> out_ = {};
};

/// What one step more of each resource gives for the measure that binds, the largest gain first.
template <Real T>
[[nodiscard]] std::vector<relaxation<T>> relaxations_of(question<T> const& q, assessment<T> const& now, std::string const& binding) {
  auto out = relaxer<T>(q, now, binding).run();
  for (std::size_t i = 1; i < out.size(); ++i) {
    for (std::size_t k = i; k > 0 && value_of(out[k].after) < value_of(out[k - 1].after); --k) { std::swap(out[k], out[k - 1]); }
  }
  return out;
}

} // namespace ullage::detail
