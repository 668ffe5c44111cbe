// SPDX-License-Identifier: MIT
#include <ullage/detail/attempts.hpp>

#include <support/approx.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

using namespace ullage::detail;
using namespace ullage::test;

namespace {

double const inf = std::numeric_limits<double>::infinity();
using rules = attempt_rules<double>;
using cost = attempt_cost<double>;

/// What a batch costs, by every outcome of every attempt: means, and the second moment of the time.
struct tree {
  double time = 0, square = 0, invocations = 0, tries = 0, lost = 0;

  void add(double p, tree const& x) {
    time += p * x.time;
    square += p * x.square;
    invocations += p * x.invocations;
    tries += p * x.tries;
    lost += p * x.lost;
  }
  /// After an independent one.
  [[nodiscard]] tree after(tree const& x) const {
    return {time + x.time, square + x.square + 2 * time * x.time, invocations + x.invocations, tries + x.tries, lost + x.lost};
  }
};
tree pause(double t) { return {t, t * t, 0, 0, 0}; }
tree invoked(rules const& r, int n) {
  double const t = r.overhead + r.service * n;
  return {t, t * t * (1 + r.scv), 1, n / r.records, 0};
}
using poison = std::vector<bool>;
double failing(rules const& r, bool bad) { return bad ? 1 : r.failure; }
double passing(rules const& r, poison const& p) {
  double out = 1;
  for (bool const bad : p) { out *= 1 - failing(r, bad); }
  return out;
}

tree whole(rules const& r, poison const& p, int failed = 0) {
  int const n = static_cast<int>(p.size());
  double const pass = passing(r, p);
  tree rest;
  if (pass < 1) { rest.add(1 - pass, failed == r.retries ? tree{0, 0, 0, 0, static_cast<double>(n)} : pause(r.backoff).after(whole(r, p, failed + 1))); }
  return invoked(r, n).after(rest);
}
tree halves(rules const& r, poison const& p) {
  if (p.size() == 1) { return whole(r, p); }
  double const pass = passing(r, p);
  auto const middle = p.begin() + static_cast<std::ptrdiff_t>(p.size() / 2);
  tree rest;
  rest.add(1 - pass, pause(r.backoff).after(halves(r, {p.begin(), middle})).after(halves(r, {middle, p.end()})));
  return invoked(r, static_cast<int>(p.size())).after(rest);
}
/// @param failed attempts at the first record
tree from_first(rules const& r, poison const& p, int failed = 0) {
  tree rest;
  double reached = 1;
  for (std::size_t i = 0; i < p.size(); ++i) {
    double const here = reached * failing(r, p[i]);
    reached -= here;
    if (here == 0) { continue; }
    int const times = i == 0 ? failed + 1 : 1;
    poison const left(p.begin() + static_cast<std::ptrdiff_t>(i), p.end());
    rest.add(here, times > r.retries ? tree{0, 0, 0, 0, static_cast<double>(left.size())} : pause(r.backoff).after(from_first(r, left, times)));
  }
  return invoked(r, static_cast<int>(p.size())).after(rest);
}
/// Over all places of poison.
template <class F> tree averaged(rules const& r, int n, F const& f) {
  tree out;
  for (unsigned bits = 0; bits < 1U << n; ++bits) {
    poison p;
    double weight = 1;
    for (int i = 0; i < n; ++i) {
      p.push_back((bits >> i & 1U) != 0);
      weight *= p.back() ? r.poison : 1 - r.poison;
    }
    if (weight > 0) { out.add(weight, f(r, p)); }
  }
  return out;
}
void same(cost const& c, tree const& t) {
  CHECK(c.time == rel(t.time, 1e-12));
  CHECK(std::fabs(c.variance - (t.square - t.time * t.time)) <= 1e-11 * t.square);
  CHECK(c.invocations == rel(t.invocations, 1e-12));
  CHECK(c.tries == rel(t.tries, 1e-12));
  CHECK(std::fabs(c.lost - t.lost) <= 1e-12 * t.lost);
}
rules const plain{.failure = 0, .poison = 0, .backoff = 0, .retries = inf, .expires = inf, .overhead = 1, .service = 2, .scv = 0, .records = 1};

} // namespace

