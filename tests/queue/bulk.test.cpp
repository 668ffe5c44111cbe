// SPDX-License-Identifier: MIT
#include <ullage/queue/bulk.hpp>
#include <ullage/queue/md1.hpp>
#include <ullage/queue/mg1.hpp>

#include <support/approx.hpp>
#include <support/refusal.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <type_traits>

using namespace ullage;
using ullage::test::refusal;
using ullage::test::rel;

namespace {

auto const idle = window_rule::when_idle;
auto const after = window_rule::after_invocation;
auto const behind = window_rule::after_batch;

bulk<> queue(double rate, double a, double b, double size, double window = 0, window_rule rule = idle, double scv = 0) {
  return {.arrival_rate = rate, .per_invocation = a, .per_record = b, .batch_size = size, .window = window, .rule = rule, .service_scv = scv};
}

/// Integral of the tail by the midpoint rule on pieces that end at the kinks.
double integral(bulk_distribution<double> const& d, double end, int steps) {
  double const h = end / steps;
  double sum = 0;
  for (int i = 0; i < steps; ++i) { sum += h * wait_tail(d, (i + 0.5) * h); }
  return sum;
}

} // namespace

TEST_CASE("R143 to R152: B = 10, a = 1, b = 0.2, 2 records/s") {
  auto const d = prepare(queue(2, 1, 0.2, 10));
  CHECK(mean_batch(d) == rel(3.4067055085221543, 1e-13));
  CHECK(mean_wait(d) == rel(0.87651086346799000, 1e-13));
  CHECK(mean_sojourn(d) == rel(2.7727551946148240, 1e-13));
  CHECK(busy_fraction(d) == rel(0.98707745503590942, 1e-13));
  CHECK(empty_probability(d) == rel(0.044023305113292602, 1e-13));
  CHECK(wait_tail(d, 0.5) == rel(0.69451844566688374, 1e-12));
  CHECK(wait_tail(d, 1) == rel(0.40118914918846949, 1e-12));
  CHECK(wait_tail(d, 2) == rel(0.032439200366989809, 1e-12));
  CHECK(wait_tail(d, 3) == rel(0.0012409953968914017, 1e-11));
  CHECK(wait_tail(d, 5) == rel(2.2367960029150200e-6, 1e-10));
  CHECK(utilization(d) == rel(0.6, 1e-15)); // although it is busy for 0.987 of the time
}

TEST_CASE("R153 to R155: near the largest rate 10/3") {
  auto const d = prepare(queue(3, 1, 0.2, 10));
  CHECK(mean_batch(d) == rel(7.50482029510, 1e-10));
  CHECK(mean_wait(d) == rel(1.96207959078, 1e-10));
  CHECK(mean_sojourn(d) == rel(4.63688755139, 1e-10));
}

TEST_CASE("R156 to R161: windows") {
  auto const i = prepare(queue(2, 1, 0.2, 10, 1, idle));
  CHECK(mean_batch(i) == rel(3.5406853821256980, 1e-13));
  CHECK(mean_wait(i) == rel(0.89122441966059238, 1e-13));
  CHECK(mean_sojourn(i) == rel(2.7991581805687567, 1e-13));
  auto const r = prepare(queue(2, 1, 0.2, 10, 1, after));
  CHECK(mean_batch(r) == rel(6.4276346145222879, 1e-13));
  CHECK(mean_wait(r) == rel(1.5961602203027431, 1e-13));
  CHECK(mean_sojourn(r) == rel(4.0560521388171186, 1e-13));
}

TEST_CASE("R178: where the size is never reached the moments are closed forms") {
  auto const d = prepare(queue(10, 1, 0.05, 60));
  CHECK(mean_batch(d) == rel(20.00000003, 1e-8));
  CHECK(mean_sojourn(d) == rel(37.0 / 12, 1e-8));
  auto const more = prepare(queue(200, 1, 0.0025, 2000)); // never empty either
  CHECK(mean_batch(more) == rel(400, 1e-11));
  CHECK(mean_wait(more) == rel((4 + 0.0025 * 0.0025 * (400 / 0.75)) / 4, 1e-11)); // E S^2 / (2 E S)
}

