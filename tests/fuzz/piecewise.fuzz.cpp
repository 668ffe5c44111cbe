// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/piecewise.hpp>

#include <utility>
#include <vector>

namespace {

void check_quadratics(ullage_fuzz::input& in) {
  using namespace ullage_fuzz;
  double const sign = in.flag("falls") ? -1 : 1;
  double const bend = in.flag("bends down") ? -1 : 1;
  ullage::quadratic<double> const q{in.amount("value"), sign * in.amount("rate"), bend * in.amount("slope")};
  double const zero = ullage::first_zero(q);
  require(zero > 0, "first_zero is > 0 or infinite");
  double const exit = ullage::first_exit(q, in.number("low"), in.number("high"));
  amount(exit, "first_exit >= 0");
  double const amount_wanted = in.amount("amount");
  if (q.rate >= 0) { amount(ullage::time_to_accumulate(amount_wanted, q.rate, q.slope), "time_to_accumulate >= 0"); }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  check_quadratics(in);
  std::vector<ullage::rate_piece<double>> pieces(static_cast<std::size_t>(in.whole("pieces", 0, 6)));
  for (auto& p : pieces) { p = {in.number("start"), in.number("rate"), in.number("slope"), in.number("burst")}; }
  refusals_allowed([&] {
    ullage::piecewise<double> const curve(std::move(pieces));
    double const t = in.number("t");
    double const n = in.number("n");
    if (std::isnan(t) || std::isnan(n) || std::isinf(t)) { return; }
    amount(curve.total(), "total >= 0");
    amount(curve.max_rate(), "max_rate >= 0");
    number(curve.value(t), "value is a number");
    number(curve.rate(t), "rate is a number");
    number(curve.inverse(n), "inverse is a number");
  });
  return 0;
}
