// SPDX-License-Identifier: MIT
// lag_path.hpp

#include "broadcast.hpp"
#include "module.hpp"
#include "table_value.hpp"

#include <ullage/lag_path.hpp>

namespace ullage_py {
namespace {

using segment_t = ullage::lag_segment<double>;
using path_t = ullage::lag_path<double>;
using reflected_t = ullage::reflected_path<double>;

void check_segment(segment_t const& s) {
  ullage::detail::require_nonnegative("lag_segment", "duration", s.duration);
  ullage::detail::require_moderate("lag_segment", "drift", s.drift);
  ullage::detail::require_nonnegative("lag_segment", "variance", s.variance);
}
[[nodiscard]] reflected_t const& reflected_of(char const* function, py::handle x) { return need<reflected_t>({function, "path"}, "a reflected_path(...)", x); }

} // namespace

void bind_lag_path(py::module_& m) {
  bind_table<segment_t>(m, {.name = "lag_segment", .doc = "A stretch of time with constant rates.",
                            .fields = {field_of<&segment_t::duration>("duration", edge::time, "[s], >= 0, required."),
                                       field_of<&segment_t::drift>("drift", edge::number, "Arrivals less services [records/s], required."),
                                       field_of<&segment_t::variance>("variance", edge::number, "arrival_rate arrival_scv + capacity service_scv [records^2/s], >= 0, required.")},
                            .choices = {}, .check = &check_segment, .tag = ""});
  bind_table<path_t>(m, {.name = "lag_path", .doc = "The lag as a Brownian path while there is a backlog; nothing holds it above zero.",
                         .fields = {field_of<&path_t::start>("start", edge::number, "Mean lag at time 0 [records]."),
                                    field_of<&path_t::start_variance>("start_variance", edge::number, "Of the lag at time 0, >= 0.")},
                         .choices = {}, .check = [](path_t const& x) { validate(x); }, .tag = "",
                         .pieces = {{"segments", "Sequence[lag_segment]", "()", "In order.",
                                     [](path_t const& x) -> py::object {
                                       py::list out;
                                       for (auto const& s : x.segments) { out.append(py::cast(s)); }
                                       return py::tuple(out);
                                     },
                                     [](path_t& x, place const& at, py::handle given) {
                                       if (!py::hasattr(given, "__iter__")) { refuse_type(at, "a sequence of lag_segment(...)", given); }
                                       for (auto const& s : py::iter(given)) { x.segments.push_back(need<segment_t>(at, "a sequence of lag_segment(...)", s)); }
                                     }}}});
  bind_table<reflected_t>(m, {.name = "reflected_path", .doc = "The lag of a queue that may run empty: Brownian motion reflected at zero.",
                              .fields = {field_of<&reflected_t::start>("start", edge::number, "Lag at time 0, >= 0."),
                                         field_of<&reflected_t::drift>("drift", edge::number, "Arrivals less services [records/s], required."),
                                         field_of<&reflected_t::variance>("variance", edge::number, "arrival_rate arrival_scv + capacity service_scv [records^2/s], > 0, required.")},
                              .choices = {}, .check = [](reflected_t const& x) { validate(x); }, .tag = ""});
  m.def("lag_exceedance", [](py::object const& path, py::object const& level) {
    auto const f = "lag_exceedance";
    if (py::isinstance<segment_t>(path)) {
      return over(f, "level", level, [s = path.cast<segment_t>()](double x) { return ullage::lag_exceedance(s, x); }, edge::number);
    }
    auto const& p = need<path_t>({f, "path"}, "a lag_path(...) or a lag_segment(...)", path);
    return over(f, "level", level, [&](double x) { return ullage::lag_exceedance(p, x); }, edge::number);
  }, py::arg("path"), py::arg("level"),
        "Probability that the lag reaches a level [records] at some time of the path. Exact for the Brownian path.\n\n"
        "Source: Bachelier 1900; Wang and Poetzelberger, J. Appl. Probab. 34 (1997).");
  m.def("lag_peak_quantile", [](py::object const& path, py::object const& p) {
    auto const& x = need<path_t>({"lag_peak_quantile", "path"}, "a lag_path(...)", path);
    return over("lag_peak_quantile", "p", p, [&](double v) { return ullage::lag_peak_quantile(x, v); }, edge::number);
  }, py::arg("path"), py::arg("p"), "The level that the highest lag of the path stays below with probability p, in (0, 1) [records].");
  m.def("reflected_tail", [](py::object const& path, py::object const& x, py::object const& t, py::object const& stationary) {
    auto const f = "reflected_tail";
    auto const& r = reflected_of(f, path);
    if (stationary.is_none()) {
      return broadcast<2>(f, {{{"x", edge::number, x}, {"t", edge::time, t}}}, [&](auto const& v) { return ullage::reflected_tail(r, v[0], v[1]); });
    }
    return broadcast<3>(f, {{{"x", edge::number, x}, {"t", edge::time, t}, {"stationary_tail", edge::number, stationary}}},
                        [&](auto const& v) { return ullage::reflected_tail(r, v[0], v[1], v[2]); });
  }, py::arg("path"), py::arg("x"), py::arg("t"), py::arg("stationary_tail") = py::none(),
        "Probability that a reflected path is above x [records] at time t [s].\n\n"
        "stationary_tail: P(lag > x) in the steady state, where that is not the one of Brownian motion.\n"
        "Source: Harrison, Brownian Motion and Stochastic Flow Systems (1985), 3.6.");
  m.def("reflected_mean", [](py::object const& path, py::object const& t) {
    auto const& r = reflected_of("reflected_mean", path);
    return over("reflected_mean", "t", t, [&](double v) { return ullage::reflected_mean(r, v); });
  }, py::arg("path"), py::arg("t"), "Mean of a reflected path at time t [s], in records.");
}

} // namespace ullage_py