TEST_CASE("R179 to R185: the age is not monotone in the size") {
  double const flat[][2] = {{1, 0.26666666666667}, {2, 0.28111961452154}, {5, 0.28567679911196}, {20, 0.28571428571428}};
  for (auto const& r : flat) { CHECK(mean_sojourn(queue(2, 0, 0.2, r[0])) == rel(r[1], 2e-13)); }
  double const costly[][2] = {{6, 2.8567646330006}, {8, 2.7809635798947}, {20, 2.7718588199461}};
  for (auto const& r : costly) { CHECK(mean_sojourn(queue(2, 1, 0.2, r[0])) == rel(r[1], 2e-13)); }
  CHECK(mean_sojourn(queue(2, 0, 0.2, 10000)) == rel(2.0 / 7, 1e-12));
}

TEST_CASE("batches of one are M/D/1 and M/G/1") {
  for (double const rate : {0.01, 0.3, 0.75, 0.98, 0.9999}) {
    md1<> const single{.arrival_rate = rate, .service_time = 1};
    auto const d = prepare(queue(rate, 0.4, 0.6, 1));
    CHECK(mean_wait(d) == rel(mean_wait(single), 1e-11));
    CHECK(mean_batch(d) == rel(1, 1e-12));
    CHECK(wait_probability(d) == rel(rate, 1e-12));
    if (rate > 0.1 && rate < 0.99) {
      CHECK(wait_tail(d, 2.3) == rel(wait_tail(single, 2.3), 1e-10));
      CHECK(wait_quantile(d, 0.99) == rel(wait_quantile(single, 0.99), 1e-9));
    }
    mg1<> random;
    random.arrival_rate = rate;
    random.service = gamma_service<>{1, 0.7};
    CHECK(mean_wait(queue(rate, 0.4, 0.6, 1, 0, idle, 0.7)) == rel(mean_wait(random), 1e-10));
  }
}

