// SPDX-License-Identifier: MIT
#include <ullage/queue/md1.hpp>
#include <ullage/queue/mdc.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

mdc<> pool(double load, int servers, double service = 1) {
  return {.arrival_rate = load / service, .service_time = service, .servers = servers};
}

struct row {
  int servers;
  double load, wait_probability, mean, variance;
};
/// R078-R095
constexpr row reference[] = {
    {2, 1.6, 0.70189831717332803, 0.90328387941667495, 1.3077849610088857},
    {5, 4, 0.53361506296562537, 0.28906000726266831, 0.19462518156209357},
    {10, 9, 0.64686128393240772, 0.34458205037968113, 0.21981993530231122},
    {20, 15, 0.14541919931282044, 0.018745233681224786, 0.0038054215861704516},
    {20, 18, 0.52326506626677525, 0.14428607501377799, 0.051285325289417500},
    {100, 90, 0.19534285963844716, 0.012333473708096905, 0.0012217014492605409},
};

/// Integral by Gauss-Legendre with 5 points in each part.
template <class F> double integral(F const& f, double part, int parts) {
  constexpr double x[] = {0, 0.5384693101056831, 0.9061798459386640};
  constexpr double w[] = {0.5688888888888889, 0.4786286704993665, 0.2369268850561891};
  double sum = 0;
  for (int i = 0; i < parts; ++i) {
    double const middle = (i + 0.5) * part;
    sum += w[0] * f(middle);
    for (int j = 1; j < 3; ++j) { sum += w[j] * (f(middle - x[j] * part / 2) + f(middle + x[j] * part / 2)); }
  }
  return sum * part / 2;
}

/// P(W > 0) and E[Lq] from the roots of z^c = e^(alpha (z - 1)) inside the unit circle.
struct by_roots {
  double wait_probability, mean_in_queue;
};
by_roots roots(int c, double alpha) {
  std::complex<double> product = 1;
  std::complex<double> sum = 0;
  for (int k = 1; k < c; ++k) {
    double const angle = 2 * 3.141592653589793 * k / c;
    std::complex<double> const turn(std::cos(angle), std::sin(angle));
    std::complex<double> z = 0;
    for (int i = 0; i < 60; ++i) { z = turn * std::exp(alpha * (z - 1.0) / double(c)); }
    for (int i = 0; i < 4; ++i) {
      auto const g = turn * std::exp(alpha * (z - 1.0) / double(c));
      z -= (z - g) / (1.0 - alpha / c * g);
    }
    product *= 1.0 - z;
    sum += 1.0 / (1.0 - z);
  }
  return {1 - (c - alpha) / product.real(), sum.real() - (c * (c - 1.0) - alpha * alpha) / (2 * (c - alpha))};
}

} // namespace

TEST_CASE("R078-R095: chance to wait, mean and variance of the wait") {
  for (auto const& r : reference) {
    auto const q = pool(r.load, r.servers);
    CHECK(wait_probability(q) == rel(r.wait_probability, 1e-13));
    CHECK(mean_wait(q) == rel(r.mean, 1e-13));
    CHECK(wait_variance(q) == rel(r.variance, 1e-13));
  }
}

TEST_CASE("R096-R100: the law of the wait at 5 servers") {
  auto const q = pool(4, 5);
  CHECK(1 - wait_tail(q, 0) == rel(0.46638493703437463, 1e-13));
  CHECK(1 - wait_tail(q, 0.3) == rel(0.66265855566287806, 1e-13));
  CHECK(1 - wait_tail(q, 1) == rel(0.92459393843325617, 1e-13));
  CHECK(1 - wait_tail(q, 2.5) == rel(0.99702357090327109, 1e-13));
  CHECK(decay_rate(q) == rel(2.1542110489212952, 1e-14));
}

TEST_CASE("the roots of the characteristic equation give the same") {
  for (int const c : {2, 3, 7, 20, 60, 200}) {
    for (double const rho : {0.7, 0.9, 0.97, 0.999}) {
      auto const exact = roots(c, rho * c);
      auto const q = pool(rho * c, c);
      if (exact.wait_probability > 1e-3) {
        CHECK(wait_probability(q) == rel(exact.wait_probability, 1e-10));
        CHECK(mean_in_queue(q) == rel(exact.mean_in_queue, 1e-9));
      }
    }
  }
}

