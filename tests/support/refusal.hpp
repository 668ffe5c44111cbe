// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What the library says when it refuses an argument.

#include <stdexcept>
#include <string>

namespace ullage::test {

/// @returns the message of the domain_error that a call throws, or that it threw none
template <class F> std::string refusal(F const& call) {
  try {
    call();
  } catch (std::domain_error const& error) {
    return error.what();
  }
  return "accepted";
}

} // namespace ullage::test
