// SPDX-License-Identifier: MIT
#include "support/fuzz_groups.hpp"
#include "support/fuzz_models.hpp"

#include <ullage/backlog.hpp>
#include <ullage/pipeline.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  auto const skew = unequal(in);
  refusals_allowed([&] {
    auto p = ullage_fuzz::pipeline(in);
    apply(skew, p);
    auto const f = ullage::backlog(ullage::model_of(p));
    check_path(f);
    check_groups(f, lanes(p));
    require(f.events <= p.max_events, "the limit on events holds");
  });
  return 0;
}
