// SPDX-License-Identifier: MIT
#include <ullage/errors.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <type_traits>

using namespace ullage;

TEST_CASE("an unstable system is a bad argument, a failed evaluation is not") {
  CHECK(std::is_base_of_v<std::domain_error, unstable_error>);
  CHECK(std::is_base_of_v<std::runtime_error, evaluation_error>);
  CHECK_FALSE(std::is_base_of_v<std::domain_error, evaluation_error>);
}

TEST_CASE("an error keeps its message and is caught as what it is") {
  try {
    throw unstable_error("utilization = 1.2");
  } catch (std::domain_error const& error) {
    CHECK(std::string(error.what()) == "utilization = 1.2");
  }
  CHECK_THROWS_WITH_AS(throw evaluation_error("no end"), "no end", std::runtime_error);
}
