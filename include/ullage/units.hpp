// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Conversions into the base units of the library: second, record, byte, records per second.
///
/// Convert at the call: `.service_time = milliseconds(250)`. Exact: one multiplication or
/// division each.

#include <ullage/concepts.hpp>

namespace ullage {

/// @param x seconds @returns seconds
template <Number T> [[nodiscard]] constexpr promote_t<T> seconds(T x) noexcept {
  return promote_t<T>(x);
}
/// @param x milliseconds @returns seconds
template <Number T> [[nodiscard]] constexpr promote_t<T> milliseconds(T x) noexcept {
  return promote_t<T>(x) / promote_t<T>(1000);
}
/// @param x minutes @returns seconds
template <Number T> [[nodiscard]] constexpr promote_t<T> minutes(T x) noexcept {
  return promote_t<T>(x) * promote_t<T>(60);
}
/// @param x hours @returns seconds
template <Number T> [[nodiscard]] constexpr promote_t<T> hours(T x) noexcept {
  return promote_t<T>(x) * promote_t<T>(3600);
}
/// @param x days of 86,400 s @returns seconds
template <Number T> [[nodiscard]] constexpr promote_t<T> days(T x) noexcept {
  return promote_t<T>(x) * promote_t<T>(86400);
}
/// @param x events per minute @returns events per second
template <Number T> [[nodiscard]] constexpr promote_t<T> per_minute(T x) noexcept {
  return promote_t<T>(x) / promote_t<T>(60);
}
/// @param x events per hour @returns events per second
template <Number T> [[nodiscard]] constexpr promote_t<T> per_hour(T x) noexcept {
  return promote_t<T>(x) / promote_t<T>(3600);
}
/// @param x kilobytes of 1000 bytes @returns bytes
template <Number T> [[nodiscard]] constexpr promote_t<T> kilobytes(T x) noexcept {
  return promote_t<T>(x) * promote_t<T>(1000);
}
/// @param x megabytes of 10^6 bytes @returns bytes
template <Number T> [[nodiscard]] constexpr promote_t<T> megabytes(T x) noexcept {
  return promote_t<T>(x) * promote_t<T>(1000000);
}
/// @param x kibibytes of 1024 bytes @returns bytes
template <Number T> [[nodiscard]] constexpr promote_t<T> kibibytes(T x) noexcept {
  return promote_t<T>(x) * promote_t<T>(1024);
}
/// @param x mebibytes of 2^20 bytes @returns bytes
template <Number T> [[nodiscard]] constexpr promote_t<T> mebibytes(T x) noexcept {
  return promote_t<T>(x) * promote_t<T>(1048576);
}

} // namespace ullage
