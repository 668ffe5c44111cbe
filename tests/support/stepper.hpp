// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A second opinion on ullage::backlog: the control loop and every single lane as they are written
/// down, worked through in small time steps. It shares the input types with the library and none of its
/// algorithms.
///
/// A lane is known by its head: how much of the topic had arrived when its oldest waiting record came. In a
/// step every owner raises the lowest heads of its lanes by what it can do. Within a step the capacity is that
/// of the step's start; steps are cut short at arrivals breakpoints, evaluations, activations and the ends of
/// pauses and start-ups. What is left of the error is of first order in the step: consumers that ramp,
/// environments that fill up, limits that owners share, and the instants at which a backlog begins and ends.

#include <ullage/backlog.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <deque>
#include <limits>
#include <utility>
#include <variant>
#include <vector>

namespace ullage::test {

inline constexpr double nothing = 1e-6; ///< a lag up to this is no lag
inline constexpr double never = std::numeric_limits<double>::infinity();

struct step_options {
  double h = 0.01;         ///< step [s]
  double horizon = 1000;   ///< [s]
  double uncertainty = 0;  ///< how wrong the lag may be [records]; decisions closer than that are reported
  double late = never;     ///< records that wait longer are counted [s]
  std::vector<double> looks = {}; ///< instants at which the lag of every lane is kept [s]
};

struct step_result {
  std::vector<double> t;         ///< start of each step, everything that happens at it done
  std::vector<double> lag;
  std::vector<double> consumers;
  std::vector<double> length;    ///< of each step [s]
  double peak_lag = 0;
  double max_wait = 0;
  double drained_at = 0;
  double consumer_seconds = 0;
  double arrived = 0;            ///< until the horizon, initial lag included
  double max_capacity = 0;       ///< [records/s]
  double max_rate = 0;           ///< [records/s]
  long long evaluations = 0;
  long long activations = 0;     ///< that changed the consumers
  bool near_tie = false;         ///< a decision hung on less than the uncertainty
  double late_records = 0;       ///< begun so far, after a longer wait than asked for
  bool shared = false;           ///< owners had to share a limit
  std::vector<std::vector<double>> lanes = {}; ///< lag of every lane at the looks, in their order
};

class stepper {
public:
  stepper(ullage::backlog_model<double> const& model, step_options const& options)
      : m_(model), r_(model.scaling), o_(options) {
    double const lanes = m_.consumers.lanes;
    bool const fixed = std::holds_alternative<ullage::hold>(r_.up);
    cap_ = std::min(r_.max_consumers, lanes);
    if (rule<ullage::proportional<double>>()) { cap_ = r_.max_consumers; }
    double const first = std::isnan(r_.initial_consumers) ? std::ceil(r_.initial_share * cap_) : r_.initial_consumers;
    consumers_ = std::min(first, cap_);
    floor_ = fixed ? consumers_ : std::min(r_.min_consumers, cap_);
    target_ = consumers_;
    history_.push_back({-never, consumers_});
    lag_ = m_.initial_lag;
    arrived_ = m_.initial_lag;
    std::size_t const count = std::isfinite(m_.consumers.lanes) ? static_cast<std::size_t>(m_.consumers.lanes) : 1;
    share_ = m_.shares;
    if (share_.empty()) { share_.assign(count, 1.0 / static_cast<double>(count)); }
    head_.assign(count, 0.0);
    looked_.assign(count, 0);
    next_evaluation_ = std::isnan(r_.phase) ? r_.evaluation_period : r_.phase;
    if (fixed || rule<ullage::continuous_ramp<double>>()) { next_evaluation_ = never; }
    first_evaluation_ = next_evaluation_;
    next_poll_ = rule<ullage::proportional<double>>() ? first_evaluation_ : never;
    tokens_ = r_.environment_burst;
    own_as_many_as_work();
    spare_ = lag_ > nothing ? 0 : never;
    if (lag_ > nothing) { waiting_since_ = 0; }
  }

