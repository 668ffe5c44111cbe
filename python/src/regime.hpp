// SPDX-License-Identifier: MIT
#pragma once
// The fields of a scaling regime by name, as keywords and as axes of a sweep.

#include "value.hpp"

#include <ullage/scaling/regime.hpp>

#include <limits>
#include <span>
#include <string>
#include <vector>

namespace ullage_py {

using regime_t = ullage::scaling_regime<double>;
using field_r = field<regime_t>;

/// Scalar fields of the regime itself.
inline constexpr field_r regime_fields[] = {
    field_of<&regime_t::evaluation_period>("evaluation_period", edge::time, "Between two evaluations [s]; 0 only where nothing is evaluated."),
    field_of<&regime_t::phase>("phase", edge::time, "Time of the first evaluation [s]; None: one evaluation_period."),
    field_of<&regime_t::reaction_delay>("reaction_delay", edge::time, "From an evaluation to its effect [s]."),
    field_of<&regime_t::initial_consumers>("initial_consumers", edge::number, "Consumers at time 0; this or initial_share."),
    field_of<&regime_t::initial_share>("initial_share", edge::number, "Consumers at time 0 as a share of the cap, rounded up, in (0, 1]."),
    field_of<&regime_t::min_consumers>("min_consumers", edge::number, "The floor to which an idle system returns."),
    field_of<&regime_t::max_consumers>("max_consumers", edge::number, "The most consumers, beside the partitions."),
    field_of<&regime_t::lag_threshold>("lag_threshold", edge::number, "Lag that an evaluation acts on [records]."),
    field_of<&regime_t::concurrency_per_consumer>("concurrency_per_consumer", edge::number, "Records or batches that one consumer has in service."),
    field_of<&regime_t::bytes_per_consumer>("bytes_per_consumer", edge::bytes, "Throughput of one consumer [bytes/s]."),
    field_of<&regime_t::parallelization_factor>("parallelization_factor", edge::count, "Ordered lanes per partition or shard."),
    field_of<&regime_t::rebalance_pause>("rebalance_pause", edge::time, "Nobody works for so long after a change [s]."),
    field_of<&regime_t::startup_time>("startup_time", edge::time, "Until an added consumer begins to work [s]."),
    field_of<&regime_t::account_concurrency>("account_concurrency", edge::number, "Services in parallel that the platform allows by default."),
    field_of<&regime_t::environment_burst>("environment_burst", edge::number, "Execution environments that may start at once."),
    field_of<&regime_t::environment_rate>("environment_rate", edge::number, "... and per second after that [1/s]."),
};

/// A number of the up or the down rule under a name of its own.
struct rule_field {
  char const* name;
  edge kind;
  char const* doc;
  double* (*find)(regime_t&); ///< null where the rule has no such thing
};
[[nodiscard]] std::span<rule_field const> rule_fields();
[[nodiscard]] rule_field const* find_rule_field(std::string const& name);

/// What may be changed of a preset by keyword.
[[nodiscard]] std::vector<std::string> regime_keywords();

/// One change of a preset: a number, or what is none (a rule, a word).
struct regime_override {
  std::string name;
  double number = std::numeric_limits<double>::quiet_NaN(); ///< nan: not set
  py::object other = {};
};
/// @throws TypeError for a keyword that no regime has
[[nodiscard]] regime_override read_override(char const* function, std::string const& name, py::handle value);
/// Applies changes; what hangs together with them follows.
void apply_overrides(char const* function, regime_t& r, std::vector<regime_override> const& all);

/// A regime object, or a preset by its name.
[[nodiscard]] regime_t to_regime(place const& at, py::handle x);
[[nodiscard]] ullage::estimate to_estimate(place const& at, py::handle x);
[[nodiscard]] ullage::scale_down to_scale_down(place const& at, py::handle x);

} // namespace ullage_py
