// SPDX-License-Identifier: MIT
// Traffic of 0.4/s, which one consumer carries, jumps to 20/s for an hour; each record takes 2 s. What do
// the platforms make of it?
// Where a vendor leaves numbers open, best and worst span what its documents allow.
#include <ullage/forecast.hpp>
#include <ullage/scaling/presets.hpp>
#include <ullage/units.hpp>

#include <cmath>
#include <cstdio>
#include <string>

namespace {

std::string never_or(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.0f s", seconds);
  return std::isfinite(seconds) ? text : "never";
}

} // namespace

int main() {
  auto p = ullage::pipeline<>{
      .arrivals = ullage::spike<>{.base = 0.4, .peak = 20, .at = ullage::minutes(20), .width = ullage::hours(1), .duration = ullage::hours(3)},
      .service_time = 2,
  };
  std::printf("%-22s %-7s %10s %13s %11s\n", "regime", "case", "peak lag", "longest wait", "gone at");
  for (auto const& info : ullage::regime_catalog) {
    p.partitions.reset();
    if (ullage::needs_partitions(info.name) || info.name == "fixed") { p.partitions = 60; }
    for (auto const which : {ullage::estimate::best, ullage::estimate::likely, ullage::estimate::worst}) {
      if (info.trust == ullage::confidence::documented && which != ullage::estimate::likely) { continue; }
      p.scaling = ullage::regime(info.name, which);
      auto const f = forecast(p);
      char const* const names[] = {"best", "likely", "worst"};
      std::printf("%-22s %-7s %10.0f %13s %11s\n", p.scaling.name.c_str(), names[static_cast<int>(which)], f.peak_lag,
                  never_or(f.max_wait).c_str(), never_or(f.drained_at).c_str());
    }
  }
}
