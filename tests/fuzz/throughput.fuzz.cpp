// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/throughput.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  double const a = in.number("a");
  double const b = in.number("b");
  double const c = in.number("c");
  refusals_allowed([&] { amount(ullage::records_in_window(a, b, c), "records_in_window >= 0"); });
  refusals_allowed([&] { amount(ullage::steady_throughput(a, b), "steady_throughput >= 0"); });
  refusals_allowed([&] { amount(ullage::steady_throughput_per_minute(a, b), "steady_throughput_per_minute >= 0"); });
  refusals_allowed([&] {
    double const wait = ullage::cool_down(a, b);
    require(wait >= 0 && wait <= a, "0 <= cool_down <= evaluation_period");
  });
  refusals_allowed([&] {
    double const n = ullage::partitions_for(a, b, c);
    amount(n, "partitions_for >= 0");
    require(!std::isfinite(n) || n >= a * b / c * (1 - 1e-15), "partitions_for is enough");
  });
  refusals_allowed([&] { amount(ullage::max_service_time(a, b), "max_service_time >= 0"); });
  refusals_allowed([&] { amount(ullage::max_arrival_rate(a, b, c), "max_arrival_rate >= 0"); });
  return 0;
}
