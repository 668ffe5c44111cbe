// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What a forecast comes to in a month: records, invocations, starts of environments, hours of pollers.

#include <ullage/arrivals.hpp>
#include <ullage/batch_flow.hpp>
#include <ullage/concepts.hpp>
#include <ullage/deployment.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/forecast.hpp>
#include <ullage/packing.hpp>
#include <ullage/pipeline.hpp>
#include <ullage/trajectory.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

namespace ullage::detail {

/// Sums over a month.
template <Real T> struct month_usage {
  T seconds = T(0);          ///< of the month
  T records = T(0);          ///< whose service begins
  T batches = T(0);          ///< of records, each tried at least once
  T most_batches = T(0);     ///< the same if all consumers that the regime may use were there while nothing waits
  T starts = T(0);           ///< of environments
  T ready_busy = T(0);       ///< seconds of invocations on provisioned concurrency, at most
  T work = T(0);             ///< seconds of invocations, each tried once
  T poller_seconds = T(0);   ///< of this mapping
  T unit_seconds = T(0);     ///< event poller units, its share of the group
  T most_units = T(0);       ///< of the group at once
  T arriving = T(0);         ///< mean rate of arrivals [records/s]
  bool overlaps = false;     ///< records still wait when the load comes again
};

/// Keeps sums of huge loads finite.
template <Real T> [[nodiscard]] T capped(T const& x) { return within(x, T(0), T(1e37)); }

/// Provisioned pollers of Kafka or SQS?
template <Real T> [[nodiscard]] bool has_pollers(scaling_regime<T> const& r) { return r.name == "kafka-provisioned" || r.name == "sqs-provisioned"; }
template <Real T> [[nodiscard]] poller_kind kind_of(scaling_regime<T> const& r) {
  return r.name == "sqs-provisioned" ? poller_kind::sqs : poller_kind::kafka;
}

/// Goes along the path of a forecast once.
template <Real T> class month_count {
public:
  month_count(forecast_result<T> const& f, deployment<T> const& d) : f_(f), d_(d), p_(f.system), policy_(batching_of(f.system)) {
    most_ = batch_limit(policy_);
    lanes_ = ullage::lanes(p_);
    T const account = is_nan(p_.account_concurrency) ? p_.scaling.account_concurrency : p_.account_concurrency;
    limit_ = smaller(account, p_.reserved_concurrency);
    T const once = p_.dispatch_overhead + p_.service_time * most_;
    T const stretch = f.path.service_time * most_ / once; // attempts, backoffs, interruptions
    bool const sound = is_finite(stretch) && value_of(stretch) > 0;
    time_ = {.per_invocation = p_.dispatch_overhead * (sound ? stretch : T(1)), .per_record = p_.service_time * (sound ? stretch : T(1))};
    out_.seconds = d.hours_per_month * 3600;
    most_owners_ = is_finite(lanes_) ? larger(owners_of(lanes_, T(consumer_cap(p_.scaling, lanes_) * p_.scaling.concurrency_per_consumer)), T(1)) : T(1);
  }

  [[nodiscard]] month_usage<T> run() {
    auto const& path = f_.path;
    if (path.segments.empty()) { return out_; }
    T const load_end = ends_at(p_.arrivals);
    bool const endless = !is_finite(load_end);
    if (endless && !is_finite(path.end)) { // what it settles to, for the whole month
      count(path.segments.size() - 1, true, T(0), out_.seconds, T(1));
      out_.arriving = path.segments.back().arrival_rate;
      return out_;
    }
    T period = d_.repeats_every;
    if (is_nan(period)) { period = endless ? path.end : value_of(load_end) > 0 ? smaller(load_end, path.end) : f_.finished_at; }
    if (!is_finite(period) || !(value_of(period) > 0)) { period = out_.seconds; }
    T const times = out_.seconds / period;
    out_.overlaps = !endless && is_finite(path.end) == false && value_of(f_.finished_at) > value_of(T(period * T(1.000001)));
    count(0, false, period, is_finite(path.end) ? path.end : infinity_v<T>, times);
    out_.batches = smaller(out_.batches, out_.records);
    out_.most_batches = smaller(out_.most_batches, out_.records);
    T const all = total_records(p_.arrivals) + p_.initial_lag;
    out_.arriving = capped(endless ? T(arrived(path, path.end) / period) : T(all / period));
    return out_;
  }

private:
  /// @param last only the last segment of each curve, for so long
  /// @param period pollers are counted up to there @param stop the load up to there
  void count(std::size_t first, bool last, T const& period, T const& stop, T const& times) {
    auto const& all = f_.path.segments;
    for (std::size_t i = first; i < all.size(); ++i) {
      T const end = last ? T(all[i].start + stop) : i + 1 < all.size() ? all[i + 1].start : larger(period, f_.path.end);
      if (has_pollers(p_.scaling)) { pollers(all[i], last ? stop : T(smaller(end, period) - all[i].start), times); }
      if (!last && i > 0) { scaled_up(all[i - 1], all[i], times); }
    }
    auto const& groups = f_.path.groups;
    if (groups.empty()) {
      curve(all, T(1), T(1), last, stop, times);
    } else {
      for (auto const& g : groups) { curve(g.segments, g.partitions, lanes_, last, stop, times); }
    }
  }

  void curve(std::vector<segment<T>> const& all, T const& copies, T const& of, bool last, T const& stop, T const& times) {
    for (std::size_t i = last ? all.size() - 1 : 0; i < all.size(); ++i) {
      T const length = last ? stop : T((i + 1 < all.size() ? all[i + 1].start : stop) - all[i].start);
      auto const started = started_curve(all[i]);
      if (value_of(most_) > 1 && !last) { part_batches(all, i, T(copies / of), times); }
      bool const idle = value_of(started.rate) <= 0 && value_of(started.slope) <= 0;
      if (idle || !(value_of(length) > 0)) { continue; }
      if (!is_finite(length)) { continue; } // nothing comes any more
      bool const flat = value_of(started.slope) == 0 && value_of(all[i].consumers_slope) == 0;
      T const weight = copies * length * times;
      if (flat) {
        at(all[i], started.rate, all[i].consumers, of, weight);
        continue;
      }
      for (int k = 0; k < 3; ++k) { // Simpson's rule
        T const x = length * T(double(k)) / 2;
        at(all[i], larger(T(started.rate + started.slope * x), T(0)), larger(T(all[i].consumers + all[i].consumers_slope * x), T(0)), of,
           T(weight * T(k == 1 ? 4.0 : 1.0) / 6));
      }
    }
  }

  /// Batches that are not full around a backlog: the last one of each owner, half full on average, and the first record
  /// of a burst, which an idle owner without a window takes alone.
  void part_batches(std::vector<segment<T>> const& all, std::size_t i, T const& part, T const& times) {
    bool const before = i > 0 && all[i - 1].waiting;
    T more(0);
    if (before && !all[i].waiting) { more += T(0.5); }
    if (!before && all[i].waiting && value_of(all[i].burst) > 0 && value_of(p_.batch_window) == 0) { more += 1; }
    if (!(value_of(more) > 0) || !is_finite(lanes_)) { return; }
    T const owners = larger(owners_of(lanes_, T(all[i].consumers * p_.scaling.concurrency_per_consumer)), T(1));
    T const batches = capped(T(more * part * smaller(owners, limit_) * times));
    out_.batches = capped(T(out_.batches + batches));
    out_.most_batches = capped(T(out_.most_batches + batches));
    out_.work = capped(T(out_.work + batches * p_.dispatch_overhead));
  }

  /// One instant, of one curve of `of` like it.
  void at(segment<T> const& s, T const& rate, T const& consumers, T const& of, T const& weight) {
    using std::exp;
    if (!(value_of(rate) > 0)) { return; }
    T const total = rate * of;
    T const slots = consumers * p_.scaling.concurrency_per_consumer;
    T size = most_;
    T least_size = most_;
    T idle(0);
    T each = total;
    if (!s.waiting) {
      if (is_finite(lanes_)) {
        T const owners = larger(owners_of(lanes_, slots), T(1));
        each = total / owners;
        auto const flow = estimate_batches(policy_, time_, each);
        size = flow.mean_size;
        idle = flow.idle_share;
        if (value_of(most_) > 1 && value_of(owners) < value_of(most_owners_)) {
          least_size = estimate_batches(policy_, time_, T(total / most_owners_)).mean_size;
        }
      } else if (value_of(most_) > 1) { // who is free takes what is there
        size = estimate_batches(policy_, {.per_invocation = smallest(), .per_record = T(0)}, total).mean_size;
      }
      T const servers = is_finite(lanes_) ? limit_ : smaller(limit_, slots);
      T const room = servers - total * time_.per_record;
      bool const short_of = is_finite(servers) && value_of(T(total * (time_.per_invocation / size + time_.per_record))) > value_of(servers);
      if (short_of) { size = value_of(room) > 0 ? within(T(total * time_.per_invocation / room), size, most_) : most_; }
      if (!is_finite(lanes_)) { idle = larger(T(1 - total * (time_.per_invocation / size + time_.per_record) / larger(servers, T(1))), T(0)); }
    }
    T const begun = capped(T(rate / size * weight));
    T const work = capped(T((p_.dispatch_overhead / size + p_.service_time) * rate * weight));
    out_.records = capped(T(out_.records + rate * weight));
    out_.batches = capped(T(out_.batches + begun));
    out_.most_batches = capped(T(out_.most_batches + rate / smaller(size, least_size) * weight));
    out_.work = capped(T(out_.work + work));
    if (value_of(d_.provisioned_concurrency) > 0) {
      T const busy = total * (time_.per_invocation / size + time_.per_record);
      T const share = value_of(busy) > value_of(d_.provisioned_concurrency) ? T(d_.provisioned_concurrency / busy) : T(1);
      out_.ready_busy = capped(T(out_.ready_busy + work * share));
    }
    if (!is_off(p_.cold_starts) && is_finite(p_.cold_starts.keep_alive) && is_finite(lanes_)) {
      out_.starts = capped(T(out_.starts + begun * idle * exp(T(-each * p_.cold_starts.keep_alive))));
    }
  }

  /// A service time that does not matter.
  [[nodiscard]] static T smallest() { return T(1e-30); }

  /// Environments of consumers that were added.
  void scaled_up(segment<T> const& before, segment<T> const& after, T const& times) {
    if (is_off(p_.cold_starts) || !is_finite(p_.cold_starts.keep_alive)) { return; }
    auto const used = [&](T const& consumers) {
      return smaller(smaller(T(consumers * p_.scaling.concurrency_per_consumer), lanes_), limit_);
    };
    T const more = used(after.consumers) - used(before.consumers);
    if (value_of(more) > 0) { out_.starts = capped(T(out_.starts + more * times)); }
  }

  void pollers(segment<T> const& s, T const& length, T const& times) {
    if (!(value_of(length) > 0)) { return; }
    auto const kind = kind_of(p_.scaling);
    T const own = larger(T(s.consumers + s.consumers_slope * length / 2), T(0));
    T const others = d_.group_pollers;
    auto const started = started_curve(s);
    T const rate = larger(T(started.rate + started.slope * length / 2), T(0));
    T const bytes = is_nan(p_.record_bytes) ? T(0) : capped(T(rate * p_.record_bytes));
    T const units = event_poller_units(d_.prices, kind, capped(T(own + others)), bytes);
    T const share = value_of(others) > 0 ? T(own / (own + others)) : T(1);
    out_.poller_seconds = capped(T(out_.poller_seconds + own * length * times));
    out_.unit_seconds = capped(T(out_.unit_seconds + units * share * length * times));
    out_.most_units = larger(out_.most_units, units);
  }

  forecast_result<T> const& f_;
  deployment<T> const& d_;
  pipeline<T> const& p_;
  batch_policy<T> policy_;
  invocation_time<T> time_ = {};
  T most_ = T(1);
  T lanes_ = T(1);
  T limit_ = T(1);
  T most_owners_ = T(1);
  month_usage<T> out_ = {};
};

} // namespace ullage::detail
