// SPDX-License-Identifier: MIT
// Counts per five minutes, as a monitoring system exports them: some bins are missing. Gaps are
// refused by name, or filled by a choice that is written down.
#include <ullage/counts.hpp>
#include <ullage/forecast.hpp>
#include <ullage/scaling/presets.hpp>

#include <cstdio>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

int main() {
  std::vector<double> const times{0, 300, 600, 900, 1800, 2100, 2400, 2700}; // starts of the bins [s]; 1200 and 1500 are missing
  std::vector<double> const counts{600, 900, 3600, 6000, 4800, 1500, 300, 300};
  using list = std::span<double const>;

  try {
    auto const refused = ullage::from_counts(list(times), list(counts));
    std::printf("%.0f records\n", total_records(refused));
  } catch (std::domain_error const& e) { std::printf("refused: %s\n", e.what()); }

  std::printf("%-12s %8s %9s %13s %8s\n", "gaps", "records", "peak lag", "longest wait", "gone at");
  for (auto const& [fill, name] : {std::pair{ullage::gaps::zero, "zero"}, {ullage::gaps::hold, "hold"}, {ullage::gaps::interpolate, "interpolate"}}) {
    auto const p = ullage::pipeline<>{
        .arrivals = ullage::from_counts(list(times), list(counts), {.missing = fill}),
        .service_time = 1,
        .partitions = 16,
        .scaling = ullage::regime("kafka-on-demand-2022"),
    };
    auto const f = forecast(p);
    std::printf("%-12s %8.0f %9.0f %11.0f s %6.0f s\n", name, total_records(p.arrivals), f.peak_lag, f.max_wait, f.drained_at);
  }
}