TEST_CASE("each response costs what all outcomes of all attempts cost") {
  for (double const f : {0.0, 0.15}) {
    for (double const g : {0.0, 0.3}) {
      for (int retries = 0; retries <= 2; ++retries) {
        for (int n = 1; n <= 5; ++n) {
          rules const r{.failure = f, .poison = g, .backoff = 0.7, .retries = static_cast<double>(retries), .expires = inf, .overhead = 0.9, .service = 0.35,
                        .scv = 0.6, .records = static_cast<double>(n)};
          same(whole_batch(r, n), averaged(r, n, [](rules const& x, poison const& p) { return whole(x, p); }));
          same(bisected(r, n), averaged(r, n, [](rules const& x, poison const& p) { return halves(x, p); }));
          same(reported(r, n), averaged(r, n, [](rules const& x, poison const& p) { return from_first(x, p); }));
        }
      }
    }
  }
}

TEST_CASE("powers and the chance that all are good") {
  CHECK(power_of(0.3, 5.0) == rel(0.00243, 1e-14));
  CHECK(power_of(0.3, 0.0) == 1);
  CHECK(power_of(0.0, 0.0) == 1);
  CHECK(power_of(0.0, 4.0) == 0);
  CHECK(power_of(0.999, inf) == 0);
  CHECK(power_of(1.0, inf) == 1);
  CHECK(all_good(1e-20, 1e20) == rel(std::exp(-1.0), 1e-14));
  CHECK(all_good(0.0, 1e9) == 1);
  CHECK(all_good(0.25, 2.0) == rel(0.5625, 1e-15));
}

TEST_CASE("a cut geometric number of attempts: sums term by term, and its ends") {
  for (double const fail : {0.0, 0.01, 0.6, 0.999, 1.0}) {
    for (int const most : {1, 2, 3, 7, 64, 1000}) {
      double mean = 0;
      double square = 0;
      for (int k = 0; k < most; ++k) {
        mean += std::pow(fail, k); // P(N > k)
        square += (2 * k + 1) * std::pow(fail, k);
      }
      auto const c = counted<double>(fail, 1 - fail, most);
      CHECK(c.mean == rel(mean, 1e-13));
      CHECK(std::fabs(c.variance - (square - mean * mean)) <= 1e-12 * square);
    }
  }
  auto const endless = counted(0.75, 0.25, inf);
  CHECK(endless.mean == 4);
  CHECK(endless.variance == 12);
  CHECK(counted(1.0, 0.0, inf).mean == inf);
  CHECK(counted(1.0, 1e-20, 1e9).mean == rel(1e9, 1e-13));
}

TEST_CASE("attempts are as many as retries and age allow; what ends first is known") {
  rules r = plain; // an invocation of 3 takes 7
  r.backoff = 3;
  r.retries = 5;
  CHECK(most_attempts(r, 3) == 6);
  CHECK_FALSE(ends_by_age(r, 3));
  r.expires = 39.9; // attempts start at 0, 10, 20, 30
  CHECK(most_attempts(r, 3) == 4);
  CHECK(ends_by_age(r, 3));
  r.expires = 50;
  CHECK(most_attempts(r, 3) == 6);
  CHECK_FALSE(ends_by_age(r, 3));
  r.expires = 0;
  CHECK(most_attempts(r, 3) == 1);
  r.expires = inf;
  r.retries = inf;
  CHECK(most_attempts(r, 3) == inf);
  CHECK_FALSE(ends_by_age(r, 3));
}

TEST_CASE("retries without end: geometric for one record, endless for poison") {
  rules r = plain;
  r.failure = 0.2;
  r.backoff = 5;
  for (auto const& c : {whole_batch(r, 1), bisected(r, 1), reported(r, 1)}) {
    CHECK(c.time == rel(3 / 0.8 + 5 * 0.25, 1e-14));
    CHECK(c.variance == rel(64 * 0.2 / 0.64, 1e-13));
    CHECK(c.invocations == rel(1.25, 1e-15));
    CHECK(c.lost == 0);
  }
  r.poison = 0.1;
  r.records = 4;
  for (auto const& c : {whole_batch(r, 4), bisected(r, 4), reported(r, 4)}) {
    CHECK(c.time == inf);
    CHECK(scv_of(c) == 1);
  }
  CHECK(scv_of(cost{.time = 4, .variance = 8}) == 0.5);
  CHECK(scv_of(cost{.time = 4, .variance = inf}) == inf);
  CHECK(scv_of(cost{.time = 4, .variance = -1e-18}) == 0);
}

