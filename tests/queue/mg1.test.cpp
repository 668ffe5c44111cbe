// SPDX-License-Identifier: MIT
#include <ullage/queue/mg1.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <type_traits>
#include <vector>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

std::vector<mg1<>> queues() {
  return {{0.25, deterministic_service<>{3}},
          {0.8, exponential_service<>{1}},
          {0.75, gamma_service<>{1, 0.125}},
          {0.8, gamma_service<>{1, 5}},
          {0.5, gamma_service<>{1, 0.001}},
          {0.2, lognormal_service<>{3, 0.35, 12}},
          {0.6, hyperexponential_service<>{{0.9, 0.1}, {0.5, 5}}},
          {0.3, mixture_service<>{{0.6, 0.4}, {deterministic_service<>{2}, exponential_service<>{3}}}},
          {0.6, discrete_service<>{{1, 3}, {0.75, 0.25}}},
          {0.4, empirical_service<>{{0.5, 1, 1.25, 2, 2.125, 4, 0.75, 1.5}}}};
}
/// Integral of t^(k-1) k P(W > t) by Gauss and Legendre on short panels.
template <class Tail> double tail_moment(Tail const& tail, double end, int panels, int k) {
  auto const& rule = detail::gauss_legendre<double>();
  double sum = 0;
  for (int i = 0; i < panels; ++i) {
    for (std::size_t j = 0; j < detail::gauss_order; ++j) {
      double const t = end * (i + 0.5 + rule.x[j] / 2) / panels;
      sum += rule.w[j] / 2 * end / panels * k * std::pow(t, k - 1) * tail(t);
    }
  }
  return sum;
}

} // namespace

TEST_CASE("R071, R072: mean and standard deviation of the wait for fixed times") {
  mg1<> const q{0.25, deterministic_service<>{3}};
  CHECK(mean_wait(q) == rel(4.5, 1e-14));
  CHECK(std::sqrt(wait_variance(q)) == rel(5.4083269131959839, 1e-14));
  CHECK(utilization(q) == 0.75);
  CHECK(wait_probability(q) == 0.75);
}

TEST_CASE("R073..R075: three moments of the wait for gamma times") {
  mg1<> const q{0.25, gamma_service<>{3, 0.25}};
  CHECK(wait_moment(q, 0) == 1);
  CHECK(wait_moment(q, 1) == rel(5.625, 1e-14));
  CHECK(wait_moment(q, 2) == rel(80.15625, 1e-14));
  CHECK(wait_moment(q, 3) == rel(1703.84765625, 1e-14));
}

TEST_CASE("R063..R068, R076, R077: decay rate and constant of the tail") {
  struct row {
    mg1<> q;
    double theta, k;
  };
  row const rows[] = {{{0.25, deterministic_service<>{3}}, 0.18340024721968953, 0.83277609048654360},
                      {{0.2, deterministic_service<>{3}}, 0.31580162720505053, 0.73072055700302768},
                      {{0.05, deterministic_service<>{3}}, 1.0216411896872231, 0.38376042039233626},
                      {{0.25, gamma_service<>{3, 0.25}}, 0.14120926918531811, 0.79962600168791506}};
  for (auto const& x : rows) {
    CHECK(decay_rate(x.q) == rel(x.theta, 1e-12));
    CHECK(tail_constant(x.q) == rel(x.k, 1e-12));
  }
}

TEST_CASE("R050..R053, R059..R062: fixed times, wait and sojourn") {
  auto const tail = [](double rate, double d, double t) { return wait_tail(mg1<>{rate, deterministic_service<>{d}}, t); };
  CHECK(tail(0.8, 1, 2.5) == rel(1 - 0.70485235349161897, 1e-10));
  CHECK(tail(0.3, 3, 10) == rel(1 - 0.53209899265318248, 1e-10));
  CHECK(tail(0.95, 1, 30) == rel(1 - 0.95429903221348360, 1e-10));
  CHECK(tail(0.5, 1, 0.5) == rel(1 - 0.64201270834387074, 1e-10));
  auto const sojourn = [](double partitions) { return sojourn_tail(mg1<>{5 / partitions, deterministic_service<>{3}}, 10); };
  CHECK(sojourn(20) == rel(0.23088833954545572, 1e-10));
  CHECK(sojourn(30) == rel(0.035405517018766817, 1e-10));
  CHECK(sojourn(40) == rel(0.010395386933363486, 1e-10));
  CHECK(sojourn(41) == rel(0.0093893152687429759, 1e-10));
}