TEST_CASE("one server is M/D/1") {
  for (double const rho : {1e-9, 1e-3, 0.2, 0.29, 0.31, 0.75, 0.95, 1 - 1e-6, 1 - 1e-9}) {
    auto const q = pool(rho, 1, 3);
    md1<> const single{.arrival_rate = rho / 3, .service_time = 3};
    CHECK(wait_probability(q) == rel(wait_probability(single), 1e-13));
    CHECK(mean_wait(q) == rel(mean_wait(single), 1e-13));
    CHECK(wait_variance(q) == rel(wait_variance(single), 1e-13));
    CHECK(decay_rate(q) == rel(decay_rate(single), 1e-15));
    CHECK(tail_constant(q) == rel(tail_constant(single), 1e-13));
    for (double const t : {0.0, 0.4, 3.0, 7.7, 24.0, 100.0}) {
      double const tail = wait_tail(single, t);
      if (tail > 1e-300) { CHECK(wait_tail(q, t) == rel(tail, 1e-11)); }
    }
    for (int const n : {0, 1, 2, 6, 30}) {
      double const mass = state_probability(single, n);
      if (mass > 1e-300) { CHECK(state_probability(q, n) == rel(mass, 1e-11)); }
    }
    if (rho > 0.01) { CHECK(wait_quantile(q, 0.99) == rel(wait_quantile(single, 0.99), 1e-11)); }
    CHECK(wait_quantile(q, 1 - rho) <= 1e-6);
  }
}

TEST_CASE("both ways to the weights agree where they meet") {
  for (int const c : {1, 4, 30, 300}) {
    double const idle = 1.01 / std::sqrt(c); // the switch is near c I = 1/2, I ~ idle^2 / 2
    for (double const rho : {1 - idle, 1 - 0.7 * idle}) {
      if (rho < 0.2) { continue; }
      detail::mdc_walk<double> const walk(c, rho, 1 - rho);
      auto const length = static_cast<std::size_t>(walk.geometric_from());
      auto const a = detail::direct_ladder(walk, length);
      auto const b = detail::transformed_ladder(walk, length);
      CHECK(a.none == rel(b.none, 1e-12));
      CHECK(a.mean == rel(b.mean, 1e-11));
      CHECK(a.factorial == rel(b.factorial, 1e-10));
      CHECK(a.constant == rel(b.constant, 1e-11));
    }
  }
}

TEST_CASE("long renewal equations keep the digits of their smallest solutions") {
  for (double const rho : {0.9, 0.95, 0.98}) {
    detail::mdc_walk<double> const walk(10000, rho, 1 - rho);
    std::size_t const n = 3000;
    auto const weights = detail::direct_ladder(walk, n).weights;
    std::vector<double> w(n), sums(n), q(n, 1.0), naive(n, 1.0);
    for (std::size_t m = 1; m < n; ++m) {
      w[m] = static_cast<double>(m) * weights[m];
      sums[m] = w[m];
      double sum = 0;
      for (std::size_t i = 1; i <= m; ++i) { sum += w[i] * naive[m - i]; }
      naive[m] = sum / static_cast<double>(m);
    }
    detail::solve_renewal<double>(q, sums, w, 1, n);
    double worst = 0;
    for (std::size_t m = 1; m < n; ++m) { worst = std::max(worst, std::abs(q[m] / naive[m] - 1)); }
    CHECK(naive[1] < 1e-3); // far below naive[0] = 1
    CHECK(worst < 1e-12);
  }
}

TEST_CASE("the integral of the tail is the mean, of 2 t times the tail the second moment") {
  for (auto const& r : reference) {
    auto const d = prepare(pool(r.load, r.servers, 2));
    auto const tail = [&](double t) { return wait_tail(d, t); };
    double const part = 0.05 / std::sqrt(r.servers); // periods are whole multiples for the kinks of small pools
    double const step = 2 / std::ceil(2 / part);
    int const parts = static_cast<int>(45 / (decay_rate(d) * step));
    double const mean = mean_wait(d);
    CHECK(integral(tail, step, parts) == rel(mean, 1e-10));
    CHECK(integral([&](double t) { return 2 * t * tail(t); }, step, parts) == rel(wait_variance(d) + mean * mean, 1e-10));
  }
}

