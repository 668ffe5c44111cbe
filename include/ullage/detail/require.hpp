// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Argument checks with one form of message: function, field, value, rule.

#include <ullage/concepts.hpp>

#include <charconv>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

namespace ullage::detail {

/// The shortest decimal form of a number, for messages.
template <class T> [[nodiscard]] std::string show(T const& x) {
  double const v = static_cast<double>(value_of(x));
  if (v != v) { return "nan"; }
  char buffer[32];
  auto const end = std::to_chars(buffer, buffer + sizeof buffer, v).ptr;
  return std::string(buffer, end);
}
[[nodiscard]] inline std::string show(std::string const& x) { return '"' + x + '"'; }
[[nodiscard]] inline std::string show(std::string_view x) { return show(std::string(x)); }
[[nodiscard]] inline std::string show(char const* x) { return show(std::string(x)); }

template <class T>
[[noreturn]] void refuse(char const* function, char const* field, T const& value, char const* rule) {
  throw std::domain_error(std::string(function) + ": " + field + " = " + show(value) + ", but " + rule);
}

template <class T>
void require(bool holds, char const* function, char const* field, T const& value, char const* rule) {
  if (!holds) [[unlikely]] { refuse(function, field, value, rule); }
}

template <Real T> [[nodiscard]] bool is_finite(T const& x) {
  using std::isfinite;
  return isfinite(value_of(x));
}
template <Real T> [[nodiscard]] bool is_nan(T const& x) {
  auto const& v = value_of(x);
  return v != v;
}

/// Numbers are kept where products and squares of a few of them neither overflow nor vanish.
inline constexpr double smallest_number = 1e-30;
inline constexpr double largest_number = 1e30;

template <Real T> [[nodiscard]] bool is_moderate(T const& x) {
  return value_of(x) == 0 || (value_of(x) >= smallest_number && value_of(x) <= largest_number) ||
         (value_of(x) <= -smallest_number && value_of(x) >= -largest_number);
}
template <Real T> [[nodiscard]] bool is_amount(T const& x) { return value_of(x) >= 0 && is_moderate(x); }

/// The same for an element of an array: the name is put together only when it is needed.
template <class T>
void require_element(bool holds, char const* function, char const* field, std::size_t i, T const& value,
                     char const* rule) {
  if (!holds) [[unlikely]] {
    std::string name(field);
    name.append("[").append(std::to_string(i)).append("]");
    refuse(function, name.c_str(), value, rule);
  }
}

template <Real T> void require_moderate(char const* function, char const* field, T const& x) {
  require(is_moderate(x), function, field, x, "must be 0 or of a size between 1e-30 and 1e30");
}
template <Real T> void require_positive(char const* function, char const* field, T const& x) {
  require(value_of(x) > 0 && is_finite(x), function, field, x,
          is_nan(x) ? "is required and must be a finite number > 0" : "must be finite and > 0");
  require_moderate(function, field, x);
}
template <Real T> void require_nonnegative(char const* function, char const* field, T const& x) {
  require(value_of(x) >= 0 && is_finite(x), function, field, x,
          is_nan(x) ? "is required and must be a finite number >= 0" : "must be finite and >= 0");
  require_moderate(function, field, x);
}
/// Positive, and infinity is allowed (it stands for "no limit").
template <Real T> void require_positive_or_unlimited(char const* function, char const* field, T const& x) {
  require(value_of(x) > 0, function, field, x, "must be > 0 (infinity: no limit)");
  if (is_finite(x)) { require_moderate(function, field, x); }
}
template <Real T> void require_whole(char const* function, char const* field, T const& x) {
  using std::floor;
  require(value_of(T(floor(x))) == value_of(x), function, field, x, "must be a whole number");
}

} // namespace ullage::detail