TEST_CASE("R054..R058: quantiles of the wait for fixed times") {
  auto const quantile = [](double rate, double p) { return wait_quantile(mg1<>{rate, deterministic_service<>{3}}, p); };
  CHECK(quantile(0.3, 0.99) == rel(65.694712048620335, 1e-10));
  CHECK(quantile(0.25, 0.99) == rel(24.112179673658100, 1e-10));
  CHECK(quantile(0.25, 0.5) == rel(2.7725887222397812, 1e-10));
  CHECK(quantile(0.2, 0.99) == rel(13.588837685398948, 1e-10));
  CHECK(quantile(0.05, 0.99) == rel(3.3731644081940180, 1e-10));
}

TEST_CASE("R113..R115: gamma times of scv 0.1") {
  mg1<> const q{0.75, gamma_service<>{1, 0.1}};
  CHECK(wait_probability(q) == 0.75);
  CHECK(mean_wait(q) == rel(1.65, 1e-14));
  CHECK(wait_variance(q) == rel(4.0425, 1e-14));
}

TEST_CASE("R116..R123: tails for Erlang times of 2 and of 8 phases") {
  mg1<> const two{0.8, gamma_service<>{1, 0.5}};
  CHECK(wait_tail(two, 0.5) == rel(0.71197449822165, 1e-10));
  CHECK(wait_tail(two, 1) == rel(0.62430257185998, 1e-10));
  CHECK(wait_tail(two, 4) == rel(0.27547045029251, 1e-10));
  CHECK(wait_tail(two, 16) == rel(0.01036339638569, 1e-10));
  mg1<> const eight{0.75, gamma_service<>{1, 0.125}};
  CHECK(wait_tail(eight, 0.5) == rel(0.63712574811893, 1e-10));
  CHECK(wait_tail(eight, 1) == rel(0.50539982174567, 1e-10));
  CHECK(wait_tail(eight, 4) == rel(0.11997662893801, 1e-10));
  CHECK(wait_tail(eight, 16) == rel(0.00038366442551, 1e-10));
}

TEST_CASE("exponential times give M/M/1 exactly, also next to saturation") {
  for (double const rho : {1e-9, 0.3, 0.8, 1 - 0x1p-30}) {
    for (auto const& service : {service_law<>(exponential_service<>{1}), service_law<>(gamma_service<>{1, 1}),
                                service_law<>(hyperexponential_service<>{{0.25, 0.75}, {1, 1}})}) {
      mg1<> const q{rho, service};
      for (double const t : {0.1, 3.0, 40.0}) {
        CHECK(wait_tail(q, t) == rel(rho * std::exp(-(1 - rho) * t), 1e-13));
        CHECK(sojourn_tail(q, t) == rel(std::exp(-(1 - rho) * t), 1e-13));
      }
      CHECK(decay_rate(q) == rel(1 - rho, 1e-13));
      CHECK(tail_constant(q) == rel(rho, 1e-13));
    }
  }
}

TEST_CASE("inversion and exact sum agree where both are there") {
  mg1<> const exact{0.5, hyperexponential_service<>{{0.7, 0.3}, {0.5, 2}}};
  mg1<> const inverted{0.5, mixture_service<>{{0.7, 0.3}, {exponential_service<>{0.5}, gamma_service<>{2, 1 + 1e-13}}}};
  for (double const t : {0.01, 1.0, 10.0, 60.0}) {
    CHECK(wait_tail(inverted, t) == rel(wait_tail(exact, t), 1e-10));
    CHECK(sojourn_tail(inverted, t) == rel(sojourn_tail(exact, t), 1e-10));
  }
}

TEST_CASE("the tails integrate to the mean and to the second moment") {
  for (auto const& q : {queues()[1], queues()[2], queues()[6]}) {
    double const end = 36 / decay_rate(q);
    int const panels = 40;
    auto const tail = [&](double t) { return wait_tail(q, t); };
    CHECK(tail_moment(tail, end, panels, 1) == rel(mean_wait(q), 1e-9));
    CHECK(tail_moment(tail, end, panels, 2) == rel(wait_moment(q, 2), 1e-9));
    CHECK(tail_moment([&](double t) { return sojourn_tail(q, t); }, end, panels, 1) == rel(mean_sojourn(q), 1e-9));
  }
}

