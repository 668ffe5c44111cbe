// SPDX-License-Identifier: MIT
#pragma once
// The law of an unknown quantity as a Python value.

#include "value.hpp"

#include <ullage/evidence.hpp>
#include <ullage/posterior.hpp>

namespace ullage_py {

/// A class of its own: a bare variant would be converted member by member.
struct belief_value {
  ullage::belief<double> law;
};
using evidence_value = ullage::service_evidence<double>;

} // namespace ullage_py