TEST_CASE("records behind the last poison record are young enough: its mean place, from rare poison to much") {
  for (int const n : {1, 2, 10, 1000}) {
    for (double const poisoned : {1e-12, 1e-7, 1.1e-6, 0.9e-3, 1.1e-3, 0.1, 3.0}) { // mean number in the batch
      rules r = plain;
      r.poison = poisoned / n < 1 ? poisoned / n : 0.9;
      r.expires = 10; // before any number of retries
      r.records = n;
      long double sum = 0; // the last one at place k
      long double weight = 0;
      long double clean = 1;
      for (int k = n; k >= 1; --k) {
        sum += clean * k;
        weight += clean;
        clean *= 1 - static_cast<long double>(r.poison);
      }
      CHECK(poisoned_batch(r, n).lost == rel(static_cast<double>(sum / weight), 1e-11));
    }
  }
}

TEST_CASE("one of two by chance: the variance between them, and what never happens does not count") {
  cost const a{.time = 2, .variance = 1, .invocations = 3, .tries = 4, .lost = 5};
  cost const b{.time = 10, .variance = 3, .invocations = 1, .tries = 1, .lost = 0};
  auto const c = mixed(0.25, a, b);
  CHECK(c.time == 8);
  CHECK(c.variance == 0.25 + 2.25 + 0.1875 * 64);
  CHECK(c.invocations == 1.5);
  CHECK(c.tries == 1.75);
  CHECK(c.lost == 1.25);
  cost const endless{.time = inf, .variance = inf};
  CHECK(mixed(1.0, a, endless).time == 2);
  CHECK(mixed(0.0, endless, b).time == 10);
  CHECK(mixed(0.5, a, endless).variance == inf);
}

TEST_CASE("one poison record among n: the recursion over all halves") {
  std::vector<double> invocations(2050, 1);
  for (std::size_t n = 2; n < invocations.size(); ++n) {
    auto const l = static_cast<double>(n / 2);
    auto const r = static_cast<double>(n - n / 2);
    // the half with it and one invocation of the other
    invocations[n] = 1 + (l * (invocations[n / 2] + 1) + r * (invocations[n - n / 2] + 1)) / (l + r);
    CHECK(bisect_one_poison(static_cast<double>(n)) == rel(invocations[n], 1e-13));
  }
  CHECK(bisect_one_poison(1.0) == 1);
  CHECK(bisect_one_poison(0x1p40) == rel(81, 1e-15));
}

TEST_CASE("E(exp(-u) - 1 + u) of a gamma law: its closed form where that keeps its digits, the first terms where not") {
  for (double const scv : {0.0, 0.3, 1.0, 7.0}) {
    for (double const mean : {0.003, 0.02, 0.049, 0.051, 0.5, 20.0}) {
      long double const m = mean;
      long double const closed = scv == 0 ? m + std::expm1(-m) : m + std::expm1(-std::log1p(m * static_cast<long double>(scv)) / static_cast<long double>(scv));
      CHECK(exponential_gap(mean, scv) == rel(static_cast<double>(closed), 3e-13));
    }
    CHECK(exponential_gap(1e-9, scv) == rel(1e-18 * (1 + scv) / 2, 1e-8));
  }
}

TEST_CASE("losses behind poison: the root of its equation, in closed form for exponential services") {
  for (double const load : {0.2, 0.9, 1.0, 3.0}) {
    for (double const g : {1e-9, 0.01, 0.5}) {
      double const q = load * g;
      double const good = load - q;
      // x^2 + (1 - load) x - q = 0
      double const half = (1 - load) / 2;
      double const root = half > 0 ? q / (half + std::sqrt(half * half + q)) : std::sqrt(half * half + q) - half;
      CHECK(lost_behind(load, g, 1.0) == rel(good * root / (1 + root), 1e-9));
    }
  }
  // other services: x - good (1 - E e^(-x S)) = q at the root, whose share of the result is (x - q) / x - 1 + ..
  for (double const scv : {0.0, 4.0}) {
    double const load = 0.7;
    double const g = 0.05;
    double const y = lost_behind(load, g, scv);
    // good gap = x y, and (1 - good) x + x y = q
    double const x = load * g / (1 - load * (1 - g) + y);
    double const transform = scv == 0 ? std::exp(-x) : std::pow(1 + scv * x, -1 / scv);
    CHECK(x - load * (1 - g) * (1 - transform) == rel(load * g, 1e-12));
  }
}
