// SPDX-License-Identifier: MIT
// An autoscaler asks from now on: so many records wait, the oldest has waited so long, so many
// consumers run, and the rule looks again in so many seconds. When is it all gone, and how many
// consumers would do it in time?
#include <ullage/forecast.hpp>
#include <ullage/scaling/presets.hpp>
#include <ullage/units.hpp>

#include <cstdio>
#include <optional>

namespace {

/// What the control plane sees at this moment.
struct reading {
  double arrival_rate;       ///< [records/s]
  double lag;                ///< records
  double lag_age;            ///< of the oldest one [s]
  double service_time;       ///< [s]
  long long partitions;
  double consumers;          ///< at work now
  double next_evaluation_in; ///< [s]
};

ullage::pipeline<> from_now(reading const& now) {
  auto p = ullage::pipeline<>{
      .arrivals = ullage::constant_rate<>{.rate = now.arrival_rate},
      .initial_lag = now.lag,
      .initial_lag_age = now.lag_age,
      .service_time = now.service_time,
      .partitions = now.partitions,
      .scaling = ullage::regime("kafka-on-demand-2023"),
  };
  p.scaling.initial_consumers = now.consumers;
  p.scaling.phase = now.next_evaluation_in;
  return p;
}

/// The fewest consumers that, at work from now on, leave nothing waiting at the deadline.
std::optional<long long> consumers_needed(ullage::pipeline<> p, double deadline) {
  p.scaling = ullage::regime("fixed");
  p.scaling.initial_share = ullage::unset_v<double>;
  for (long long n = 1; n <= *p.partitions; ++n) {
    p.scaling.initial_consumers = static_cast<double>(n);
    if (forecast(p).drained_at <= deadline) { return n; }
  }
  return std::nullopt;
}

} // namespace

int main() {
  auto const now = reading{.arrival_rate = 30, .lag = 12000, .lag_age = 380, .service_time = ullage::milliseconds(400),
                           .partitions = 48, .consumers = 6, .next_evaluation_in = 20};
  auto const p = from_now(now);
  auto const f = forecast(p);
  std::printf("left alone: lag peaks at %.0f in %.0f s, is gone in %.0f s; the oldest record then has waited %.0f s\n", f.peak_lag,
              f.peak_lag_at, f.drained_at, f.max_wait);
  for (double const t : {0., 120., 300., 600.}) {
    std::printf("  in %3.0f s: %2.0f consumers, lag %5.0f, oldest %3.0f s\n", t, consumers(f, t), lag(f, t), lag_age(f, t));
  }
  for (double const deadline : {120., 300., 600., 1800.}) {
    auto const n = consumers_needed(p, deadline);
    if (n) {
      std::printf("gone within %4.0f s: %lld consumers now\n", deadline, *n);
    } else {
      std::printf("gone within %4.0f s: not with %lld partitions\n", deadline, now.partitions);
    }
  }
}
