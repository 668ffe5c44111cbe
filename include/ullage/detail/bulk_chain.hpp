// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The records in the system at the starts of invocations of one partition with batches: its stationary law.

#include <ullage/batching.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/bulk_walk.hpp>
#include <ullage/detail/count_row.hpp>
#include <ullage/errors.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <utility>
#include <vector>

namespace ullage::detail {

/// A queue in units of the mean time between arrivals.
template <std::floating_point U> struct bulk_scaled {
  U per_invocation; ///< lambda a
  U per_record;     ///< lambda b
  U window;         ///< lambda W
  long long size;   ///< B
  window_rule rule;
  U scv;
  U idle; ///< B - lambda (a + b B), free of cancellation

  [[nodiscard]] U service(long long n) const { return per_invocation + per_record * U(n); }
  [[nodiscard]] U full_service() const { return U(size) - idle; }
  /// What is left of the window at the end of the service of a full batch that left records over.
  [[nodiscard]] U rest_of_window() const { return window > full_service() ? window - full_service() : U(0); }
};

/// Solves x = x P for a stochastic P that is given as x -> x P, state by state.
///
/// Source: Grassmann, Taksar and Heyman, Oper. Res. 33 (1985): no subtractions.
template <std::floating_point U, class Step> [[nodiscard]] std::vector<U> stationary_by_elimination(Step const& step, std::size_t n) {
  std::vector<std::vector<U>> p;
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<U> unit(n, U(0));
    unit[i] = 1;
    p.push_back(step(unit));
  }
  std::size_t first = 0;
  for (std::size_t k = n; k-- > 1;) {
    U out = 0;
    for (std::size_t j = 0; j < k; ++j) { out += p[k][j]; }
    if (!(out > 0)) { // nothing leads from here to lower states: they have no part in the law
      first = k;
      break;
    }
    for (std::size_t i = 0; i < k; ++i) {
      p[i][k] /= out;
      if (p[i][k] == 0) { continue; }
      for (std::size_t j = 0; j < k; ++j) { p[i][j] += p[i][k] * p[k][j]; }
    }
  }
  std::vector<U> x(n, U(0));
  x[first] = 1;
  for (std::size_t k = first + 1; k < n; ++k) {
    for (std::size_t i = first; i < k; ++i) { x[k] += x[i] * p[i][k]; }
    if (x[k] > U(1e100)) {
      for (std::size_t i = 0; i <= k; ++i) { x[i] *= U(1e-100); }
    }
  }
  return x;
}

/// The same by steps of the chain, which damp what is rough, and GMRES for what is left.
///
/// In the inner product with weights 1 / x the steps are contractions; residuals have the sum 0, where I - P is regular.
/// Source: Saad and Schultz, SIAM J. Sci. Stat. Comput. 7 (1986).
/// @param x start, positive where the law is
/// @throws evaluation_error no convergence
template <std::floating_point U, class Step> [[nodiscard]] std::vector<U> stationary_by_steps(Step const& step, std::vector<U> x) {
  std::size_t const n = x.size();
  constexpr std::size_t basis = 40;
  std::vector<U> weight(n);
  auto const dot = [&](std::vector<U> const& a, std::vector<U> const& b) {
    U sum = 0;
    for (std::size_t i = 0; i < n; ++i) { sum += a[i] * b[i] * weight[i]; }
    return sum;
  };
  auto const normalise = [&] {
    U sum = 0;
    for (U& e : x) {
      e = e > 0 ? e : U(0);
      sum += e;
    }
    for (U& e : x) { e /= sum; }
  };
  U last = infinity_v<U>;
  for (int round = 0; round < 100; ++round) {
    U moved = 0;
    for (int i = 0; i < 8; ++i) {
      std::vector<U> next = step(x);
      moved = 0;
      for (std::size_t k = 0; k < n; ++k) { moved += std::fabs(next[k] - x[k]); }
      x = std::move(next);
      normalise();
      if (moved < U(2e-15)) { return x; }
    }
    // at its rounding errors
    if (moved < U(1e-13) && moved > last / 2) { return x; }
    last = moved;
    for (std::size_t i = 0; i < n; ++i) { weight[i] = 1 / (x[i] + U(1e-25)); }
    std::vector<U> r = step(x);
    U off = 0;
    for (std::size_t i = 0; i < n; ++i) {
      r[i] -= x[i];
      off += r[i];
    }
    for (std::size_t i = 0; i < n; ++i) { r[i] -= off * x[i]; }
    U const norm = std::sqrt(dot(r, r));
    if (!(norm > U(1e-16))) { return x; }
    std::vector<std::vector<U>> v, h; // basis; columns of the triangular factor
    std::vector<U> c, s, g{norm};
    v.push_back(std::move(r));
    for (U& e : v[0]) { e /= norm; }
    while (h.size() < basis && std::fabs(g.back()) > larger(U(1e-16), norm * U(1e-12))) {
      std::size_t const k = h.size();
      std::vector<U> w = step(v[k]);
      for (std::size_t i = 0; i < n; ++i) { w[i] = v[k][i] - w[i]; }
      U const whole = std::sqrt(dot(w, w));
      std::vector<U> column(k + 2, U(0));
      for (std::size_t j = 0; j <= k; ++j) {
        column[j] = dot(w, v[j]);
        for (std::size_t i = 0; i < n; ++i) { w[i] -= column[j] * v[j][i]; }
      }
      U const rest = std::sqrt(dot(w, w));
      column[k + 1] = rest;
      for (std::size_t j = 0; j < k; ++j) {
        U const a = c[j] * column[j] + s[j] * column[j + 1];
        column[j + 1] = c[j] * column[j + 1] - s[j] * column[j];
        column[j] = a;
      }
      U const length = std::hypot(column[k], column[k + 1]);
      if (!(length > U(1e-12) * whole)) { break; }
      c.push_back(column[k] / length);
      s.push_back(column[k + 1] / length);
      column[k] = length;
      h.push_back(std::move(column));
      U const old = g[k];
      g[k] = c[k] * old;
      g.push_back(-s[k] * old);
      if (!(rest > U(1e-12) * whole)) { break; }
      for (U& e : w) { e /= rest; }
      v.push_back(std::move(w));
    }
    std::size_t const m = h.size();
    std::vector<U> y(m);
    for (std::size_t i = m; i-- > 0;) {
      U sum = g[i];
      for (std::size_t j = i + 1; j < m; ++j) { sum -= h[j][i] * y[j]; }
      y[i] = sum / h[i][i];
    }
    for (std::size_t j = 0; j < m; ++j) {
      for (std::size_t i = 0; i < n; ++i) { x[i] += y[j] * v[j][i]; }
    }
    normalise();
  }
  throw evaluation_error("bulk: the stationary law did not converge");
}

