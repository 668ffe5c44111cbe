// SPDX-License-Identifier: MIT
#pragma once
// What binders hand to the package's own Python, and to NumPy.

#include <pybind11/numpy.h>

#include <vector>

namespace ullage_py {

namespace py = pybind11;

/// A function of a module of the package.
[[nodiscard]] inline py::object helper(char const* module, char const* function) { return py::module_::import(module).attr(function); }

[[nodiscard]] inline py::array_t<double> as_array(std::vector<double> const& x) { return py::array_t<double>(static_cast<py::ssize_t>(x.size()), x.data()); }

} // namespace ullage_py