TEST_CASE("the simulation agrees: means, tails, sizes and ages of all rules") {
  // lambda a b B W rule scv t1 t2, then value and half-width (95 %) of: wait, P(wait > t1), P(wait > t2), size, age.
  // 24 runs of 400000 records each, an event simulation record by record.
  double const rows[][19] = {
      {2, 1, 0.2, 10, 1, 0, 0, 1, 3, 1.595914, 0.001, 0.672426, 0.00045, 0.0899937, 0.00019, 6.425116, 0.0047, 4.055347, 0.0014},
      {2, 1, 0.2, 10, 1, 1, 0, 1, 3, 0.9273924, 0.00049, 0.4009501, 0.00037, 0.001328326, 4.1e-05, 3.791878, 0.0025, 2.86408, 0.0011},
      {2, 1, 0.2, 10, 3, 1, 0, 1, 4, 1.651418, 0.00059, 0.6947742, 0.00033, 0.0002743727, 1.8e-05, 6.848786, 0.0027, 4.154897, 0.00065},
      {2, 1, 0.2, 10, 6, 1, 0, 2, 5.5, 2.234473, 0.0014, 0.516882, 0.00029, 0.03614073, 0.00014, 9.683186, 0.0022, 5.187312, 0.0013},
      {2, 1, 0.2, 10, 1, 2, 0, 1, 3, 0.8911747, 0.00051, 0.4012067, 0.00034, 0.001242701, 3.9e-05, 3.539757, 0.0026, 2.79887, 0.0011},
      {3.2, 0.1, 0.2, 2, 0.3, 1, 0, 0.2, 1, 0.5560657, 0.0025, 0.7432807, 0.00061, 0.1651426, 0.0011, 1.764939, 0.00048, 1.029429, 0.0025},
      {3.2, 0.1, 0.2, 2, 1, 1, 0, 0.5, 2, 0.6010845, 0.0025, 0.4626092, 0.0009, 0.03127203, 0.00082, 1.972276, 0.00014, 1.098273, 0.0025},
      {3.2, 0.1, 0.2, 2, 1, 0, 0, 0.5, 2, 0.6037318, 0.0024, 0.4630558, 0.00093, 0.03145256, 0.0008, 1.98761, 0.00011, 1.102485, 0.0024},
      {80, 1, 0.001, 100, 0.5, 1, 0, 0.6, 1.2, 0.5494914, 0.00031, 0.4533552, 0.00045, 0.0007286629, 6.3e-05, 86.92338, 0.051, 1.637291, 0.00033},
      {80, 1, 0.001, 100, 2, 1, 0, 0.6, 1.2, 0.6268278, 0.00038, 0.5178296, 0.00038, 0.05664792, 0.00039, 100, 1e-6, 1.726828, 0.00038},
      {30, 1, 0.001, 100, 2, 1, 0, 0.6, 1.9, 1.016248, 0.00036, 0.7050216, 0.0003, 0.06558571, 0.00014, 60.98792, 0.033, 2.078213, 0.00038},
      {2, 1, 0.2, 10, 0, 2, 0.5, 1, 3, 1.625454, 0.0056, 0.5147503, 0.00086, 0.151493, 0.00093, 3.581731, 0.0052, 3.783053, 0.0089},
      {2, 1, 0.2, 10, 1, 0, 0.5, 1, 3, 2.189861, 0.0067, 0.6859309, 0.00054, 0.2387352, 0.00089, 6.194573, 0.0051, 4.696788, 0.0095},
      {2, 1, 0.2, 10, 1, 2, 0.5, 1, 3, 1.651013, 0.007, 0.499524, 0.00099, 0.1524958, 0.0011, 4.014997, 0.0053, 3.829729, 0.011},
      {2.5, 0.1, 0.3, 3, 0.5, 0, 1.5, 1, 3, 4.496235, 0.082, 0.6759204, 0.0028, 0.4584079, 0.0041, 2.763606, 0.002, 5.459029, 0.083},
  };
  window_rule const rules[] = {after, behind, idle};
  for (auto const& r : rows) {
    auto const d = prepare(queue(r[0], r[1], r[2], r[3], r[4], rules[static_cast<int>(r[5])], r[6]));
    CHECK(std::abs(mean_wait(d) - r[9]) <= 2 * r[10]);
    CHECK(std::abs(mean_batch(d) - r[15]) <= 2 * r[16]);
    CHECK(std::abs(mean_sojourn(d) - r[17]) <= 2 * r[18]);
    if (r[6] == 0) {
      CHECK(std::abs(wait_tail(d, r[7]) - r[11]) <= 2 * r[12]);
      CHECK(std::abs(wait_tail(d, r[8]) - r[13]) <= 2 * r[14]);
    }
  }
}

TEST_CASE("the tail integrates to the mean wait, which comes from another formula") {
  for (auto const rule : {idle, after, behind}) {
    // windows and services that are multiples of the step: kinks and jumps fall between the points
    for (double const window : {0.5, 1.0, 3.0, 6.0}) {
      auto const d = prepare(queue(2, 1, 0.2, 10, window, rule));
      CHECK(integral(d, 30, 6000) == rel(mean_wait(d), 2e-6));
    }
    auto const small = prepare(queue(3, 0.1, 0.2, 2, 0.3, rule));
    CHECK(integral(small, 20, 4000) == rel(mean_wait(small), 2e-5));
    auto const large = prepare(queue(60, 1, 0.01, 300, 0.5, rule));
    CHECK(integral(large, 20, 1000) == rel(mean_wait(large), 1e-4));
  }
}

TEST_CASE("a window that opens after the batch lies between the other two, and is no other one at S >= W") {
  for (double const window : {0.2, 1.0, 2.5, 6.0}) {
    double const least = mean_batch(queue(2, 1, 0.2, 10, window, idle));
    double const most = mean_batch(queue(2, 1, 0.2, 10, window, after));
    double const between = mean_batch(queue(2, 1, 0.2, 10, window, behind));
    CHECK(between > least * (1 + 1e-3)); // every service takes 1.2 s or more, yet a late record waits for its window
    CHECK(between < most);
  }
  // A window of 0 is none under any rule; a tiny one changes little.
  CHECK(mean_wait(queue(2, 1, 0.2, 10, 0, behind)) == mean_wait(queue(2, 1, 0.2, 10, 0, after)));
  CHECK(mean_wait(queue(2, 1, 0.2, 10, 1e-9, behind)) == rel(mean_wait(queue(2, 1, 0.2, 10)), 1e-8));
}