TEST_CASE("the same integral with 10000 servers, where the law is solved by transforms") {
  for (double const load : {9500.0, 9900.0, 9990.0}) {
    auto const d = prepare(pool(load, 10000));
    double const step = 0.5 / std::ceil(0.5 / 0.0005);
    int const parts = static_cast<int>(40 / (decay_rate(d) * step));
    CHECK(integral([&](double t) { return wait_tail(d, t); }, step, parts) == rel(mean_wait(d), 1e-10));
    CHECK(wait_tail(d, 0) == rel(wait_probability(d), 1e-12));
  }
}

TEST_CASE("the masses: sum 1, Little's law, arrivals see the time average, the busy servers carry the load") {
  for (auto const& r : reference) {
    auto const d = prepare(pool(r.load, r.servers));
    double sum = 0;
    double mean = 0;
    double waits = 0;
    double busy = 0;
    for (int n = 30 * r.servers + 200; n >= 0; --n) {
      double const p = state_probability(d, n);
      sum += p;
      mean += n * p;
      busy += (n < r.servers ? n : r.servers) * p;
      if (n >= r.servers) { waits += p; }
    }
    CHECK(sum == rel(1, 1e-12));
    CHECK(mean == rel(mean_in_system(d), 1e-12));
    CHECK(busy == rel(r.load, 1e-12));
    CHECK(waits == rel(wait_probability(d), 1e-12));
    CHECK(wait_tail(d, 0) == rel(wait_probability(d), 1e-12));
    CHECK(mean_in_queue(d) == rel(r.load * mean_wait(d), 1e-15));
  }
}

TEST_CASE("a chance to wait of 1e-86 keeps its digits, and so does the tail") {
  auto const d = prepare(pool(500, 1000));
  CHECK(wait_probability(d) == rel(3.298272797067099648523304e-86, 1e-12));
  CHECK(wait_tail(d, 0.01) == rel(2.092461716408302716103099e-88, 1e-11));
  CHECK(wait_tail(d, 0) == rel(wait_probability(d), 1e-11));
}

TEST_CASE("loads next to 0: who waits came within a service of as many as there are servers") {
  for (double const rate : {1e-15, 1e-20, 1e-28}) {
    // P(W > t) = (lambda (D - t))^c / c! but for lambda D of it
    mdc<> const q{.arrival_rate = rate, .service_time = 1e-27, .servers = 5};
    auto const d = prepare(q);
    CHECK(wait_probability(d) == rel(std::pow(rate * 1e-27, 5) / 120, 1e-12));
    CHECK(wait_tail(d, 0) == rel(std::pow(rate * 1e-27, 5) / 120, 1e-12));
    CHECK(wait_tail(d, 0.5e-27) == rel(std::pow(rate * 0.5e-27, 5) / 120, 1e-12));
  }
}

TEST_CASE("the tail has one exponential in the end, and meets it without a step") {
  for (auto const& r : reference) {
    auto const d = prepare(pool(r.load, r.servers));
    double const theta = decay_rate(d);
    double const k = tail_constant(d);
    double const far = 80 / theta;
    if (r.servers <= 20) { CHECK(wait_tail(d, far) == rel(k * std::exp(-80), 1e-10)); }
    double before = 1;
    for (int i = 0; i < 3000; ++i) {
      double const tail = wait_tail(d, i * 0.1 / theta);
      CHECK(tail <= before * (1 + 1e-12));
      if (i > 1) { CHECK(tail >= before * 0.7); }
      before = tail;
    }
  }
}

TEST_CASE("the same load per server in ever larger pools: nobody waits") {
  double before = 1;
  for (int const c : {1, 2, 4, 8, 16, 64, 256, 1024, 4096}) {
    auto const q = pool(0.9 * c, c);
    double const chance = wait_probability(q);
    CHECK(chance < before);
    before = chance;
  }
  CHECK(before < 1e-10);
  // c (1 - rho)^2 fixed: the chance to wait tends to that of a Gaussian walk, exp(-sum_n P(N > b sqrt n) / n)
  double sum = 0;
  for (int n = 1; n < 2000; ++n) { sum += std::erfc(std::sqrt(n / 2.0)) / (2 * n); }
  CHECK(wait_probability(pool(1e6 - 1e3, 1000000)) == rel(-std::expm1(-sum), 1e-3));
}

