// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/erlang.hpp>

namespace {

using namespace ullage_fuzz;

void probability(double x, char const* what) { require(x >= 0 && x <= 1, what); }

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  input in(data, size);
  double const c = in.number("servers");
  double const a = in.number("offered_load");
  double const p = in.flag("small p") ? in.number("p") : in.share("p");
  refusals_allowed([&] {
    double const b = ullage::erlang_b(c, a);
    probability(b, "0 <= B <= 1");
    require(c == 0 || a * (1 - b) <= c * (1 + 1e-12) + 1e-15 * a, "the servers carry no more than they are");
    probability(static_cast<double>(ullage::erlang_b(static_cast<float>(c), static_cast<float>(a))), "0 <= B <= 1 in float");
    if (c < 1e5 || c > 1e6) {
      double const wide = static_cast<double>(ullage::erlang_b(static_cast<long double>(c), static_cast<long double>(a)));
      require(b < 1e-300 || std::fabs(b - wide) <= 1e-12 * b, "double and long double agree");
    }
    double const log_b = ullage::log_erlang_b(c, a);
    require(log_b <= 0 && std::isfinite(log_b), "log B is finite and <= 0");
    require(b < 1e-300 || std::fabs(std::exp(log_b) - b) <= 1e-12 * b, "log B is the logarithm of B");
  });
  refusals_allowed([&] {
    double const d = ullage::erlang_c(c, a);
    probability(d, "0 <= C <= 1");
    require(d >= ullage::erlang_b(c, a) * (1 - 1e-12), "B <= C");
    probability(ullage::erlang_c(c, a / 2), "0 <= C <= 1");
    require(ullage::erlang_c(c, a / 2) <= d * (1 + 1e-12), "C rises with the load");
  });
  refusals_allowed([&] {
    double const n = ullage::erlang_b_servers(a, p);
    amount(n, "servers >= 0");
    require(std::isfinite(n) && std::floor(n) == n, "servers are whole");
    if (n < 1e15 && p > 1e-290) {
      require(ullage::erlang_b(n, a) <= p, "B(servers) <= p");
      // Servers carry a (1 - B) <= n, so a (1 - p) are not enough, also where the rounded B says so.
      require(n == 0 || n - 1 <= a * (1 - p) || ullage::erlang_b(n - 1, a) > p, "one server less is not enough");
    }
  });
  refusals_allowed([&] {
    double const n = ullage::erlang_c_servers(a, p);
    require(std::isfinite(n) && std::floor(n) == n && n > a, "servers are whole, more than the load");
    if (n < 1e15 && p > 1e-290) {
      require(ullage::erlang_c(n, a) <= p, "C(servers) <= p");
      require(n - 1 <= a || ullage::erlang_c(n - 1, a) > p, "one server less is not enough");
    }
  });
  refusals_allowed([&] {
    double const load = ullage::erlang_b_load(c, p);
    require(load >= 0 && load <= widest, "a load that the library takes");
    if (load > 0 && load < widest && p > 1e-290) {
      // d log B / d log a = c - a (1 - B): what one rounding of the load changes.
      double const slack = 1e-11 + 4e-16 * std::fabs(c - load + load * p);
      require(std::fabs(ullage::erlang_b(c, load) - p) <= slack * p, "B(load) = p");
    }
  });
  refusals_allowed([&] {
    double const load = ullage::erlang_c_load(c, p);
    require(load >= 0 && load < c, "0 <= load < servers");
    if (load > 0 && p > 1e-290 && p < 0.999 && c < 1e12) {
      double const slack = 1e-11 + 4e-16 * (c + c / (c - load));
      require(std::fabs(ullage::erlang_c(c, load) - p) <= slack * p, "C(load) = p");
    }
  });
  return 0;
}
