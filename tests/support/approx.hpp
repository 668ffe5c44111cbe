// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The one way in which tests compare real numbers: relative, also near zero.

#include <doctest/doctest.h>

namespace ullage::test {

/// Equal to x within a share `tol` of the larger of the two numbers.
inline doctest::Approx rel(double x, double tol) { return doctest::Approx(x).epsilon(tol).scale(0); }

} // namespace ullage::test