  step_result run() {
    while (true) {
      happen();
      note();
      if (t_ >= o_.horizon) { break; }
      advance();
    }
    finish();
    return std::move(out_);
  }

private:
  template <class Rule> [[nodiscard]] Rule const* rule() const { return std::get_if<Rule>(&r_.up); }

  // -- what a number of consumers can do ----------------------------------------------------

  /// Whole owners that a real number of consumers makes; a part of one is one that is slower.
  [[nodiscard]] double owners(double consumers) const {
    double const slots = consumers * m_.consumers.concurrency_per_consumer;
    if (!std::isfinite(m_.consumers.lanes)) { return slots > 0 ? 1 : 0; }
    if (slots >= m_.consumers.lanes) { return m_.consumers.lanes; }
    return slots > 0 ? std::max(1.0, std::floor(slots * (1 + 1e-14))) : 0;
  }
  /// Services of one owner in parallel.
  [[nodiscard]] double of_one(double consumers) const {
    auto const& c = m_.consumers;
    double const n = owners(consumers);
    if (!(n > 0)) { return 0; }
    double const slots = consumers * c.concurrency_per_consumer;
    double const bytes = c.records_per_consumer * c.service_time; // services of one consumer
    if (!std::isfinite(c.lanes)) { return std::min(slots, consumers * bytes); }
    if (slots >= c.lanes) { return std::min(1.0, consumers * bytes / n); }
    return std::min(1.0, bytes / c.concurrency_per_consumer);
  }
  /// What whole consumers carry for ever: the owner with most lanes sets the rate.
  [[nodiscard]] double services(double consumers) const {
    auto const& c = m_.consumers;
    double const n = owners(consumers);
    if (!(n > 0)) { return 0; }
    double const worth = std::isfinite(c.lanes) ? c.lanes / std::ceil(c.lanes / n - 1e-9) : 1;
    return std::min(worth * of_one(consumers), c.concurrency_limit);
  }

  /// The smallest whole number of consumers that carries a rate; where none does, as many as help.
  double needed(double rate, double rate_uncertainty = 0) {
    double const wanted = rate * m_.consumers.service_time;
    double const blur = rate_uncertainty * m_.consumers.service_time;
    double best = 0;
    double most = 0;
    if (!(rate > 0)) { return 0; }
    auto const& c = m_.consumers;
    double const all = std::min({wanted, c.lanes, c.concurrency_limit});
    double const slots = std::isfinite(c.lanes) ? c.lanes : all;
    double const last = 1 + std::max(slots / c.concurrency_per_consumer, all / c.service_time / c.records_per_consumer);
    for (double n = 1; n <= last; n += 1) {
      double const can = services(n);
      if (can > most * (1 + 1e-12)) {
        most = can;
        best = n;
      }
      if (blur > 0 && std::abs(can - wanted) <= blur) { out_.near_tie = true; }
      if (can >= wanted * (1 - 1e-13)) { return n; }
    }
    return best;
  }

  /// The same as a real number, where nothing is in order.
  [[nodiscard]] double needed_exactly(double rate) const {
    auto const& c = m_.consumers;
    double const units = std::min(rate * c.service_time, c.concurrency_limit);
    return std::max(units / c.concurrency_per_consumer, units / c.service_time / c.records_per_consumer);
  }

  /// Added consumers work startup_time later, removed ones stop at once: at work are as many as
  /// there were at least during the last startup_time.
  [[nodiscard]] double working() const {
    if (rule<ullage::continuous_ramp<double>>()) { return consumers_; }
    double least = consumers_;
    for (std::size_t i = history_.size(); i-- > 0;) {
      least = std::min(least, history_[i].second);
      if (history_[i].first + r_.startup_time <= t_) { break; }
    }
    return least;
  }

  [[nodiscard]] bool limited_environments() const { return std::isfinite(r_.environment_burst); }

  // -- who owns what ------------------------------------------------------------------------