TEST_CASE("at small loads a record forms its batch alone: formation") {
  for (auto const rule : {idle, after, behind}) {
    auto const q = queue(0.5, 1e-9, 1e-9, 10, 5, rule);
    auto const f = formation(batch_policy<>{.batch_size = 10, .window = 5}, 0.5);
    CHECK(mean_batch(q) == rel(f.mean_size, 1e-7));
    CHECK(mean_wait(q) == rel(f.mean_delay, 1e-7));
    CHECK(wait_quantile(q, 0.9) == rel(5, 1e-14));
  }
}

TEST_CASE("Little, and the busy fraction from the cycle") {
  auto const d = prepare(queue(80, 1, 0.01, 500, 0.3, after));
  CHECK(mean_in_queue(d) == rel(80 * mean_wait(d), 1e-15));
  CHECK(mean_in_system(d) == rel(80 * mean_sojourn(d), 1e-15));
  CHECK(invocation_rate(d) * mean_batch(d) == rel(80, 1e-15));
  CHECK(busy_fraction(d) == rel(invocation_rate(d) * (1 + 0.01 * mean_batch(d)), 1e-14));
  CHECK(throughput(d) == 80);
}

TEST_CASE("quantiles invert the tail, from 1 to 10000 records and up to utilization 0.98") {
  for (double const size : {2.0, 10.0, 300.0}) {
    for (double const load : {0.1, 0.6, 0.98}) {
      double const rate = load * size / (1 + 0.003 * size);
      auto const d = prepare(queue(rate, 1, 0.003, size));
      for (double const p : {0.5, 0.99, 0.9999}) {
        double const t = wait_quantile(d, p);
        if (t == 0) {
          CHECK(wait_probability(d) <= 1 - p);
          continue;
        }
        CHECK((wait_tail(d, t * (1 + 1e-12)) <= (1 - p) * (1 + 1e-8) && wait_tail(d, t * (1 - 1e-12)) >= (1 - p) * (1 - 1e-8)));
      }
      CHECK(wait_quantile(d, 0) == 0);
    }
  }
  auto const d = prepare(queue(400, 1, 0.001, 10000));
  CHECK(mean_batch(d) == rel(400 / 0.6, 1e-11));
  CHECK(wait_tail(d, 1) == rel(1 - 1 / (1 + 0.001 * 400 / 0.6), 0.05)); // uniform in a service of 1.667 s, nearly
}

TEST_CASE("next to saturation means stay, the law is refused when it reaches too far") {
  auto const q = queue(10 / 3.0 * (1 - 1e-7), 1, 0.2, 10);
  CHECK(mean_batch(q) == rel(10, 1e-4));
  // heavy traffic: variance of the arrivals in a full service over twice the slack, in records
  CHECK(mean_wait(q) == rel(10 / (2 * 10 * 1e-7) / (10 / 3.0), 1e-3));
  CHECK_THROWS_AS((void)wait_tail(queue(10 / 3.0 * (1 - 1e-9), 1, 0.2, 10), 1), evaluation_error);
}

TEST_CASE("without arrivals a record would wait for its window") {
  auto const q = queue(0, 1, 0.2, 10, 5, after);
  CHECK(mean_wait(q) == 5);
  CHECK(mean_batch(q) == 1);
  CHECK(mean_sojourn(q) == rel(6.2, 1e-15));
  CHECK(wait_tail(q, 4.9) == 1);
  CHECK(wait_tail(q, 5) == 0);
  CHECK(wait_quantile(q, 0.5) == 5);
  CHECK(busy_fraction(q) == 0);
  CHECK(empty_probability(q) == 1);
}

