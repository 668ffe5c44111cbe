// SPDX-License-Identifier: MIT
// Broadcasting of fields.

#include "many.hpp"

#include <cmath>

namespace ullage_py {

namespace {

constexpr py::ssize_t longest_repr = 1000;

[[nodiscard]] py::object numpy(char const* name) { return py::module_::import("numpy").attr(name); }

[[nodiscard]] std::string too_big(double most) { return "must be a whole number of at most " + ullage::detail::show(most); }

} // namespace

void slot::read(char const* function, char const* field, py::handle x, edge kind, double most) {
  scalar = is_scalar(x);
  if (scalar) {
    value = to_number(function, field, x, kind);
    if (kind == edge::count && !(std::fabs(value) <= most)) { refuse_value({function, field}, ullage::detail::show(value), too_big(most)); }
    given = from_number(value, kind);
    return;
  }
  place const at{function, field};
  auto const own = numbers(numpy("array")(to_numbers(at, x, kind)));
  hold(own);
  if (kind == edge::count) {
    require_counts(at, own, most);
    given = array.attr("astype")("int64");
  } else {
    given = array;
  }
  given.attr("setflags")(py::arg("write") = false);
}

void slot::count_places(extents const& shape) {
  scalar = false;
  hold(numbers(numpy("arange")(static_cast<double>(size_of(shape))).attr("reshape")(shape_tuple(shape))));
}

extents spread(std::vector<slot>& slots) {
  py::list all;
  for (auto const& s : slots) {
    if (!s.scalar) { all.append(s.array); }
  }
  if (all.empty()) { return {}; }
  auto const together = numpy("broadcast_arrays")(*all);
  extents shape;
  int i = 0;
  for (auto& s : slots) {
    if (s.scalar) { continue; }
    auto const wide = numbers(py::reinterpret_borrow<py::object>(together[py::int_(i++)]));
    s.hold(wide);
    shape = shape_of(wide);
  }
  return shape;
}

std::size_t size_of(extents const& shape) {
  std::size_t size = 1;
  for (auto const n : shape) { size *= static_cast<std::size_t>(n); }
  return size;
}

py::tuple shape_tuple(extents const& shape) {
  py::tuple out(shape.size());
  for (std::size_t i = 0; i < shape.size(); ++i) { out[i] = shape[i]; }
  return out;
}

void require_counts(place const& at, numbers const& x, double most) {
  auto const size = static_cast<std::size_t>(x.size());
  for (std::size_t k = 0; k < size; ++k) {
    double const v = x.data()[k];
    bool const whole = v == std::floor(v);
    if (whole && std::fabs(v) <= most) { continue; }
    refuse_value({at.function, at.field + index_text(shape_of(x), k)}, ullage::detail::show(v), whole ? too_big(most) : "must be a whole number");
  }
}

void refuse_unknown(std::string const& function, py::kwargs const& given, std::vector<std::string> const& names) {
  for (auto const& [key, value] : given) {
    auto const name = key.cast<std::string>();
    if (std::find(names.begin(), names.end(), name) == names.end()) { refuse_keyword(function, name, names); }
  }
}

std::string field_code(py::handle x) {
  if (!py::isinstance<py::array>(x)) { return code(x); }
  auto const array = py::reinterpret_borrow<py::array>(x);
  if (array.size() > longest_repr) { return "<array of shape " + py::repr(shape_tuple(shape_of(array))).cast<std::string>() + ">"; }
  return py::repr(array.attr("tolist")()).cast<std::string>();
}

py::object plain_field(py::handle x) {
  if (py::isinstance<py::array>(x)) { return x.attr("tolist")(); }
  if (py::isinstance<py::tuple>(x)) {
    py::list out;
    for (auto const& item : py::reinterpret_borrow<py::tuple>(x)) { out.append(plain_field(item)); }
    return out;
  }
  return py::hasattr(x, "to_dict") ? x.attr("to_dict")() : py::reinterpret_borrow<py::object>(x);
}

} // namespace ullage_py