TEST_CASE("with panels that end at the kinks the integrals are as good") {
  mg1<> const cut{0.2, lognormal_service<>{3, 0.35, 4}};
  int const panels = static_cast<int>(25 / decay_rate(cut) / 4) + 1;
  CHECK(tail_moment([&](double t) { return wait_tail(cut, t); }, panels * 4, panels * 2, 1) == rel(mean_wait(cut), 1e-9));
  mg1<> const q{0.5, discrete_service<>{{1, 3}, {0.75, 0.25}}};
  double const end = std::ceil(25 / decay_rate(q));
  CHECK(tail_moment([&](double t) { return wait_tail(q, t); }, end, int(end), 1) == rel(mean_wait(q), 1e-9));
  CHECK(tail_moment([&](double t) { return sojourn_tail(q, t); }, end, int(end), 1) == rel(mean_sojourn(q), 1e-9));
}

TEST_CASE("far out the tail is K e^(-theta t), to the last digits") {
  for (auto const& q : queues()) {
    double const t = 150 / decay_rate(q);
    CHECK(std::log(wait_tail(q, t)) == rel(std::log(tail_constant(q)) - 150, 1e-12));
  }
}

TEST_CASE("quantiles undo the tails") {
  for (auto const& q : queues()) {
    for (double const p : {0.5, 0.9, 0.99, 0.99999}) {
      double const w = wait_quantile(q, p);
      if (w > 0) { CHECK(wait_tail(q, w) == rel(1 - p, 1e-9)); }
      double const s = sojourn_quantile(q, p);
      CHECK(s >= w);
      // where the sojourn has an atom the quantile is at it
      CHECK(sojourn_tail(q, s * (1 + 1e-9)) <= (1 - p) * (1 + 1e-6));
      CHECK(sojourn_tail(q, s * (1 - 1e-9)) >= (1 - p) * (1 - 1e-6));
    }
    CHECK(wait_quantile(q, 0) == 0);
    CHECK(wait_quantile(q, 1 - utilization(q) - 1e-9) == 0);
  }
}

TEST_CASE("what is prepared gives the same as the queue itself, measure by measure") {
  for (auto const& q : queues()) {
    auto const d = prepare(q);
    CHECK(d.queue() == q);
    CHECK(wait_tail(d, 2.5) == wait_tail(q, 2.5));
    CHECK(sojourn_tail(d, 2.5) == sojourn_tail(q, 2.5));
    CHECK(wait_quantile(d, 0.95) == wait_quantile(q, 0.95));
    CHECK(sojourn_quantile(d, 0.95) == sojourn_quantile(q, 0.95));
    CHECK(mean_wait(d) == mean_wait(q));
    CHECK(mean_sojourn(d) == mean_sojourn(q));
    CHECK(wait_variance(d) == wait_variance(q));
    CHECK(mean_in_queue(d) == mean_in_queue(q));
    CHECK(mean_in_system(d) == mean_in_system(q));
    CHECK(utilization(d) == utilization(q));
    CHECK(decay_rate(d) == decay_rate(q));
    CHECK(tail_constant(d) == tail_constant(q));
  }
}

TEST_CASE("with hardly any load the sojourn is the service, also for quantiles far below its mean") {
  service_law<> const s = lognormal_service<>{0.000257492, 46, 46};
  for (double const p : {0.0039, 0.2, 0.7, 0.99}) {
    double const t = sojourn_quantile(mg1<>{1e-15, s}, p);
    CHECK(t > 0);
    CHECK(service_tail(s, t) == rel(1 - p, 1e-9));
  }
}

TEST_CASE("the tails fall, and rise with the load") {
  for (auto const& q : queues()) {
    double before = 1;
    for (double t = 0; t < 30; t += 0.37) {
      double const tail = wait_tail(q, t);
      CHECK(tail <= before * (1 + 1e-10));
      CHECK(sojourn_tail(q, t) >= tail);
      auto more = q;
      more.arrival_rate *= 1.05;
      CHECK(wait_tail(more, t) > tail);
      before = tail;
    }
  }
}

TEST_CASE("a change of the time unit leaves the probabilities alone") {
  double const k = 1e-3;
  mg1<> const a{0.25, lognormal_service<>{3, 0.35, 12}};
  mg1<> const b{0.25 / k, lognormal_service<>{3 * k, 0.35, 12 * k}};
  CHECK(wait_tail(b, 7 * k) == rel(wait_tail(a, 7), 1e-11));
  CHECK(mean_wait(b) == rel(k * mean_wait(a), 1e-13));
  CHECK(wait_quantile(b, 0.99) == rel(k * wait_quantile(a, 0.99), 1e-10));
}

TEST_CASE("Little's law and the sojourn") {
  for (auto const& q : queues()) {
    CHECK(mean_in_queue(q) == rel(q.arrival_rate * mean_wait(q), 1e-14));
    CHECK(mean_in_system(q) == rel(mean_in_queue(q) + utilization(q), 1e-13));
    CHECK(mean_sojourn(q) == rel(mean_wait(q) + mean(q.service), 1e-14));
    CHECK(throughput(q) == q.arrival_rate);
  }
}

