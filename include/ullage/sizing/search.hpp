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
#include <ullage/target.hpp>

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

/// What a judge says of a pipeline.
template <Real T = double> struct judgement {
  std::vector<constraint<T>> constraints = {};
  T utilization = T(0);
  long long events = 0; ///< what it cost, in events of a forecast
};

/// Judges the expected course of a pipeline by a target.
template <Real T = double> struct course_judge {
  target<T> wanted = {};
  [[nodiscard]] judgement<T> operator()(pipeline<T> const& p) const {
    auto const f = forecast(p);
    return {constraints_of(f, wanted), f.utilization, f.path.events};
  }
};

/// Tries sizes and remembers what each of them gave.
/// @tparam Resize pipeline<T>(pipeline<T> const&, long long): the pipeline at a size
/// @tparam Judge judgement<T>(pipeline<T> const&)
template <Real T, class Resize, class Judge = course_judge<T>> class size_search {
public:
  size_search(pipeline<T> const& base, Judge judge, Resize resize, long long low, long long high)
      : base_(base), judge_(std::move(judge)), resize_(std::move(resize)), low_(low), high_(high) {}

  [[nodiscard]] pipeline<T> at(long long size) const { return resize_(base_, size); }

  /// Constraints at a size; computed once. Valid until the next call.
  std::vector<constraint<T>> const& constraints(long long size) { return tried(size).constraints; }
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
        last = smaller_of(high_, n + larger_of(16, n / 4));
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
    trial const* best = nullptr;
    for (auto const& t : tried_) {
      if (!best || nearer(t, *best)) { best = &t; }
    }
    return best->size;
  }

  /// The smallest size that misses by no more than another one does; for monotone answers.
  [[nodiscard]] long long smallest_as_near_as(long long size) {
    trial const goal = tried(size);
    long long fails = low_ - 1;
    long long works = size;
    while (works - fails > 1) {
      long long const middle = fails + (works - fails) / 2;
      (nearer(goal, tried(middle)) ? fails : works) = middle;
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
    T utilization;
  };

  trial const& tried(long long size) {
    auto const i = detail::partition_index(0, tried_.size(), [&](std::size_t k) { return tried_[k].size < size; });
    if (i == tried_.size() || tried_[i].size != size) {
      auto said = judge_(at(size));
      events_ += said.events;
      tried_.insert(tried_.begin() + static_cast<std::ptrdiff_t>(i), trial{size, std::move(said.constraints), said.utilization});
    }
    return tried_[i];
  }

  /// Does one size miss the targets by less than another? First the misses without limit count, then the
  /// sum of the shares by which others are missed, then, where the lag has no end, how great the overload is.
  [[nodiscard]] static bool nearer(trial const& a, trial const& b) {
    auto const less = [](T const& x, T const& y) { return value_of(x) < value_of(T(y * (1 - T(1e-6)))); };
    auto const x = missed(a.constraints);
    auto const y = missed(b.constraints);
    if (x.endless != y.endless) { return x.endless < y.endless; }
    if (less(x.sum, y.sum) || less(y.sum, x.sum)) { return less(x.sum, y.sum); }
    return x.endless > 0 && less(a.utilization, b.utilization);
  }
  struct shortfall {
    int endless = 0; ///< constraints missed without limit
    T sum = T(0);    ///< of the shares by which the others are missed
  };
  [[nodiscard]] static shortfall missed(std::vector<constraint<T>> const& all) {
    shortfall out;
    for (auto const& c : all) {
      if (c.met) { continue; }
      if (detail::is_finite(c.value)) {
        out.sum += -relative_margin(c);
      } else {
        ++out.endless;
      }
    }
    return out;
  }

  pipeline<T> const& base_;
  Judge judge_;
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
template <Real T, class Resize, class Judge>
[[nodiscard]] limits_named name_limits(size_search<T, Resize, Judge>& search, long long size, long long least, bool monotone) {
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
