// SPDX-License-Identifier: MIT
#pragma once
// Systems whose load changes in time, in Python.

#include "many.hpp"

#include <ullage/queue/transient.hpp>

namespace ullage_py {

using transient_t = ullage::transient_mmc<double>;
using schedule_t = ullage::server_schedule<double>;

struct transient_value {
  many<transient_t> data;
};

/// The one system that an object stands for.
[[nodiscard]] transient_t const& one_system(char const* function, transient_value const& q);
/// Pairs of start [s] and servers.
[[nodiscard]] py::object from_schedule(schedule_t const& s);

} // namespace ullage_py
