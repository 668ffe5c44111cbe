// SPDX-License-Identifier: MIT
#pragma once
// From what a caller may write to the scalars of the library.

#include "parse.hpp"

#include <ullage/detail/require.hpp>

#include <pybind11/numpy.h>

#include <cmath>
#include <string>
#include <vector>

namespace ullage_py {

/// A number of a kind, with every form that is allowed for it.
[[nodiscard]] inline double to_number(place const& at, py::handle x, edge kind) {
  bool const is_time = kind == edge::time || kind == edge::instant;
  char const* const rule = is_time ? "a time (seconds, a string with a unit, or a timedelta)"
                           : kind == edge::bytes ? "a size (bytes, or a string with a unit)" : "a number";
  double value = 0;
  if (PyFloat_CheckExact(x.ptr())) {
    value = PyFloat_AS_DOUBLE(x.ptr());
  } else if (PyBool_Check(x.ptr())) {
    refuse_type(at, rule, x);
  } else if ((is_time || kind == edge::bytes) && py::isinstance<py::str>(x)) {
    value = parse(at, x.cast<std::string>(), kind);
  } else if (is_time && py::hasattr(x, "total_seconds")) {
    value = x.attr("total_seconds")().cast<double>();
  } else if (py::isinstance<py::array>(x) && py::reinterpret_borrow<py::array>(x).ndim() > 0) {
    refuse_type(at, rule, x);
  } else if (is_time && py::hasattr(x, "dtype") && x.attr("dtype").attr("kind").cast<std::string>() == "m") {
    value = (x / py::module_::import("numpy").attr("timedelta64")(1, "ns")).cast<double>() / 1e9;
  } else if (kind == edge::instant && py::hasattr(x, "timestamp")) {
    auto const utc = py::module_::import("datetime").attr("timezone").attr("utc");
    auto const zoned = x.attr("tzinfo").is_none() ? x.attr("replace")(py::arg("tzinfo") = utc) : py::reinterpret_borrow<py::object>(x);
    value = zoned.attr("timestamp")().cast<double>();
  } else if (py::isinstance<py::str>(x) || py::isinstance<py::bytes>(x) || py::hasattr(x, "total_seconds")) {
    refuse_type(at, rule, x);
  } else if (py::hasattr(x, "dtype") && x.attr("dtype").attr("kind").cast<std::string>() == "b") {
    refuse_type(at, rule, x);
  } else {
    value = PyFloat_AsDouble(x.ptr());
    if (value == -1 && PyErr_Occurred()) {
      bool const huge = PyErr_ExceptionMatches(PyExc_OverflowError);
      PyErr_Clear();
      if (huge) { refuse_value(at, "an integer beyond 1e308", "must fit into a double"); }
      refuse_type(at, rule, x);
    }
  }
  if (std::isnan(value)) { refuse_value(at, "nan", "must be a number"); }
  if (kind == edge::count && std::isfinite(value) && value != std::floor(value)) {
    refuse_value(at, ullage::detail::show(value), "must be a whole number");
  }
  return value;
}

/// The same; a bare float, the usual case, takes no time.
[[nodiscard]] inline double to_number(char const* function, char const* field, py::handle x, edge kind) {
  if (PyFloat_CheckExact(x.ptr()) && kind != edge::count) {
    double const value = PyFloat_AS_DOUBLE(x.ptr());
    if (value == value) { return value; }
  }
  return to_number({function, field}, x, kind);
}

/// A whole number that fits into 53 bits.
[[nodiscard]] inline long long to_count(place const& at, double value) {
  if (!(std::fabs(value) <= 9007199254740992.0)) { refuse_value(at, ullage::detail::show(value), "must be a whole number within 2^53"); }
  return static_cast<long long>(value);
}

using numbers = py::array_t<double, py::array::c_style | py::array::forcecast>;

/// Is this one value, in any form that to_number takes?
[[nodiscard]] inline bool is_scalar(py::handle x) {
  if (PyFloat_CheckExact(x.ptr()) || PyLong_CheckExact(x.ptr())) { return true; }
  if (py::isinstance<py::array>(x)) { return py::reinterpret_borrow<py::array>(x).ndim() == 0; }
  if (py::isinstance<py::str>(x) || py::hasattr(x, "total_seconds")) {
    return !py::hasattr(x, "__array__") || py::isinstance<py::str>(x) || !py::hasattr(x, "__len__");
  }
  return !py::hasattr(x, "__len__") && !py::hasattr(x, "__iter__") && !py::hasattr(x, "__array_interface__");
}

/// An array of numbers of a kind: anything NumPy takes, a time also as timedelta64 or as a list of
/// single times. A nan is left to the function that is asked.
[[nodiscard]] inline numbers to_numbers(place const& at, py::handle x, edge kind) {
  if (is_scalar(x)) {
    py::array_t<double> one(std::vector<py::ssize_t>{});
    *one.mutable_data() = to_number(at, x, kind);
    return one;
  }
  auto const numpy = py::module_::import("numpy");
  py::array const array = numpy.attr("asarray")(x);
  auto const type = array.dtype().kind();
  if (type == 'f' || type == 'i' || type == 'u') { return numbers(array); }
  bool const is_time = kind == edge::time || kind == edge::instant;
  auto const in_seconds = [&](py::object const& span) { return numbers(span / numpy.attr("timedelta64")(1, "ns") / py::float_(1e9)); };
  if (is_time && type == 'm') { return in_seconds(array); }
  if (kind == edge::instant && type == 'M') { return in_seconds(array - numpy.attr("datetime64")(0, "s")); }
  if (type == 'O' || (is_time && type == 'U')) {
    py::array_t<double> out(std::vector<py::ssize_t>(array.shape(), array.shape() + array.ndim()));
    auto* to = out.mutable_data();
    for (auto const& item : array.attr("ravel")().attr("tolist")()) { *to++ = to_number(at, item, kind); }
    return out;
  }
  throw py::type_error(at.function + ": " + at.field + " must hold numbers, not " + std::string(py::str(array.dtype())));
}

/// A list of numbers in one dimension.
[[nodiscard]] inline std::vector<double> to_list(place const& at, py::handle x, edge kind) {
  if (is_scalar(x)) { refuse_type(at, "a sequence of numbers", x); }
  auto const array = to_numbers(at, x, kind);
  if (array.ndim() != 1) { refuse_value(at, "an array of " + std::to_string(array.ndim()) + " dimensions", "must have one"); }
  return {array.data(), array.data() + array.size()};
}

} // namespace ullage_py
