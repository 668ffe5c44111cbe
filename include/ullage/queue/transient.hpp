// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// M(t)/M/c(t): the number of records in a many-server system as a distribution at any time, from
/// any start, under a rate profile and a number of servers that changes.

#include <ullage/arrivals.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/bisect.hpp>
#include <ullage/detail/relaxation.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/state_band.hpp>
#include <ullage/errors.hpp>
#include <ullage/queue/transient_state.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <optional>
#include <type_traits>
#include <utility>
#include <vector>

namespace ullage {

/// So many servers from an instant on.
template <Real T = double> struct server_step {
  T start = unset_v<T>; ///< [s], >= 0, required
  int servers = 1;      ///< >= 0
  friend bool operator==(server_step const&, server_step const&) = default;
};

/// Servers over time. A whole number is one that never changes.
template <Real T = double> class server_schedule {
public:
  /// @throws std::domain_error servers < 0
  server_schedule(int servers) : server_schedule(std::vector<server_step<T>>{{T(0), servers}}) {} // NOLINT(google-explicit-constructor)

  /// @param steps ordered by start, the first at 0
  /// @throws std::domain_error by name
  explicit server_schedule(std::vector<server_step<T>> steps) : steps_(std::move(steps)) {
    detail::require(!steps_.empty(), "server_schedule", "steps", 0.0, "must be at least one");
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      auto const& s = steps_[i];
      detail::require_nonnegative("server_schedule", "start", s.start);
      detail::require(i > 0 || value_of(s.start) == 0, "server_schedule", "start", s.start, "must be 0 in the first step");
      detail::require(i == 0 || value_of(s.start) > value_of(steps_[i - 1].start), "server_schedule", "start", s.start,
                      "must be later than the start before it");
      detail::require(s.servers >= 0, "server_schedule", "servers", double(s.servers), "must be >= 0");
    }
  }

  [[nodiscard]] std::vector<server_step<T>> const& steps() const noexcept { return steps_; }

  /// @returns servers at t, right limit
  [[nodiscard]] int at(T const& t) const {
    auto const after =
        detail::partition_index(0, steps_.size(), [&](std::size_t i) { return value_of(steps_[i].start) <= value_of(t); });
    return steps_[after == 0 ? 0 : after - 1].servers;
  }

  friend bool operator==(server_schedule const& a, server_schedule const& b) { return a.steps_ == b.steps_; }

private:
  std::vector<server_step<T>> steps_;
};

/// Poisson arrivals with a rate that changes in time, exponential service, servers that come and go,
/// one queue without a limit. A record whose server leaves goes back to the queue.
template <Real T = double> struct transient_mmc {
  using scalar_type = T;
  arrival_profile<T> arrivals = {};      ///< rate over time; its bursts must be whole records
  T service_time = unset_v<T>;           ///< mean S [s], > 0, required
  server_schedule<T> servers = 1;        ///< over time
  long long initial = 0;                 ///< records in the system at time 0, in [0, 1e15]
  double max_updates = 20'000'000'000.0; ///< give up after so many updates of a state, about 1e9 each second
  friend bool operator==(transient_mmc const&, transient_mmc const&) = default;
};

/// @throws std::domain_error a field is out of range
template <Real T> void validate(transient_mmc<T> const& q) {
  using std::floor;
  detail::require_positive("transient_mmc", "service_time", q.service_time);
  detail::require(q.initial >= 0 && q.initial <= 1'000'000'000'000'000, "transient_mmc", "initial", double(q.initial),
                  "must be in [0, 1e15]");
  detail::require(q.max_updates > 0, "transient_mmc", "max_updates", q.max_updates, "must be > 0");
  auto const& pieces = q.arrivals.pieces();
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    auto const& b = value_of(pieces[i].burst);
    detail::require_element(b <= 1e15 && value_of(T(floor(pieces[i].burst))) == b, "transient_mmc", "arrivals.burst", i, pieces[i].burst,
                            "must be a whole number of records up to 1e15");
  }
}

