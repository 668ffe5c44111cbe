// SPDX-License-Identifier: MIT
// Single-server queues with phases against spectral references.
#include <ullage/queue/mapph1.hpp>
#include <ullage/queue/phph1.hpp>

#include <support/accuracy.hpp>

#include <cstddef>

namespace {

using ullage::test::measured;

/// Four columns: kind and parameters, as in mapph1_tables.py.
ullage::phase_type<> law(double const* x) {
  if (x[0] == 0) {
    auto const k = static_cast<std::size_t>(x[1]);
    ullage::phase_type<> out{.initial = std::vector<double>(k, 0.0), .subgenerator = std::vector<double>(k * k, 0.0)};
    out.initial[0] = 1;
    for (std::size_t i = 0; i < k; ++i) {
      out.subgenerator[i * k + i] = -x[2];
      if (i + 1 < k) { out.subgenerator[i * k + i + 1] = x[2]; }
    }
    return out;
  }
  if (x[0] == 1) { return {.initial = {x[1], 1 - x[1]}, .subgenerator = {-x[2], 0, 0, -x[3]}}; }
  return {.initial = {1, 0}, .subgenerator = {-x[1], x[2], 0, -x[3]}};
}

ullage::phph1<> renewal(double const* x) { return {.interarrival = law(x), .service = law(x + 4)}; }

ullage::mapph1<> bursty(double const* x) {
  return {.arrivals = {.d0 = {-(x[0] + x[2] + x[3]), x[0], x[1], -(x[1] + x[4] + x[5])}, .d1 = {x[2], x[3], x[4], x[5]}},
          .service = law(x + 6)};
}

measured const phph1_mean_wait{"phph1_mean_wait", 1e-9, +[](double const* x) { return mean_wait(renewal(x)); }};
measured const phph1_wait_probability{"phph1_wait_probability", 1e-9,
                                      +[](double const* x) { return wait_probability(renewal(x)); }};
measured const mapph1_mean_wait{"mapph1_mean_wait", 1e-9, +[](double const* x) { return mean_wait(bursty(x)); }};
measured const mapph1_wait_variance{"mapph1_wait_variance", 1e-9,
                                    +[](double const* x) { return wait_variance(bursty(x)); }};
measured const mapph1_wait_tail{"mapph1_wait_tail", 1e-9, +[](double const* x) { return wait_tail(bursty(x), x[10]); }};

} // namespace
