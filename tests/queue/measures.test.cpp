// SPDX-License-Identifier: MIT
#include <ullage/queue/measures.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace ullage::test {

/// M/M/1 with as few functions of its own as a model may have.
template <Real T> struct least_queue {
  using scalar_type = T;
  T arrival_rate = unset_v<T>;
  T service_time = unset_v<T>;
};
/// One that knows its load and nothing else.
template <Real T> struct silent_queue {
  using scalar_type = T;
  T load = unset_v<T>;
};

template <Real T> void validate(least_queue<T> const& q) {
  detail::require_nonnegative("least_queue", "arrival_rate", q.arrival_rate);
  detail::require_positive("least_queue", "service_time", q.service_time);
}
template <Real T> T utilization(least_queue<T> const& q) { return q.arrival_rate * q.service_time; }
template <Real T> T mean_wait(least_queue<T> const& q) {
  detail::require_stable("mean_wait", q);
  return utilization(q) * q.service_time / (1 - utilization(q));
}
template <Real T> T wait_tail(least_queue<T> const& q, std::type_identity_t<T> t) {
  using std::exp;
  detail::require_stable("wait_tail", q);
  return utilization(q) * exp(-t * (1 / q.service_time - q.arrival_rate));
}
template <Real T> T sojourn_tail(least_queue<T> const& q, std::type_identity_t<T> t) {
  using std::exp;
  detail::require_stable("sojourn_tail", q);
  return exp(-t * (1 / q.service_time - q.arrival_rate));
}
template <Real T> void validate(silent_queue<T> const&) {}
template <Real T> T utilization(silent_queue<T> const& q) { return q.load; }

} // namespace ullage::test

template <class T> inline constexpr bool ullage::enable_queue<ullage::test::least_queue<T>> = true;
template <class T> inline constexpr bool ullage::enable_queue<ullage::test::silent_queue<T>> = true;

using ullage::test::least_queue;
using ullage::test::silent_queue;

TEST_CASE("what follows from the mean wait: Little's law for the queue and the system") {
  auto const q = least_queue<double>{.arrival_rate = 0.8, .service_time = 1};
  CHECK(is_stable(q));
  CHECK(throughput(q) == 0.8);
  CHECK(mean_wait(q) == rel(4, 1e-15));
  CHECK(mean_sojourn(q) == rel(5, 1e-15));
  CHECK(mean_in_queue(q) == rel(3.2, 1e-15));
  CHECK(mean_in_system(q) == rel(4, 1e-15)); // rho / (1 - rho)
}

TEST_CASE("quantiles invert the tails from the median to the last digit of p") {
  for (double const s : {1e-6, 1.0, 1e9}) {
    auto const q = least_queue<double>{.arrival_rate = 0.8 / s, .service_time = s};
    for (double const p : {0.5, 0.9, 0.99, 0.999999, 1 - 1e-15}) {
      CHECK(wait_quantile(q, p) == rel(std::log(0.8 / (1 - p)) * 5 * s, 1e-13));
      CHECK(sojourn_quantile(q, p) == rel(-std::log1p(-p) * 5 * s, 1e-13));
    }
  }
}

TEST_CASE("a quantile below the share that does not wait is 0") {
  auto const q = least_queue<double>{.arrival_rate = 0.8, .service_time = 1};
  CHECK(wait_quantile(q, 0.2) == 0);
  CHECK(wait_quantile(q, 0.1) == 0);
  CHECK(wait_quantile(q, 0) == 0);
  CHECK(wait_quantile(q, std::nextafter(0.2, 1)) < 1e-14);
  CHECK(wait_quantile(least_queue<double>{.arrival_rate = 0, .service_time = 1}, 0.999) == 0);
  CHECK(sojourn_quantile(q, 0) == 0);
}

TEST_CASE("the root of a tail is found far from the scale that was given") {
  for (double const at : {1e-25, 1e-3, 1.0, 1e25}) {
    CHECK(detail::tail_root<double>([&](double t) { return std::exp(-t / at); }, 1e-4, 1.0) == rel(at * std::log(1e4), 1e-12));
  }
  CHECK(detail::tail_root<double>([](double) { return 0.0; }, 0.5, 1.0) == 0); // a tail that is 0 from the start
}

TEST_CASE("what float cannot hold becomes its largest number, and a quantile ends at the latest time there is") {
  auto const huge = least_queue<float>{.arrival_rate = 1.8e-30f, .service_time = 5e29f};
  CHECK(double(mean_in_queue(huge)) == rel(8.1, 1e-4));
  CHECK(std::isfinite(mean_sojourn(huge)));
  CHECK(wait_quantile(huge, 0.9999f) == 1e30f);
  CHECK(wait_quantile(least_queue<double>{.arrival_rate = 1.8e-30, .service_time = 5e29}, 0.9999) == 1e30);
}

TEST_CASE("overload is told apart from a bad field") {
  auto const q = least_queue<double>{.arrival_rate = 1.5, .service_time = 1};
  CHECK_FALSE(is_stable(q));
  CHECK_THROWS_AS((void)mean_wait(q), unstable_error);
  CHECK(refusal([&] { (void)throughput(q); }) ==
        "throughput: utilization = 1.5, but must be < 1 (more or faster servers, or fewer arrivals)");
  CHECK(refusal([] { (void)mean_wait(least_queue<double>{.arrival_rate = 1, .service_time = 1}); }) ==
        "mean_wait: utilization = 1, but must be < 1 (more or faster servers, or fewer arrivals)");
  CHECK(refusal([] { (void)mean_sojourn(least_queue<double>{.arrival_rate = 1}); }) ==
        "least_queue: service_time = nan, but is required and must be a finite number > 0");
  CHECK(refusal([] { (void)wait_quantile(least_queue<double>{.arrival_rate = 0.5, .service_time = 1}, 1); }) ==
        "wait_quantile: p = 1, but must be in [0, 1)");
  CHECK(refusal([] { (void)sojourn_quantile(least_queue<double>{.arrival_rate = 0.5, .service_time = 1}, -0.1); }) ==
        "sojourn_quantile: p = -0.1, but must be in [0, 1)");
}

namespace {
template <class Q> concept has_wait = requires(Q const& q) { mean_in_queue(q); };
template <class Q> concept has_quantile = requires(Q const& q) { wait_quantile(q, 0.5); };
template <class Q> concept has_throughput = requires(Q const& q) { throughput(q); };
template <class Q> concept has_stability = requires(Q const& q) { is_stable(q); };
} // namespace

TEST_CASE("a measure that does not follow for a model does not compile") {
  CHECK(has_wait<least_queue<double>>);
  CHECK(has_quantile<least_queue<double>>);
  CHECK(has_stability<silent_queue<double>>);
  CHECK_FALSE(has_wait<silent_queue<double>>);
  CHECK_FALSE(has_quantile<silent_queue<double>>);
  CHECK_FALSE(has_throughput<silent_queue<double>>);
  CHECK_FALSE(has_stability<double>);
}

TEST_CASE("float and long double stay what they are") {
  auto const f = least_queue<float>{.arrival_rate = 0.8f, .service_time = 1};
  CHECK(std::is_same_v<decltype(mean_in_system(f)), float>);
  CHECK(double(wait_quantile(f, 0.99f)) == rel(std::log(80.0) * 5, 1e-5));
  auto const l = least_queue<long double>{.arrival_rate = 0.8L, .service_time = 1};
  CHECK(double(wait_quantile(l, 0.99L) / (std::log(80.0L) * 5) - 1) < 1e-17);
}
