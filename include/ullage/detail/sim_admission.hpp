// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// How many invocations a simulation may have under way: the limit on concurrency and the pool of environments.

#include <ullage/detail/sim_setup.hpp>
#include <ullage/scaling/environments.hpp>

namespace ullage::detail {

/// Lets invocations begin. Environments are asked for as those of the fluid; one that falls idle stays for a
/// while, since the load of single records goes up and down all the time.
class sim_admission {
public:
  explicit sim_admission(sim_setup const& setup)
      : most_(setup.most_busy), rate_(setup.environment_rate), limited_(setup.limited_environments),
        pool_(setup.system.scaling.environment_burst, setup.system.scaling.environment_rate) {}

  /// @returns true when environments are limited, so that time alone may let an invocation begin
  [[nodiscard]] bool limited() const { return limited_; }

  /// @param busy invocations under way
  /// @returns true when one more may run now
  [[nodiscard]] bool admit(double busy, double now) {
    double const wanted = busy + 1;
    if (wanted > most_) { return false; }
    if (!limited_) { return true; }
    refill(now);
    if (wanted > pool_.in_use()) {
      if (wanted > pool_.reachable() * (1 + 1e-12)) { return false; }
      if (pool_.request(wanted) < wanted) { pool_.settle(wanted); }
    }
    if (wanted > used_) { used_ = wanted; }
    return true;
  }

  /// @returns when one more may run, as far as environments decide it
  [[nodiscard]] double next(double busy, double now, double never) {
    if (busy + 1 > most_) { return never; }
    refill(now);
    double const missing = busy + 1 - pool_.reachable();
    return now + (missing > 0 ? missing : 0) / rate_ * (1 + 1e-9);
  }

  /// Environments that have not been used since the call before the last are gone.
  /// @returns true when some are left
  bool forget(double busy, double now) {
    double const used = used_ > used_before_ ? used_ : used_before_;
    refill(now);
    if (used < pool_.in_use()) { pool_.request(used); }
    used_before_ = used_;
    used_ = busy;
    return used > 0;
  }

private:
  void refill(double now) {
    if (now > time_) {
      pool_.advance(now - time_, 0);
      time_ = now;
    }
  }

  double most_;
  double rate_;
  bool limited_;
  environment_pool<double> pool_;
  double time_ = 0;        ///< up to which the pool has been refilled
  double used_ = 0;        ///< most at once since the last call of forget
  double used_before_ = 0; ///< and between the two before
};

} // namespace ullage::detail
