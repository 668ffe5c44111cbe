// SPDX-License-Identifier: MIT
// The axes of a sweep.

#include "sweep.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace ullage_py {

axis read_axis(std::string const& name, py::handle values) {
  axis out;
  out.name = name;
  for (auto const& f : pipeline_fields) {
    if (name == f.name) { out.own = &f; }
  }
  bool const regime_axis = name == "scaling";
  auto known = regime_keywords();
  if (!out.own && !regime_axis && std::find(known.begin(), known.end(), name) == known.end()) {
    for (auto const& f : pipeline_fields) { known.emplace_back(f.name); }
    known.emplace_back("scaling");
    refuse_keyword("sweep", name, known);
  }
  if (name == "up" || name == "down" || name == "down_when") { throw py::type_error("sweep: " + name + " is no number; sweep over scaling=[...] instead"); }
  if (is_scalar(values)) { refuse_type({"sweep", name}, "a sequence of values", values); }
  for (auto const& value : py::iter(values)) {
    if (out.own) {
      double const v = to_number({"sweep", name}, value, out.own->kind);
      out.numbers.push_back(out.own->kind == edge::count ? double(to_count({"sweep", name}, v)) : v);
    } else if (regime_axis) {
      out.regimes.push_back(to_regime({"sweep", name}, value));
    } else {
      out.overrides.push_back(read_override("sweep", name, value));
    }
  }
  if (out.size() == 0) { throw py::value_error("sweep: " + name + " must hold at least one value (it is empty)"); }
  return out;
}

pipeline_t at_point(pipeline_t const& base, std::vector<axis> const& axes, std::size_t point) {
  pipeline_t p = base;
  std::vector<regime_override> changes;
  for (auto a = axes.rbegin(); a != axes.rend(); ++a) {
    auto const i = point % a->size();
    point /= a->size();
    if (a->own) {
      a->own->set(p, a->numbers[i]);
    } else if (a->name == "scaling") {
      p.scaling = a->regimes[i];
    } else {
      changes.push_back(a->overrides[i]);
    }
  }
  if (!changes.empty()) { apply_overrides("sweep", p.scaling, changes); }
  return p;
}

std::string describe(std::vector<axis> const& axes, std::size_t point) {
  std::string out;
  for (auto a = axes.rbegin(); a != axes.rend(); ++a) {
    auto const i = point % a->size();
    point /= a->size();
    auto const value = a->own ? ullage::detail::show(a->numbers[i]) : a->name == "scaling" ? '"' + a->regimes[i].name + '"' : ullage::detail::show(a->overrides[i].number);
    out = a->name + " = " + value + (out.empty() ? "" : ", ") + out;
  }
  return out;
}

} // namespace ullage_py
