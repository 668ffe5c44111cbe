// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/drain.hpp>

namespace {

using namespace ullage_fuzz;
using namespace ullage;

/// Cdf, tail and quantile of any law.
template <class Law> void check_law(Law const& law, double t, double p) {
  refusals_allowed([&] {
    double const cdf = drain_cdf(law, t);
    double const tail = drain_tail(law, t);
    require(cdf >= 0 && cdf <= 1, "cdf in [0, 1]");
    require(tail >= 0 && tail <= 1, "tail in [0, 1]");
    require(std::fabs(cdf + tail - 1) < 1e-6, "cdf and tail make 1");
    require(drain_cdf(law, t / 2) <= cdf + 1e-6, "the cdf rises");
  });
  refusals_allowed([&] {
    double const at = drain_quantile(law, p);
    amount(at, "drain_quantile >= 0");
    if (p > 0 && at > 0 && at < 1e29) {
      require(drain_cdf(law, at * (1 + 1e-9)) >= p - 1e-6, "the quantile is enough");
    }
  });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  input in(data, size);
  int const kind = in.whole("kind", 0, 6);
  double const t = in.number("t");
  double const p = in.share("p");
  if (kind <= 2) {
    borel_tanner<> q{in.number("initial_lag"), in.number("arrival_rate"), in.number("service_time")};
    if (in.flag("scaled")) { q.arrival_rate = in.share("load") / q.service_time; }
    double const scaled = in.flag("near") ? in.share("x") * 3 * q.initial_lag * q.service_time : t;
    if (kind == 0) {
      check_law(q, scaled, p);
      refusals_allowed([&] {
        finite(drain_mean(q), "drain_mean");
        amount(drain_variance(q), "drain_variance >= 0");
        double const mass = drain_pmf(q, std::floor(t));
        require(mass >= 0 && mass <= 1 + 1e-12, "drain_pmf in [0, 1]");
      });
    } else if (kind == 1) {
      check_law(random_borel_tanner<>{q.initial_lag, q.arrival_rate, q.service_time}, scaled, p);
    } else {
      last_drain<borel_tanner<>> const all{.groups = {{q, double(in.whole("partitions", 1, 5000))}, {{in.number("other lag"), q.arrival_rate, q.service_time}, 1}}};
      check_law(all, scaled, p);
      // A rounding of the load moves the mean by epsilon / (1 - load).
      double const idle = 1 - q.arrival_rate * q.service_time;
      double const room = 1e-9 + 2.3e-16 / (idle > 1e-15 ? idle : 1e-15);
      refusals_allowed([&] { require(drain_mean(all) >= drain_mean(q) * (1 - room), "the last is not early"); });
    }
  } else if (kind == 3) {
    check_law(inverse_gaussian<>{in.number("mean"), in.number("shape")}, t, p);
  } else if (kind == 4) {
    drain_law<> const q{in.number("backlog"), in.number("arrival_rate"), in.number("arrival_scv"), in.number("capacity"), in.number("service_scv"), in.number("backlog_variance")};
    check_law(q, t, p);
    refusals_allowed([&] { amount(drain_mean(q), "drain_mean >= 0"); });
    last_drain<drain_law<>> const all{.groups = {{q, double(in.whole("partitions", 1, 5000))}}};
    check_law(all, t, p);
    refusals_allowed([&] { amount(drain_mean(all), "mean of the last >= 0"); });
  } else if (kind == 5) {
    lag_path<> path{.start = in.number("start"), .start_variance = in.number("start_variance")};
    int const n = in.whole("segments", 0, 4);
    for (int i = 0; i < n; ++i) { path.segments.push_back({in.number("duration"), in.number("drift"), in.number("variance")}); }
    double const level = in.number("level");
    refusals_allowed([&] {
      double const chance = lag_exceedance(path, level);
      require(chance >= 0 && chance <= 1, "lag_exceedance in [0, 1]");
      require(lag_exceedance(path, level + std::fabs(level) / 16) <= chance + 1e-6, "higher levels are rarer");
    });
  } else {
    reflected_path<> const path{in.number("start"), in.number("drift"), in.number("variance")};
    double const x = in.number("x");
    refusals_allowed([&] {
      double const tail = reflected_tail(path, x, t);
      require(tail >= 0 && tail <= 1, "reflected_tail in [0, 1]");
      double const with = reflected_tail(path, x, t, p);
      require(with >= 0 && with <= 1, "reflected_tail with a steady state in [0, 1]");
      require(reflected_tail(path, x * 2, t) <= tail + 1e-9, "the tail falls");
    });
    refusals_allowed([&] {
      double const m = reflected_mean(path, t);
      amount(m, "reflected_mean >= 0");
      finite(m, "reflected_mean");
      require(m >= (path.start + path.drift * t) * (1 - 1e-9) - 1e-290, "not below the free path");
    });
  }
  return 0;
}
