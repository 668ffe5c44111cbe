// SPDX-License-Identifier: MIT
// The shapes of arrivals.hpp

#include "define.hpp"
#include "module.hpp"

#include <ullage/arrivals.hpp>

#include <cmath>

namespace ullage_py {

using namespace ullage;
using profile = arrival_profile<double>;

void bind_shapes(py::module_& m) {
  auto const inf = infinity_v<double>;
  auto const* const type = "arrival_profile";
  define_maker<3>(m, "constant_rate", {{{"rate", edge::number}, {"duration", edge::time, inf}, {"start", edge::time, 0}}}, type,
                  "The same rate all the time.\n\n"
                  "rate: [records/s], >= 0. duration: [s], > 0; infinity: for ever. start: [s], >= 0.\n"
                  "Raises ValueError by the name of what is out of range.",
                  [](auto const& x) { return profile(constant_rate<double>{x[0], x[1], x[2]}); });
  define_maker<4>(m, "step", {{{"before", edge::number}, {"after", edge::number}, {"at", edge::time}, {"duration", edge::time, inf}}}, type,
                  "One rate before an instant, another after it.\n\n"
                  "before, after: [records/s], >= 0. at: [s], >= 0. duration: of the whole profile, from 0 [s], > at.\n"
                  "Raises ValueError by the name of what is out of range.",
                  [](auto const& x) { return profile(step<double>{x[0], x[1], x[2], x[3]}); });
  define_maker<5>(m, "ramp", {{{"from_rate", edge::number}, {"to_rate", edge::number}, {"over", edge::time}, {"start", edge::time, 0}, {"duration", edge::time, inf}}},
                  type,
                  "A rate that changes linearly and then stays.\n\n"
                  "from_rate, to_rate: [records/s], >= 0. over: time that the change takes [s], > 0. start: when it\n"
                  "begins [s], >= 0. duration: of the whole profile, from 0 [s], >= start + over.\n"
                  "Raises ValueError by the name of what is out of range.",
                  [](auto const& x) { return profile(ramp<double>{x[0], x[1], x[2], x[3], x[4]}); });
  define_maker<5>(m, "spike", {{{"base", edge::number}, {"peak", edge::number}, {"at", edge::time}, {"width", edge::time}, {"duration", edge::time, inf}}},
                  type,
                  "A base rate with one rectangular peak.\n\n"
                  "base, peak: [records/s], >= 0. at: when the peak begins [s], >= 0. width: how long it lasts [s], > 0.\n"
                  "duration: of the whole profile, from 0 [s], >= at + width.\n"
                  "Raises ValueError by the name of what is out of range.",
                  [](auto const& x) { return profile(spike<double>{x[0], x[1], x[2], x[3], x[4]}); });
  define_maker<6>(m, "daily", {{{"mean", edge::number}, {"amplitude", edge::number}, {"peak_at", edge::time, 43200}, {"period", edge::time, 86400},
                                {"duration", edge::time, 86400}, {"pieces", edge::count, 96}}},
                  type,
                  "A day as a sinusoid: mean + amplitude * cos(2 pi (t - peak_at) / period), as chords.\n\n"
                  "The mean is exact; between breakpoints the rate is off by at most amplitude * (pi / pieces)**2 / 2,\n"
                  "which is 0.054 % of the amplitude at 96 pieces.\n\n"
                  "mean: [records/s], >= 0. amplitude: [records/s], in [0, mean]. peak_at, period, duration: [s]. pieces:\n"
                  "chords per period, >= 4. Raises ValueError by the name of what is out of range.",
                  [](auto const& x) {
                    if (!(std::fabs(x[5]) < 1e9)) { refuse_value({"daily", "pieces"}, ullage::detail::show(x[5]), "must be in [4, 1000000000)"); }
                    return profile(daily<double>{x[0], x[1], x[2], x[3], x[4], static_cast<int>(x[5])});
                  });
  define_maker<2>(m, "burst", {{{"records", edge::number}, {"at", edge::time, 0}}}, type,
                  "Records that come all at once.\n\n"
                  "records: >= 0. at: [s], >= 0. Raises ValueError by the name of what is out of range.",
                  [](auto const& x) { return profile(burst<double>{x[0], x[1]}); });
}

} // namespace ullage_py
