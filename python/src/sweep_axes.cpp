// SPDX-License-Identifier: MIT
// The axes of a sweep.

#include "sweep.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace ullage_py {

namespace {

/// Neither a number of the pipeline nor one of the deployment.
void read_regime_axis(char const* function, axis& out, py::handle value) {
  if (out.name == "scaling") {
    out.regimes.push_back(to_regime({function, out.name}, value));
  } else {
    out.overrides.push_back(read_override(function, out.name, value));
  }
}

[[nodiscard]] axis read_axis(char const* function, std::string const& name, py::handle values, bool deployed) {
  axis out;
  out.name = name;
  for (auto const& f : pipeline_fields) {
    if (name == f.name) { out.own = &f; }
  }
  for (auto const& f : deployment_axes) {
    if (deployed && name == f.name) { out.on = &f; }
  }
  auto known = regime_keywords();
  if (!out.own && !out.on && name != "scaling" && std::find(known.begin(), known.end(), name) == known.end()) {
    for (auto const& f : pipeline_fields) { known.emplace_back(f.name); }
    for (auto const& f : deployment_axes) {
      if (deployed) { known.emplace_back(f.name); }
    }
    known.emplace_back("scaling");
    refuse_keyword(function, name, known);
  }
  if (name == "up" || name == "down" || name == "down_when") {
    throw py::type_error(std::string(function) + ": " + name + " is no number; sweep over scaling=[...] instead");
  }
  place const at{function, name};
  if (is_scalar(values)) { refuse_type(at, "a sequence of values", values); }
  for (auto const& value : py::iter(values)) {
    if (!out.own && !out.on) {
      read_regime_axis(function, out, value);
      continue;
    }
    auto const kind = out.own ? out.own->kind : out.on->kind;
    double const v = to_number(at, value, kind);
    out.numbers.push_back(kind == edge::count ? double(to_count(at, v)) : v);
  }
  if (out.size() == 0) { throw py::value_error(std::string(function) + ": " + name + " must hold at least one value (it is empty)"); }
  return out;
}

[[nodiscard]] py::object value_of(axis const& a, std::size_t i) {
  if (a.own) { return from_number(a.numbers[i], a.own->kind); }
  if (a.on) { return from_number(a.numbers[i], a.on->kind); }
  return a.name == "scaling" ? py::cast(a.regimes[i].name) : py::cast(a.overrides[i].number);
}

} // namespace

grid read_grid(char const* function, py::kwargs const& given, bool deployed) {
  if (py::len(given) == 0) {
    throw py::type_error(std::string(function) + ": give at least one field and its values, such as partitions=range(1, 101)");
  }
  grid out{function, {}, 0};
  double points = 1;
  for (auto const& [key, values] : given) {
    out.axes.push_back(read_axis(function, key.cast<std::string>(), values, deployed));
    points *= double(out.axes.back().size());
  }
  if (points > 1e8) { refuse_value({function, "points"}, ullage::detail::show(points), "must be at most 1e+08; use fewer values"); }
  out.points = static_cast<std::size_t>(points);
  return out;
}

py::dict columns_of(grid const& g) {
  py::dict out;
  auto const numpy = py::module_::import("numpy");
  std::size_t after = g.points;
  for (auto const& a : g.axes) {
    after /= a.size();
    py::list values;
    for (std::size_t i = 0; i < a.size(); ++i) { values.append(value_of(a, i)); }
    out[py::str(a.name)] = numpy.attr("tile")(numpy.attr("repeat")(numpy.attr("array")(values), after), g.points / after / a.size());
  }
  return out;
}

pipeline_t at_point(pipeline_t const& base, grid const& g, std::size_t point) {
  pipeline_t p = base;
  std::vector<regime_override> changes;
  for (auto a = g.axes.rbegin(); a != g.axes.rend(); ++a) {
    auto const i = point % a->size();
    point /= a->size();
    if (a->own) {
      a->own->set(p, a->numbers[i]);
    } else if (a->name == "scaling") {
      p.scaling = a->regimes[i];
    } else if (!a->on) {
      changes.push_back(a->overrides[i]);
    }
  }
  if (!changes.empty()) { apply_overrides(g.function, p.scaling, changes); }
  return p;
}

deployment_t deployed_at(deployment_t const& base, grid const& g, std::size_t point) {
  deployment_t d = base;
  for (auto a = g.axes.rbegin(); a != g.axes.rend(); ++a) {
    if (a->on) { a->on->set(d, a->numbers[point % a->size()]); }
    point /= a->size();
  }
  return d;
}

std::string describe(grid const& g, std::size_t point) {
  using ullage::detail::show;
  std::string out;
  for (auto a = g.axes.rbegin(); a != g.axes.rend(); ++a) {
    auto const i = point % a->size();
    point /= a->size();
    auto const value = a->own || a->on ? show(a->numbers[i]) : a->name == "scaling" ? '"' + a->regimes[i].name + '"' : show(a->overrides[i].number);
    out = a->name + " = " + value + (out.empty() ? "" : ", ") + out;
  }
  return out;
}

} // namespace ullage_py
