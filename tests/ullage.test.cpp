// SPDX-License-Identifier: MIT
#include <ullage/ullage.hpp>
#include <ullage/ullage.hpp> // twice, on purpose

#include <doctest/doctest.h>

namespace ullage_test { // support/umbrella_twin.cpp
double twin_records_in_window();
double const* twin_of_unset();
} // namespace ullage_test

TEST_CASE("two translation units that include the umbrella link into one program") {
  CHECK(ullage_test::twin_records_in_window() == ullage::records_in_window(900.0, 3.0));
  CHECK(ullage_test::twin_of_unset() == &ullage::unset_v<double>);
}

TEST_CASE("the umbrella alone takes a load to a plan in words") {
  using namespace ullage;
  pipeline<> const p{.arrivals = constant_rate<>{.rate = 5, .duration = minutes(30)}, .service_time = seconds(3), .partitions = 20,
                     .scaling = regime("kafka-on-demand-2021")};
  auto const r = plan(p, target<>{.utilization = 0.8, .max_wait = minutes(15)});
  CHECK(r.feasible);
  CHECK(r.partitions == 19);
  CHECK(!explain(r).empty());
}