TEST_CASE("a change of the time unit changes times alone") {
  auto const s = prepare(queue(2, 1, 0.2, 10, 3, behind));
  auto const m = prepare(queue(120, 1 / 60.0, 0.2 / 60, 10, 3 / 60.0, behind));
  CHECK(mean_batch(m) == rel(mean_batch(s), 1e-12));
  CHECK(mean_wait(m) * 60 == rel(mean_wait(s), 1e-12));
  CHECK(wait_quantile(m, 0.7) * 60 == rel(wait_quantile(s, 0.7), 1e-10));
}

TEST_CASE("refusals by message") {
  auto const says = [](bulk<> const& q) { return refusal([&] { (void)mean_wait(q); }); };
  double const nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(says(queue(nan, 1, 0.2, 10)) == "bulk: arrival_rate = nan, but is required and must be a finite number >= 0");
  CHECK(says(queue(2, -1, 0.2, 10)) == "bulk: per_invocation = -1, but must be finite and >= 0");
  CHECK(says(queue(2, 0, 0, 10)) == "bulk: per_record = 0, but must be > 0 when per_invocation is 0");
  CHECK(says(queue(2, 1, 0.2, 10.5)) == "bulk: batch_size = 10.5, but must be a whole number");
  CHECK(says(queue(2, 1, 0.2, 1, 3)) == "bulk: window = 3, but must be 0 when batch_size is 1 (a batch of one record is full at once)");
  CHECK(says(queue(2, 1, 0.2, 10, 301)) == "bulk: window = 301, but must be in [0, 300] s");
  CHECK(says(queue(2, 1, 0.2, 10, 0, idle, 5)) == "bulk: service_scv = 5, but must be <= 4");
  CHECK(says(queue(2, 1, 0.2, 1000, 0, idle, 1)) == "bulk: batch_size * service_scv = 1000, but must be <= 400");
  CHECK(says(queue(2, 1, 0.2, 10, 1, behind, 0.5)) == "bulk: service_scv = 0.5, but must be 0 when a window opens after the batch");
  CHECK(says(queue(4, 1, 0.25, 4)) == "mean_wait: utilization = 2, but must be < 1 (more or faster servers, or fewer arrivals)");
  CHECK_THROWS_AS((void)mean_batch(queue(5, 1, 0.2, 10)), unstable_error);
  CHECK(refusal([] { (void)wait_tail(queue(2, 1, 0.2, 10, 0, idle, 0.5), 1); }) ==
        "wait_tail: service_scv = 0.5, but must be 0 (the law of the wait is for constant service)");
  CHECK(refusal([] { (void)wait_tail(queue(2, 1, 0.2, 10), -1); }) == "wait_tail: t = -1, but must be finite and >= 0");
  CHECK(refusal([] { (void)wait_quantile(queue(2, 1, 0.2, 10), 1); }) == "wait_quantile: p = 1, but must be in [0, 1)");
  CHECK_FALSE(is_stable(queue(5, 1, 0.2, 10000)));
}

TEST_CASE("float and long double stay what they are") {
  bulk<float> const f{.arrival_rate = 2, .per_invocation = 1, .per_record = 0.2f, .batch_size = 10};
  CHECK(std::is_same_v<decltype(mean_wait(f)), float>);
  CHECK(static_cast<double>(mean_wait(f)) == rel(0.87651086346799, 1e-5));
  bulk<long double> const l{.arrival_rate = 2, .per_invocation = 1, .per_record = 0.2L, .batch_size = 10};
  CHECK(static_cast<double>(wait_tail(l, 2)) == rel(0.032439200366989809, 1e-14));
}

TEST_CASE("a window in which far more than a batch comes always fills the batch") {
  bulk<> const first{.arrival_rate = 334.9, .per_invocation = 0.02121, .per_record = 0.002028, .batch_size = 44, .window = 0.5};
  CHECK(mean_batch(first) == rel(44, 1e-9));
  for (double window : {0.3, 1.0, 30.0, 300.0}) {
    auto q = first;
    q.window = window;
    CHECK(mean_batch(q) == rel(44, 1e-9));
  }
  CHECK(mean_batch(bulk<>{.arrival_rate = 46.39, .per_invocation = 0.1, .per_record = 0.002, .batch_size = 20, .window = 11.24}) == rel(20, 1e-9));
}
