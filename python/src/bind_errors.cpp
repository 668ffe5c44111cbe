// SPDX-License-Identifier: MIT
// errors.hpp

#include "module.hpp"

#include <ullage/errors.hpp>

namespace ullage_py {

void bind_errors(py::module_& m) {
  py::register_exception<ullage::unstable_error>(m, "unstable_error", PyExc_ValueError).attr("__doc__") =
      "A well-formed question about a system that does not settle (utilization >= 1).";
  py::register_exception<ullage::evaluation_error>(m, "evaluation_error", PyExc_RuntimeError).attr("__doc__") =
      "A computation that was given up, for example after max_events.";
}

} // namespace ullage_py
