// SPDX-License-Identifier: MIT
// The second translation unit of ullage.test.cpp.
#include <ullage/ullage.hpp>

namespace ullage_test {
double twin_records_in_window();
double const* twin_of_unset();

double twin_records_in_window() { return ullage::records_in_window(900.0, 3.0); }
double const* twin_of_unset() { return &ullage::unset_v<double>; }
} // namespace ullage_test
