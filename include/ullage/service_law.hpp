// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The laws of the service time as values: how long one record, or one invocation, keeps a server busy.

#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace ullage {

/// Every service takes the same time.
template <Real T = double> struct deterministic_service {
  T mean = unset_v<T>; ///< [s], > 0, required
  friend bool operator==(deterministic_service const&, deterministic_service const&) = default;
};

/// Memoryless service times.
template <Real T = double> struct exponential_service {
  T mean = unset_v<T>; ///< [s], > 0, required
  friend bool operator==(exponential_service const&, exponential_service const&) = default;
};

/// Gamma law of shape 1/scv: Erlang where that is a whole number, exponential at scv = 1.
template <Real T = double> struct gamma_service {
  T mean = unset_v<T>; ///< [s], > 0, required
  T scv = unset_v<T>;  ///< squared coefficient of variation, 1e-6..1e6, required
  friend bool operator==(gamma_service const&, gamma_service const&) = default;
};

/// Lognormal law, cut at a timeout: S = min(X, timeout). A function that runs into its timeout is
/// ended there, so the timeout carries the probability P(X > timeout).
template <Real T = double> struct lognormal_service {
  T mean = unset_v<T>;         ///< of X, before the cut [s], > 0, required
  T scv = unset_v<T>;          ///< of X, before the cut, 1e-6..1e6, required
  T timeout = infinity_v<T>;   ///< [s], > 0; infinity: none
  friend bool operator==(lognormal_service const&, lognormal_service const&) = default;
};

/// With probability probabilities[i] exponential of mean means[i].
template <Real T = double> struct hyperexponential_service {
  std::vector<T> probabilities; ///< >= 0, sum 1
  std::vector<T> means;         ///< [s], > 0, as many
  friend bool operator==(hyperexponential_service const&, hyperexponential_service const&) = default;
};

/// With probability probabilities[i] the time values[i].
template <Real T = double> struct discrete_service {
  std::vector<T> values;        ///< [s], >= 0, at least one > 0
  std::vector<T> probabilities; ///< >= 0, sum 1, as many
  friend bool operator==(discrete_service const&, discrete_service const&) = default;
};

/// Measured times, each with the same probability.
template <Real T = double> struct empirical_service {
  std::vector<T> samples; ///< [s], >= 0, at least one > 0
  friend bool operator==(empirical_service const&, empirical_service const&) = default;
};

/// What a mixture may consist of.
template <Real T>
using simple_service =
    std::variant<deterministic_service<T>, exponential_service<T>, gamma_service<T>, lognormal_service<T>>;

/// With probability probabilities[i] a time of the law laws[i].
template <Real T = double> struct mixture_service {
  std::vector<T> probabilities;        ///< >= 0, sum 1
  std::vector<simple_service<T>> laws; ///< as many
  friend bool operator==(mixture_service const&, mixture_service const&) = default;
};

/// Any law of the service time; each law converts to it.
template <Real T = double> struct service_law {
  using scalar_type = T;
  using variant_type =
      std::variant<deterministic_service<T>, exponential_service<T>, gamma_service<T>, lognormal_service<T>,
                   hyperexponential_service<T>, mixture_service<T>, discrete_service<T>, empirical_service<T>>;

  service_law() = default;
  template <class Law>
    requires(!std::is_same_v<std::remove_cvref_t<Law>, service_law> &&
             std::is_constructible_v<variant_type, Law &&>)
  service_law(Law&& law) : value(std::forward<Law>(law)) {} // NOLINT: the conversion is meant to be implicit

  variant_type value; ///< a deterministic law without a mean where none was given
  friend bool operator==(service_law const&, service_law const&) = default;
};

