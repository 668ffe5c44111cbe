// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The steady state of one owner: a consumer slot that serves its partitions as one queue, in order.

#include <ullage/batching.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/wait_law.hpp>
#include <ullage/producer.hpp>
#include <ullage/queue/bulk.hpp>
#include <ullage/queue/gg1.hpp>
#include <ullage/queue/ggc.hpp>
#include <ullage/queue/md1.hpp>
#include <ullage/queue/mdc.hpp>
#include <ullage/queue/measures.hpp>
#include <ullage/queue/mg1.hpp>

#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>
#include <variant>

namespace ullage {

/// One owner and the records of its partitions, in runs that arrive by a renewal process.
template <Real T = double> struct partition_queue {
  using scalar_type = T;
  T arrival_rate = unset_v<T>;  ///< lambda [records/s], >= 0, required
  T arrival_scv = T(1);         ///< of the time between two runs, 0 to 1000
  T run = T(1);                 ///< records of a run, >= 1
  T run_spacing = T(0);         ///< time between two records of a run [s], >= 0
  T share = T(1);               ///< of the topic's records that the owner gets, in (0, 1]
  T service_time = unset_v<T>;  ///< mean of one record [s], > 0, required (b of a + b n)
  T dispatch_overhead = T(0);   ///< of an invocation [s], >= 0 (a of a + b n)
  T service_scv = T(0);         ///< of the time of an invocation, 0 to 1000
  int servers = 1;              ///< > 1: a pool without partitions
  T batch_size = T(1);          ///< most records of an invocation, whole, 1..10000
  T batch_window = T(0);        ///< longest time that a batch is held open [s], 0..300
  window_rule window = window_rule::after_invocation;
  friend bool operator==(partition_queue const&, partition_queue const&) = default;
};
template <Real T> inline constexpr bool enable_queue<partition_queue<T>> = true;

/// @throws std::domain_error a field is out of range
template <Real T> void validate(partition_queue<T> const& q) {
  auto const f = "partition_queue";
  detail::require_nonnegative(f, "arrival_rate", q.arrival_rate);
  detail::require_nonnegative(f, "arrival_scv", q.arrival_scv);
  detail::require(value_of(q.arrival_scv) <= 1000, f, "arrival_scv", q.arrival_scv, "must be <= 1000");
  detail::require_positive(f, "run", q.run);
  detail::require(value_of(q.run) >= 1, f, "run", q.run, "must be >= 1");
  detail::require_nonnegative(f, "run_spacing", q.run_spacing);
  detail::require_positive(f, "service_time", q.service_time);
  detail::require(value_of(q.share) > 0 && value_of(q.share) <= 1, f, "share", q.share, "must be in (0, 1]");
  detail::require_nonnegative(f, "dispatch_overhead", q.dispatch_overhead);
  detail::require(value_of(q.batch_size) >= 1 && value_of(q.batch_size) <= 10000, f, "batch_size", q.batch_size, "must be in [1, 10000]");
  detail::require_whole(f, "batch_size", q.batch_size);
  detail::require(value_of(q.batch_window) >= 0 && value_of(q.batch_window) <= 300, f, "batch_window", q.batch_window, "must be in [0, 300]");
  detail::require_moderate(f, "batch_window", q.batch_window);
  detail::require_nonnegative(f, "service_scv", q.service_scv);
  detail::require(value_of(q.service_scv) <= 1000, f, "service_scv", q.service_scv, "must be <= 1000");
  detail::require(q.servers >= 1, f, "servers", q.servers, "must be >= 1");
}

/// Offered load per server at full batches: arrival_rate (service_time + dispatch_overhead / batch_size) / servers.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T utilization(partition_queue<T> const& q) {
  validate(q);
  return q.arrival_rate * (q.service_time + q.dispatch_overhead / q.batch_size) / T(q.servers);
}

namespace detail {
/// Above it a batch is full but for rare cases, and the chain of bulk is long.
inline constexpr double largest_bulk_load = 0.99;
} // namespace detail

