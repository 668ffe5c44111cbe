// SPDX-License-Identifier: MIT
#include "support/fuzz_models.hpp"

#include <ullage/pipeline.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  refusals_allowed([&] {
    auto const p = ullage_fuzz::pipeline(in);
    validate(p);
    require(full_capacity(p) > 0, "a valid pipeline can do something");
    require(lanes(p) >= 1, "lanes >= 1");
    require(consumer_model(p).service_time > 0, "service_time > 0");
  });
  return 0;
}
