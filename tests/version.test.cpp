// SPDX-License-Identifier: MIT
#include <ullage/version.hpp>

#include <doctest/doctest.h>

#include <string>

TEST_CASE("the numbers of the version are those of its text") {
  using namespace ullage;
  CHECK(std::string(version) == std::to_string(version_major) + '.' + std::to_string(version_minor) + '.' +
                                    std::to_string(version_patch));
}
