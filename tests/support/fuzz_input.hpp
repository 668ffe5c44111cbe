// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// From the bytes of a fuzzer to arguments, with a log of them that is printed when a property fails.

#include <ullage/errors.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>

namespace ullage_fuzz {

/// Largest size of a number that the library takes; the inverse is the smallest.
inline constexpr double widest = 1e30;

class input {
public:
  input(std::uint8_t const* data, std::size_t size) : data_(data), left_(size) { current() = this; }
  input(input const&) = delete;
  input& operator=(input const&) = delete;
  ~input() { current() = nullptr; }

  /// Any double at all: bit patterns, special values, and mostly numbers that people use.
  double number(char const* name) { return noted(name, draw()); }
  /// > 0 and of a size that the library takes, for functions that do not check.
  double positive(char const* name) {
    double const x = std::fabs(draw());
    return noted(name, x >= 1 / widest && x <= widest ? x : 1);
  }
  /// The same or 0.
  double amount(char const* name) {
    double const x = std::fabs(draw());
    return noted(name, x >= 1 / widest && x <= widest ? x : 0);
  }
  /// In [0, 1].
  double share(char const* name) { return noted(name, take<std::uint16_t>() / 65535.0); }
  /// In [low, high].
  int whole(char const* name, int low, int high) {
    auto const n = static_cast<unsigned>(high - low) + 1;
    return static_cast<int>(noted(name, low + static_cast<int>(take<std::uint16_t>() % n)));
  }
  bool flag(char const* name) { return whole(name, 0, 1) == 1; }
  /// The field stays as it is in three of four cases.
  template <class Field> void maybe(char const* name, Field& field) {
    if (take<std::uint8_t>() % 4 == 0) { field = number(name); }
  }
  std::string text(char const* name) {
    std::string out(take<std::uint8_t>() % 32, '\0');
    for (auto& c : out) { c = static_cast<char>(take<std::uint8_t>()); }
    log_ += std::string(name) + " = \"" + out + "\"\n";
    return out;
  }
  std::size_t left() const { return left_; }

  [[noreturn]] static void fail(char const* property) {
    std::fprintf(stderr, "property broken: %s\n%s", property, current() ? current()->log_.c_str() : "");
    std::abort();
  }

private:
  static input*& current() {
    static input* it = nullptr;
    return it;
  }
  template <class U> U take() {
    U out{};
    std::size_t const n = left_ < sizeof out ? left_ : sizeof out;
    if (n > 0) { std::memcpy(&out, data_, n); }
    data_ += n;
    left_ -= n;
    return out;
  }
  double draw() {
    using limits = std::numeric_limits<double>;
    static constexpr double special[] = {0.0,           -0.0,          limits::infinity(), -limits::infinity(), limits::quiet_NaN(), limits::denorm_min(),
                                         limits::min(), limits::max(), limits::epsilon(),  1 - limits::epsilon(), -1.0,              1e15,
                                         1e-15,         1e100,         1e-100,             9007199254740993.0};
    auto const kind = take<std::uint8_t>();
    if (kind < 8) {
      auto const bits = take<std::uint64_t>();
      double out;
      std::memcpy(&out, &bits, sizeof out);
      return out;
    }
    if (kind < 16) { return special[take<std::uint8_t>() % 16]; }
    if (kind < 112) { return take<std::uint8_t>(); }
    if (kind < 176) { return take<std::uint16_t>() / 64.0; }
    auto const exponent = static_cast<int>(take<std::uint8_t>() % 41) - 20;
    return std::ldexp(1 + take<std::uint16_t>() / 65536.0, exponent);
  }
  double noted(char const* name, double x) {
    char line[96];
    std::snprintf(line, sizeof line, "%s = %.17g\n", name, x);
    log_ += line;
    return x;
  }

  std::uint8_t const* data_;
  std::size_t left_;
  std::string log_;
};

inline void require(bool holds, char const* property) {
  if (!holds) { input::fail(property); }
}
inline void number(double x, char const* what) { require(!std::isnan(x), what); }
inline void finite(double x, char const* what) { require(std::isfinite(x), what); }
inline void amount(double x, char const* what) { require(x >= 0, what); }

/// Runs f; refusing the arguments is fine, any other exception is not.
template <class F> void refusals_allowed(F const& f) {
  try {
    f();
  } catch (std::domain_error const& e) {
    require(e.what()[0] != '\0', "a refusal says why");
  } catch (ullage::evaluation_error const& e) {
    require(e.what()[0] != '\0', "a failed evaluation says why");
  } catch (std::exception const& e) { input::fail(e.what()); }
}

} // namespace ullage_fuzz