  /// The rules of the assignors, each written out anew.
  [[nodiscard]] std::vector<std::size_t> assigned(std::size_t n) const {
    std::size_t const lanes = share_.size();
    std::vector<std::size_t> now(lanes);
    bool const even = std::all_of(share_.begin(), share_.end(), [&](double s) { return s == share_[0]; });
    auto const rule = even ? ullage::assignor::range : m_.assignment;
    if (rule == ullage::assignor::range) {
      std::size_t lane = 0;
      for (std::size_t o = 0; o < n; ++o) {
        for (std::size_t k = 0; k < lanes / n + (o < lanes % n ? 1 : 0); ++k) { now[lane++] = o; }
      }
    } else if (rule == ullage::assignor::best_case) {
      std::vector<std::size_t> order(lanes);
      for (std::size_t i = 0; i < lanes; ++i) { order[i] = i; }
      std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return share_[a] > share_[b]; });
      std::vector<double> load(n, 0.0);
      for (std::size_t const i : order) {
        auto const least = std::min_element(load.begin(), load.end());
        now[i] = static_cast<std::size_t>(least - load.begin());
        *least += share_[i];
      }
    } else if (rule == ullage::assignor::round_robin || owner_.empty()) {
      for (std::size_t i = 0; i < lanes; ++i) { now[i] = i % n; }
    } else {
      // Who has too many, the highest first, gives up its last one; who has fewest takes in turn.
      std::vector<std::vector<std::size_t>> has(n);
      std::vector<std::size_t> free;
      for (std::size_t i = 0; i < lanes; ++i) {
        if (owner_[i] < n) {
          has[owner_[i]].push_back(i);
        } else {
          free.push_back(i);
        }
      }
      std::size_t more = lanes % n;
      std::vector<std::size_t> quota(n, lanes / n);
      for (std::size_t o = 0; o < n; ++o) {
        if (has[o].size() > lanes / n && more > 0) { ++quota[o], --more; }
      }
      for (std::size_t o = 0; o < n; ++o) {
        if (quota[o] == lanes / n && more > 0) { ++quota[o], --more; }
      }
      for (std::size_t o = 0; o < n; ++o) {
        while (has[o].size() > quota[o]) {
          free.push_back(has[o].back());
          has[o].pop_back();
        }
      }
      std::sort(free.begin(), free.end());
      std::size_t o = 0;
      for (std::size_t const i : free) {
        while (has[o].size() >= quota[o]) { o = (o + 1) % n; }
        has[o].push_back(i);
        o = (o + 1) % n;
      }
      for (std::size_t k = 0; k < n; ++k) {
        for (std::size_t const i : has[k]) { now[i] = k; }
      }
    }
    return now;
  }
  void own(std::size_t n) {
    std::size_t const lanes = share_.size();
    owner_ = assigned(n);
    owned_.assign(n, {});
    for (std::size_t i = 0; i < lanes; ++i) { owned_[owner_[i]].push_back(i); }
    for (auto& mine : owned_) {
      std::sort(mine.begin(), mine.end(), [&](std::size_t a, std::size_t b) { return head_[a] < head_[b]; });
    }
    load_.assign(n, 0.0);
    for (std::size_t i = 0; i < lanes; ++i) { load_[owner_[i]] += share_[i]; }
  }
  void own_as_many_as_work() {
    auto const n = static_cast<std::size_t>(std::max(1.0, owners(working())));
    if (owners(working()) > 0 || owned_.empty()) {
      if (owned_.size() != n) { own(n); }
    }
  }
  [[nodiscard]] double waiting(std::size_t owner) const {
    double sum = 0;
    for (std::size_t const i : owned_[owner]) { sum += share_[i] * (arrived_ - head_[i]); }
    return sum;
  }

  /// Services per owner that may be under way now, and those that are, all together.
  struct allowance {
    double each = 0;
    double all = 0;
    double wanted = 0; ///< were the environments not limited
  };
  [[nodiscard]] allowance allowed() {
    own_as_many_as_work();
    double const one = t_ < paused_until_ ? 0 : of_one(working());
    double const needs = rate() * m_.consumers.service_time;
    std::vector<double> want(owned_.size());
    double sum = 0;
    for (std::size_t o = 0; o < want.size(); ++o) {
      want[o] = waiting(o) > nothing_of_one ? one : std::min(one, needs * load_[o]);
      sum += want[o];
    }
    allowance out{one, sum, std::min(sum, m_.consumers.concurrency_limit)};
    double limit = m_.consumers.concurrency_limit;
    if (limited_environments()) { limit = std::min(limit, in_use_ + tokens_); }
    if (sum <= limit) { return out; }
    out_.shared = true;
    double low = 0;
    double high = one;
    for (int i = 0; i < 60; ++i) {
      double const middle = (low + high) / 2;
      double total = 0;
      for (double const w : want) { total += std::min(w, middle); }
      (total > limit ? high : low) = middle;
    }
    out.each = low;
    out.all = limit;
    return out;
  }
  /// Records that all owners could begin per second if all of them had work.
  [[nodiscard]] double capacity() { return std::min(of_one(working()) * static_cast<double>(owned_.size()), m_.consumers.concurrency_limit) / m_.consumers.service_time; }

  // -- arrivals -------------------------------------------------------------------------------

  [[nodiscard]] double rate_at(double t) const {
    auto const& all = m_.arrivals.pieces();
    if (piece_ == 0) { return 0; }
    auto const& p = all[piece_ - 1];
    return std::max(0.0, p.rate + p.slope * (t - p.start));
  }
  [[nodiscard]] double rate() const { return rate_at(t_); }

  [[nodiscard]] double slope() const { return piece_ > 0 ? m_.arrivals.pieces()[piece_ - 1].slope : 0; }
  /// The arrivals are at 0 for this instant only.
  [[nodiscard]] bool begins() const { return slope() > 0; }

  [[nodiscard]] double in_flight() { return allowed().all; }

  // -- decisions ------------------------------------------------------------------------------

  /// How wrong the lag may be now.
  [[nodiscard]] double blur() const { return lag_ <= nothing && spare_ > o_.uncertainty ? 0 : o_.uncertainty; }

  void compare_lag_with(double level) {
    if (blur() > 0 && std::abs(lag_ - level) <= blur()) { out_.near_tie = true; }
  }

  void decide(double target) {
    if (target == target_) { return; }
    target_ = target;
    last_decision_ = t_;
    pending_.push_back({t_ + r_.reaction_delay, target});
  }

  [[nodiscard]] bool rested(double interval) const { return t_ - last_decision_ >= interval * (1 - 1e-12); }

  void scale_up() {
    if (rule<ullage::jump_to_cap>()) {
      decide(cap_);
    } else if (auto const* a = rule<ullage::add<double>>()) {
      if (rested(a->min_interval)) { decide(std::max(target_, std::min(cap_, target_ + a->step))); }
    } else if (auto const* x = rule<ullage::multiply<double>>()) {
      if (rested(x->min_interval)) { decide(std::max(target_, std::min(cap_, std::ceil(target_ * x->factor)))); }
    } else if (auto const* l = rule<ullage::match_load<double>>()) {
      double const n = needed(rate() + lag_ / l->drain_within, blur() / l->drain_within);
      decide(std::max(target_, std::min(cap_, n)));
    }
  }

  void scale_down() {
    auto const& d = r_.down;
    double base = floor_;
    switch (d.when) {
    case ullage::scale_down::keep_while_producing:
      if (rate() > 0) { return; }
      break;
    case ullage::scale_down::drop_when_empty: break;
    case ullage::scale_down::follow_load: base = std::min(cap_, std::max(floor_, needed(rate()))); break;
    }
    if (t_ - low_since_ < d.stabilization * (1 - 1e-12) || !rested(d.min_interval)) { return; }
    double left = base;
    if (d.factor > 0) {
      left = std::max(base, std::ceil(target_ * d.factor));
      if (left >= target_) { left = base; }
    }
    if (left < target_) { decide(left); }
  }

  void evaluate() {
    ++out_.evaluations;
    if (rule<ullage::proportional<double>>()) {
      evaluate_pods();
      return;
    }
    compare_lag_with(r_.lag_threshold);
    if (lag_ >= r_.lag_threshold) {
      low_since_ = never;
      scale_up();
      return;
    }
    if (low_since_ == never) { low_since_ = t_; }
    compare_lag_with(nothing);
    if (lag_ <= nothing) { scale_down(); }
  }

  // -- KEDA and the autoscaler ------------------------------------------------------------------

  void poll() {
    auto const& p = *rule<ullage::proportional<double>>();
    double const seen = lag_ + in_flight();
    if (blur() > 0 && std::abs(seen - p.activation_lag) <= blur()) { out_.near_tie = true; }
    bool const active = seen > p.activation_lag;
    if (active) { last_active_ = t_; }
    if (active && target_ == 0) {
      decide(1);
    } else if (!active && floor_ == 0 && target_ > 0 && t_ - last_active_ >= p.cooldown_period * (1 - 1e-12)) {
      decide(0);
    }
  }

  void evaluate_pods() {
    auto const& p = *rule<ullage::proportional<double>>();
    if (target_ == 0) { return; }
    double seen = lag_ + in_flight();
    double const each = p.lag_per_consumer;
    double vague = blur();
    auto const near = [&](double level) {
      if (vague > 0 && std::abs(seen - level) <= vague) { out_.near_tie = true; }
    };
    if (std::isfinite(m_.consumers.lanes)) {
      near((m_.consumers.lanes + 1) * each);
      if (std::floor(seen / each + 1e-9) > m_.consumers.lanes) {
        seen = m_.consumers.lanes * each;
        vague = 0;
      }
    }
    near(each * target_ * (1 + p.tolerance));
    near(each * target_ * (1 - p.tolerance));
    near(each * std::round(seen / each));
    double recommended = std::ceil(seen / each - 1e-9);
    if (std::abs(seen / (each * target_) - 1) <= p.tolerance + 1e-12) { recommended = target_; }
    recommendations_.push_back({t_, recommended});
    double highest = 0;
    for (auto const& [when, n] : recommendations_) {
      if (when > t_ - r_.down.stabilization * (1 - 1e-12) || when == t_) { highest = std::max(highest, n); }
    }
    double next = target_;
    if (recommended > target_) {
      next = std::min(recommended, std::max(target_ + p.max_added, std::ceil(target_ * p.max_factor)));
    } else if (recommended < target_) {
      next = std::min(target_, highest);
    }
    decide(std::min(cap_, std::max(next, std::max(1.0, floor_))));
  }

  // -- the instant ------------------------------------------------------------------------------

  void activate(double target) {
    if (target == consumers_) { return; }
    consumers_ = target;
    history_.push_back({t_, consumers_});
    ++out_.activations;
    if (r_.rebalance_pause > 0) { paused_until_ = t_ + r_.rebalance_pause; }
  }

  void happen() {
    auto const& all = m_.arrivals.pieces();
    while (piece_ < all.size() && all[piece_].start <= t_) {
      double const records = all[piece_].burst;
      note_curves();
      lag_ += records;
      arrived_ += records;
      ++piece_;
      if (records > 0) { note_curves(); }
    }
    while (!pending_.empty() && pending_.front().first <= t_) {
      activate(pending_.front().second);
      pending_.pop_front();
    }
    bool const looks = next_poll_ <= t_;
    bool const evaluates = next_evaluation_ <= t_;
    if (evaluates) {
      evaluate();
      epochs_ += 1;
      next_evaluation_ = first_evaluation_ + epochs_ * r_.evaluation_period;
    }
    if (looks) {
      poll();
      polls_ += 1;
      next_poll_ = first_evaluation_ + polls_ * rule<ullage::proportional<double>>()->polling_period;
    }
    while (!pending_.empty() && pending_.front().first <= t_) {
      activate(pending_.front().second);
      pending_.pop_front();
    }
    if (lag_ > nothing) {
      if (waiting_since_ == never) {
        waiting_since_ = t_;
        doubt_that_it_was_empty();
      }
      if (almost_empty_ && (lag_ > 2 * o_.uncertainty || piece_ != almost_empty_in_)) {
        almost_empty_ = false;
        if (rule<ullage::continuous_ramp<double>>()) { out_.near_tie = true; }
      }
      spare_ = 0;
    } else {
      waiting_since_ = never;
      if (auto const* c = rule<ullage::continuous_ramp<double>>(); c != nullptr) { settle(); }
    }
  }

  /// A continuous ramp begins anew with each backlog. Whether the last one ended hangs on little when
  /// other arrivals began a new one right after.
  void doubt_that_it_was_empty() {
    if (!rule<ullage::continuous_ramp<double>>() || piece_ == emptied_in_) { return; }
    if ((t_ - emptied_at_) * emptied_with_ <= o_.uncertainty) { out_.near_tie = true; }
  }

  /// Would so many consumers keep up with the arrivals, whoever owns most of them included?
  [[nodiscard]] bool carries(double consumers) const {
    auto const n = static_cast<std::size_t>(std::max(1.0, owners(consumers)));
    std::vector<double> load(n, 0.0);
    auto const owner = assigned(n);
    for (std::size_t i = 0; i < share_.size(); ++i) { load[owner[i]] += share_[i]; }
    return *std::max_element(load.begin(), load.end()) * rate() * m_.consumers.service_time <= of_one(consumers);
  }

  /// A continuous ramp when nothing waits.
  void settle() {
    double base = consumers_;
    if (r_.down.when == ullage::scale_down::follow_load) {
      double const vague = t_ == emptied_at_ ? std::abs(slope()) * o_.uncertainty / emptied_with_ : 0;
      base = std::max(floor_, std::isfinite(m_.consumers.lanes) ? needed(rate(), vague) : needed_exactly(rate()));
    } else if (!(rate() > 0) && !begins()) {
      base = floor_;
    }
    bool const equal = std::all_of(share_.begin(), share_.end(), [&](double s) { return s == share_[0]; });
    for (int tries = 0; !equal && tries < 64 && base < consumers_ && !carries(base); ++tries) { base += 1; }
    if (!equal && base < consumers_ && !carries(base)) { base = consumers_; }
    consumers_ = std::min(consumers_, base);
  }

  // -- the time between instants ------------------------------------------------------------------

  void advance() {
    double end = std::min(t_ + o_.h, o_.horizon);
    auto const& all = m_.arrivals.pieces();
    auto const cut = [&](double at) {
      if (at > t_ && at < end) { end = at; }
    };
    if (piece_ < all.size()) { cut(all[piece_].start); }
    if (out_.lanes.size() < o_.looks.size()) { cut(o_.looks[out_.lanes.size()]); }
    cut(next_evaluation_);
    cut(next_poll_);
    if (!pending_.empty()) { cut(pending_.front().first); }
    cut(paused_until_);
    for (std::size_t i = history_.size(); i-- > 0;) {
      if (history_[i].first + r_.startup_time < t_) { break; }
      cut(history_[i].first + r_.startup_time);
    }
    double const dt = end - t_;
    out_.length.back() = dt;

    double const rate0 = rate();
    double const amount = dt * (rate0 + rate_at(end)) / 2;
    auto const services_now = allowed();
    double const can = services_now.each / m_.consumers.service_time;
    out_.max_rate = std::max({out_.max_rate, rate0, rate_at(end)});
    out_.max_capacity = std::max(out_.max_capacity, capacity());
    out_.consumer_seconds += consumers_ * dt;

    if (limited_environments()) {
      double const wanted = services_now.wanted;
      if (wanted > in_use_) {
        double const more = std::min(wanted - in_use_, tokens_);
        in_use_ += more;
        tokens_ -= more;
      } else {
        in_use_ = wanted;
      }
      tokens_ = std::min(r_.environment_burst, tokens_ + r_.environment_rate * dt);
    }
    if (auto const* c = rule<ullage::continuous_ramp<double>>(); c != nullptr) {
      double const from = waiting_since_ + r_.reaction_delay + r_.startup_time;
      if (lag_ > nothing && t_ >= from * (1 - 1e-12)) {
        consumers_ = std::max(consumers_, std::min(cap_, consumers_ + c->per_minute / 60 * dt));
      }
    }
    bool const waited = lag_ > nothing;
    arrived_ += amount;
    double unused = never;
    double slowest = never;
    for (std::size_t o = 0; o < owned_.size(); ++o) {
      unused = std::min(unused, raise(o, can * dt, end));
      slowest = std::min(slowest, can - load_[o] * amount / dt);
    }
    lag_ = 0;
    for (std::size_t i = 0; i < head_.size(); ++i) { lag_ += share_[i] * (arrived_ - head_[i]); }
    if (lag_ <= nothing) { spare_ += unused; }
    if (waited && lag_ <= nothing) {
      emptied_at_ = end;
      emptied_in_ = piece_;
      emptied_with_ = slowest;
    }
    if (lag_ > 2 * o_.uncertainty) { clearly_waiting_ = true; }
    if (clearly_waiting_ && !almost_empty_ && lag_ > nothing && lag_ <= o_.uncertainty) {
      almost_empty_ = true;
      almost_empty_in_ = piece_;
    }
    if (lag_ <= nothing) {
      almost_empty_ = false;
      clearly_waiting_ = false;
    }
    t_ = end;
    note_curves();
  }

  /// Lets an owner begin records of its lanes, the oldest first. @returns what it could not use
  double raise(std::size_t owner, double records, double end) {
    auto const& mine = owned_[owner];
    double share = 0;
    std::size_t n = 0;
    double height = mine.empty() ? arrived_ : head_[mine[0]];
    while (records > 0 && height < arrived_) {
      while (n < mine.size() && head_[mine[n]] <= height) { share += share_[mine[n++]]; }
      double const top = n < mine.size() ? std::min(head_[mine[n]], arrived_) : arrived_;
      double const needed_here = share * (top - height);
      if (needed_here <= records) {
        records -= needed_here;
        height = top;
      } else {
        height += records / share;
        records = 0;
      }
    }
    while (n < mine.size() && head_[mine[n]] <= height) { ++n; }
    double left = 0;
    for (std::size_t const i : mine) { left += share_[i] * (arrived_ - std::max(head_[i], height)); }
    if (left <= nothing_of_one) {
      n = mine.size();
      height = arrived_;
    }
    for (std::size_t k = 0; k < n; ++k) {
      std::size_t const i = mine[k];
      count_late(i, head_[i], std::max(head_[i], height), end);
      head_[i] = std::max(head_[i], height);
    }
    return records;
  }

  /// Records of a lane that began in this step after a longer wait than asked for.
  void count_late(std::size_t i, double from, double to, double end) {
    if (!(o_.late < never) || !(to > from)) { return; }
    double const middle = (from + to) / 2;
    double came = -m_.initial_lag_age;
    if (middle >= m_.initial_lag) {
      auto& j = looked_[i];
      while (j + 1 < curve_t_.size() && curve_arrived_[j + 1] <= middle) { ++j; }
      came = curve_t_[j];
      if (j + 1 < curve_t_.size()) { came += (middle - curve_arrived_[j]) / (curve_arrived_[j + 1] - curve_arrived_[j]) * (curve_t_[j + 1] - curve_t_[j]); }
    }
    if ((t_ + end) / 2 - came > o_.late) { out_.late_records += share_[i] * (to - from); }
  }

  // -- what is kept -------------------------------------------------------------------------------

  void note() {
    out_.t.push_back(t_);
    out_.lag.push_back(lag_);
    out_.consumers.push_back(consumers_);
    out_.length.push_back(0);
    while (out_.lanes.size() < o_.looks.size() && o_.looks[out_.lanes.size()] <= t_) {
      out_.lanes.emplace_back();
      for (std::size_t i = 0; i < head_.size(); ++i) { out_.lanes.back().push_back(share_[i] * (arrived_ - head_[i])); }
    }
    note_curves();
  }

  void note_curves() {
    curve_t_.push_back(t_);
    curve_arrived_.push_back(arrived_);
    double oldest = arrived_; // of the topic's records those that came before any that waits
    for (std::size_t i = 0; i < head_.size(); ++i) {
      if (share_[i] > 0) { oldest = std::min(oldest, head_[i]); }
    }
    curve_started_.push_back(lag_ > nothing ? oldest : arrived_);
  }

  /// The age of the oldest waiting record at every noted instant, by the horizontal distance of
  /// the noted curves.
  void finish() {
    out_.arrived = arrived_;
    std::size_t peak = 0;
    for (std::size_t i = 0; i < out_.t.size(); ++i) {
      if (out_.lag[i] > out_.lag[peak]) { peak = i; }
    }
    out_.peak_lag = out_.lag[peak];
    out_.drained_at = 0;
    if (out_.peak_lag > nothing) {
      out_.drained_at = never;
      for (std::size_t i = peak; i < out_.t.size(); ++i) {
        if (out_.lag[i] <= nothing) {
          out_.drained_at = out_.t[i];
          break;
        }
      }
    }
    std::size_t j = 0; // the last noted point with no more arrived than started
    for (std::size_t i = 0; i < curve_t_.size(); ++i) {
      double const started = curve_started_[i];
      if (curve_arrived_[i] - started <= nothing) { continue; }
      if (started < m_.initial_lag - nothing) {
        out_.max_wait = std::max(out_.max_wait, curve_t_[i] + m_.initial_lag_age);
        continue;
      }
      while (j + 1 < curve_t_.size() && curve_arrived_[j + 1] <= started + nothing) { ++j; }
      double came = curve_t_[j];
      if (j + 1 < curve_t_.size() && curve_arrived_[j + 1] > curve_arrived_[j]) {
        came += std::max(0.0, started - curve_arrived_[j]) / (curve_arrived_[j + 1] - curve_arrived_[j]) * (curve_t_[j + 1] - curve_t_[j]);
      }
      out_.max_wait = std::max(out_.max_wait, curve_t_[i] - came);
    }
  }

  ullage::backlog_model<double> const& m_;
  ullage::scaling_regime<double> const& r_;
  step_options o_;
  step_result out_;

  static constexpr double nothing_of_one = 1e-9; ///< a lag of one owner up to this is none
  std::vector<double> share_;                    ///< of each lane
  std::vector<double> head_;                     ///< of the topic had come before the oldest record that waits
  std::vector<std::size_t> owner_;               ///< of each lane
  std::vector<std::vector<std::size_t>> owned_;  ///< lanes of each owner, the lowest head first
  std::vector<double> load_;                     ///< share of each owner
  std::vector<std::size_t> looked_;              ///< where each lane is in the noted curves
  double t_ = 0;
  double lag_ = 0;
  double arrived_ = 0;
  std::size_t piece_ = 0; ///< pieces of the arrivals that have begun
  double consumers_ = 0;
  double target_ = 0; ///< last decided
  double cap_ = 0;
  double floor_ = 0;
  std::deque<std::pair<double, double>> pending_;   ///< when, to how many
  std::vector<std::pair<double, double>> history_;  ///< consumers since when
  double last_decision_ = -never;
  double low_since_ = never;
  double first_evaluation_ = never;
  double next_evaluation_ = never;
  double next_poll_ = never;
  double epochs_ = 0;
  double polls_ = 0;
  double last_active_ = 0;
  std::vector<std::pair<double, double>> recommendations_;
  double paused_until_ = -never;
  double tokens_ = never;
  double in_use_ = 0;
  double waiting_since_ = never;
  double emptied_at_ = -never;     ///< end of the last backlog [s]
  double emptied_with_ = 1;        ///< how fast the lag fell there [records/s]
  std::size_t emptied_in_ = 0;     ///< piece of the arrivals then
  bool clearly_waiting_ = false;   ///< the lag has been so large that there was one
  bool almost_empty_ = false;      ///< the lag has been so small that it may have been 0
  std::size_t almost_empty_in_ = 0; ///< piece of the arrivals then
  double spare_ = never; ///< work that could have been done since nothing waits [records]
  std::vector<double> curve_t_;
  std::vector<double> curve_arrived_;
  std::vector<double> curve_started_;
};

/// @returns the backlog of a model, stepped through
inline step_result step_through(ullage::backlog_model<double> const& model, step_options const& options) {
  return stepper(model, options).run();
}

} // namespace ullage::test
