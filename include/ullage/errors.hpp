// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What the library throws. A bad argument is a `std::domain_error`; the two types here tell
/// two further cases apart.

#include <stdexcept>

namespace ullage {

/// Well-formed arguments, but the system has no steady state (utilization >= 1).
class unstable_error : public std::domain_error {
public:
  using std::domain_error::domain_error;
};

/// An evaluation that did not come to an end: an iteration without convergence, or a trajectory
/// with more events than its limit allows.
class evaluation_error : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

} // namespace ullage
