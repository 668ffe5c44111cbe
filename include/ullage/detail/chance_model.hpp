// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// A forecast as kinds of owners with their bands: what chance.hpp asks.

#include <ullage/batching.hpp>
#include <ullage/breakdown.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/owner_kinds.hpp>
#include <ullage/detail/wait_mixture.hpp>
#include <ullage/forecast.hpp>
#include <ullage/producer.hpp>
#include <ullage/retry.hpp>
#include <ullage/waits.hpp>

#include <cmath>
#include <cstddef>
#include <variant>
#include <vector>

namespace ullage::detail {

/// The kinds of owners of a forecast and the mixture of their waits.
template <class U> class chance_model : private owner_kinds<U> {
  using base = owner_kinds<U>;
  using base::kinds_;
  using base::lanes_;
  using base::merged_;
  using base::noise_;
  using base::occupancy_;
  using base::pooled_;

public:
  template <Real T> explicit chance_model(forecast_result<T> const& f) : base(U(f.path.service_time)) {
    auto const& p = f.system;
    pooled_ = !p.partitions;
    lanes_ = pooled_ ? U(1) : U(lanes(p));
    noise_.arrival_scv = U(p.arrival_scv);
    auto const batches = batching_of(p);
    batch_ = larger(std::floor(U(batch_limit(batches))), U(1));
    window_ = batch_ > 1 ? U(batches.window) : U(0);
    rule_ = batches.rule;
    // Failures and interruptions make an invocation longer and more variable.
    auto const work = retried_service(retry_policy<U>{U(p.retry.failure_probability), U(p.retry.poison_probability), U(p.retry.backoff),
                                                      U(p.retry.max_retries), U(p.retry.max_record_age), p.retry.response},
                                      batch_work<U>{.service_time = U(p.service_time), .dispatch_overhead = U(p.dispatch_overhead),
                                                    .service_scv = U(p.service_scv), .records = batch_});
    service_moments<U> whole{work.occupancy, work.occupancy_scv};
    if (is_finite(whole.mean) && is_finite(whole.scv) && !is_off(p.breakdowns)) {
      whole = completion_time(breakdown_policy<U>{U(p.breakdowns.rate), U(p.breakdowns.pause), U(p.breakdowns.pause_scv), p.breakdowns.then}, whole);
    }
    U const plain = U(p.service_time) * batch_ + U(p.dispatch_overhead);
    endless_work_ = !is_finite(whole.mean) || !is_finite(whole.scv);
    if (endless_work_) { whole = {plain, U(p.service_scv)}; }
    slower_ = larger(whole.mean / (occupancy_ * batch_), U(1));
    overhead_ = plain > 0 ? U(p.dispatch_overhead) / plain : U(0);
    invocation_scv_ = smaller(whole.scv, U(1000) / batch_);
    noise_.service_scv = invocation_scv_ * batch_;
    noise_.in_turn = std::holds_alternative<round_robin>(p.producer);
    U const rate = U(mean_rate(p.arrivals));
    is_sticky_ = std::holds_alternative<sticky<T>>(p.producer);
    noise_.run = U(run_length(p.producer, topic_arrivals<T>{.arrival_rate = T(rate), .arrival_scv = p.arrival_scv, .record_bytes = p.record_bytes}));
    this->add_kinds(f);
    endless_ = !is_finite(f.path.end) && f.path.segments.back().arrival_rate > 0;
    overloaded_ = f.overloaded || (endless_ && f.path.segments.back().waiting);
    if (overloaded_ || !is_finite(f.records)) { return; }
    if (endless_) {
      for (auto const& k : kinds_) { add_settled(k); }
    } else {
      for (auto const& k : kinds_) { add_records(k); }
    }
  }

  [[nodiscard]] wait_mixture<U> const& waits() const { return mixture_; }
  [[nodiscard]] std::vector<chance_owner<U>> const& kinds() const { return kinds_; }
  [[nodiscard]] flow_noise<U> const& noise() const { return noise_; }
  [[nodiscard]] U lanes_of_topic() const { return lanes_; }
  [[nodiscard]] bool pooled() const { return pooled_; }
  [[nodiscard]] bool endless() const { return endless_; }
  [[nodiscard]] bool overloaded() const { return overloaded_; }
  [[nodiscard]] bool sticky_runs() const { return is_sticky_; }
  [[nodiscard]] U service_time() const { return occupancy_; }

  /// Mean and variance of the lag of one owner at a time, and how many owners there are.
  struct lag_moments {
    U owners;
    U mean;
    U variance;
    U path;      ///< free path of one owner [records]
    U deviation; ///< [records]
    tail_terms<U> terms;
    U spread;    ///< variance per second [records^2/s]
  };
  [[nodiscard]] lag_moments lag_of(chance_owner<U> const& k, U t) const {
    auto const i = k.path.index(t);
    auto const s = k.path.at(i, t);
    U const load = s.waiting && s.capacity > 0 ? s.arrival_rate / s.capacity : k.path.effective_load(i, t);
    lag_moments out{k.curves * k.path.lanes_of_curve() / s.lanes, 0, 0, s.path, std::sqrt(larger(s.variance, U(0))), {}, k.path.rate_of_variance(s)};
    if (load < 1 - U(1e-9) && load > U(1e-9) && s.arrival_rate > 0 && s.capacity > 0) {
      out.terms = terms_at(s, load);
      for (U& r : out.terms.rate) { r /= load * s.capacity; }
    } else if (s.capacity > 0 && s.arrival_rate > 0) {
      out.terms.factor[0] = 1;
      U const growth = 2 * (s.arrival_rate - s.capacity) / larger(s.arrival_rate * noise_.dispersion(s.share) + s.capacity * noise_.service_scv, U(1e-30));
      out.terms.rate[0] = -growth;
      if (s.variance > 0) { out.terms.rate[0] = larger(-growth, -2 * s.path / s.variance); }
    }
    U const far = endless_ && i + 1 == k.path.states().size() && !s.waiting ? U(1) : U(0);
    auto const m = far > 0 ? moments_of(U(-1), U(0), out.terms) : moments_of(s.path, out.deviation, out.terms);
    if (far > 0) {
      out.path = -1;
      out.deviation = 0;
    }
    out.mean = m.mean;
    // Records come one by one: the wait of the steady state holds their Poisson noise besides.
    out.variance = m.variance() + (s.waiting ? U(0) : m.mean * larger(noise_.dispersion(s.share), U(0)));
    return out;
  }

  /// The band of the wait of the records that arrive at t and start at `starts` in the fluid.
  [[nodiscard]] wait_band<U> band(chance_owner<U> const& k, U t, U starts) {
    auto const& p = k.path;
    auto const i = p.index(larger(t, U(0)));
    auto s = p.at(i, larger(t, U(0)));
    auto const j = p.index(starts);
    auto const& then = p.states()[j];
    wait_band<U> b;
    if (!s.waiting && !(starts > t)) {
      if (!(s.capacity > 0)) { return b; }
      b.from = b.to = s.path / s.capacity;
      b.deviation = std::sqrt(larger(s.variance, U(0))) / s.capacity;
      attach(b, s, p.effective_load(i, larger(t, U(0))));
      return b;
    }
    U const scale = p.lanes_of_curve();
    U const lag = larger(evaluate(lag_curve(p.curve().segments[i]), larger(t, U(0)) - p.curve().segments[i].start), U(0)) / scale;
    U offset = s.path / s.lanes - lag; // per lane
    if (then.lanes != s.lanes) {
      // What is ahead is split when the lanes get owners of their own.
      std::size_t c = j;
      while (c > i + 1 && p.states()[c - 1].lanes == then.lanes) { --c; }
      auto const& g = p.curve().segments[c];
      auto const& now = p.curve().segments[i];
      U const arrived = evaluate(arrived_curve(now), larger(t, U(0)) - now.start);
      s.path = larger(arrived - (g.arrived - g.burst - larger(g.lag - g.burst, U(0))), U(0)) / scale * s.lanes;
      s = p.regrouped(s, then.lanes);
    } else {
      s.path = larger(s.path, U(0));
    }
    auto const& g = p.curve().segments[j];
    U const rate = larger(g.start_rate + g.start_slope * (starts - g.start), U(0)) / scale * then.lanes;
    U const speed = rate > 0 ? rate : then.capacity;
    if (!(speed > 0)) { return b; }
    U const variance = s.variance + noise_.service_scv * s.path;
    b.from = b.to = starts - t + offset * then.lanes / speed;
    b.deviation = std::sqrt(larger(variance, U(0))) / speed;
    b.fluid = starts - t;
    U const came = s.arrival_rate;
    if (came < speed * (1 - U(1e-9))) {
      s.capacity = speed;
      s.share = then.share;
      attach(b, s, came / speed);
    } else {
      U const spread = came * noise_.dispersion(then.share) + speed * noise_.service_scv;
      b.growth = spread > 0 ? 2 * (came - speed) * speed / spread : U(0);
      bound_growth(b);
    }
    return b;
  }

  /// The end of the stretch of waiting that holds t, t where nothing waits.
  [[nodiscard]] static U waiting_until(chance_owner<U> const& k, U t) {
    auto const& curve = k.path.curve();
    auto i = k.path.index(t);
    if (!curve.segments[i].waiting && i > 0 && curve.segments[i].start == t) { --i; } // the last instant before t
    if (!curve.segments[i].waiting) { return t; }
    while (i + 1 < curve.segments.size() && curve.segments[i + 1].waiting) { ++i; }
    return segment_end(curve, i);
  }
  [[nodiscard]] U batch() const { return batch_; }
  [[nodiscard]] U invocation_scv() const { return invocation_scv_; }
  [[nodiscard]] U slower() const { return slower_; }
  [[nodiscard]] bool endless_work() const { return endless_work_; }
  [[nodiscard]] bool merged() const { return merged_; }

private:
  void attach(wait_band<U>& b, owner_state<U> const& s, U load) {
    if (!(s.arrival_rate > 0) || !(load > 0)) { return; }
    if (load < 1 - U(1e-9)) {
      b.law = steady(s, load);
    } else {
      bound_growth(b);
    }
  }
  /// Where the drift was less before, its mirror image must not exceed 1.
  static void bound_growth(wait_band<U>& b) {
    if (b.deviation > 0) { b.growth = smaller(b.growth, 2 * b.from / (b.deviation * b.deviation)); }
  }

  /// The steady state of an owner under a load; near ones are the same.
  [[nodiscard]] std::size_t steady(owner_state<U> const& s, U load) {
    auto& all = mixture_.owners;
    U const wanted = load;
    U const idle = 1 - load;
    // Few states are kept as they are, many on a grid of a thirtieth in 1 - load.
    bool const coarse = all.size() >= most_owners;
    for (std::size_t i = 0; i < all.size(); ++i) {
      U const room = (coarse ? U(0.06) : U(0.02)) * smaller(idle, 1 - all[i].load);
      bool const near = std::abs(all[i].load - load) <= room && all[i].load >= load - room / 4;
      if (near && std::abs(all[i].lanes - s.lanes) < U(1e-9) * s.lanes && std::abs(all[i].capacity / s.capacity - 1) < U(1e-6)) { return i; }
    }
    if (all.size() >= 4 * most_owners) {
      std::size_t best = 0;
      for (std::size_t i = 1; i < all.size(); ++i) {
        if (std::abs(all[i].load * all[i].capacity - wanted * s.capacity) < std::abs(all[best].load * all[best].capacity - wanted * s.capacity)) { best = i; }
      }
      return best;
    }
    auto law = prepare(owner_at(s, load));
    auto const terms = terms_of(law.positive(), law.mean(), law.decay(), law.constant());
    all.push_back({s.lanes, load, s.capacity, static_cast<partition_queue_distribution<U>&&>(law), terms});
    return all.size() - 1;
  }
  /// The same without a place to keep it.
  [[nodiscard]] tail_terms<U> terms_at(owner_state<U> const& s, U load) const {
    for (auto const& o : mixture_.owners) {
      bool const near = std::abs(o.load - load) <= U(0.02) * smaller(1 - load, 1 - o.load);
      if (near && o.lanes == s.lanes && std::abs(o.capacity / s.capacity - 1) < U(1e-6)) { return o.terms; }
    }
    auto const law = prepare(owner_at(s, load));
    return terms_of(law.positive(), law.mean(), law.decay(), law.constant());
  }
  [[nodiscard]] partition_queue<U> owner_at(owner_state<U> const& s, U load) const {
    partition_queue<U> q;
    U const most = U(1000);
    int servers = 1;
    if (pooled_) { servers = static_cast<int>(within(std::round(s.capacity * occupancy_), U(1), U(20000))); }
    q.servers = servers;
    U const full = slower_ * U(servers) / s.capacity; // of one record
    q.batch_size = servers == 1 ? batch_ : U(1);
    q.batch_window = servers == 1 ? window_ : U(0);
    q.window = rule_;
    q.dispatch_overhead = servers == 1 ? full * batch_ * overhead_ : U(0);
    q.service_time = larger(full * (1 - (servers == 1 ? overhead_ : U(0))), full * U(1e-12));
    q.arrival_rate = smaller(load * s.capacity, U(0.9999) * U(servers) / full);
    U const share = pooled_ ? U(1) : s.share;
    if (is_sticky_ && noise_.run > 1) {
      auto const a = partition_arrivals(producer_rule<U>(sticky<U>{.run = noise_.run}),
                                           topic_arrivals<U>{.arrival_rate = larger(s.arrival_rate, q.arrival_rate) / share, .arrival_scv = noise_.arrival_scv},
                                           smaller(share, U(1)));
      q.run = noise_.run;
      q.arrival_scv = smaller(a.arrival_scv, most);
      q.run_spacing = a.spacing;
      q.share = smaller(share, U(1));
    } else {
      q.arrival_scv = smaller(noise_.dispersion(share), most);
      if (std::abs(q.arrival_scv - 1) < U(0.015)) { q.arrival_scv = 1; } // as good as Poisson
    }
    q.service_scv = servers == 1 ? invocation_scv_ : smaller(noise_.service_scv, most);
    return q;
  }

  /// The wait beyond which next to nothing is left of a tail [s].
  [[nodiscard]] static U reach(tail_terms<U> const& g) {
    U const slow = g.factor[1] == 0 || g.rate[0] < g.rate[1] ? g.rate[0] : g.rate[1];
    return U(14) / slow;
  }

  void add(wait_band<U> b, U records) {
    if (!(records > 0)) { return; }
    b.records = records;
    // A tail may reach further than the path has come, as that of large batches does.
    bool const settled = b.law != wait_band<U>::no_law && b.steady(reach(mixture_.owners[b.law].terms));
    if (settled) {
      for (auto& other : mixture_.bands) {
        if (other.law == b.law && other.steady(reach(mixture_.owners[b.law].terms)) && other.fluid == b.fluid) {
          other.records += records;
          return;
        }
      }
    }
    mixture_.bands.push_back(b);
  }

  void add_settled(chance_owner<U> const& k) {
    auto const& s = k.path.states().back();
    U const records = s.arrival_rate / s.lanes * k.path.lanes_of_curve() * k.curves; // per second
    mixture_.records += records;
    wait_band<U> b;
    b.from = b.to = U(-1e30);
    if (s.capacity > 0) { attach(b, s, s.arrival_rate / s.capacity); }
    add(b, records);
  }

  void add_records(chance_owner<U> const& k) {
    auto const& curve = k.path.curve();
    auto const fluid = ullage::waits(curve);
    if (!is_finite(fluid.records)) {
      mixture_.never += infinity_v<U>;
      return;
    }
    mixture_.records += fluid.records * k.curves;
    mixture_.never += fluid.never * k.curves;
    if (is_finite(fluid.total_wait)) { mixture_.fluid_wait += fluid.total_wait * k.curves; }
    bool const many = fluid.cells.size() + curve.segments.size() > 100;
    for (auto const& c : fluid.cells) { add_cell(k, c, many); }
    for (std::size_t i = 0; i < curve.segments.size(); ++i) {
      auto const& g = curve.segments[i];
      U const end = segment_end(curve, i);
      if (!g.waiting && is_finite(end)) { add_idle(k, g, end, many); }
    }
  }

  /// Records that the fluid lets wait.
  void add_cell(chance_owner<U> const& k, wait_cell<U> const& c, bool many) {
    static constexpr double fine[] = {0, 1.0 / 64, 1.0 / 16, 0.25, 0.5, 0.75, 15.0 / 16, 1};
    static constexpr double rough[] = {0, 0.5, 1};
    double const* edges = many ? rough : fine;
    int const parts = many ? 2 : 7;
    auto const at = [&](U const& n) {
      U const a = is_finite(c.arrival_rate) ? c.arrives + time_to_accumulate(n, c.arrival_rate, c.arrival_slope) : c.arrives;
      U const d = is_finite(c.start_rate) ? c.starts + time_to_accumulate(n, c.start_rate, c.start_slope) : c.starts;
      wait_band<U> b;
      if (is_finite(a) && is_finite(d)) { b = band(k, a, larger(d, a)); }
      if (!is_finite(c.arrival_rate)) { b.growth = 0; }
      return b;
    };
    auto before = at(U(0));
    for (int e = 0; e < parts; ++e) {
      U const low = c.records * U(edges[e]);
      U const high = c.records * U(edges[e + 1]);
      auto const middle = at((low + high) / 2);
      auto const after = at(high * (1 - U(1e-12)));
      wait_band<U> b = middle;
      b.from = before.from;
      b.to = after.to;
      b.fluid = (before.fluid + 4 * middle.fluid + after.fluid) / 6;
      add(b, (high - low) * k.curves);
      before = after;
    }
  }

  /// Records that the fluid serves at once.
  void add_idle(chance_owner<U> const& k, segment<U> const& g, U end, bool many) {
    static constexpr double fine[] = {0, 1.0 / 1024, 1.0 / 256, 1.0 / 64, 1.0 / 16, 0.25, 0.5, 0.75, 1};
    static constexpr double rough[] = {0, 0.125, 0.5, 1};
    double const* edges = many ? rough : fine;
    int const parts = many ? 3 : 8;
    U const length = end - g.start;
    auto const came = [&](U x) { return x * (g.arrival_rate + g.arrival_slope * x / 2); };
    auto const at = [&](U x) {
      U const t = g.start + x;
      return band(k, t, t);
    };
    auto before = at(U(0));
    for (int e = 0; e < parts; ++e) {
      U const low = length * U(edges[e]);
      U const high = length * U(edges[e + 1]);
      U const records = came(high) - came(low);
      if (!(records > 0)) { before = at(high * (1 - U(1e-12))); continue; }
      auto const middle = at((low + high) / 2);
      auto const after = at(high * (1 - U(1e-12)));
      wait_band<U> b = middle;
      b.from = before.from;
      b.to = after.from;
      add(b, records * k.curves);
      before = after;
    }
  }

  static constexpr std::size_t most_owners = 16;

  U batch_ = 1;          ///< most records of an invocation
  U window_ = 0;
  U slower_ = 1;         ///< time of an invocation with its failures over that of the fluid
  U overhead_ = 0;       ///< share of a full invocation that does not grow with its records
  U invocation_scv_ = 0;
  window_rule rule_ = window_rule::after_invocation;
  bool endless_work_ = false;
  bool endless_ = false;
  bool overloaded_ = false;
  bool is_sticky_ = false;
  wait_mixture<U> mixture_;
};

} // namespace ullage::detail
