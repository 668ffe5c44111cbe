// SPDX-License-Identifier: MIT
#include <ullage/deployment.hpp>

#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <limits>

using namespace ullage;

namespace {

std::string refusal_of(deployment<> const& d) {
  return test::refusal([&] { validate(d); });
}

} // namespace

TEST_CASE("a deployment that says nothing is valid: nothing in it is required") { CHECK_NOTHROW(validate(deployment<>{})); }

TEST_CASE("every field is refused by its name, value and rule") {
  CHECK(refusal_of({.memory_mb = 64}).find("deployment: memory_mb = 64, but must be in [128, 10240]") == 0);
  CHECK(refusal_of({.function_timeout = 0}).find("deployment: function_timeout = 0") == 0);
  CHECK(refusal_of({.ephemeral_mb = 100}).find("deployment: ephemeral_mb = 100") == 0);
  CHECK(refusal_of({.payload_overhead = -1}).find("deployment: payload_overhead = -1") == 0);
  CHECK(refusal_of({.group_mappings = 0}).find("deployment: group_mappings = 0") == 0);
  CHECK(refusal_of({.group_pollers = -1}).find("deployment: group_pollers = -1") == 0);
  CHECK(refusal_of({.fan_out = 0.5}).find("deployment: fan_out = 0.5") == 0);
  CHECK(refusal_of({.repeats_every = 0}).find("deployment: repeats_every = 0") == 0);
  CHECK(refusal_of({.hours_per_month = 0}).find("deployment: hours_per_month = 0") == 0);
}

TEST_CASE("cluster and prices are looked at with it") {
  CHECK(refusal_of({.cluster = standard_cluster<>{.instance = "m99.huge"}}).find("m99.huge") != std::string::npos);
  deployment<> d;
  d.prices.request = -1;
  CHECK(refusal_of(d).find("price_table: request = -1") == 0);
}

TEST_CASE("the same fields are the same deployment") {
  deployment<> const a{.memory_mb = 1024, .function_timeout = 60, .cluster = serverless_cluster<>{}, .repeats_every = 86400};
  auto b = a;
  CHECK(a == b);
  b.cluster = express_cluster<>{};
  CHECK(!(a == b));
}
