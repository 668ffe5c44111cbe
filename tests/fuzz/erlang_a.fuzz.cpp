// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/erlang_a.hpp>

namespace {
using namespace ullage_fuzz;
void probability(double p, char const* what) { require(p >= 0 && p <= 1, what); }
void moderate(double x, char const* what) { require(std::isfinite(x) && x >= 0, what); }
/// Between the tails around a rounded time: 1e16 services per patience fall within some units of its last digit.
bool near(double level, double before, double after) { return level <= before + 1e-8 && level >= after - 1e-8; }
} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage;
  input in(data, size);
  erlang_a<> q{.arrival_rate = in.number("arrival_rate"), .service_time = in.number("service_time"), .patience = in.number("patience")};
  q.servers = in.whole("servers", -1, 3000);
  if (in.flag("large") && q.servers > 0) { q.servers *= 300000; }
  refusals_allowed([&] {
    moderate(utilization(q), "utilization");
    require(is_stable(q), "always stable");
    probability(wait_probability(q), "wait_probability");
    probability(abandon_probability(q), "abandon_probability");
    require(abandon_probability(q) <= wait_probability(q), "who gives up has waited");
    moderate(mean_wait(q), "mean_wait");
    moderate(wait_variance(q), "wait_variance");
    moderate(mean_sojourn(q), "mean_sojourn");
    moderate(mean_in_queue(q), "mean_in_queue");
    moderate(mean_in_system(q), "mean_in_system");
    require(throughput(q) <= q.arrival_rate * (1 + 1e-15), "throughput <= arrival_rate");
    probability(state_probability(q, in.whole("n", 0, 4000)), "state_probability");
  });
  double const t = in.number("t");
  double const later = in.number("later");
  double const p = in.share("p");
  refusals_allowed([&] {
    double const first = wait_tail(q, t);
    double const sojourn = sojourn_tail(q, t);
    probability(first, "wait_tail");
    probability(sojourn, "sojourn_tail");
    require(first <= wait_probability(q) * (1 + 1e-9), "wait_tail <= wait_probability");
    require(first <= sojourn * (1 + 1e-9) + 1e-290, "wait_tail <= sojourn_tail");
    if (later >= t) {
      require(wait_tail(q, later) <= first * (1 + 1e-9), "wait_tail falls");
      require(sojourn_tail(q, later) <= sojourn * (1 + 1e-9), "sojourn_tail falls");
    }
  });
  refusals_allowed([&] {
    double const at = wait_quantile(q, p);
    moderate(at, "wait_quantile");
    if (at >= 2e-30 && at <= 9e29) { require(near(1 - p, wait_tail(q, at * (1 - 4e-15)), wait_tail(q, at * (1 + 4e-15))), "wait_quantile inverts wait_tail"); }
    double const end = sojourn_quantile(q, p);
    moderate(end, "sojourn_quantile");
    if (end >= 2e-30 && end <= 9e29) { require(near(1 - p, sojourn_tail(q, end * (1 - 4e-15)), sojourn_tail(q, end * (1 + 4e-15))), "sojourn_quantile inverts sojourn_tail"); }
  });
  return 0;
}
