// SPDX-License-Identifier: MIT
#include "support/fuzz_models.hpp"

#include <ullage/scaling/presets.hpp>
#include <ullage/scaling/regime.hpp>

#include <variant>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  auto const r = ullage_fuzz::regime(in);
  refusals_allowed([&] {
    validate(r);
    require(r == r, "a regime equals itself");
    double const lanes = in.whole("lanes", 1, 1000);
    double const cap = consumer_cap(r, lanes);
    bool const pods = std::holds_alternative<ullage::proportional<double>>(r.up); // may be more than there are lanes
    require(cap > 0 && cap <= (pods ? r.max_consumers : lanes), "0 < cap <= lanes");
    double const start = starting_consumers(r, lanes);
    require(start >= 0 && start <= cap, "0 <= start <= cap");
    double const floor = consumer_floor(r, lanes);
    require(floor >= 0 && floor <= cap, "0 <= floor <= cap");
    amount(first_evaluation(r), "first_evaluation >= 0");
    auto const which = static_cast<ullage::estimate>(in.whole("other estimate", 0, 2));
    auto const other = regime_as(r, which);
    require(!ullage::is_preset(r.name) || other.assumed == which, "regime_as gives the estimate that is asked for");
  });
  refusals_allowed([&] {
    auto const name = in.text("name");
    require(ullage::regime(name).name == name, "a preset carries its name");
  });
  return 0;
}
