// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// How fast a function may add execution environments: a bucket of tokens that refills evenly.
///
/// Source: AWS Lambda, "scaling behavior": 1000 environments every 10 s per function since
/// 2023-11, refilled continuously, not accumulated; a burst of 500 to 3000 and 500 per minute
/// before. Approximation: environments that fall idle are counted as gone, so a load that
/// returns pays for them again (how long a platform keeps them warm is not published).

#include <ullage/concepts.hpp>

namespace ullage {

/// Environments in use and the right to start more.
template <Real T = double> class environment_pool {
public:
  /// @param burst most tokens, infinity for no limit
  /// @param rate tokens per second, infinity for no limit
  environment_pool(T const& burst, T const& rate) : burst_(burst), rate_(rate), tokens_(burst) {}

  [[nodiscard]] bool unlimited() const {
    auto const none = value_of(infinity_v<T>);
    return !(value_of(burst_) < none && value_of(rate_) < none);
  }
  [[nodiscard]] T const& in_use() const { return in_use_; }
  [[nodiscard]] T const& refill_rate() const { return rate_; }

  /// As many as wanted, as far as the tokens reach.
  /// @returns environments in use now
  T request(T const& wanted) {
    if (value_of(wanted) > value_of(in_use_)) {
      T const missing = wanted - in_use_;
      if (value_of(missing) <= value_of(tokens_)) {
        tokens_ -= missing;
        in_use_ = wanted;
      } else {
        in_use_ += tokens_;
        tokens_ = T(0);
      }
    } else {
      in_use_ = wanted;
    }
    return in_use_;
  }

  /// @returns the most environments that could be in use at once now
  [[nodiscard]] T reachable() const { return in_use_ + tokens_; }

  /// @param slope growth of the environments in use [1/s]
  /// @returns time until that growth uses up the tokens [s]
  [[nodiscard]] T time_to_empty(T const& slope) const {
    return value_of(slope) > value_of(rate_) ? T(tokens_ / (slope - rate_)) : infinity_v<T>;
  }

  /// Lets time pass while the environments in use grow evenly.
  void advance(T const& time, T const& slope) {
    in_use_ += slope * time;
    T const used = value_of(slope) > 0 ? slope : T(0); // what falls idle gives no tokens back
    T const tokens = tokens_ + (rate_ - used) * time;
    // A rest of rounding is nothing: it must not be waited for.
    bool const some = value_of(tokens) > value_of(T(burst_ * T(1e-12)));
    tokens_ = value_of(tokens) > value_of(burst_) ? burst_ : some ? tokens : T(0);
  }

  /// @returns true when environments can be added only at the refill rate
  [[nodiscard]] bool empty() const { return !(value_of(tokens_) > 0); }

  /// Forgets tokens that would be used up before time can tell.
  void drain() { tokens_ = T(0); }

  /// Counts environments as there that are missing by rounding alone.
  void settle(T const& in_use) { in_use_ = in_use; }

private:
  T burst_;
  T rate_;
  T tokens_;
  T in_use_ = T(0);
};

} // namespace ullage
