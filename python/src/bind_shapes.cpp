// SPDX-License-Identifier: MIT
// The shapes of arrivals.hpp

#include "convert.hpp"
#include "module.hpp"

#include <ullage/arrivals.hpp>

namespace ullage_py {
namespace {

using namespace ullage;
using profile = arrival_profile<double>;
using object = py::object;

[[nodiscard]] double time_of(char const* f, char const* field, object const& x) { return to_number({f, field}, x, edge::time); }
[[nodiscard]] double number_of(char const* f, char const* field, object const& x) { return to_number({f, field}, x, edge::number); }

} // namespace

void bind_shapes(py::module_& m) {
  auto const inf = infinity_v<double>;
  m.def("constant_rate", [](object const& rate, object const& duration, object const& start) {
    char const* f = "constant_rate";
    return profile(constant_rate<double>{number_of(f, "rate", rate), time_of(f, "duration", duration), time_of(f, "start", start)});
  }, py::arg("rate"), py::arg("duration") = inf, py::arg("start") = 0,
     "The same rate all the time.\n\nrate: [records/s], >= 0. duration: [s], > 0; infinity: for ever. start: [s], >= 0.\n"
     "Raises ValueError by the name of what is out of range.");
  m.def("step", [](object const& before, object const& after, object const& at, object const& duration) {
    char const* f = "step";
    return profile(step<double>{number_of(f, "before", before), number_of(f, "after", after), time_of(f, "at", at), time_of(f, "duration", duration)});
  }, py::arg("before"), py::arg("after"), py::arg("at"), py::arg("duration") = inf,
     "One rate before an instant, another after it.\n\nbefore, after: [records/s], >= 0. at: [s], >= 0. duration: of the\n"
     "whole profile, from 0 [s], > at. Raises ValueError by the name of what is out of range.");
  m.def("ramp", [](object const& from, object const& to, object const& over_time, object const& start, object const& duration) {
    char const* f = "ramp";
    return profile(ramp<double>{number_of(f, "from_rate", from), number_of(f, "to_rate", to), time_of(f, "over", over_time), time_of(f, "start", start), time_of(f, "duration", duration)});
  }, py::arg("from_rate"), py::arg("to_rate"), py::arg("over"), py::arg("start") = 0, py::arg("duration") = inf,
     "A rate that changes linearly and then stays.\n\nfrom_rate, to_rate: [records/s], >= 0. over: time that the change\n"
     "takes [s], > 0. start: when it begins [s], >= 0. duration: of the whole profile, from 0 [s], >= start + over.\n"
     "Raises ValueError by the name of what is out of range.");
  m.def("spike", [](object const& base, object const& peak, object const& at, object const& width, object const& duration) {
    char const* f = "spike";
    return profile(spike<double>{number_of(f, "base", base), number_of(f, "peak", peak), time_of(f, "at", at), time_of(f, "width", width), time_of(f, "duration", duration)});
  }, py::arg("base"), py::arg("peak"), py::arg("at"), py::arg("width"), py::arg("duration") = inf,
     "A base rate with one rectangular peak.\n\nbase, peak: [records/s], >= 0. at: when the peak begins [s], >= 0. width:\n"
     "how long it lasts [s], > 0. duration: of the whole profile, from 0 [s], >= at + width.\n"
     "Raises ValueError by the name of what is out of range.");
  m.def("daily", [](object const& mean, object const& amplitude, object const& peak_at, object const& period, object const& duration, object const& chords) {
    char const* f = "daily";
    double const n = to_number({f, "pieces"}, chords, edge::count);
    if (!(std::fabs(n) < 1e9)) { refuse_value({f, "pieces"}, ullage::detail::show(n), "must be in [4, 1000000000)"); }
    return profile(daily<double>{number_of(f, "mean", mean), number_of(f, "amplitude", amplitude), time_of(f, "peak_at", peak_at),
                                 time_of(f, "period", period), time_of(f, "duration", duration), static_cast<int>(n)});
  }, py::arg("mean"), py::arg("amplitude"), py::arg("peak_at") = 43200, py::arg("period") = 86400, py::arg("duration") = 86400, py::arg("pieces") = 96,
     "A day as a sinusoid: mean + amplitude * cos(2 pi (t - peak_at) / period), as chords.\n\n"
     "The mean is exact; between breakpoints the rate is off by at most amplitude * (pi / pieces)**2 / 2, which is\n"
     "0.054 % of the amplitude at 96 pieces.\n\nmean: [records/s], >= 0. amplitude: [records/s], in [0, mean]. peak_at,\n"
     "period, duration: [s]. pieces: chords per period, >= 4. Raises ValueError by the name of what is out of range.");
  m.def("burst", [](object const& records, object const& at) {
    return profile(burst<double>{number_of("burst", "records", records), time_of("burst", "at", at)});
  }, py::arg("records"), py::arg("at") = 0,
     "Records that come all at once.\n\nrecords: >= 0. at: [s], >= 0. Raises ValueError by the name of what is out of range.");
}

} // namespace ullage_py
