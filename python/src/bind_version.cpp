// SPDX-License-Identifier: MIT
// version.hpp

#include "module.hpp"

#include <ullage/version.hpp>

#include <string>

namespace ullage_py {

void bind_version(py::module_& m) { m.attr("__version__") = std::string(ullage::version); }

} // namespace ullage_py
