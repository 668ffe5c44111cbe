// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The smallest whole size of something that meets every constraint: bracketed where the answer is
/// monotone in the size, scanned where it is not.

#include <ullage/concepts.hpp>
#include <ullage/constraint.hpp>
#include <ullage/detail/bisect.hpp>
#include <ullage/forecast.hpp>
#include <ullage/pipeline.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ullage {

[[nodiscard]] constexpr long long smaller_of(long long a, long long b) { return a < b ? a : b; }
[[nodiscard]] constexpr long long larger_of(long long a, long long b) { return a < b ? b : a; }

/// A stretch of whole numbers, both ends included.
struct size_range {
  long long from = 0;
  long long to = 0;
  friend bool operator==(size_range const&, size_range const&) = default;
};

/// Tries sizes and remembers what each of them gave.
/// @tparam Resize pipeline<T>(pipeline<T> const&, long long): the pipeline at a size
template <Real T, class Resize> class size_search {
public:
  size_search(pipeline<T> const& base, target<T> const& wanted, Resize resize, long long low, long long high)
      : base_(base), wanted_(wanted), resize_(std::move(resize)), low_(low), high_(high) {}

  [[nodiscard]] pipeline<T> at(long long size) const { return resize_(base_, size); }

  /// Constraints at a size; computed once. Valid until the next call.
  std::vector<constraint<T>> const& constraints(long long size) {
    auto const i = detail::partition_index(0, tried_.size(), [&](std::size_t k) { return tried_[k].size < size; });
    if (i == tried_.size() || tried_[i].size != size) {
      auto const f = forecast(at(size));
      events_ += f.path.events;
      tried_.insert(tried_.begin() + static_cast<std::ptrdiff_t>(i), trial{size, constraints_of(f, wanted_)});
    }
    return tried_[i].constraints;
  }
  [[nodiscard]] bool meets(long long size, std::string const& but = {}) { return all_met(constraints(size), but); }

  /// The smallest size that meets everything, by doubling and bisection: right when a larger size
  /// is never worse. All sizes below the answer fail.
  [[nodiscard]] std::optional<long long> bracketed(std::string const& but = {}) {
    long long fails = low_ - 1;
    long long tries = low_;
    while (!meets(tries, but)) {
      if (tries >= high_) { return std::nullopt; }
      fails = tries;
      tries = tries > high_ / 2 ? high_ : tries * 2;
    }
    while (tries - fails > 1) {
      long long const middle = fails + (tries - fails) / 2;
      (meets(middle, but) ? tries : fails) = middle;
    }
    return tries;
  }

  /// The smallest size that meets everything, by trying every one from the lowest on, and some
  /// sizes beyond it, for as long as the events last; after that only sizes that pack well.
  [[nodiscard]] std::optional<long long> scanned(long long max_events) {
    std::optional<long long> found;
    long long last = high_;
    long long n = low_;
    for (; n <= last && events_ < (found ? max_events / 4 : max_events); ++n) {
      if (meets(n) && !found) {
        found = n;
        last = smaller_of(high_, larger_of(n + 16, 2 * n));
      }
    }
    scanned_to_ = n - 1;
    if (found || scanned_to_ >= high_) { return found; }
    for (long long size = 1; size <= high_ && !found; size *= 2) {
      if (size > scanned_to_ && meets(size)) { found = size; }
    }
    if (!found && meets(high_)) { found = high_; }
    return found;
  }

  /// Among the sizes tried so far the smallest that meets everything but one constraint.
  [[nodiscard]] std::optional<long long> smallest_tried(std::string const& but) const {
    for (auto const& t : tried_) {
      if (all_met(t.constraints, but)) { return t.size; }
    }
    return std::nullopt;
  }

  /// Among the sizes tried so far the smallest of those that miss the least.
  [[nodiscard]] long long nearest_tried() const {
    long long best = tried_.front().size;
    T least = miss(tried_.front().constraints);
    for (auto const& t : tried_) {
      T const m = miss(t.constraints);
      if (value_of(m) < value_of(T(least * (1 - T(1e-6))))) {
        least = m;
        best = t.size;
      }
    }
    return best;
  }

  /// The smallest size that misses by no more than another one does; for monotone answers.
  [[nodiscard]] long long smallest_as_near_as(long long size) {
    T const allowed = miss(constraints(size)) * (1 + T(1e-6));
    long long fails = low_ - 1;
    long long works = size;
    while (works - fails > 1) {
      long long const middle = fails + (works - fails) / 2;
      (value_of(miss(constraints(middle))) <= value_of(allowed) ? works : fails) = middle;
    }
    return works;
  }

  /// The ranges of feasible sizes among those scanned one by one.
  [[nodiscard]] std::vector<size_range> feasible_ranges() const {
    std::vector<size_range> out;
    for (auto const& t : tried_) {
      if (t.size > scanned_to_ || !all_met(t.constraints)) { continue; }
      if (!out.empty() && out.back().to == t.size - 1) {
        out.back().to = t.size;
      } else {
        out.push_back({t.size, t.size});
      }
    }
    return out;
  }

  [[nodiscard]] long long low() const { return low_; }
  [[nodiscard]] long long high() const { return high_; }
  [[nodiscard]] long long scanned_to() const { return scanned_to_; }

private:
  struct trial {
    long long size;
    std::vector<constraint<T>> constraints;
  };

  /// Sum of the shares by which constraints are missed; 0 when all are met.
  [[nodiscard]] static T miss(std::vector<constraint<T>> const& all) {
    T sum = T(0);
    for (auto const& c : all) {
      if (!c.met) { sum += -relative_margin(c); }
    }
    return sum;
  }

  pipeline<T> const& base_;
  target<T> const& wanted_;
  Resize resize_;
  long long low_;
  long long high_;
  long long scanned_to_ = 0;
  long long events_ = 0;
  std::vector<trial> tried_; ///< by size
};

/// The binding constraint at the smallest size, and the one that would bind without it.
struct limits_named {
  std::string binding;
  std::string next;
};

/// Names what keeps the size from being smaller: the constraint that the next smaller size misses
/// most. At the lower end of the search it is the one with the least room.
template <Real T, class Resize>
[[nodiscard]] limits_named name_limits(size_search<T, Resize>& search, long long size, long long least, bool monotone) {
  auto const most_missed = [&](long long n, std::string const& but) -> std::string {
    constraint<T> const* worst = nullptr;
    for (auto const& c : search.constraints(n)) {
      if (!c.met && c.name != but && (!worst || value_of(relative_margin(c)) < value_of(relative_margin(*worst)))) { worst = &c; }
    }
    return worst ? worst->name : std::string{};
  };
  auto const least_room = [&](long long n, std::string const& but) {
    auto const* c = tightest(search.constraints(n), but);
    return c ? c->name : std::string{};
  };
  limits_named out;
  out.binding = size > least ? most_missed(size - 1, {}) : std::string{};
  if (out.binding.empty()) { out.binding = least_room(size, {}); }
  auto const second = monotone ? search.bracketed(out.binding) : search.smallest_tried(out.binding);
  if (second && *second > least) { out.next = most_missed(*second - 1, out.binding); }
  if (out.next.empty()) { out.next = least_room(size, out.binding); }
  return out;
}

} // namespace ullage