/// @returns true where the wait is that of an exact model: records that come one by one to one server, or Poisson
///   arrivals with constant services in a pool or in batches
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] bool is_exact(partition_queue<T> const& q) {
  validate(q);
  bool const plain = value_of(q.arrival_scv) == 1 && value_of(q.service_scv) == 0;
  bool const batched = value_of(q.batch_size) > 1;
  return value_of(q.run) == 1 && (q.servers == 1 ? !batched || (plain && value_of(utilization(q)) <= detail::largest_bulk_load) : plain && !batched);
}

namespace detail {

/// The runs of an owner as jobs; a full batch that the load makes counts record by record.
template <Real T, class U> [[nodiscard]] run_job<U> job_of(partition_queue<T> const& q, U const& full) {
  run_arrivals<U> const a{.arrival_rate = U(q.arrival_rate) / U(q.run), .arrival_scv = U(q.arrival_scv), .run = U(q.run),
                                .spacing = U(q.run_spacing) > 0 ? U(q.run_spacing) : infinity_v<U>, .share = U(q.share)};
  auto job = sticky_job(a, full, U(q.service_scv) * U(q.batch_size));
  if (q.run > 1 && !(q.run_spacing > 0)) { job.wait_in_run = (U(q.run) - 1) / 2 * full; }
  return job;
}

/// gg1 with its contour prepared for times from `shortest` on.
template <class U> struct prepared_gg1 {
  U service_time;
  wait_law<U> law;
};
} // namespace detail

