// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Functions whose error is measured against tables of reference values. A file
/// tests/accuracy/<stem>.accuracy.cpp holds objects of `measured`, one for each table.

#include <vector>

namespace ullage::test {

struct measured {
  /// @param name of the table; its columns are the arguments of f, the last the reference
  /// @param allowed largest relative error
  measured(char const* name, double allowed, double (*f)(double const* x)) : table(name), budget(allowed), evaluate(f) { all().push_back(this); }
  measured(measured const&) = delete;
  measured& operator=(measured const&) = delete;
  ~measured() = default;

  static std::vector<measured const*>& all() {
    static std::vector<measured const*> list;
    return list;
  }

  char const* table;
  double budget;
  double (*evaluate)(double const* x);
};

} // namespace ullage::test
