// SPDX-License-Identifier: MIT
// The catalog of scaling/presets.hpp

#include "module.hpp"

#include <ullage/scaling/presets.hpp>

#include <pybind11/stl.h>

#include <string>
#include <string_view>
#include <vector>

namespace ullage_py {

using namespace ullage;

void bind_presets(py::module_& m) {
  py::class_<regime_info> info(m, "regime_info", "What is known of a preset: dates, source, confidence.");
  auto const text = [&info](char const* name, std::string_view regime_info::*member, char const* doc) {
    info.def_property_readonly(name, [member](regime_info const& i) { return std::string(i.*member); }, doc);
  };
  text("name", &regime_info::name, "As regime() takes it.");
  text("what", &regime_info::what, "In one line.");
  text("valid_from", &regime_info::valid_from, "Date, or \"-\" where none applies.");
  text("valid_to", &regime_info::valid_to, "Date, \"-\" where it still holds.");
  text("source", &regime_info::source, "Where it is written.");
  text("open", &regime_info::open, "What is not published.");
  info.def_property_readonly("trust", [](regime_info const& i) { return i.trust == confidence::documented ? "documented" : "partly"; },
                             "\"documented\": the vendor gives every number; \"partly\": best and worst span what is open.");
  info.def_property_readonly("needs_partitions", [](regime_info const& i) { return needs_partitions(i.name); }, "Partitions (or shards) bound the consumers.");
  info.def("to_dict", [](regime_info const& i) {
    py::dict out;
    for (auto const* name : {"name", "what", "valid_from", "valid_to", "source", "trust", "open"}) { out[name] = py::cast(i).attr(name); }
    return out;
  }, "The row as a dict.");
  info.def("__repr__", [](regime_info const& i) { return "<regime_info " + std::string(i.name) + ", " + std::string(i.valid_from) + " to " + std::string(i.valid_to) + ">"; });
  m.def("regimes", [] { return std::vector<regime_info>(regime_catalog.begin(), regime_catalog.end()); }, "Every preset, with source, date and confidence.");
}

} // namespace ullage_py