/// The law of the wait of a partition_queue, made once and asked many times. Immutable. Made by prepare(q).
template <std::floating_point T> class partition_queue_distribution {
public:
  using scalar_type = T;
  using U = detail::wide_t<T>;

  /// @throws std::domain_error a field is out of range
  /// @throws unstable_error utilization >= 1
  explicit partition_queue_distribution(partition_queue<T> const& q) : queue_(q) {
    detail::require_stable("prepare", q);
    U const full = U(q.service_time) + U(q.dispatch_overhead) / U(q.batch_size); // of one record
    U const load = U(q.arrival_rate) * full / U(q.servers);
    if (!(q.arrival_rate > 0)) { return; }
    if (q.batch_size > 1 && q.servers == 1 && load <= U(detail::largest_bulk_load)) {
      U const most = U(q.batch_size);
      // A size that is never reached changes nothing.
      U const growth = U(q.arrival_rate) * U(q.service_time);
      U const usual = growth < 1 ? U(q.arrival_rate) * (U(q.dispatch_overhead) + U(q.service_time) + U(q.batch_window)) / (1 - growth) : most;
      U const size = usual * 4 + 60 < most ? std::ceil(usual * 4 + 60) : most;
      // The variability of services makes all waits longer alike: an approximation.
      stretch_ = 1 + U(q.service_scv);
      engine_ = prepare(bulk<U>{.arrival_rate = U(q.arrival_rate), .per_invocation = U(q.dispatch_overhead), .per_record = U(q.service_time),
                                .batch_size = size, .window = U(q.batch_window), .rule = q.window});
      summarize();
      return;
    }
    auto const job = detail::job_of(q, full);
    U const rate = job.arrival_rate;
    U const time = job.service_time;
    U const scv = job.service_scv;
    U const arrival_scv = job.arrival_scv;
    if (q.run > 1) { late_ = 2 * job.wait_in_run / (U(q.run) - 1); }
    if (q.servers > 1) {
      if (arrival_scv == 1 && scv == 0) {
        engine_ = prepare(mdc<U>{.arrival_rate = rate, .service_time = time, .servers = q.servers});
      } else {
        engine_ = ggc<U>{.arrival_rate = rate, .arrival_scv = arrival_scv, .service_time = time, .service_scv = scv, .servers = q.servers};
      }
    } else if (arrival_scv == 1 && scv == 0) {
      engine_ = md1<U>{.arrival_rate = rate, .service_time = time};
    } else if (arrival_scv == 1 && scv >= U(1e-6)) {
      engine_ = prepare(mg1<U>{.arrival_rate = rate, .service = gamma_service<U>{.mean = time, .scv = scv}});
    } else {
      gg1<U> const g{.arrival_rate = rate, .arrival_scv = arrival_scv, .service_time = time, .service_scv = scv};
      if (detail::never_waits(g)) { return; }
      auto const walk = detail::walk_of(g);
      U const scale = detail::within(1 / detail::decay_of(walk).rate, U(1e-3), U(1e9));
      engine_ = detail::prepared_gg1<U>{time, detail::wait_law<U>(walk, scale / 16)};
    }
    summarize();
  }

  /// The queue that this is the law of.
  [[nodiscard]] partition_queue<T> const& queue() const { return queue_; }
  /// @returns P(W > 0)
  [[nodiscard]] U positive() const { return positive_; }
  [[nodiscard]] U mean() const { return mean_; }
  /// @returns theta [1/s] in P(W > t) ~ K e^(-theta t); 0 where nothing waits
  [[nodiscard]] U decay() const { return decay_; }
  /// @returns K
  [[nodiscard]] U constant() const { return constant_; }

  /// @returns true where the tail has no steps, as windows make them
  [[nodiscard]] bool is_smooth() const { return !std::holds_alternative<bulk_distribution<U>>(engine_); }
  /// @returns true where a tail costs microseconds, not a contour integral
  [[nodiscard]] bool is_quick() const { return !std::holds_alternative<detail::prepared_gg1<U>>(engine_) && queue_.run == 1; }

  /// @returns P(W > t), averaged over the records of a run
  [[nodiscard]] U tail(U const& t) const {
    if (!(positive_ > 0)) { return U(0); }
    U const n = U(queue_.run);
    if (!(late_ > 0) || !(n > 1)) { return of_runs(t); }
    U sum = 0;
    if (n <= most_points) { // a run of 2.3 records is one of 2 or of 3
      for (U place = 0; place < n; place += 1) {
        U const left = t - place * late_;
        sum += detail::smaller(U(n - place), U(1)) * (left < 0 ? U(1) : of_runs(left));
      }
      return sum / n;
    }
    // Beyond a few records of a run a midpoint rule is as good as the sum.
    for (int j = 0; j < most_points; ++j) {
      U const left = t - ((U(j) + U(0.5)) * n / most_points - U(0.5)) * late_;
      sum += left < 0 ? U(1) : of_runs(left);
    }
    return sum / most_points;
  }

private:
  static constexpr int most_points = 32;

  /// P(the first record of a run waits longer than t)
  [[nodiscard]] U of_runs(U const& t) const {
    return std::visit(
        [&](auto const& e) -> U {
          using engine = std::remove_cvref_t<decltype(e)>;
          if constexpr (std::same_as<engine, std::monostate>) {
            return U(0);
          } else if constexpr (std::same_as<engine, detail::prepared_gg1<U>>) {
            U const x = t / e.service_time;
            if (!(x > 0)) { return e.law.positive(); }
            if (x < e.law.shortest()) { return detail::law_tail<U>(e.law.engine().walk(), x, false); }
            U const bound = -e.law.engine().decay_rate().rate * x;
            if (!(bound > -690)) { return U(0); }
            auto const v = e.law.tail(x, false);
            return detail::within(v.value * std::exp(v.log_scale), U(0), std::exp(bound));
          } else {
            return wait_tail(e, detail::smaller(t / stretch_, U(1e29)));
          }
        },
        engine_);
  }

  void summarize() {
    U first_mean = 0;
    std::visit(
        [&](auto const& e) {
          using engine = std::remove_cvref_t<decltype(e)>;
          if constexpr (std::same_as<engine, detail::prepared_gg1<U>>) {
            positive_ = e.law.positive();
            first_mean = e.law.mean() * e.service_time;
            decay_ = e.law.engine().decay_rate().rate / e.service_time;
            constant_ = e.law.tail_constant();
          } else if constexpr (std::same_as<engine, bulk_distribution<U>>) {
            positive_ = wait_probability(e);
            first_mean = mean_wait(e) * stretch_;
            U const near = of_runs(3 * first_mean);
            U const far = of_runs(6 * first_mean);
            bool const falls = far > U(1e-11) && near > far;
            decay_ = falls ? std::log(near / far) / (3 * first_mean) : first_mean > 0 ? positive_ / first_mean : U(1);
            constant_ = falls ? near * std::exp(3 * first_mean * decay_) : positive_;
          } else if constexpr (!std::same_as<engine, std::monostate>) {
            positive_ = wait_probability(e);
            first_mean = mean_wait(e);
            decay_ = decay_rate(e);
            if constexpr (std::same_as<engine, ggc<U>>) {
              constant_ = positive_;
              decay_ = first_mean > 0 ? positive_ / first_mean : decay_;
            } else {
              constant_ = tail_constant(e);
            }
          }
        },
        engine_);
    U const n = std::holds_alternative<bulk_distribution<U>>(engine_) ? U(1) : U(queue_.run);
    U const whole = std::floor(n);
    mean_ = first_mean + whole * (n - (whole + 1) / 2) / n * late_;
    if (n > 1 && late_ > 0) {
      positive_ = 1 - (1 - positive_) / n;
      // E e^(theta j late) over the places j of a run
      U const x = decay_ * late_;
      U const sum = n * x < 600 ? std::expm1(whole * x) / std::expm1(x) + (n - whole) * std::exp(whole * x) : n;
      constant_ *= sum / n;
    }
  }

  partition_queue<T> queue_;
  std::variant<std::monostate, md1<U>, mg1_distribution<U>, detail::prepared_gg1<U>, mdc_distribution<U>, ggc<U>, bulk_distribution<U>> engine_;
  U stretch_ = 1; ///< of all waits
  U late_ = 0; ///< what each record of a run waits longer than the one before
  U positive_ = 0;
  U mean_ = 0;
  U decay_ = 0;
  U constant_ = 0;
};
template <std::floating_point T> inline constexpr bool enable_queue<partition_queue_distribution<T>> = true;