/// The chain, solved. State m: records in the system when an invocation starts, min(m, B) of them in it.
template <std::floating_point U> class bulk_chain {
public:
  explicit bulk_chain(bulk_scaled<U> const& q) : q_(q), window_(counts_in(q.window < far() ? q.window : far(), U(0))) {
    find_range();
    for (long long m = low_; m <= high_; ++m) { rows_.push_back(counts_in(q_.service(m), q_.scv)); }
    if (rows_.back().last() > q_.size || (high_ == q_.size && rows_.back().last() >= q_.size)) {
      walk_ = make_bulk_walk(q_.size, q_.full_service(), q_.scv, q_.idle);
    }
    if (q_.rule == window_rule::after_batch) { rest_ = counts_in(smaller(q_.rest_of_window(), far()), U(0)); }
    auto const step = [&](std::vector<U> const& y) { return advance(y); };
    finish(rows_.size() <= 48 ? stationary_by_elimination<U>(step, rows_.size()) : stationary_by_steps<U>(step, start()));
  }

  [[nodiscard]] bulk_scaled<U> const& queue() const { return q_; }
  [[nodiscard]] long long low() const { return low_; }
  [[nodiscard]] long long high() const { return high_; }
  /// P(m), low <= m <= high <= B.
  [[nodiscard]] U within_batch(long long m) const { return inside_[static_cast<std::size_t>(m - low_)]; }
  [[nodiscard]] count_row<U> const& row(long long m) const { return rows_[static_cast<std::size_t>(m - low_)]; }
  /// P(m > B) and the mean of m - B there times that.
  [[nodiscard]] U above() const { return above_; }
  [[nodiscard]] U above_mean() const { return above_mean_; }
  /// P(n records wait at the end of an invocation), n < B; those after an invocation that left records over.
  [[nodiscard]] std::vector<U> const& waiting() const { return waiting_; }
  [[nodiscard]] std::vector<U> const& waiting_after_rest() const { return returned_; }
  [[nodiscard]] count_row<U> const& window() const { return window_; }
  [[nodiscard]] bulk_walk<U> const& walk() const { return walk_; }
  /// Weights of the backlogs from which the walk above B begins its ascents.
  [[nodiscard]] std::vector<U> const& entries() const { return entries_; }

private:
  using masses = std::vector<U>;
  [[nodiscard]] U far() const { return 2 * U(q_.size) + 2000; } // a longer window never ends before the batch is full
  [[nodiscard]] static std::size_t index(long long n) { return static_cast<std::size_t>(n); }

  /// States that are left out have a probability below 1e-18.
  void find_range() {
    for (;;) { // m is at least the arrivals in the service of the smallest batch
      long long const next = counts_in(q_.service(low_), q_.scv).first;
      if (next <= low_) { break; }
      low_ = next < q_.size ? next : q_.size;
      if (low_ == q_.size) { break; }
    }
    high_ = q_.size;
    long long const more = q_.window > 0 ? window_.last() : 0;
    for (;;) {
      long long next = counts_in(q_.service(high_), q_.scv).last() + (q_.rule == window_rule::when_idle ? 0 : more);
      if (next < more + 1) { next = more + 1; }
      if (next >= high_) { break; }
      high_ = next;
    }
    if (q_.scv == 0) { narrow_range(); }
    if (low_ > high_) { low_ = high_; }
  }

  /// Chernoff bounds: with t' = lambda b (e^t - 1), E e^(t m) <= (e^(lambda a (e^t - 1)) + e^t - 1) E e^(t' m), where a
  /// window adds its arrivals to both; from below the same with -t.
  void narrow_range() {
    constexpr U nats = 47;
    U const idle_window = window_.last() > 0 ? smaller(q_.window, far()) : U(0);
    U const opened = q_.rule == window_rule::when_idle ? U(0) : idle_window;
    for (U t = U(1e-4); t < 20; t *= U(1.3)) {
      U below = nats;
      for (U s = t; s > t * U(1e-3); s = -q_.per_record * std::expm1(-s)) { below += q_.per_invocation * std::expm1(-s); }
      U const least = -below / t;
      if (least > U(low_) + 1) { low_ = least < U(q_.size) ? static_cast<long long>(least) : q_.size; }
      U above = nats;
      U s = t;
      while (s > t * U(1e-3) && s < 30) {
        U const rise = std::expm1(s);
        above += std::log(std::exp((q_.per_invocation + opened) * rise) + std::expm1(s + idle_window * rise));
        U const next = q_.per_record * rise;
        if (!(next < s * U(0.999))) { break; }
        s = next;
      }
      U const kept = 1 - q_.per_record * std::expm1(s) / s;
      if (!(s <= t * U(1e-3)) || !(kept > 0)) { continue; }
      above += (q_.per_invocation + opened + 1 + idle_window) * std::expm1(s) / kept;
      if (above / t + 1 < U(high_)) { high_ = static_cast<long long>(above / t) + 1; }
    }
  }

  /// A normal law about the size at which an invocation brings as many records as it takes, on a low even ground.
  [[nodiscard]] masses start() const {
    U const slack = 1 - q_.per_record;
    U const opened = q_.rule == window_rule::when_idle ? U(0) : q_.window;
    U size = U(high_);
    if (slack > 0 && (q_.per_invocation + opened) / slack < size) { size = larger((q_.per_invocation + opened) / slack, U(low_)); }
    U const variance = size * (1 + q_.scv * size) / larger(slack * (1 + q_.per_record), U(0.02)) + 1;
    masses x;
    for (long long m = low_; m <= high_; ++m) {
      U const off = U(m) - size;
      x.push_back(std::exp(-off * off / (2 * variance)) + U(1e-6));
    }
    return x;
  }

  /// Adds weight * (law of the size that a batch of n reaches while `row` arrivals come), capped at B.
  void held(masses& out, long long n, count_row<U> const& row, U weight) const {
    U left = weight;
    for (long long k = row.first; k <= row.last() && n + k < q_.size; ++k) {
      U const p = weight * row(k);
      add(out, n + k, p);
      left -= p;
    }
    if (n + row.last() >= q_.size) { add(out, q_.size, left > 0 || weight < 0 ? left : U(0)); }
  }
  void add(masses& out, long long m, U p) const {
    m = m < low_ ? low_ : m > high_ ? high_ : m;
    out[index(m - low_)] += p;
  }

  /// Law of what waits at the end of an invocation: counts[n] for invocations that leave nothing over.
  [[nodiscard]] masses arrivals_of(masses const& x) const {
    masses counts(index(rows_.back().last() + 1), U(0));
    for (std::size_t i = 0; i < x.size(); ++i) {
      auto const& row = rows_[i];
      U const weight = x[i];
      if (weight == 0) { continue; }
      U* const to = counts.data() + row.first;
      for (std::size_t k = 0; k < row.mass.size(); ++k) { to[k] += weight * row.mass[k]; }
    }
    return counts;
  }
  /// Weights of the ascents above B, from the first backlog on.
  [[nodiscard]] masses entries_of(masses const& counts) const {
    masses w;
    if (walk_.down.empty()) { return w; }
    std::size_t const first = index(q_.size);
    for (std::size_t i = 1; first + i < counts.size(); ++i) {
      U sum = 0;
      for (std::size_t k = 0; first + i + k < counts.size() && k < walk_.down.size(); ++k) { sum += counts[first + i + k] * walk_.down[k]; }
      w.push_back(sum);
    }
    return w;
  }
  /// Law of what waits at the end of the first invocation that ends with at most B, after one that left records over.
  [[nodiscard]] masses returns_of(masses const& w) const {
    masses out;
    if (!w.empty()) { out.assign(index(q_.size + 1), U(0)); }
    for (std::size_t i = 0; i < w.size(); ++i) {
      for (std::size_t k = i + 1; k < walk_.fall.size(); ++k) {
        // from i + 1 records above B down by k
        out[index(q_.size + static_cast<long long>(i + 1) - static_cast<long long>(k))] += w[i] * walk_.fall[k];
      }
    }
    return out;
  }

  /// One step of the chain watched while m <= B.
  [[nodiscard]] masses advance(masses const& x) const {
    masses out(x.size(), U(0));
    masses const counts = arrivals_of(x);
    masses const back = returns_of(entries_of(counts));
    long long const most = static_cast<long long>(counts.size()) - 1;
    auto const count = [&](long long n) { return n <= most ? counts[index(n)] : U(0); };
    auto const again = [&](long long n) { return back.empty() ? U(0) : back[index(n)]; };
    long long const end = back.empty() && most < q_.size ? most : q_.size;
    bool const partial = q_.rule == window_rule::after_batch && q_.window > 0;
    if (partial) { opened_in_service(out, x, counts); }
    if (q_.rule == window_rule::after_invocation && q_.window > 0) {
      held(out, 1, window_, count(0));
      for (long long n = 1; n <= end && n < q_.size; ++n) {
        U const weight = count(n) + again(n);
        if (weight != 0) { held(out, n, window_, weight); }
      }
      if (end == q_.size) { add(out, q_.size, count(q_.size) + again(q_.size)); }
      return out;
    }
    if (!partial) { held(out, 1, window_, count(0)); }
    for (long long n = 1; n <= end; ++n) {
      if (!partial) {
        add(out, n, count(n) + again(n));
      } else if (n == q_.size) {
        add(out, n, again(n));
      } else if (again(n) != 0) {
        held(out, n, rest_, again(n));
      }
    }
    return out;
  }

  /// The window opened during a service that began with nothing left over, or after it.
  ///
  /// With D the service, v the time from the first arrival to its end: v >= W goes at once, else 1 + Poisson(W) records
  /// or a full batch. P(m = j) = P(N(D) = j) - e^(W - D) (p_j(W) - p_{j-1}(W)) for j < B and D > W; p_{j-1}(W) for D <= W.
  void opened_in_service(masses& out, masses const& x, masses const& counts) const {
    U all = 0;
    U late = 0;  // weight of the services that are not longer than the window
    U early = 0; // of those that are: chance that nothing arrives until the window's length before the end
    std::vector<U> longer(x.size(), U(0));
    for (std::size_t i = 0; i < x.size(); ++i) {
      U const d = q_.service(low_ + static_cast<long long>(i));
      all += x[i];
      if (d <= q_.window) {
        late += x[i];
      } else {
        early += x[i] * std::exp(q_.window - d);
        longer[i] = x[i];
      }
    }
    masses const plain = arrivals_of(longer);
    U left = all;
    long long reach = window_.last() + 1;
    if (reach < static_cast<long long>(plain.size())) { reach = static_cast<long long>(plain.size()); }
    if (reach >= q_.size) { reach = q_.size - 1; }
    for (long long j = 1; j <= reach; ++j) {
      U const before = window_(j - 1);
      U p = (late + early) * before - early * window_(j);
      if (j < static_cast<long long>(plain.size())) { p += plain[index(j)]; }
      if (p != 0) { add(out, j, p); }
      left -= p;
    }
    for (std::size_t n = index(q_.size) + 1; n < counts.size(); ++n) { left -= counts[n]; }
    add(out, q_.size, left);
  }

  void finish(masses x) {
    masses const counts = arrivals_of(x);
    entries_ = entries_of(counts);
    U total = 0;
    for (U const e : x) { total += e; }
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      above_ += entries_[i] / walk_.never;
      above_mean_ += entries_[i] / walk_.never * (U(i + 1) + walk_.up_mean / walk_.never);
    }
    U const scale = 1 / (total + above_);
    for (U& e : x) { e *= scale; }
    for (U& e : entries_) { e *= scale; }
    above_ *= scale;
    above_mean_ *= scale;
    returned_ = returns_of(entries_);
    returned_.resize(index(q_.size), U(0));
    waiting_ = returned_;
    for (std::size_t n = 0; n < waiting_.size() && n < counts.size(); ++n) { waiting_[n] += counts[n] * scale; }
    inside_ = std::move(x);
  }

  bulk_scaled<U> q_;
  count_row<U> window_, rest_;
  long long low_ = 1;
  long long high_ = 1;
  std::vector<count_row<U>> rows_;
  bulk_walk<U> walk_;
  masses inside_, entries_, waiting_, returned_;
  U above_{}, above_mean_{};
};

} // namespace ullage::detail
