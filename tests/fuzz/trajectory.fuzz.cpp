// SPDX-License-Identifier: MIT
#include "support/fuzz_models.hpp"

#include <ullage/trajectory.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  double const any = in.number("t");
  refusals_allowed([&] {
    auto const f = ullage::backlog(ullage::model_of(ullage_fuzz::pipeline(in, 2'000)));
    refusals_allowed([&] { amount(lag(f, any), "lag >= 0"); });
    for (double const t : instants(f)) {
      double const came = arrived(f, t);
      double const waiting = lag(f, t);
      double const begun = processed(f, t);
      amount(waiting, "lag >= 0");
      require(std::fabs(begun + waiting - came) <= 1e-9 * (1 + came), "processed + lag = arrived");
      number(arrival_rate(f, t), "arrival_rate is a number");
      number(throughput(f, t), "throughput is a number");
      number(capacity(f, t), "capacity is a number");
      require(consumers(f, t) >= -1e-9, "consumers >= 0");
      number(concurrency(f, t), "concurrency is a number");
      number(offset_lag(f, t), "offset_lag is a number");
      double const age = lag_age(f, t);
      require(age >= -1e-9 * t && age <= (t + f.initial_lag_age) * (1 + 1e-12), "0 <= lag_age <= t + initial_lag_age");
      amount(wait_at(f, t), "wait_at >= 0");
    }
  });
  return 0;
}
