// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The one place of the version.

#include <string_view>

namespace ullage {

/// Version as "major.minor.patch". CMakeLists.txt and pyproject.toml read it from this line.
inline constexpr std::string_view version = "0.1.0";

namespace detail {
consteval int version_part(int index) {
  int value = 0;
  for (char const c : version) {
    if (c == '.') {
      --index;
    } else if (index == 0) {
      value = 10 * value + (c - '0');
    }
  }
  return value;
}
} // namespace detail

inline constexpr int version_major = detail::version_part(0);
inline constexpr int version_minor = detail::version_part(1);
inline constexpr int version_patch = detail::version_part(2);

} // namespace ullage
