// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Answers of chance with their origin, and the laws behind a forecast.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/chance_model.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/forecast.hpp>

#include <cmath>
#include <concepts>
#include <string>

namespace ullage {

/// Where an answer of chance came from.
enum class chance_method {
  exact_queue,             ///< exact steady state of one owner, over the kinds of owners
  approximate_queue,       ///< approximate steady state: runs of a sticky producer, pools, batches
  gaussian_band,           ///< Gaussian band round the fluid path
  reflected_interpolation, ///< a band that is reflected at zero and ends in the steady state
  inverse_gaussian,        ///< first passage of a backlog, the latest of the owners
  work_left,               ///< what is left at the last arrival, the latest of the owners
  high_level,              ///< rare visits to a high level
  fluid,                   ///< chance plays no part
};

/// @returns the method in words
[[nodiscard]] inline char const* description(chance_method m) {
  switch (m) {
  case chance_method::exact_queue: return "exact steady state of each owner";
  case chance_method::approximate_queue: return "approximate steady state of each owner";
  case chance_method::gaussian_band: return "Gaussian band round the fluid path";
  case chance_method::reflected_interpolation: return "Gaussian band, reflected at zero, that ends in the steady state";
  case chance_method::inverse_gaussian: return "first passage of the backlog, latest of the owners";
  case chance_method::work_left: return "work left at the last arrival, latest of the owners";
  case chance_method::high_level: return "rate of visits to a high level";
  case chance_method::fluid: return "fluid path";
  }
  return "";
}

/// A number with its origin.
template <Real T = double> struct chance_value {
  T value = T(0);
  chance_method method = chance_method::fluid;
  bool valid = true;           ///< inside the range in which the method has been measured
  std::string reason = {};     ///< why not, else empty
  friend bool operator==(chance_value const&, chance_value const&) = default;
};
/// A range with its origin.
template <Real T = double> struct chance_band {
  T low = T(0);
  T high = T(0);
  chance_method method = chance_method::fluid;
  bool valid = true;
  std::string reason = {};
  friend bool operator==(chance_band const&, chance_band const&) = default;
};

/// The laws behind a forecast. Immutable. Made by chance(f).
template <std::floating_point T> class chance_result {
public:
  using scalar_type = T;
  using U = detail::wide_t<T>;

  explicit chance_result(forecast_result<T> const& f)
      : model_(f), topic_(detail::widened<U>(f.path, f.path.segments, U(1)), model_.lanes_of_topic(), model_.lanes_of_topic(), U(1),
                          U(0), model_.noise(), [](U) { return detail::owned_lanes<U>{}; }),
        peak_at_(f.peak_lag_at), drained_at_(f.drained_at), stops_at_(ends_at(f.system.arrivals)), has_peak_(f.peak_lag > 0) {
    auto const& p = f.system;
    if (!p.scaling.name.empty() && !is_fixed(p.scaling)) { scales_ = true; }
    for (auto const& s : f.path.segments) {
      settled_below_cap_ = settled_below_cap_ || (scales_ && !s.waiting && s.arrival_rate > 0 && U(s.capacity) < U(f.full_capacity) * U(0.999));
    }
    U const pool = U(consumer_model(p).concurrency_limit);
    limited_ = p.partitions && pool < model_.lanes_of_topic();
    limited_ = limited_ || detail::is_finite(consumer_model(p).records_per_consumer);
    interrupted_ = !is_off(p.breakdowns) && model_.invocation_scv() * model_.batch() > 1;
    starts_cold_ = !is_off(p.cold_starts);
    // A retention that is far from the longest wait of the expected course takes nobody.
    bool const near = detail::is_finite(p.retention) && !(2 * f.max_wait + 100 * f.path.service_time < p.retention);
    expires_ = near || detail::is_finite(p.retry.max_record_age);
    auto const& n = model_.noise();
    U const share = 1 / detail::larger(model_.lanes_of_topic(), U(1));
    bool const poisson = std::abs(n.dispersion(share) - 1) < U(0.02);
    U const cycle = U(batching_of(p).window) + model_.batch() * model_.service_time();
    brief_ = detail::is_finite(stops_at_) && stops_at_ > U(starts_at(p.arrivals)) && stops_at_ - U(starts_at(p.arrivals)) < 20 * cycle;
    if (model_.sticky_runs()) {
      U const rate = U(mean_rate(p.arrivals));
      keeps_up_ = rate * model_.service_time() < 3;
      brief_ = brief_ || (detail::is_finite(f.records) && U(f.records) < 20 * n.run * model_.lanes_of_topic());
    }
    rough_batches_ = model_.batch() > 1 && (!poisson || model_.invocation_scv() > 0 || model_.pooled());
  }

  [[nodiscard]] detail::chance_model<U> const& model() const { return model_; }
  [[nodiscard]] detail::owner_path<U> const& topic() const { return topic_; }
  [[nodiscard]] U peak_at() const { return peak_at_; }
  [[nodiscard]] U drained_at() const { return drained_at_; }
  [[nodiscard]] U stops_at() const { return stops_at_; }
  [[nodiscard]] bool has_peak() const { return has_peak_; }

  /// @returns why the model of chance does not hold for the pipeline, empty where it does
  [[nodiscard]] std::string doubt() const {
    if (model_.overloaded()) { return "overloaded without end: no wait is bounded"; }
    if (settled_below_cap_) { return "the scaling rule sees lag that chance makes, which the fluid does not have"; }
    if (limited_) { return "a limit on concurrency makes the owners share servers"; }
    if (model_.endless_work()) { return "an invocation may never end"; }
    if (model_.slower() > 1 + U(1e-6)) { return "the fluid does not count failures and interruptions"; }
    if (interrupted_) { return "rare long interruptions are taken by their mean and variance alone"; }
    if (starts_cold_) { return "cold starts after idle times are left out"; }
    if (expires_) { return "records that expire are left out"; }
    if (rough_batches_) { return "batches of arrivals that are not Poisson, of random service times or without partitions are approximate"; }
    if (brief_) { return "the load does not last for 20 services, full batches and windows included, or 20 runs of each partition"; }
    if (keeps_up_) { return "a partition nearly keeps up with a run of its sticky producer"; }
    return {};
  }

private:
  detail::chance_model<U> model_;
  detail::owner_path<U> topic_;
  U peak_at_;
  U drained_at_;
  U stops_at_;
  bool has_peak_;
  bool scales_ = false;
  bool settled_below_cap_ = false;
  bool limited_ = false;
  bool starts_cold_ = false;
  bool expires_ = false;
  bool brief_ = false;
  bool keeps_up_ = false;
  bool interrupted_ = false;
  bool rough_batches_ = false;
};

} // namespace ullage