TEST_CASE("heavy traffic: utilization 1 - 1e-9 with 1000 servers") {
  auto const d = prepare(pool(1000 * (1 - 1e-9), 1000));
  CHECK(wait_probability(d) == rel(1, 1e-6));
  CHECK(decay_rate(d) == rel(2e-6, 1e-6));
  CHECK(mean_wait(d) == rel(5e5, 1e-4));
  CHECK(wait_tail(d, 5e5) == rel(std::exp(-1), 1e-4));
  CHECK(wait_quantile(d, 0.5) == rel(5e5 * std::log(2), 1e-4));
  CHECK(state_probability(d, 1000000) == rel(2e-9 * std::exp(-2e-3), 1e-4));
}

TEST_CASE("quantiles are where the tail is 1 - p, and 0 in the atom") {
  for (auto const& r : reference) {
    auto const q = pool(r.load, r.servers, 3);
    auto const d = prepare(q);
    for (double const p : {0.0, 0.3, 0.5, 0.9, 0.99, 0.9999, 1 - 1e-12}) {
      double const t = wait_quantile(d, p);
      CHECK((t == 0) == (1 - p >= wait_probability(d)));
      if (t > 0) { CHECK(wait_tail(d, t) == rel(1 - p, 1e-12)); }
      CHECK(sojourn_quantile(d, p) == rel(3 + t, 1e-15));
      CHECK(wait_quantile(q, p) == t);
    }
  }
}

TEST_CASE("a prepared queue answers as the queue does") {
  auto const q = pool(15, 20, 3);
  auto const d = prepare(q);
  CHECK(d.queue() == q);
  CHECK(utilization(d) == utilization(q));
  CHECK(is_stable(d));
  CHECK(throughput(d) == 5);
  CHECK(wait_probability(d) == rel(wait_probability(q), 1e-14));
  CHECK(mean_wait(d) == rel(mean_wait(q), 1e-14));
  CHECK(wait_variance(d) == rel(wait_variance(q), 1e-14));
  CHECK(mean_sojourn(d) == rel(mean_sojourn(q), 1e-15));
  CHECK(mean_in_system(d) == rel(mean_in_system(q), 1e-14));
  CHECK(tail_constant(d) == rel(tail_constant(q), 1e-14));
  CHECK(decay_rate(d) == decay_rate(q));
  CHECK(wait_tail(d, 0.7) == wait_tail(q, 0.7));
  CHECK(sojourn_tail(d, 3.7) == rel(wait_tail(q, 0.7), 1e-13));
  CHECK(sojourn_tail(q, 2.9) == 1);
  CHECK(sojourn_tail(q, 3) == wait_tail(q, 0));
  CHECK(sojourn_quantile(q, 0.9) == sojourn_quantile(d, 0.9));
  CHECK(state_probability(q, 17) == state_probability(d, 17));
}

TEST_CASE("a change of the time unit changes nothing but times") {
  auto const q = pool(15, 20, 3);
  auto const minutes = pool(15, 20, 3.0 / 60);
  CHECK(wait_tail(minutes, 0.5 / 60) == rel(wait_tail(q, 0.5), 1e-12));
  CHECK(wait_quantile(minutes, 0.99) * 60 == rel(wait_quantile(q, 0.99), 1e-12));
  CHECK(mean_wait(minutes) * 60 == rel(mean_wait(q), 1e-13));
  CHECK(wait_variance(minutes) * 3600 == rel(wait_variance(q), 1e-13));
  CHECK(decay_rate(minutes) == rel(60 * decay_rate(q), 1e-14));
}

TEST_CASE("the wait grows with the load and falls with the servers") {
  double mean_before = 0;
  double chance_before = 0;
  for (int i = 1; i < 60; ++i) {
    auto const q = pool(12 * i / 60.0, 12);
    double const mean = mean_wait(q);
    double const chance = wait_probability(q);
    CHECK(mean > mean_before);
    CHECK(chance > chance_before);
    mean_before = mean;
    chance_before = chance;
  }
  double before = infinity_v<double>;
  for (int c = 10; c < 60; ++c) {
    double const mean = mean_wait(pool(9.5, c));
    CHECK(mean < before);
    before = mean;
  }
}

