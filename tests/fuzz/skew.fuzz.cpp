// SPDX-License-Identifier: MIT
// murmur2.hpp, skew.hpp, partition_growth.hpp, producer.hpp
#include "support/fuzz_input.hpp"

#include <ullage/partition_growth.hpp>
#include <ullage/producer.hpp>
#include <ullage/skew.hpp>

#include <string>
#include <vector>

namespace {

using namespace ullage_fuzz;

ullage::partition_skew<> skew_of(input& in) {
  switch (in.whole("kind of skew", 0, 4)) {
  case 0: return ullage::even_shares{};
  case 1: {
    ullage::measured_shares<> x;
    for (int n = in.whole("weights", 0, 20); n > 0; --n) { x.weights.push_back(in.flag("any") ? in.number("weight") : in.amount("weight")); }
    return x;
  }
  case 2: return ullage::equal_keys{.keys = in.whole("keys", -1, 60000)};
  case 3: return ullage::zipf_keys<>{.keys = in.whole("keys", -1, 30000) * (in.flag("many") ? 30000LL : 1LL), .exponent = in.number("exponent")};
  default: {
    ullage::named_keys<> x;
    for (int n = in.whole("keys", 0, 20); n > 0; --n) {
      x.keys.push_back(in.text("key"));
      if (in.flag("weighed")) { x.weights.push_back(in.number("weight")); }
    }
    return x;
  }
  }
}

void shares(input& in) {
  auto const skew = skew_of(in);
  auto const* measured = std::get_if<ullage::measured_shares<>>(&skew);
  long long const partitions = measured && in.flag("fitting") ? static_cast<long long>(measured->weights.size()) : in.whole("partitions", -1, 5000);
  refusals_allowed([&] {
    double const top = ullage::top_share(skew);
    require(top >= 0 && top <= 1, "0 <= top share <= 1");
    require(ullage::hot_key_limit(top, 1.0) >= 1, "one partition can carry what it can");
  });
  refusals_allowed([&] {
    auto const x = ullage::partition_shares(skew, partitions);
    require(static_cast<long long>(x.size()) == partitions, "a share for each partition");
    double sum = 0;
    for (double const share : x) {
      require(share >= 0 && share <= 1 + 1e-12, "0 <= share <= 1");
      sum += share;
    }
    require(std::fabs(sum - 1) < 1e-9, "the shares are the whole");
    double const effective = ullage::effective_partitions(x);
    require(effective >= 1 && effective <= double(partitions) * (1 + 1e-9), "1 <= effective partitions <= partitions");
    require(!ullage::is_even(skew) || effective > double(partitions) * (1 - 1e-9), "what is even is even");
    if (!measured) { require(1 / effective >= ullage::top_share(skew) * (1 - 1e-9), "the largest key is in one partition"); }
  });
}

void growth(input& in) {
  long long const from = in.whole("from", -1, 30000) * (in.flag("many") ? 30000LL : 1LL);
  long long const to = in.whole("to", -1, 30000) * (in.flag("many") ? 30000LL : 1LL);
  refusals_allowed([&] {
    double const moved = ullage::moved_keys(from, to);
    require(moved >= 0 && moved < 1, "0 <= moved < 1");
    require(from == to || moved >= 0.5, "half of the keys move at least");
  });
  refusals_allowed([&] {
    long long before = 0;
    double moved = 1;
    for (auto const& step : ullage::gentle_growth(from, to)) {
      require(step.partitions >= to && step.partitions >= from && step.partitions > before, "steps rise and are enough");
      require(step.moved < moved && step.moved >= 0, "steps get gentler");
      before = step.partitions;
      moved = step.moved;
    }
    require(before % from == 0, "the gentlest is a multiple");
  });
}

void keys(input& in) {
  std::string const key = in.text("key");
  long long const partitions = in.whole("partitions", -1, 30000);
  refusals_allowed([&] {
    long long const p = ullage::partition_for(key, partitions);
    require(p >= 0 && p < partitions, "a partition of the topic");
    require(p == ullage::partition_for(std::string_view(key), partitions), "always the same");
    int const x = in.whole("number", -30000, 30000);
    require(ullage::partition_for_int(x, partitions) == ullage::partition_for(ullage::int_key(x), partitions), "a number is its bytes");
    require(ullage::partition_for_long(x, partitions) == ullage::partition_for(ullage::long_key(x), partitions), "a number is its bytes");
  });
}

void producers(input& in) {
  ullage::producer_rule<> rule = ullage::keyed{};
  switch (in.whole("kind of producer", 0, 4)) {
  case 0: break;
  case 1: rule = ullage::round_robin{}; break;
  case 2: rule = ullage::sticky<>{.run = in.number("run")}; break;
  case 3: rule = ullage::sticky<>{.batch_bytes = in.number("batch_bytes")}; break;
  default: rule = ullage::sticky<>{.linger = in.number("linger")}; break;
  }
  require(rule == rule, "a rule is itself");
  ullage::topic_arrivals<> topic{.arrival_rate = in.number("arrival_rate")};
  in.maybe("arrival_scv", topic.arrival_scv);
  in.maybe("record_bytes", topic.record_bytes);
  double const share = in.flag("any share") ? in.number("share") : in.share("share");
  double const service_time = in.number("service_time");
  double service_scv = 0;
  in.maybe("service_scv", service_scv);
  refusals_allowed([&] {
    require(ullage::run_length(rule, topic) >= 1, "a run has a record");
    auto const a = ullage::partition_arrivals(rule, topic, share);
    amount(a.arrival_rate, "arrival rate");
    amount(a.arrival_scv, "arrival scv");
    finite(a.arrival_scv, "arrival scv");
    auto const job = ullage::sticky_job(a, service_time, service_scv);
    amount(job.arrival_scv, "scv of jobs");
    amount(job.service_scv, "service scv of jobs");
    amount(job.wait_in_run, "wait in the run");
    finite(job.wait_in_run, "wait in the run");
    amount(ullage::mean_wait(job), "mean wait");
  });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  input in(data, size);
  switch (in.whole("what", 0, 3)) {
  case 0: shares(in); break;
  case 1: growth(in); break;
  case 2: keys(in); break;
  default: producers(in); break;
  }
  return 0;
}
