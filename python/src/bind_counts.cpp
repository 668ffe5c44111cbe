// SPDX-License-Identifier: MIT
// counts.hpp

#include "field.hpp"
#include "module.hpp"

#include <ullage/arrivals.hpp>
#include <ullage/counts.hpp>

#include <span>
#include <string>

namespace ullage_py {
namespace {

using namespace ullage;
using profile = arrival_profile<double>;
using object = py::object;

[[nodiscard]] gaps to_gaps(object const& x) {
  auto const word = to_word({"from_counts", "gaps"}, x, {"error", "zero", "hold", "interpolate"});
  return word == "zero" ? gaps::zero : word == "hold" ? gaps::hold : word == "interpolate" ? gaps::interpolate : gaps::error;
}

[[nodiscard]] profile even(object const& counts, object const& bin_width) {
  auto const c = to_list({"from_counts", "counts"}, counts, edge::number);
  if (bin_width.is_none()) { throw py::value_error("from_counts: bin_width is required where no times are given"); }
  return from_counts(std::span<double const>(c), to_number({"from_counts", "bin_width"}, bin_width, edge::time));
}

[[nodiscard]] profile timed(object const& times, object const& counts, object const& bin_width, object const& missing) {
  auto const t = to_list({"from_counts", "times"}, times, edge::instant);
  auto const c = to_list({"from_counts", "counts"}, counts, edge::number);
  count_options<double> options{.missing = to_gaps(missing)};
  if (!bin_width.is_none()) { options.bin_width = to_number({"from_counts", "bin_width"}, bin_width, edge::time); }
  return from_counts(std::span<double const>(t), std::span<double const>(c), options);
}

} // namespace

void bind_counts(py::module_& m) {
  m.def("from_counts", &even, py::arg("counts"), py::kw_only(), py::arg("bin_width") = py::none(),
        "From counts in bins of one width, from time 0 on.\n\n"
        "counts: records per bin, each >= 0. bin_width: [s], required.\n"
        "Raises ValueError by the name and index of what is wrong.");
  m.def("from_counts", &timed, py::arg("times"), py::arg("counts"), py::kw_only(), py::arg("bin_width") = py::none(), py::arg("gaps") = "error",
        "From counts in bins that begin at given times.\n\n"
        "times: start of each bin [s] or dates, strictly increasing; time 0 of the profile is the first. counts:\n"
        "records per bin, each >= 0. bin_width: [s], the median distance by default. gaps: what to do where a distance\n"
        "is above 1.5 bin widths: \"error\" names them, \"zero\" nothing arrived, \"hold\" the rate before goes on,\n"
        "\"interpolate\" linearly. Raises ValueError by the name and index of what is wrong.");
  m.def("from_edges", [](object const& edges, object const& counts) {
    auto const e = to_list({"from_edges", "edges"}, edges, edge::instant);
    auto const c = to_list({"from_edges", "counts"}, counts, edge::number);
    return from_edges(std::span<double const>(e), std::span<double const>(c));
  }, py::arg("edges"), py::arg("counts"),
        "From counts between edges: bin i is [edges[i], edges[i + 1]).\n\nedges: [s] or dates, one more than counts, strictly\n"
        "increasing; time 0 of the profile is the first. Raises ValueError by the name and index of what is wrong.");
  m.def("replay", [](object const& times) {
    auto const t = to_list({"replay", "times"}, times, edge::time);
    return replay(std::span<double const>(t));
  }, py::arg("times"),
        "Recorded instants of single records, each of which comes as a whole.\n\ntimes: [s], >= 0, not decreasing.\n"
        "Raises ValueError by the index of what is out of order.");
  m.def("delayed", [](object const& arrivals, object const& delay) {
    auto const& a = need<profile>({"delayed", "arrivals"}, "an arrival_profile", arrivals);
    return delayed(a, to_number({"delayed", "delay"}, delay, edge::time));
  },
        py::arg("arrivals"), py::arg("delay"), "The same profile later by a time.\n\ndelay: [s], >= 0.");
}

} // namespace ullage_py
