// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Targets drawn from the bytes of a fuzzer, and what must hold of every answer.

#include "support/fuzz_models.hpp"

#include <ullage/constraint.hpp>
#include <ullage/plan.hpp>
#include <ullage/target.hpp>

#include <vector>

namespace ullage_fuzz {

inline ullage::target<double> target(input& in) {
  ullage::target<double> t{.max_partitions = in.whole("max_partitions", 0, 400), .max_scan_events = in.whole("max_scan_events", 0, 20'000)};
  in.maybe("utilization", t.utilization);
  in.maybe("max_wait", t.max_wait);
  if (in.flag("quantile")) { t.wait_quantile = ullage::quantile_target<double>{in.number("probability"), in.number("limit")}; }
  in.maybe("drained_by", t.drained_by);
  in.maybe("peak_lag", t.peak_lag);
  in.maybe("retention_fraction", t.retention_fraction);
  return t;
}

inline void check_constraints(std::vector<ullage::constraint<double>> const& all) {
  for (auto const& c : all) {
    require(!c.name.empty(), "a constraint has a name");
    amount(c.value, "a value is >= 0");
    amount(c.limit, "a limit is >= 0");
    number(c.margin, "a margin is a number");
    require(c.met == (c.margin >= -1e-12 * c.limit), "met means that a margin is left");
  }
}

inline void check_plan(ullage::plan_result<double> const& r) {
  check_constraints(r.constraints);
  require(r.feasible == all_met(r.constraints), "feasible means that every constraint is met");
  require(r.feasible == r.loosened.empty(), "what is missed is named");
  require(r.feasible || !r.reason.empty(), "an infeasible plan says why");
  require(!r.feasible || !r.binding.empty(), "a feasible plan says what binds");
  require(!r.partitions || *r.partitions >= 1, "partitions >= 1");
  require(!r.min_pollers || (*r.min_pollers >= 1 && *r.max_pollers >= *r.min_pollers), "1 <= minimum <= maximum");
  require(!explain(r).empty(), "a plan is explained");
}

} // namespace ullage_fuzz
