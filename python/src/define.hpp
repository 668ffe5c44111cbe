// SPDX-License-Identifier: MIT
#pragma once
// Functions of a few numbers: arguments by position or by name, every refusal by name.

#include "broadcast.hpp"
#include "value.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace ullage_py {

/// An argument; without a standard value it is required.
struct number_argument {
  char const* name;
  edge kind;
  double standard = std::numeric_limits<double>::quiet_NaN();
};

template <std::size_t N>
[[nodiscard]] std::array<py::object, N> read_arguments(char const* function, std::array<number_argument, N> const& table,
                                                       py::args const& more, py::kwargs const& given) {
  auto const given_count = more.size();
  if (given_count > N) {
    throw py::type_error(function + std::string(": takes ") + std::to_string(N) + " arguments, but " + std::to_string(given_count) + " were given");
  }
  std::array<py::object, N> out;
  std::size_t used = 0;
  for (std::size_t i = 0; i < N; ++i) {
    PyObject* const named = given.empty() ? nullptr : PyDict_GetItemString(given.ptr(), table[i].name);
    used += named != nullptr ? 1 : 0;
    if (i < given_count) {
      if (named != nullptr) { throw py::type_error(function + std::string(": ") + table[i].name + " is given twice"); }
      out[i] = more[i];
    } else if (named != nullptr) {
      out[i] = py::reinterpret_borrow<py::object>(named);
    }
  }
  if (used != given.size()) {
    std::vector<std::string> names;
    for (auto const& a : table) { names.emplace_back(a.name); }
    for (auto const& [key, value] : given) {
      auto const name = py::cast<std::string>(key);
      if (std::find(names.begin(), names.end(), name) == names.end()) { refuse_keyword(function, name, names); }
    }
  }
  for (std::size_t i = 0; i < N; ++i) {
    if (out[i]) { continue; }
    if (std::isnan(table[i].standard)) { throw py::type_error(function + std::string(": ") + table[i].name + " is missing"); }
    out[i] = py::float_(table[i].standard);
  }
  return out;
}

template <std::size_t N>
[[nodiscard]] std::string signature_of(std::string const& function, std::array<number_argument, N> const& table, char const* result) {
  std::string out = function + "(";
  for (auto const& a : table) {
    out += (&a == table.data() ? "" : ", ") + std::string(a.name) + ": " + type_text(a.kind);
    if (!std::isnan(a.standard)) { out += " = " + code(from_number(a.standard, a.kind)); }
  }
  return out + ") -> " + result + "\n\n";
}

/// A function f(numbers) of the module that broadcasts over arrays. `before` numbers an overload in the
/// docstring, where its other ones are put in front of it.
template <std::size_t N, class F>
void define(py::module_& m, char const* name, std::array<number_argument, N> const& table, char const* doc, F const& f, char const* before = "") {
  py::options options;
  options.disable_function_signatures();
  m.def(name, [name, table, f](py::args const& more, py::kwargs const& given) {
    auto const values = read_arguments(name, table, more, given);
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      return broadcast<N>(name, {{{table[I].name, table[I].kind, values[I]}...}}, f);
    }(std::make_index_sequence<N>{});
  }, (before + signature_of(name, table, "float") + doc).c_str());
}

/// A function make(numbers) of the module that makes a value.
template <std::size_t N, class F>
void define_maker(py::module_& m, char const* name, std::array<number_argument, N> const& table, char const* result, char const* doc, F const& make) {
  py::options options;
  options.disable_function_signatures();
  m.def(name, [name, table, make](py::args const& more, py::kwargs const& given) {
    auto const values = read_arguments(name, table, more, given);
    std::array<double, N> x{};
    for (std::size_t i = 0; i < N; ++i) { x[i] = to_number(name, table[i].name, values[i], table[i].kind); }
    return make(x);
  }, (signature_of(name, table, result) + doc).c_str());
}

} // namespace ullage_py
