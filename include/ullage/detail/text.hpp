// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Numbers and times as people read them, without locale and without separators.

#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>

#include <charconv>
#include <cmath>
#include <string>

namespace ullage::detail {

/// A number with a few significant digits; whole numbers below 10^15 in full.
template <Real T> [[nodiscard]] std::string brief(T const& x, int digits = 4) {
  double const v = static_cast<double>(value_of(x));
  if (v != v) { return "unknown"; }
  if (std::isinf(v)) { return v > 0 ? "without limit" : "-inf"; }
  char buffer[64];
  // Digits before the point are never left out, so that no exponent is needed below 10^15.
  double const size = std::fabs(v);
  bool const whole = size < 1e15 && (std::floor(v) == v || size >= std::pow(10.0, digits - 1));
  auto const end = whole ? std::to_chars(buffer, buffer + sizeof buffer, std::llround(v)).ptr
                         : std::to_chars(buffer, buffer + sizeof buffer, v, std::chars_format::general, digits).ptr;
  return std::string(buffer, end);
}

/// A length of time in seconds and, from two minutes on, in a unit that can be grasped.
template <Real T> [[nodiscard]] std::string time_text(T const& x, int digits = 4) {
  double const v = static_cast<double>(value_of(x));
  if (!std::isfinite(v)) { return v > 0 ? "never" : "unknown"; }
  std::string out = brief(x, v < 1000 || digits > 6 ? digits : 6) + " s";
  if (v >= 172800) { return out + " (" + brief(v / 86400, 3) + " d)"; }
  if (v >= 7200) { return out + " (" + brief(v / 3600, 3) + " h)"; }
  if (v >= 120) { return out + " (" + brief(v / 60, 3) + " min)"; }
  return out;
}

} // namespace ullage::detail
