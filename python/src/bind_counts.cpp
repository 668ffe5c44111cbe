// SPDX-License-Identifier: MIT
// counts.hpp

#include "convert.hpp"
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

[[nodiscard]] gaps to_gaps(std::string const& word) {
  if (word == "error") { return gaps::error; }
  if (word == "zero") { return gaps::zero; }
  if (word == "hold") { return gaps::hold; }
  if (word == "interpolate") { return gaps::interpolate; }
  refuse_value({"from_counts", "gaps"}, '"' + word + '"', "must be one of error, zero, hold, interpolate");
}

[[nodiscard]] profile counted(object const& first, object const& second, object const& bin_width, std::string const& missing) {
  if (second.is_none()) {
    auto const counts = to_list({"from_counts", "counts"}, first, edge::number);
    if (bin_width.is_none()) { throw py::value_error("from_counts: bin_width is required where no times are given"); }
    return from_counts(std::span<double const>(counts), to_number({"from_counts", "bin_width"}, bin_width, edge::time));
  }
  auto const times = to_list({"from_counts", "times"}, first, edge::instant);
  auto const counts = to_list({"from_counts", "counts"}, second, edge::number);
  count_options<double> options;
  if (!bin_width.is_none()) { options.bin_width = to_number({"from_counts", "bin_width"}, bin_width, edge::time); }
  options.missing = to_gaps(missing);
  return from_counts(std::span<double const>(times), std::span<double const>(counts), options);
}

} // namespace

void bind_counts(py::module_& m) {
  m.def("from_counts", &counted, py::arg("counts_or_times"), py::arg("counts") = py::none(), py::arg("bin_width") = py::none(), py::arg("gaps") = "error",
        "From counts per bin: from_counts(counts, bin_width=60) or from_counts(times, counts).\n\n"
        "times: start of each bin [s] or dates, strictly increasing; time 0 of the profile is the first. counts:\n"
        "records per bin, each >= 0. bin_width: [s]; beside times the median distance by default. gaps: what to do where a\n"
        "distance is above 1.5 bin widths: \"error\" names them, \"zero\" nothing arrived, \"hold\" the rate before goes\n"
        "on, \"interpolate\" linearly. Raises ValueError by the name and index of what is wrong.");
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
  m.def("delayed", [](profile const& a, object const& delay) { return delayed(a, to_number({"delayed", "delay"}, delay, edge::time)); },
        py::arg("arrivals"), py::arg("delay"), "The same profile later by a time.\n\ndelay: [s], >= 0.");
}


} // namespace ullage_py
