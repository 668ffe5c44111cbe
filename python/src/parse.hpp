// SPDX-License-Identifier: MIT
#pragma once
// Times and sizes that are written with a unit.

#include "refuse.hpp"

#include <charconv>
#include <cmath>
#include <string>
#include <string_view>
#include <system_error>

namespace ullage_py {

/// What a number stands for: how a string or an object is read, and which numbers are refused. An
/// instant is a time that may also be a date, then in seconds since 1970 (UTC where it has no zone).
enum class edge { number, time, instant, count, bytes };

struct unit {
  std::string_view name;
  double factor;
};
inline constexpr unit time_units[] = {
    {"s", 1}, {"ms", 1e-3}, {"us", 1e-6}, {"\u00b5s", 1e-6}, {"ns", 1e-9}, {"min", 60}, {"h", 3600}, {"d", 86400},
    {"sec", 1}, {"second", 1}, {"seconds", 1}, {"minute", 60}, {"minutes", 60}, {"hour", 3600}, {"hours", 3600},
    {"day", 86400}, {"days", 86400}, {"week", 604800}, {"weeks", 604800}};
inline constexpr unit byte_units[] = {
    {"B", 1}, {"byte", 1}, {"bytes", 1}, {"kB", 1e3}, {"KB", 1e3}, {"MB", 1e6}, {"GB", 1e9}, {"TB", 1e12},
    {"KiB", 1024}, {"MiB", 1048576}, {"GiB", 1073741824}, {"TiB", 1099511627776}};

[[nodiscard]] inline std::string_view trimmed(std::string_view s) {
  auto const from = s.find_first_not_of(" \t");
  return from == s.npos ? std::string_view{} : s.substr(from, s.find_last_not_of(" \t") - from + 1);
}

/// "500ms", "3 s", "1 KiB": a number and a unit; a bare number is in the base unit, "inf" has none.
[[nodiscard]] inline double parse(place const& at, std::string const& text, edge kind) {
  bool const is_time = kind != edge::bytes;
  char const* const example = is_time ? "must be a time such as \"500ms\", \"3 s\", \"10 min\", \"2 h\" or \"1 d\""
                                      : "must be a size such as \"900 B\", \"3 GB\" or \"1 KiB\"";
  auto const bare = trimmed(text);
  double value = 0;
  auto const [end, error] = std::from_chars(bare.data(), bare.data() + bare.size(), value);
  auto const rest = trimmed(std::string_view(end, static_cast<std::size_t>(bare.data() + bare.size() - end)));
  if (error != std::errc{} || std::isnan(value)) { refuse_value(at, '"' + text + '"', example); }
  if (rest.empty()) { return value; }
  auto const look = [&](auto const& units) {
    for (auto const& u : units) {
      if (u.name == rest) { return u.factor; }
    }
    refuse_value(at, '"' + text + '"', example);
  };
  return value * (is_time ? look(time_units) : look(byte_units));
}

} // namespace ullage_py
