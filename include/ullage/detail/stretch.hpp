// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A queue model as a function of its arrival rate or of its mean service time: numbers are set, laws
/// and processes are stretched in time and keep their form.

#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>

#include <variant>

namespace ullage::detail {

template <class Times, class T> void multiply_all(Times& times, T const& factor) {
  for (auto& x : times) { x *= factor; }
}

/// Multiplies every time of a law or a process by a factor.
template <class Law, class T> void stretch(Law& law, T const& factor) {
  if constexpr (requires { law.value; }) {
    std::visit([&](auto& x) { stretch(x, factor); }, law.value);
  }
  if constexpr (requires { law.laws; }) {
    for (auto& part : law.laws) {
      std::visit([&](auto& x) { stretch(x, factor); }, part);
    }
  }
  if constexpr (requires { law.mean; }) { law.mean *= factor; }
  if constexpr (requires { law.timeout; }) { law.timeout *= factor; }
  if constexpr (requires { law.means; }) { multiply_all(law.means, factor); }
  if constexpr (requires { law.values; }) { multiply_all(law.values, factor); }
  if constexpr (requires { law.samples; }) { multiply_all(law.samples, factor); }
  if constexpr (requires { law.subgenerator; }) { multiply_all(law.subgenerator, T(1 / factor)); }
  if constexpr (requires { law.d0; }) { multiply_all(law.d0, T(1 / factor)); }
  if constexpr (requires { law.d1; }) { multiply_all(law.d1, T(1 / factor)); }
}

/// Where a search may look. What is stretched has numbers of many sizes: they must stay moderate.
template <Real T> struct search_range {
  T least;
  T most;
};
template <Real T> [[nodiscard]] search_range<T> around(T const& x) { return {T(x * T(1e-9)), T(x * T(1e9))}; }
template <Real T> [[nodiscard]] search_range<T> any_size() { return {T(smallest_number), T(largest_number)}; }

/// The model at an arrival rate.
template <class Q> class with_arrival_rate {
public:
  using T = typename Q::scalar_type;
  static constexpr char const* name = "arrival rate";
  static constexpr bool is_number = requires(Q& q) { q.arrival_rate = T(1); };

  explicit with_arrival_rate(Q const& q) : given_(q), at_(q), own_(own_rate(q)) {}
  Q const& operator()(T const& x) {
    if constexpr (is_number) {
      at_.arrival_rate = x;
    } else if constexpr (requires { at_.arrivals; }) {
      at_.arrivals = given_.arrivals;
      stretch(at_.arrivals, T(own_ / x));
    } else {
      at_.interarrival = given_.interarrival;
      stretch(at_.interarrival, T(own_ / x));
    }
    return at_;
  }
  [[nodiscard]] search_range<T> range() const { return is_number ? any_size<T>() : around(own_); }

private:
  [[nodiscard]] static T own_rate(Q const& q) {
    if constexpr (is_number) {
      return T(1);
    } else if constexpr (requires { q.arrivals; }) {
      validate(q);
      return arrival_rate(q.arrivals);
    } else {
      validate(q);
      return 1 / mean(q.interarrival);
    }
  }

  Q given_;
  Q at_;
  T own_;
};

/// The model at a mean service time.
template <class Q> class with_service_time {
public:
  using T = typename Q::scalar_type;
  static constexpr char const* name = "service time";
  static constexpr bool is_number = requires(Q& q) { q.service_time = T(1); };

  explicit with_service_time(Q const& q) : given_(q), at_(q), own_(own_mean(q)) {}
  Q const& operator()(T const& x) {
    if constexpr (is_number) {
      at_.service_time = x;
    } else {
      at_.service = given_.service;
      stretch(at_.service, T(x / own_));
    }
    return at_;
  }
  [[nodiscard]] search_range<T> range() const { return is_number ? any_size<T>() : around(own_); }

private:
  [[nodiscard]] static T own_mean(Q const& q) {
    if constexpr (is_number) {
      return T(1);
    } else {
      validate(q);
      return mean(q.service);
    }
  }

  Q given_;
  Q at_;
  T own_;
};

} // namespace ullage::detail