/// The law of the wait, for many questions to one owner.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] partition_queue_distribution<T> prepare(partition_queue<T> const& q) {
  return partition_queue_distribution<T>(q);
}
template <std::floating_point T> void validate(partition_queue_distribution<T> const& /*d*/) {}
template <std::floating_point T> [[nodiscard]] T utilization(partition_queue_distribution<T> const& d) { return utilization(d.queue()); }

/// Mean wait of a record [s].
///
/// Exact for single records (run = 1) of one server and for constant services of Poisson arrivals in a pool.
/// Runs are served as jobs (producer.hpp), their records one after the other. Batches: bulk, exact for Poisson arrivals and
/// constant services up to a load of 0.99, above it the queue of single records at full batches; arrivals of another
/// variability count as Poisson there, and service_scv stretches all waits.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T mean_wait(partition_queue_distribution<T> const& d) { return T(d.mean()); }
template <std::floating_point T> [[nodiscard]] T mean_wait(partition_queue<T> const& q) { return mean_wait(prepare(q)); }

/// P(W > t). Exact where mean_wait is.
/// @param t [s], >= 0
/// @throws std::domain_error a field or t is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T wait_tail(partition_queue_distribution<T> const& d, std::type_identity_t<T> t) {
  detail::require_nonnegative("wait_tail", "t", t);
  return T(d.tail(typename partition_queue_distribution<T>::U(t)));
}
template <std::floating_point T> [[nodiscard]] T wait_tail(partition_queue<T> const& q, std::type_identity_t<T> t) {
  return wait_tail(prepare(q), t);
}

/// The time within which a share p of the records starts service [s]; root of wait_tail.
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T wait_quantile(partition_queue_distribution<T> const& d, std::type_identity_t<T> p) {
  using U = typename partition_queue_distribution<T>::U;
  detail::require_quantile("wait_quantile", p);
  U const level = 1 - U(p);
  if (level >= d.positive()) { return T(0); }
  if (!d.is_smooth()) { return T(detail::tail_root<U>([&](U const& t) { return d.tail(t); }, level, d.mean())); }
  U const line = std::log(detail::larger(d.constant(), U(1e-300)) / level) / d.decay();
  U const start = line > d.mean() ? line : d.mean();
  return T(detail::falling_root<U>([&](U const& t) { return d.tail(t); }, level, start, -d.decay(), U(1e-10)));
}
template <std::floating_point T> [[nodiscard]] T wait_quantile(partition_queue<T> const& q, std::type_identity_t<T> p) {
  return wait_quantile(prepare(q), p);
}

} // namespace ullage
