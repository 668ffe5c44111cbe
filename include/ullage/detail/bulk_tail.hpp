// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The tail of the wait of one partition with batches and constant service, by sums of positive terms.

#include <ullage/detail/bounds.hpp>
#include <ullage/detail/bulk_chain.hpp>
#include <ullage/detail/count_row.hpp>
#include <ullage/detail/poisson.hpp>
#include <ullage/errors.hpp>

#include <cmath>
#include <concepts>
#include <cstddef>
#include <utility>
#include <vector>

namespace ullage::detail {

/// E (N - n)^+, N ~ Poisson(x).
template <std::floating_point U> [[nodiscard]] U poisson_excess(U n, U x) {
  if (n < 0) { return x - n; }
  U const wide = 10 * std::sqrt(x + 1) + 60;
  if (n > x + wide) { return U(0); }
  if (n < x - wide) { return x - n; }
  U const peak = poisson_mass(n, x, U(x - n));
  U sum = 0;
  U p = peak;
  if (n >= x) {
    for (U k = n + 1; p > peak * U(1e-19); k += 1) {
      p *= x / k;
      sum += (k - n) * p;
    }
    return sum;
  }
  for (U k = n; k > 0 && p > peak * U(1e-19); k -= 1) {
    p *= k / x;
    sum += (n - k + 1) * p;
  }
  return x - n + sum;
}

/// Tails of the wait in units of the mean time between arrivals.
///
/// A record that arrives at u in a service of length d with k others ahead waits d - u for the server and
/// floor(k / B) full services for its turn; then a window may hold its batch until it is full. Each of these
/// events is an integral over u of Poisson probabilities, which are upper tails again.
template <std::floating_point U> class bulk_tails {
public:
  /// @throws evaluation_error the backlog reaches too far: utilization next to 1
  explicit bulk_tails(bulk_chain<U> const& chain) : c_(&chain), q_(chain.queue()) {
    size_ = chain.above() * U(q_.size);
    for (long long m = chain.low(); m <= chain.high(); ++m) { size_ += U(m) * chain.within_batch(m); }
    auto const& entries = chain.entries();
    auto const& up = chain.walk().up;
    U left = chain.above();
    for (std::size_t j = 1; left > U(1e-17) && chain.above() > 0; ++j) {
      U sum = j <= entries.size() ? entries[j - 1] : U(0);
      for (std::size_t i = 1; i < j && i < up.size(); ++i) { sum += up[i] * backlog_[j - i - 1]; }
      backlog_.push_back(sum);
      left -= sum;
      if (sum < U(1e-20) && j > entries.size()) { break; }
      if (static_cast<double>(j) * static_cast<double>(up.size()) > 3e8) {
        throw evaluation_error("bulk: utilization is too close to 1 for the law of the wait");
      }
    }
  }

  [[nodiscard]] U mean_size() const { return size_; }

  /// P(wait > t)
  [[nodiscard]] U tail(U t) const {
    U const turn = q_.full_service();
    bool const behind = q_.rule == window_rule::after_batch && q_.window > 0;
    U const hold = q_.rule == window_rule::when_idle ? U(0) : behind ? q_.rest_of_window() : q_.window;
    count_row<U> const arrivals = counts_in(t < far() ? t : far(), U(0));
    std::vector<U> most(arrivals.mass); // P(Poisson(t) <= first + i)
    for (std::size_t i = 1; i < most.size(); ++i) { most[i] += most[i - 1]; }
    auto const at_most = [&](long long n) {
      return n < arrivals.first ? U(0) : n >= arrivals.last() ? U(1) : most[static_cast<std::size_t>(n - arrivals.first)];
    };
    U sum = 0;
    for (long long m = c_->low(); m <= c_->high(); ++m) {
      U const weight = c_->within_batch(m);
      if (!(weight > U(1e-19))) { continue; }
      U part = for_server(q_.service(m), t, turn);
      if (behind) { part += opened_in_service(q_.service(m), t); }
      part += for_batch(q_.service(m), t, turn, hold, behind ? 1 : 0, at_most);
      sum += weight * part;
    }
    if (!backlog_.empty()) { sum += from_backlog(t, turn, hold, at_most); }
    return within(U((sum + in_window(t, hold, behind, at_most)) / size_), U(0), U(1));
  }

private:
  [[nodiscard]] U far() const { return 3 * U(q_.size) + 5000; }

  /// Number of full services after which the server may still be busy at t, and the u up to which it is.
  struct turns {
    long long number;
    U until;
  };
  [[nodiscard]] turns turns_at(U d, U t, U turn) const {
    if (t < d) { return {0, d - t}; }
    U const n = std::floor((t - d) / turn) + 1;
    return {n < U(4e15) ? static_cast<long long>(n) : 4'000'000'000'000'000LL, within(U(d + n * turn - t), U(0), d)};
  }

  /// Integral over u of P(the server comes later than t), nothing left over before.
  [[nodiscard]] U for_server(U d, U t, U turn) const {
    auto const [j, until] = turns_at(d, t, turn);
    U const first = U(j) * U(q_.size);
    U const next = first + U(q_.size);
    return poisson_excess(first, until) - poisson_excess(next, until) + poisson_excess(next, d);
  }

  /// The same of P(the server came, the window of length `hold` is open and the batch not full at t).
  template <class AtMost> [[nodiscard]] U for_batch(U d, U t, U turn, U hold, long long from, AtMost const& at_most) const {
    U sum = 0;
    if (!(hold > 0)) { return sum; }
    for (long long j = from;; ++j) {
      U const server = d + U(j) * turn - t;
      U const begin = within(server, U(0), d);
      U const end = within(U(server + hold), U(0), d);
      long long const first = j * q_.size;
      if (!(begin < d) || U(first) > d + 10 * std::sqrt(d) + 60) { break; }
      if (!(end > begin)) { continue; }
      long long const top = first + q_.size - 2;
      if (j == 0) {
        sum += end - begin - poisson_excess(U(top + 1), end + t) + poisson_excess(U(top + 1), begin + t);
        continue;
      }
      upper_tail<U> const at_end(counts_in(end, U(0)));
      upper_tail<U> const at_begin(counts_in(begin, U(0)));
      for (long long i = first; i <= top && i < at_end.last(); ++i) { sum += (at_end(i + 1) - at_begin(i + 1)) * at_most(top - i); }
    }
    return sum;
  }

  /// Both for records that arrive while a full batch is served that left records over.
  template <class AtMost> [[nodiscard]] U from_backlog(U t, U turn, U hold, AtMost const& at_most) const {
    auto const [j, until] = turns_at(turn, t, turn);
    upper_tail<U> const partial(counts_in(until, U(0)));
    upper_tail<U> const whole(counts_in(turn, U(0)));
    U sum = 0;
    auto const clip = [](long long n) { return n > 0 ? n : 0LL; };
    long long const far_off = static_cast<long long>(backlog_.size()) + whole.last();
    if (j <= far_off / q_.size) {
      for (std::size_t i = 0; i < backlog_.size(); ++i) {
        long long const first = j * q_.size - static_cast<long long>(i + 1);
        long long const next = clip(first + q_.size);
        sum += backlog_[i] * (partial.excess(clip(first)) - partial.excess(next) + whole.excess(next));
      }
    }
    if (!(hold > 0)) { return sum; }
    U const earliest = (t - hold - turn) / turn;
    for (long long n = earliest > 1 ? static_cast<long long>(smaller(earliest, U(4e15))) - 1 : 0; n <= far_off / q_.size; ++n) {
      U const server = turn + U(n) * turn - t;
      U const begin = within(server, U(0), turn);
      U const end = within(U(server + hold), U(0), turn);
      if (!(begin < turn)) { break; }
      if (!(end > begin)) { continue; }
      upper_tail<U> const at_end(counts_in(end, U(0)));
      upper_tail<U> const at_begin(counts_in(begin, U(0)));
      upper_tail<U> const end_later(counts_in(U(end + t), U(0)));
      upper_tail<U> const begin_later(counts_in(U(begin + t), U(0)));
      for (std::size_t b = 0; b < backlog_.size(); ++b) {
        long long const first = n * q_.size - static_cast<long long>(b + 1);
        long long const top = first + q_.size - 2;
        if (top < 0) { break; }
        U part = 0;
        if (first <= 0) {
          part = end - begin - end_later.excess(top + 1) + begin_later.excess(top + 1);
        } else {
          for (long long i = first; i <= top && i < at_end.last(); ++i) { part += (at_end(i + 1) - at_begin(i + 1)) * at_most(top - i); }
        }
        sum += backlog_[b] * part;
      }
    }
    return sum;
  }

  /// after_batch: the batch of the first arrival since a service began that left nothing over, not dispatched at t
  /// although the server came, and its records that arrive later.
  [[nodiscard]] U opened_in_service(U d, U t) const {
    if (!(t < q_.window)) { return U(0); }
    U const begin = within(U(d - t), U(0), d);
    U const rest = q_.window - t; // an arrival at u < rest has its window open at u + t for sure
    U sum = 0;
    if (begin < rest) {
      U const full = U(q_.size - 1);
      sum += rest - begin - poisson_excess(full, q_.window) + poisson_excess(full, begin + t);
    }
    U const full_by_window = poisson_excess(U(q_.size - 2), q_.window) - poisson_excess(U(q_.size - 1), q_.window);
    return sum + std::exp(-(larger(begin, rest) - rest)) * (1 - full_by_window);
  }

  /// Records that arrive while the window is open and nothing is served.
  template <class AtMost> [[nodiscard]] U in_window(U t, U hold, bool behind, AtMost const& at_most) const {
    if (q_.size < 2) { return U(0); }
    U sum = 0;
    auto const& waiting = behind ? c_->waiting_after_rest() : c_->waiting();
    U const open = smaller(q_.window, far());
    if (!behind && t < q_.window) {
      // the first record, which opens it, and those that follow
      sum += waiting[0] * (at_most(q_.size - 2) + open_integral(q_.size - 3, t, open));
    }
    U const end = smaller(hold, far());
    if (hold > 0 && t < end) {
      upper_tail<U> const late(counts_in(end, U(0)));
      upper_tail<U> const now(counts_in(t, U(0)));
      for (long long n = 1; n + 2 <= q_.size; ++n) {
        long long const full = q_.size - 1 - n;
        sum += waiting[static_cast<std::size_t>(n)] * (end - t - late.excess(full) + now.excess(full));
      }
    }
    return sum;
  }
  /// Integral from t to end of P(Poisson(x) <= n) dx.
  [[nodiscard]] U open_integral(long long n, U t, U end) const {
    if (n < 0 || !(t < end)) { return U(0); }
    return end - t - poisson_excess(U(n + 1), end) + poisson_excess(U(n + 1), t);
  }

  bulk_chain<U> const* c_;
  bulk_scaled<U> q_;
  U size_{};
  std::vector<U> backlog_; ///< P(B + j records at the start of an invocation), j = 1, 2, ...
};

} // namespace ullage::detail