TEST_CASE("no arrivals: no wait") {
  auto const q = pool(0, 4, 3);
  auto const d = prepare(q);
  CHECK(wait_probability(q) == 0);
  CHECK(mean_wait(q) == 0);
  CHECK(wait_variance(q) == 0);
  CHECK(wait_probability(d) == 0);
  CHECK(mean_wait(d) == 0);
  CHECK(wait_variance(d) == 0);
  CHECK(wait_tail(q, 0) == 0);
  CHECK(wait_quantile(q, 0.99) == 0);
  CHECK(sojourn_quantile(q, 0.99) == 3);
  CHECK(state_probability(q, 0) == 1);
  CHECK(state_probability(q, 1) == 0);
}

TEST_CASE("any number of servers, any time") {
  CHECK(wait_tail(pool(15, 20), 1e30) == 0);
  CHECK(wait_probability(pool(1, std::numeric_limits<int>::max())) == 0);
  CHECK(wait_tail(mdc<>{.arrival_rate = 1e-30, .service_time = 1e-30, .servers = 3}, 1e-30) == 0);
  CHECK(state_probability(pool(15, 20), std::numeric_limits<long long>::max()) == 0);
}

TEST_CASE("arguments out of range are refused by name") {
  CHECK(refusal([] { (void)mean_wait(pool(1, 0)); }) == "mdc: servers = 0, but must be >= 1");
  CHECK(refusal([] { (void)mean_wait(mdc<>{.arrival_rate = 1}); }) ==
        "mdc: service_time = nan, but is required and must be a finite number > 0");
  CHECK(refusal([] { (void)wait_tail(pool(1, 2), -1); }) == "wait_tail: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)sojourn_tail(pool(1, 2), -1); }) == "sojourn_tail: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)wait_quantile(pool(1, 2), 1); }) == "wait_quantile: p = 1, but must be in [0, 1)");
  CHECK(refusal([] { (void)sojourn_quantile(pool(1, 2), -1); }) == "sojourn_quantile: p = -1, but must be in [0, 1)");
  CHECK(refusal([] { (void)state_probability(pool(1, 2), -1); }) == "state_probability: n = -1, but must be >= 0");
  CHECK(refusal([] { (void)decay_rate(pool(0, 2)); }) == "decay_rate: arrival_rate = 0, but must be > 0");
  CHECK(refusal([] { (void)tail_constant(pool(0, 2)); }) == "tail_constant: arrival_rate = 0, but must be > 0");
  CHECK(refusal([] { (void)tail_constant(prepare(pool(0, 2))); }) == "tail_constant: arrival_rate = 0, but must be > 0");
  CHECK(refusal([] { (void)prepare(pool(2, 2)); }) ==
        "prepare: utilization = 1, but must be < 1 (more or faster servers, or fewer arrivals)");
  CHECK_THROWS_AS((void)wait_tail(pool(3, 2), 1), unstable_error);
}

TEST_CASE("float and long double stay what they are") {
  mdc<float> const f{.arrival_rate = 15, .service_time = 1, .servers = 20};
  CHECK(std::is_same_v<decltype(wait_tail(f, 1)), float>);
  CHECK(static_cast<double>(wait_probability(f)) == rel(0.14541919931282044, 1e-6));
  CHECK(static_cast<double>(wait_tail(f, 0)) == rel(0.14541919931282044, 1e-6));
  for (long double const load : {15.0L, 18.0L}) {
    mdc<long double> const l{.arrival_rate = load, .service_time = 1, .servers = 20};
    CHECK(std::is_same_v<decltype(mean_wait(l)), long double>);
    CHECK(static_cast<double>(mean_wait(l)) == rel(load < 16 ? 0.018745233681224786 : 0.14428607501377799, 3e-16));
    CHECK(static_cast<double>(wait_tail(l, 0)) == rel(static_cast<double>(wait_probability(l)), 3e-16));
  }
}
