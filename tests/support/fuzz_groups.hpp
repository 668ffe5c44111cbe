// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Unequal partitions drawn from the bytes of a fuzzer, and what must hold of the curves of their groups.

#include "support/fuzz_input.hpp"
#include "support/fuzz_models.hpp"

#include <ullage/packing.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/skew.hpp>
#include <ullage/trajectory.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace ullage_fuzz {

/// A few weights that the partitions have in turn, so that some of them are alike.
struct unequal_partitions {
  bool unequal = false;
  ullage::assignor rule = ullage::assignor::range;
  std::size_t kinds = 1;
  std::array<double, 6> weights = {};
};

/// To be drawn before anything that may use up the bytes.
inline unequal_partitions unequal(input& in) {
  unequal_partitions out;
  out.unequal = in.flag("unequal");
  out.rule = static_cast<ullage::assignor>(in.whole("assignor", 0, 3));
  if (!out.unequal) { return out; }
  out.kinds = static_cast<std::size_t>(in.whole("kinds", 1, 6));
  bool const tame = in.flag("tame");
  for (std::size_t i = 0; i < out.kinds; ++i) { out.weights[i] = tame ? in.whole("weight", 0, 5) : in.number("weight"); }
  return out;
}

inline void apply(unequal_partitions const& u, ullage::pipeline<double>& p) {
  p.assignment = u.rule;
  p.max_events = 2'000; // each may change many groups
  if (!u.unequal || !p.partitions || *p.partitions > 60) { return; }
  ullage::measured_shares<> s;
  for (std::size_t i = 0; i < static_cast<std::size_t>(*p.partitions); ++i) { s.weights.push_back(u.weights[i % u.kinds]); }
  p.skew = s;
}

/// Groups make up the topic: their numbers, their shares, and at every instant their lags.
/// @param lanes of the topic
inline void check_groups(ullage::trajectory<double> const& f, double lanes) {
  using namespace ullage;
  if (f.groups.empty()) { return; }
  double count = 0;
  double shares = 0;
  for (auto const& g : f.groups) {
    require(g.partitions >= 1, "a group has partitions");
    amount(g.share, "share >= 0");
    require(g.companions >= 0 && g.companions < lanes, "companions are other partitions");
    count += g.partitions;
    shares += g.partitions * g.share;
    require(!g.segments.empty() && g.segments[0].start == 0, "a group has a curve from 0 on");
    for (std::size_t i = 0; i < g.segments.size(); ++i) {
      auto const& s = g.segments[i];
      amount(s.lag, "lag of a partition >= 0");
      amount(s.arrival_rate, "arrival_rate of a partition >= 0");
      amount(s.start_rate, "start_rate of a partition >= 0");
      number(s.start_slope, "start_slope of a partition is a number");
      number(s.capacity, "capacity of a partition is a number");
      number(s.capacity_slope, "capacity_slope of a partition is a number");
      require(s.start_rate <= s.capacity * (1 + 1e-9) + 1e-9, "services of a partition begin within its capacity");
      if (i > 0) { require(s.start > g.segments[i - 1].start, "segments of a group increase in time"); }
    }
  }
  require(count == lanes, "every lane is in one group");
  require(std::fabs(shares - 1) <= 1e-9, "the shares of all lanes are 1");
  double const off = unresolved_records(f);
  for (double const t : instants(f)) {
    if (!(t <= f.end)) { continue; }
    double sum = 0;
    for (std::size_t g = 0; g < f.groups.size(); ++g) {
      double const waits = lag(f, g, t);
      amount(waits, "lag of a partition >= 0");
      sum += f.groups[g].partitions * waits;
    }
    require(std::fabs(sum - lag(f, t)) <= 1e-7 * (1 + arrived(f, t)) + off, "the lag is the sum over all partitions");
    amount(lag_age(f, t), "lag_age >= 0");
    amount(wait_at(f, t), "wait_at >= 0");
  }
}

} // namespace ullage_fuzz
