// SPDX-License-Identifier: MIT
#include <ullage/ullage.hpp>

#include <cstdio>

int main() {
  double const done = ullage::records_in_window(900.0, 3.0);
  std::printf("%g records in the first window\n", done);
  return done == 300.0 ? 0 : 1;
}