namespace detail {

/// Does nothing when told how far a computation is.
struct no_progress {
  void operator()(double) const noexcept {}
};

/// Walks a system through its breakpoints.
template <Real T, class Progress> class transient_walk {
public:
  using U = std::conditional_t<std::same_as<T, float>, double, T>;

  transient_walk(transient_mmc<T> const& q, double horizon, Progress& progress)
      : q_(q), stepper_(q.max_updates), progress_(progress), horizon_(horizon) {
    band_.first = q.initial;
  }

  transient_state<T> state_at(T const& end) {
    for (;;) {
      enter();
      if (value_of(t_) >= value_of(end)) { break; }
      T stop = end;
      auto const& pieces = q_.arrivals.pieces();
      auto const& steps = q_.servers.steps();
      if (piece_ < pieces.size() && value_of(pieces[piece_].start) < value_of(stop)) { stop = pieces[piece_].start; }
      if (step_ < steps.size() && value_of(steps[step_].start) < value_of(stop)) { stop = steps[step_].start; }
      run(stop);
      t_ = stop;
    }
    transient_state<T> out{end, q_.service_time, servers_, band_.first, {}};
    out.probability.reserve(band_.mass.size());
    for (auto const& m : band_.mass) { out.probability.push_back(T(m)); }
    return out;
  }

private:
  struct no_approach {};
  template <class V> struct approach_of {
    using type = no_approach;
  };
  template <std::floating_point V> struct approach_of<V> {
    using type = relaxation<V>;
  };
  using approach = typename approach_of<U>::type;
  static constexpr double long_time = 400; ///< jumps of the chain above which a step at once is cheaper

  /// Begins what begins now; records that come at once move the whole distribution.
  void enter() {
    auto const& pieces = q_.arrivals.pieces();
    auto const& steps = q_.servers.steps();
    for (; piece_ < pieces.size() && value_of(pieces[piece_].start) <= value_of(t_); ++piece_) {
      band_.first += static_cast<long long>(value_of(pieces[piece_].burst));
    }
    for (; step_ < steps.size() && value_of(steps[step_].start) <= value_of(t_); ++step_) { servers_ = steps[step_].servers; }
  }

  /// Goes on to `stop` with rates that do not break.
  void run(T const& stop) {
    birth_death<U> chain{U(0), U(0), U(1) / U(q_.service_time), servers_};
    U rate(0);
    if (piece_ > 0) {
      auto const& p = q_.arrivals.pieces()[piece_ - 1];
      rate = U(p.rate) + U(p.slope) * (U(t_) - U(p.start));
      chain.slope = U(p.slope);
    }
    U const length = U(stop) - U(t_);
    U const tiny = length * std::numeric_limits<U>::epsilon();
    bool const constant = value_of(chain.slope) == 0;
    std::optional<approach> steady;
    long long check_at = 0; // the cost of the checks stays below that of the steps
    U gone(0);
    for (long long steps = 0; value_of(U(length - gone)) > value_of(tiny); ++steps) {
      U const now = rate + chain.slope * gone;
      chain.birth = value_of(now) > 0 ? now : U(0);
      if (constant && value_of(chain.birth) == 0 && (servers_ == 0 || band_.last() == 0)) { return; }
      U const left = length - gone;
      if constexpr (std::floating_point<U>) {
        if (constant && steps >= check_at && left * (chain.birth + chain.death(servers_)) > long_time) {
          check_at = steps + 1 + steps / 8;
          if (!steady) { steady.emplace(chain); }
          double const jumps = static_cast<double>(left * (chain.birth + chain.death(servers_)));
          bool const cheaper = 100 * static_cast<double>(steady->states()) < jumps * static_cast<double>(band_.mass.size());
          if (cheaper && steady->near(band_)) {
            stepper_.count(200 * static_cast<double>(steady->states()));
            steady->jump(band_, left);
            return;
          }
        }
      }
      gone += stepper_.step(band_, chain, left);
      double const share = (static_cast<double>(value_of(t_)) + static_cast<double>(value_of(gone))) / horizon_;
      report(share < 1 ? share : 1);
    }
  }

  void report(double share) {
    if constexpr (std::is_void_v<decltype(progress_(share))>) {
      progress_(share);
    } else {
      if (!progress_(share)) { throw evaluation_error("transient: stopped by the caller"); }
    }
  }

  transient_mmc<T> const& q_;
  band_stepper<U> stepper_;
  Progress& progress_;
  double horizon_;
  state_band<U> band_;
  T t_ = T(0);
  std::size_t piece_ = 0; ///< first piece of the arrivals that has not begun
  std::size_t step_ = 0;
  int servers_ = 0;
};

} // namespace detail

/// The distribution of the number of records in the system at each of some times.
///
/// Exact. Formula: p'(t) = p(t) Q(t), solved by series of positive terms over short steps
/// (uniformization, extended to rates that are linear in time); the states that are followed grow and
/// shrink with the distribution, and no more than 1e-18 is lost per step. Where rates are constant and
/// the distribution has come near to the steady state, the rest is one step of any length by a
/// rational approximation of exp (detail/relaxation.hpp). Source: Jensen (1953); Grassmann,
/// "Transient solutions in Markovian queueing systems", Comput. Oper. Res. 4 (1977).
/// Accuracy: 1e-11 relative for a mean and a tail >= 1e-8; 1e-12 of the mean in the steady state where
/// utilization is above 0.999.
/// Cost: (arrivals + completions that could happen) times states, about 1 ns each.
/// @param times [s], >= 0, not decreasing
/// @param progress called with the share of the time that is done, in [0, 1]; may throw, and may
///   return false to stop
/// @returns one state for each time; bursts and changes at that instant have happened
/// @throws std::domain_error a field or a time is out of range
/// @throws evaluation_error more than max_updates updates, or stopped by progress
template <Real T, class Progress = detail::no_progress>
[[nodiscard]] std::vector<transient_state<T>> transient(transient_mmc<T> const& q, std::type_identity_t<std::vector<T>> const& times,
                                                        Progress progress = {}) {
  validate(q);
  for (std::size_t i = 0; i < times.size(); ++i) {
    detail::require_element(value_of(times[i]) >= 0 && detail::is_finite(times[i]) && detail::is_moderate(times[i]), "transient", "times", i,
                            times[i], "must be 0 or in [1e-30, 1e30]");
    detail::require_element(i == 0 || value_of(times[i]) >= value_of(times[i - 1]), "transient", "times", i, times[i],
                            "must not be less than the time before it");
  }
  std::vector<transient_state<T>> out;
  if (times.empty()) { return out; }
  double const horizon = static_cast<double>(value_of(times.back()));
  detail::transient_walk<T, Progress> walk(q, horizon > 0 ? horizon : 1, progress);
  out.reserve(times.size());
  for (auto const& t : times) { out.push_back(walk.state_at(t)); }
  return out;
}

/// The same at one time.
/// @param t [s], >= 0
/// @throws std::domain_error a field or t is out of range
/// @throws evaluation_error more than max_updates updates
template <Real T> [[nodiscard]] transient_state<T> transient(transient_mmc<T> const& q, std::type_identity_t<T> const& t) {
  detail::require_nonnegative("transient", "t", t);
  return std::move(transient(q, std::vector<T>{t}).front());
}

} // namespace ullage