TEST_CASE("next to saturation the wait is exponential; without arrivals nothing waits") {
  for (auto q : queues()) {
    q.arrival_rate = (1 - 1e-9) / mean(q.service);
    double const m = mean_wait(q);
    CHECK(decay_rate(q) * m == rel(1, 1e-6));
    CHECK(wait_tail(q, m) == rel(std::exp(-1.0), 1e-6));
    CHECK(wait_quantile(q, 0.99) == rel(m * std::log(100.0), 1e-6));
    CHECK(wait_tail(q, mean(q.service)) > 1 - 1e-7);
    q.arrival_rate = 0;
    CHECK(mean_wait(q) == 0);
    CHECK(wait_tail(q, 1) == 0);
    CHECK(wait_quantile(q, 0.99) == 0);
    CHECK(sojourn_tail(q, 0.6) == service_tail(q.service, 0.6));
  }
}

TEST_CASE("a lognormal law without a timeout has a wait, but no exponential tail") {
  mg1<> const q{0.2, lognormal_service<>{3, 0.35}};
  CHECK(mean_wait(q) == rel(0.2 * 9 * 1.35 / (2 * 0.4), 1e-14));
  mg1<> const late{0.2, lognormal_service<>{3, 0.35, 60}}; // cut with a probability of 1e-8
  for (double const t : {0.5, 5.0, 20.0}) { CHECK(wait_tail(q, t) == rel(wait_tail(late, t), 1e-5)); }
  CHECK(refusal([&] { (void)decay_rate(q); }) ==
        "decay_rate: abscissa of the service law = 0, but must be > 0 (a lognormal law needs a timeout, else the tail is not exponential)");
}

TEST_CASE("a timeout 20 deviations out changes nothing before it, and leaves the tail a tail") {
  lognormal_service<> const endless{1, 91};
  mg1<> const without{0.385, endless};
  mg1<> const with{0.385, lognormal_service<>{1, 91, 4.3e17}};
  for (double const t : {0.5, 50.0, 5e3, 5e5}) { CHECK(wait_tail(with, t) == rel(wait_tail(without, t), 1e-5)); }
  for (double const t : {5e7, 5e11, 5e15, 2e17, 4.2e17, 4.3e17, 4.4e17, 5e17, 5e18}) { CHECK(wait_tail(with, t) < 1e-12); }
}

TEST_CASE("arguments out of range are refused by name") {
  service_law<> const s = exponential_service<>{1};
  CHECK(refusal([&] { (void)mean_wait(mg1<>{1, s}); }) ==
        "mean_wait: utilization = 1, but must be < 1 (more or faster servers, or fewer arrivals)");
  CHECK(refusal([&] { (void)mean_wait(mg1<>{-1, s}); }) == "mg1: arrival_rate = -1, but must be finite and >= 0");
  CHECK(refusal([&] { (void)mean_wait(mg1<>{}); }) ==
        "mg1: arrival_rate = nan, but is required and must be a finite number >= 0");
  CHECK(refusal([&] { (void)wait_tail(mg1<>{0.5, s}, -1); }) == "wait_tail: t = -1, but must be finite and >= 0");
  CHECK(refusal([&] { (void)wait_quantile(mg1<>{0.5, s}, 1); }) == "wait_quantile: p = 1, but must be in [0, 1)");
  CHECK(refusal([&] { (void)wait_moment(mg1<>{0.5, s}, 8); }) == "wait_moment: k = 8, but must be in [0, 7]");
  CHECK(refusal([&] { (void)decay_rate(mg1<>{0, s}); }) ==
        "decay_rate: arrival_rate = 0, but must be > 0 (without arrivals nothing waits)");
  CHECK_THROWS_AS((void)wait_tail(mg1<>{2, s}, 1), unstable_error);
}

TEST_CASE("float and long double stay what they are") {
  mg1<float> const f{0.8f, gamma_service<float>{1, 0.5f}};
  CHECK(std::is_same_v<decltype(wait_tail(f, 4)), float>);
  CHECK(double(wait_tail(f, 4)) == rel(0.27547045029251, 1e-5));
  CHECK(double(mean_wait(f)) == rel(3, 1e-5));
  mg1<long double> const l{0.8L, gamma_service<long double>{1, 0.5L}};
  CHECK(static_cast<double>(wait_tail(l, 4)) == rel(0.27547045029251, 1e-10));
}
