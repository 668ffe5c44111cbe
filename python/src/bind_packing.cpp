// SPDX-License-Identifier: MIT
// packing.hpp for unequal shares

#include "convert.hpp"
#include "module.hpp"
#include "package.hpp"

#include <ullage/packing.hpp>

#include <pybind11/stl.h>

#include <cstdint>
#include <vector>

namespace ullage_py {
namespace {

[[nodiscard]] ullage::assignor to_assignor(place const& at, py::handle x) {
  auto const word = to_word(at, x, {"range", "round_robin", "cooperative_sticky", "best_case"});
  using enum ullage::assignor;
  return word == "range" ? range : word == "round_robin" ? round_robin : word == "best_case" ? best_case : cooperative_sticky;
}

} // namespace

void bind_packing(py::module_& m) {
  m.def("assign", [](py::object const& shares, py::object const& owners, py::object const& rule, py::object const& previous) {
    auto const f = "assign";
    auto const list = to_list({f, "shares"}, shares, edge::number);
    auto const count = to_number({f, "owners"}, owners, edge::count);
    if (!(count >= 1 && count <= 1e6)) { refuse_value({f, "owners"}, ullage::detail::show(count), "must be in [1, 1000000]"); }
    std::vector<std::size_t> before;
    if (!previous.is_none()) {
      for (double const x : to_list({f, "previous"}, previous, edge::count)) {
        if (!(x >= 0 && x == std::floor(x))) { refuse_value({f, "previous"}, ullage::detail::show(x), "must hold whole numbers >= 0"); }
        before.push_back(static_cast<std::size_t>(x));
      }
    }
    auto const out = ullage::assign(list, static_cast<std::size_t>(count), to_assignor({f, "assignment"}, rule), before);
    std::vector<std::int64_t> const wide(out.begin(), out.end());
    return py::array_t<std::int64_t>(static_cast<py::ssize_t>(wide.size()), wide.data());
  }, py::arg("shares"), py::arg("owners"), py::arg("assignment") = "range", py::arg("previous") = py::none(),
        "The owner of each partition, numbers from 0.\n\n"
        "assignment: \"range\" contiguous blocks; \"round_robin\" in turn; \"cooperative_sticky\" as few as possible\n"
        "change hands (previous: the owners before); \"best_case\" largest share first.\n"
        "shares: of the traffic, one per partition, in any unit. Raises ValueError for an argument out of range.");
  m.def("owner_loads", [](py::object const& shares, py::object const& owners, py::object const& rule) {
    auto const f = "owner_loads";
    auto const list = to_list({f, "shares"}, shares, edge::number);
    auto const count = to_number({f, "owners"}, owners, edge::count);
    if (!(count >= 1 && count <= 1e6)) { refuse_value({f, "owners"}, ullage::detail::show(count), "must be in [1, 1000000]"); }
    auto const n = static_cast<std::size_t>(count);
    auto const loads = ullage::owner_loads(list, ullage::assign(list, n, to_assignor({f, "assignment"}, rule)), n);
    return as_array(loads);
  }, py::arg("shares"), py::arg("owners"), py::arg("assignment") = "range",
        "The traffic of each owner, in the unit of the shares; assignment as in assign.\n\n"
        "The one with most sets the rate that can be carried. Raises ValueError for an argument out of range.");
  m.def("largest_load", [](py::object const& shares, py::object const& owners, py::object const& rule) {
    auto const loads = py::module_::import("ullage._core").attr("owner_loads")(shares, owners, rule);
    return loads.attr("max")().cast<double>();
  }, py::arg("shares"), py::arg("owners"), py::arg("assignment") = "range",
        "The largest traffic that one owner has, in the unit of the shares; assignment as in assign.");
}

} // namespace ullage_py
