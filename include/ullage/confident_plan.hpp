// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// How many partitions keep every target with a confidence when some numbers are not known.

#include <ullage/assess.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/bisect.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/uncertain_input.hpp>
#include <ullage/uncertainty.hpp>

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace ullage {

/// A partition count that is enough with a confidence.
template <std::floating_point T = double> struct confident_plan {
  std::optional<long long> partitions = {}; ///< smallest count found that reaches the confidence; nothing where none does
  T confidence = unset_v<T>;                ///< that was wanted
  size_odds<T> chosen = {};                 ///< at that count, else at the most likely one of those that were tried
  std::optional<size_odds<T>> below = {};   ///< at one partition less: it does not reach the confidence
  std::vector<size_odds<T>> curve = {};     ///< every count that was judged, by size; the search looks at most of them in few scenarios
  std::string binding = {};                 ///< the constraint that is missed most often one partition below, else at the chosen count
  bool interrupted = false;                 ///< stopped by the caller: no count has been chosen
  friend bool operator==(confident_plan const&, confident_plan const&) = default;
};

namespace detail {

template <std::floating_point T> [[nodiscard]] std::string most_missed(size_odds<T> const& x) {
  constraint_odds<T> const* worst = nullptr;
  for (auto const& c : x.constraints) {
    if (c.met.value < 1 && (!worst || c.met.value < worst->met.value)) { worst = &c; }
  }
  return worst ? worst->name : std::string{};
}

/// Sizes judged in the same scenarios; each once.
template <std::floating_point T, class Tick> class size_odds_search {
public:
  size_odds_search(uncertain<T> const& u, target<T> const& t, scenario_table<T> const& all, Tick const& tick)
      : u_(u), t_(t), all_(all), tick_(tick) {
    few_ = all.rows / 16 / all.sets * all.sets;
    if (few_ < 40 * all.sets) { few_ = 40 * all.sets; }
    if (few_ > all.rows) { few_ = all.rows; }
  }

  /// In a sixteenth of the scenarios.
  [[nodiscard]] T about(long long n) { return judged(few_results_, n, few_).all.value; }
  /// In all of them.
  [[nodiscard]] size_odds<T> const& exactly(long long n) { return judged(results_, n, all_.rows); }
  [[nodiscard]] std::vector<size_odds<T>> const& results() const { return results_; }
  /// Every size once, by the most scenarios that it was judged in.
  [[nodiscard]] std::vector<size_odds<T>> all_results() const {
    std::vector<size_odds<T>> out;
    std::size_t i = 0;
    for (auto const& few : few_results_) {
      for (; i < results_.size() && results_[i].partitions < few.partitions; ++i) { out.push_back(results_[i]); }
      if (i == results_.size() || results_[i].partitions != few.partitions) { out.push_back(few); }
    }
    for (; i < results_.size(); ++i) { out.push_back(results_[i]); }
    return out;
  }
  [[nodiscard]] bool stopped() const { return stopped_; }

private:
  size_odds<T> const& judged(std::vector<size_odds<T>>& known, long long n, std::size_t rows) {
    auto const i = partition_index(0, known.size(), [&](std::size_t k) { return known[k].partitions < n; });
    if (i == known.size() || known[i].partitions != n) {
      double const part = static_cast<double>(rows) / static_cast<double>(all_.rows);
      auto found = judge_size(u_, t_, all_, rows, n, [&](double done) {
        // Nobody knows how many sizes will be needed; about four in all scenarios are.
        double const work = work_ + part * done;
        stopped_ = stopped_ || !tick_(work / (work + 4));
        return !stopped_;
      });
      work_ += part;
      known.insert(known.begin() + static_cast<std::ptrdiff_t>(i), std::move(found));
    }
    return known[i];
  }

  uncertain<T> const& u_;
  target<T> const& t_;
  scenario_table<T> const& all_;
  Tick const& tick_;
  std::size_t few_ = 0;
  double work_ = 0;
  bool stopped_ = false;
  std::vector<size_odds<T>> few_results_;
  std::vector<size_odds<T>> results_;
};

/// A size, and whether it seems to be enough; else it is the most likely one.
struct size_guess {
  long long size = 1;
  bool reaches = false;
};

/// A size near which the probability first reaches a level, by few scenarios: doubling, then where no double reaches it
/// the stretch around the best one in steps that get finer (costs and brokers may leave only a window), then bisection.
template <std::floating_point T, class Search> [[nodiscard]] size_guess first_guess(Search& search, long long low, long long high, T level) {
  long long fails = low - 1;
  long long tries = low;
  long long best = low;
  auto const better = [&](long long n) {
    if (search.about(n) > search.about(best)) { best = n; }
    return search.about(n) >= level;
  };
  while (!better(tries) && !search.stopped()) {
    if (tries >= high) {
      long long from = best / 2 < low ? low : best / 2;
      long long to = best > high / 2 ? high : best * 2;
      tries = 0;
      for (long long step = (to - from) / 12 + 1; tries == 0 && !search.stopped(); step = step / 4 + 1) {
        fails = from - 1;
        for (long long n = from; n <= to && tries == 0 && !search.stopped(); n += step) {
          if (better(n)) {
            tries = n;
          } else {
            fails = n;
          }
        }
        if (step == 1) { break; }
        from = best - step < low ? low : best - step;
        to = best + step > high ? high : best + step;
      }
      if (tries == 0) { return {best, false}; }
      break;
    }
    fails = tries;
    tries = tries > high / 2 ? high : tries * 2;
  }
  while (tries - fails > 1 && !search.stopped()) {
    long long const middle = fails + (tries - fails) / 2;
    (search.about(middle) >= level ? tries : fails) = middle;
  }
  return {tries, true};
}

} // namespace detail

/// The smallest partition count that keeps everything with a confidence.
///
/// Method: the count is bracketed in a sixteenth of the scenarios, where a larger one mostly is better; from there all
/// scenarios are judged at one count after the other, down to the first that does not reach the confidence, or up to the
/// first that does. So the chosen count reaches it and one partition less does not. Where more partitions can be worse
/// a still smaller count may reach it too: odds_by_size tells.
/// @param confidence in (0, 1); one that is nearer to 1 than 1 / scenarios cannot be told
/// @param tick as for odds
/// @throws std::domain_error, evaluation_error as odds
template <std::floating_point T, class Tick>
  requires std::is_invocable_r_v<bool, Tick const&, double>
[[nodiscard]] confident_plan<T> plan_at_confidence(uncertain<T> const& u, target<T> const& t, std::type_identity_t<T> confidence,
                                                   uncertainty_options const& how, Tick const& tick) {
  detail::require(confidence > 0 && confidence < 1, "plan_at_confidence", "confidence", confidence, "must be in (0, 1)");
  long long low = 1;
  long long high = t.max_partitions;
  if (auto const* const measured = std::get_if<measured_shares<T>>(&u.system.skew)) { // what was measured holds for these
    low = static_cast<long long>(measured->weights.size());
    high = low;
  }
  auto const first = detail::with_partition_count(u, low < 1 ? 1 : low);
  auto const all = scenarios(first, how.scenarios, how.seed);
  validate(t, first.system);
  validate(detail::with_partition_count(u, high));
  confident_plan<T> out;
  out.confidence = confidence;
  detail::size_odds_search<T, Tick> search(u, t, all, tick);
  auto const guess = detail::first_guess(search, low, high, T(confidence));
  auto const reaches = [&](long long k) { return !search.stopped() && search.exactly(k).all.value >= confidence; };
  // Few scenarios err by a few sizes: steps that get longer lead out of that, bisection back in.
  long long n = guess.size;
  bool found = reaches(n);
  long long fails = found ? low - 1 : n;
  if (found) {
    for (long long step = 1; n - fails > 1 && !search.stopped(); step *= 2) {
      long long const next = n - step > fails ? n - step : fails + 1;
      if (!reaches(next)) {
        fails = next;
        break;
      }
      n = next;
    }
  } else if (guess.reaches) {
    for (long long step = 1; !found && fails < high && !search.stopped(); step *= 2) {
      n = high - fails > step ? fails + step : high;
      found = reaches(n);
      if (!found) { fails = n; }
      if (step > 64) { break; } // where the probability hardly rises it may never reach the level
    }
  }
  while (found && n - fails > 1 && !search.stopped()) {
    long long const middle = fails + (n - fails) / 2;
    (reaches(middle) ? n : fails) = middle;
  }
  if (!search.stopped() && found && n > low) { out.below = search.exactly(n - 1); }
  out.interrupted = search.stopped();
  if (out.interrupted) { return out; }
  if (found) {
    out.partitions = n;
    out.chosen = search.exactly(n);
  }
  for (auto const& s : search.results()) {
    if (!found && (out.chosen.scenarios == 0 || s.all.value > out.chosen.all.value)) { out.chosen = s; }
  }
  out.curve = search.all_results();
  out.binding = detail::most_missed(out.below ? *out.below : out.chosen);
  return out;
}
template <std::floating_point T>
[[nodiscard]] confident_plan<T> plan_at_confidence(uncertain<T> const& u, target<T> const& t, std::type_identity_t<T> confidence = T(0.95),
                                                   uncertainty_options const& how = {}) {
  return plan_at_confidence(u, t, confidence, how, [](double) { return true; });
}

} // namespace ullage
