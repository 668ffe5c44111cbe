// SPDX-License-Identifier: MIT
#include "support/refusal.hpp"

#include <ullage/platform_quotas.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string_view>

TEST_CASE("the catalog names every quota once, with the value that is used and a source") {
  ullage::platform_quotas<> const q;
  std::array<double, 18> const used{q.payload,       q.kafka_timeout,         q.timeout,               q.unreserved_concurrency, q.request_factor,
                                    q.batch_size,    q.sqs_batch_size,        q.batch_window,          q.kafka_minimum_pollers,  q.kafka_maximum_pollers,
                                    q.sqs_fewest_pollers, q.sqs_minimum_pollers, q.sqs_maximum_pollers, q.sqs_polls,             q.group_mappings,
                                    q.group_pollers, q.shard_ingress,         q.shard_records};
  static_assert(sizeof q == sizeof used);
  for (std::size_t i = 0; i < used.size(); ++i) {
    auto const& info = ullage::quota_catalog[i];
    CAPTURE(info.name);
    CHECK(info.value == used[i]);
    CHECK_FALSE(info.source.empty());
    CHECK(info.date.size() >= 4);
    for (std::size_t k = 0; k < i; ++k) { CHECK(ullage::quota_catalog[k].name != info.name); }
  }
}

TEST_CASE("quotas that are none are refused by name") {
  using ullage::test::refusal;
  CHECK(refusal([] { validate(ullage::platform_quotas<>{}); }) == "accepted");
  CHECK(refusal([] { validate(ullage::platform_quotas<>{.timeout = 0}); }) == "platform_quotas: timeout = 0, but must be finite and > 0");
  CHECK(refusal([] { validate(ullage::platform_quotas<>{.shard_records = ullage::unset_v<double>}); }) ==
        "platform_quotas: shard_records = nan, but is required and must be a finite number > 0");
}
