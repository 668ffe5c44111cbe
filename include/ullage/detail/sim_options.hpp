// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// How a simulation is run.

#include <ullage/concepts.hpp>
#include <ullage/queue/map.hpp>
#include <ullage/service_law.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace ullage {

/// Where keys lie whose names are not known.
enum class key_placement {
  typical, ///< in the one typical placement that a forecast uses (placed_shares)
  random,  ///< in another one for each replication
};

/// How a simulation is run. Numbers are double whatever the scalar of the pipeline.
struct simulation_options {
  std::uint64_t seed = 1;
  int replications = 20;             ///< 1..1000000
  double confidence = 0.95;          ///< of the intervals, in (0, 1)
  double band = 0.9;                 ///< share of the replications within the bands over time, in (0, 1)
  double horizon = unset_v<double>;  ///< stop here [s], > 0; default: that of the pipeline, else when all is done
  double warmup = 0;                 ///< waits of records that come before it are not counted [s], >= 0
  std::optional<service_law<double>> service = {};     ///< shape of the service times; its mean does not matter; default: gamma with the pipeline's service_scv
  std::optional<markov_arrivals<double>> map = {};     ///< arrivals of the topic, at the rate of the profile; without a profile at their own
  std::vector<double> replay = {};   ///< times of the records of the topic, sorted, instead of the profile [s]
  key_placement placement = key_placement::typical;
  int grid = 500;                    ///< points of the output over time, about, 2..1000000
  long long max_events = 1'000'000'000'000; ///< of one replication; give up after so many
};

} // namespace ullage