namespace detail {

/// Name of a law, for messages.
template <Real T> [[nodiscard]] inline char const* law_name(service_law<T> const& law) {
  constexpr char const* names[] = {"deterministic_service", "exponential_service", "gamma_service",
                                   "lognormal_service",     "hyperexponential_service", "mixture_service",
                                   "discrete_service",      "empirical_service"};
  return names[law.value.index()];
}

/// Where the tails of the lognormal law cannot be told from 0 any more.
inline constexpr double lognormal_far = 35;

template <Real T> struct lognormal_parameters {
  T mu;    ///< mean of ln X
  T sigma; ///< standard deviation of ln X
  T cut;   ///< (ln timeout - mu) / sigma
};
template <Real T> [[nodiscard]] lognormal_parameters<T> parameters(lognormal_service<T> const& law) {
  using std::log;
  using std::log1p;
  using std::sqrt;
  T const variance = log1p(law.scv);
  T const sigma = sqrt(variance);
  T const mu = log(law.mean) - variance / 2;
  return {mu, sigma, is_finite(law.timeout) ? T((log(law.timeout) - mu) / sigma) : infinity_v<T>};
}
template <Real T> [[nodiscard]] T power(T const& x, int k) {
  T out(1);
  for (int i = 0; i < k; ++i) { out *= x; }
  return out;
}

template <Real T> void require_scv(char const* function, T const& scv) {
  require(value_of(scv) >= 1e-6 && value_of(scv) <= 1e6, function, "scv", scv, "must be in [1e-6, 1e6]");
}
template <Real T> void require_probabilities(char const* function, std::vector<T> const& p) {
  require(!p.empty(), function, "probabilities.size()", p.size(), "must be > 0");
  T sum(0);
  for (std::size_t i = 0; i < p.size(); ++i) {
    require_element(value_of(p[i]) >= 0, function, "probabilities", i, p[i], "must be >= 0");
    require_element(is_moderate(p[i]), function, "probabilities", i, p[i], "must be 0 or at least 1e-30");
    sum += p[i];
  }
  T const off = sum - 1;
  double const allowed = std::is_same_v<T, float> ? 1e-5 : 1e-9;
  require(value_of(off) <= allowed && value_of(off) >= -allowed, function, "sum of probabilities", sum, "must be 1");
}
template <Real T>
void require_times(char const* function, char const* field, std::vector<T> const& x, bool zero_allowed) {
  require(!x.empty(), function, (std::string(field) + ".size()").c_str(), x.size(), "must be > 0");
  bool positive = false;
  for (std::size_t i = 0; i < x.size(); ++i) {
    bool const good = zero_allowed ? value_of(x[i]) >= 0 : value_of(x[i]) > 0;
    require_element(good && is_finite(x[i]), function, field, i, x[i],
                    zero_allowed ? "must be finite and >= 0" : "must be finite and > 0");
    require_element(is_moderate(x[i]), function, field, i, x[i], "must be 0 or of a size between 1e-30 and 1e30");
    positive = positive || value_of(x[i]) > 0;
  }
  require(positive, function, field, x[0], "must not all be 0");
}
inline void require_as_many(char const* function, char const* field, std::size_t n, std::size_t wanted) {
  require(n == wanted, function, field, n, "must be as many as the probabilities");
}

template <Real T> void check(deterministic_service<T> const& law) {
  require_positive("deterministic_service", "mean", law.mean);
}
template <Real T> void check(exponential_service<T> const& law) {
  require_positive("exponential_service", "mean", law.mean);
}
template <Real T> void check(gamma_service<T> const& law) {
  require_positive("gamma_service", "mean", law.mean);
  require_scv("gamma_service", law.scv);
}
template <Real T> void check(lognormal_service<T> const& law) {
  require_positive("lognormal_service", "mean", law.mean);
  require_scv("lognormal_service", law.scv);
  require_positive_or_unlimited("lognormal_service", "timeout", law.timeout);
}
template <Real T> void check(hyperexponential_service<T> const& law) {
  require_probabilities("hyperexponential_service", law.probabilities);
  require_as_many("hyperexponential_service", "means.size()", law.means.size(), law.probabilities.size());
  require_times("hyperexponential_service", "means", law.means, false);
}
template <Real T> void check(mixture_service<T> const& law) {
  require_probabilities("mixture_service", law.probabilities);
  require_as_many("mixture_service", "laws.size()", law.laws.size(), law.probabilities.size());
  for (auto const& part : law.laws) {
    std::visit([](auto const& x) { check(x); }, part);
  }
}
template <Real T> void check(discrete_service<T> const& law) {
  require_probabilities("discrete_service", law.probabilities);
  require_as_many("discrete_service", "values.size()", law.values.size(), law.probabilities.size());
  require_times("discrete_service", "values", law.values, true);
  T largest(0);
  for (std::size_t i = 0; i < law.values.size(); ++i) {
    if (value_of(law.probabilities[i]) > 0 && value_of(law.values[i]) > value_of(largest)) { largest = law.values[i]; }
  }
  require(value_of(largest) > 0, "discrete_service", "largest value with a probability > 0", largest, "must be > 0");
}
template <Real T> void check(empirical_service<T> const& law) {
  require_times("empirical_service", "samples", law.samples, true);
}

template <Real T> [[nodiscard]] std::vector<T> normalised(std::vector<T> p) {
  T sum(0);
  for (T const& x : p) { sum += x; }
  for (T& x : p) { x /= sum; }
  return p;
}

/// Calls f(probability, simple law) for each part of which a law is the mixture.
template <Real T, class F> void for_each_part(service_law<T> const& law, F const& f) {
  std::visit(
      [&](auto const& x) {
        using Law = std::remove_cvref_t<decltype(x)>;
        if constexpr (std::is_same_v<Law, hyperexponential_service<T>>) {
          auto const p = normalised(x.probabilities);
          for (std::size_t i = 0; i < p.size(); ++i) { f(p[i], exponential_service<T>{x.means[i]}); }
        } else if constexpr (std::is_same_v<Law, discrete_service<T>>) {
          auto const p = normalised(x.probabilities);
          for (std::size_t i = 0; i < p.size(); ++i) { f(p[i], deterministic_service<T>{x.values[i]}); }
        } else if constexpr (std::is_same_v<Law, empirical_service<T>>) {
          for (T const& s : x.samples) { f(T(1) / T(double(x.samples.size())), deterministic_service<T>{s}); }
        } else if constexpr (std::is_same_v<Law, mixture_service<T>>) {
          auto const p = normalised(x.probabilities);
          for (std::size_t i = 0; i < p.size(); ++i) {
            std::visit([&](auto const& part) { f(p[i], part); }, x.laws[i]);
          }
        } else {
          f(T(1), x);
        }
      },
      law.value);
}

} // namespace detail

/// Refuses a law with a field out of range.
/// @throws std::domain_error
template <Real T> void validate(service_law<T> const& law) {
  std::visit([](auto const& x) { detail::check(x); }, law.value);
}

} // namespace ullage
