// SPDX-License-Identifier: MIT
#pragma once
// Refusals, each by function and field.

#include <pybind11/pybind11.h>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <string>
#include <string_view>
#include <vector>

namespace ullage_py {

namespace py = pybind11;

/// Where a value comes from, for messages.
struct place {
  std::string function;
  std::string field;
};

[[noreturn]] inline void refuse_type(place const& at, std::string const& rule, py::handle got) {
  auto const type = std::string(py::str(py::type::of(got).attr("__name__")));
  throw py::type_error(at.function + ": " + at.field + " must be " + rule + ", not " + type);
}
[[noreturn]] inline void refuse_value(place const& at, std::string const& value, std::string const& rule) {
  throw py::value_error(at.function + ": " + at.field + " = " + value + ", but " + rule);
}

/// Letters that must change to make one word of another.
[[nodiscard]] inline std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t corner = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      std::size_t const above = row[j + 1];
      row[j + 1] = std::min({above + 1, row[j] + 1, corner + (a[i] == b[j] ? 0 : 1)});
      corner = above;
    }
  }
  return row.back();
}

/// Refuses a keyword that nothing has, by the nearest one that exists.
[[noreturn]] inline void refuse_keyword(std::string const& function, std::string const& name, std::vector<std::string> const& valid) {
  auto const nearest = std::min_element(valid.begin(), valid.end(), [&](std::string const& a, std::string const& b) {
    return distance(name, a) < distance(name, b);
  });
  throw py::type_error(function + ": unknown field \"" + name + "\"; did you mean \"" + *nearest + "\"?");
}

/// Fields are given by keyword only.
inline void refuse_positional(std::string const& function, py::args const& given) {
  if (!given.empty()) { throw py::type_error(function + ": takes keywords only (" + std::to_string(given.size()) + " given without one)"); }
}

/// One of some words.
[[nodiscard]] inline std::string to_word(place const& at, py::handle x, std::vector<std::string> const& words) {
  if (!py::isinstance<py::str>(x)) { refuse_type(at, "a word", x); }
  auto const word = x.cast<std::string>();
  if (std::find(words.begin(), words.end(), word) != words.end()) { return word; }
  std::string all;
  for (auto const& w : words) { all += (all.empty() ? "" : ", ") + w; }
  refuse_value(at, '"' + word + '"', "must be one of " + all);
}

} // namespace ullage_py
