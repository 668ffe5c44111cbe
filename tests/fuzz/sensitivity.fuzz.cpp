// SPDX-License-Identifier: MIT
#include "support/fuzz_models.hpp"

#include <ullage/sensitivity.hpp>

#include <cmath>
#include <string>
#include <vector>

namespace {

void check(ullage::sensitivity_result<double> const& r) {
  using namespace ullage_fuzz;
  number(r.value, "the measure is a number");
  for (auto const& s : r.inputs) {
    require(s.defined || !s.reason.empty(), "what is not defined has a reason");
    require(s.defined == std::isfinite(s.derivative), "a derivative that is defined is finite, the others are not set");
    require(s.defined || std::isnan(s.elasticity), "no elasticity without a derivative");
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage;
  using namespace ullage_fuzz;
  input in(data, size);
  auto const measures = sensitivity_measures();
  auto const inputs = sensitivity_inputs();
  auto const pick = [&](char const* name, std::vector<std::string> const& from) {
    return from[static_cast<std::size_t>(in.whole(name, 0, static_cast<int>(from.size()) - 1))];
  };
  auto const measure = pick("measure", measures);
  auto const first = pick("first", inputs);
  auto const second = pick("second", inputs);
  double const at = in.number("at");
  double const a = in.number("a");
  double const b = in.number("b");
  int const servers = in.whole("servers", 0, 300);
  refusals_allowed([&] { check(sensitivity(mm1<>{a, b}, sensitivity_question<>{.measure = "wait_quantile", .at = at})); });
  refusals_allowed([&] { check(sensitivity(mmc<>{a, b, servers}, sensitivity_question<>{.measure = "mean_wait"})); });
  refusals_allowed([&] { check(sensitivity(md1<>{a, b}, sensitivity_question<>{.measure = "decay_rate"})); });
  refusals_allowed([&] { check(sensitivity(mmck<>{a, b, servers, 2 * servers}, sensitivity_question<>{.measure = "wait_tail", .at = at})); });
  refusals_allowed([&] {
    auto const p = ullage_fuzz::pipeline(in, 2000);
    check(sensitivity(p, sensitivity_question<>{.measure = measure, .inputs = {first, second}, .at = at}));
  });
  return 0;
}
