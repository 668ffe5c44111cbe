// SPDX-License-Identifier: MIT
#pragma once
// Long loops: on all cores where that pays, interruptible, the first failure in order is told.

#include <pybind11/pybind11.h>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace ullage_py {

namespace py = pybind11;

using extents = std::vector<py::ssize_t>;

/// "[3]" or "[1, 2]": where the i-th element of an array in C order stands.
[[nodiscard]] std::string index_text(extents const& shape, std::size_t i);

/// Runs some elements: advances i up to `end`; when it throws, i is the element that failed.
using stretch = std::function<void(std::size_t& i, std::size_t end)>;

/// Runs all elements with the GIL released, on several threads when they take long. Asks Python now
/// and then whether to go on. A refusal is thrown again with the index of the element.
void run_all(std::size_t size, extents const& shape, stretch const& some);

/// body(i) for each element of an array.
template <class F> void for_each_element(std::size_t size, extents const& shape, F const& body) {
  run_all(size, shape, [&body](std::size_t& at, std::size_t end) {
    // A failure is told by `at`; counting in it directly would keep the loop from being optimised.
    struct keep {
      std::size_t& to;
      std::size_t i;
      ~keep() { to = i; }
    } k{at, at};
    for (; k.i < end; ++k.i) { body(k.i); }
  });
}

} // namespace ullage_py
