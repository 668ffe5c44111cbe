// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/breakdown.hpp>
#include <ullage/cold_start.hpp>
#include <ullage/retry.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  using namespace ullage;
  input in(data, size);
  retry_policy<> policy;
  policy.failure_probability = in.flag("likely") ? in.share("failure_probability") : in.number("failure_probability");
  policy.poison_probability = in.flag("likely") ? in.share("poison_probability") : in.number("poison_probability");
  policy.backoff = in.number("backoff");
  policy.max_retries = in.flag("limited") ? in.whole("max_retries", 0, 10000) : in.number("max_retries");
  policy.max_record_age = in.number("max_record_age");
  policy.response = static_cast<on_failure>(in.whole("response", 0, 2));
  batch_work<> work{.service_time = in.number("service_time"), .dispatch_overhead = in.number("dispatch_overhead"), .service_scv = in.number("service_scv")};
  work.records = in.flag("whole") ? in.whole("records", 1, 10000) : in.number("records");
  if (in.flag("expires")) { work.expires_in = in.number("expires_in"); }
  refusals_allowed([&] { validate(policy, in.number("retention")); });
  refusals_allowed([&] {
    auto const w = retried_service(policy, work);
    number(w.occupancy, "occupancy");
    number(w.occupancy_scv, "occupancy_scv");
    require(w.occupancy >= (work.service_time * work.records + work.dispatch_overhead) * (1 - 1e-9), "at least one attempt");
    amount(w.occupancy_scv, "occupancy_scv >= 0");
    require(w.invocations >= 1 - 1e-9, "at least one invocation");
    require(w.attempts >= 1 - 1e-9, "at least one attempt at a record");
    require(w.discarded >= 0 && w.discarded <= 1, "discarded in [0, 1]");
  });
  refusals_allowed([&] {
    double const p = batch_failure_probability(policy, work.records);
    require(p >= 0 && p <= 1, "batch_failure_probability in [0, 1]");
    require(bisect_invocations(work.records) >= 1, "bisect_invocations >= 1");
    amount(expiry_after(policy, in.number("retention"), in.number("age")), "expiry_after >= 0");
  });
  blocked_partition<> const blocked{in.number("arrival_rate"), work.service_time, work.service_scv, policy.poison_probability, in.number("block_time")};
  refusals_allowed([&] {
    amount(blocked_lag(blocked), "blocked_lag >= 0");
    amount(recovery_time(blocked), "recovery_time >= 0");
    amount(blocked_load(blocked), "blocked_load >= 0");
    double const age = blocked_age(blocked);
    require(age >= 0 && age <= blocked.block_time, "blocked_age in [0, block_time]");
    double const lost = discarded_share(blocked);
    require(lost >= blocked.poison_probability * (1 - 1e-9) && lost <= 1, "discarded_share in [g, 1]");
    double const chance = blocked_probability(blocked, in.number("horizon"));
    require(chance >= 0 && chance <= 1, "blocked_probability in [0, 1]");
  });
  started_queue<> const queue{in.number("arrival_rate"), in.number("service_time"), in.number("service_scv"), {in.number("init_time"), in.number("init_scv"), in.number("keep_alive")}};
  refusals_allowed([&] {
    double const w = mean_wait(queue);
    number(w, "mean_wait");
    amount(w, "mean_wait >= 0");
    double const share = cold_start_share(queue);
    require(share >= 0 && share <= 1, "cold_start_share in [0, 1]");
  });
  breakdown_policy<> const pauses{in.number("rate"), in.number("pause"), in.number("pause_scv"), in.flag("restart") ? after_interruption::restart : after_interruption::resume};
  service_moments<> const service{in.number("mean"), in.number("scv")};
  refusals_allowed([&] {
    auto const c = completion_time(pauses, service);
    number(c.mean, "completion mean");
    number(c.scv, "completion scv");
    require(c.mean >= service.mean * (1 - 1e-12), "not shorter than the service");
    amount(c.scv, "completion scv >= 0");
    double const up = availability(pauses);
    require(up >= 0 && up <= 1, "availability in [0, 1]");
  });
  return 0;
}
