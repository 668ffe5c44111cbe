// SPDX-License-Identifier: MIT
// Errors of the library against tables of reference values made by another method.
// usage: ullage_accuracy FOLDER [TABLE ...]
// Prints for each table: name, points, maximum and median relative error, budget, where the maximum is.
// Exit code 1 where an error is above its budget or a value is no number; 2 for a table that cannot be read.
#include <support/accuracy.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace {

struct result {
  std::size_t points = 0;
  double maximum = 0;
  double median = 0;
  std::string where;
};

double error_of(double got, double wanted) {
  if (std::isnan(got)) { return INFINITY; }
  if (got == wanted) { return 0; }
  // Below 1e-300 a double has no digits to spare.
  if (std::fabs(wanted) < 1e-300) { return std::fabs(got) < 1e-290 ? 0 : INFINITY; }
  return std::fabs(got - wanted) / std::fabs(wanted);
}

result measure(ullage::test::measured const& entry, std::istream& in) {
  result out;
  std::vector<double> errors;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') { continue; }
    std::vector<double> row;
    char const* at = line.c_str();
    for (char* end = nullptr;; at = end) {
      double const x = std::strtod(at, &end);
      if (end == at) { break; }
      row.push_back(x);
    }
    double error = INFINITY;
    std::string said;
    try {
      error = error_of(entry.evaluate(row.data()), row.back());
    } catch (std::exception const& e) { said = std::string(" ") + e.what(); }
    errors.push_back(error);
    if (error > out.maximum || !said.empty()) {
      out.maximum = error;
      out.where = line + said;
    }
  }
  out.points = errors.size();
  if (!errors.empty()) {
    auto const middle = errors.begin() + static_cast<std::ptrdiff_t>(errors.size() / 2);
    std::nth_element(errors.begin(), middle, errors.end());
    out.median = *middle;
  }
  return out;
}

} // namespace

int main(int count, char** argument) {
  if (count < 2) {
    std::fprintf(stderr, "usage: ullage_accuracy FOLDER [TABLE ...]\n");
    return 2;
  }
  std::vector<std::string> const wanted(argument + 2, argument + count);
  auto all = ullage::test::measured::all();
  std::sort(all.begin(), all.end(), [](auto const* a, auto const* b) { return std::string(a->table) < b->table; });
  int passed = 0;
  int failed = 0;
  for (auto const* entry : all) {
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), entry->table) == wanted.end()) { continue; }
    std::ifstream in(std::string(argument[1]) + "/" + entry->table + ".txt");
    if (!in) {
      std::fprintf(stderr, "ullage_accuracy: there is no table %s.txt in %s\n", entry->table, argument[1]);
      return 2;
    }
    auto const r = measure(*entry, in);
    bool const good = r.points > 0 && r.maximum <= entry->budget;
    ++(good ? passed : failed);
    std::printf("%-32s %8zu %9.2e %9.2e %9.2e %s%s\n", entry->table, r.points, r.maximum, r.median, entry->budget, good ? "ok" : "FAILED at ",
                good ? "" : r.where.c_str());
  }
  std::printf("%d passed, %d failed\n", passed, failed);
  return failed == 0 && passed > 0 ? 0 : 1;
}
