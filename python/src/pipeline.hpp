// SPDX-License-Identifier: MIT
#pragma once
// The fields of a pipeline by name, as keywords and as axes of a sweep.

#include "table_value.hpp"

#include <ullage/pipeline.hpp>

#include <cmath>
#include <limits>
#include <optional>

namespace ullage_py {

using pipeline_t = ullage::pipeline<double>;

/// A whole number that may be absent.
template <std::optional<long long> pipeline_t::* Member> [[nodiscard]] constexpr field<pipeline_t> optional_count_of(char const* name, char const* doc) {
  return {name, edge::count, doc,
          [](pipeline_t const& p) { return p.*Member ? double(*(p.*Member)) : std::numeric_limits<double>::quiet_NaN(); },
          [](pipeline_t& p, double v) { p.*Member = std::isnan(v) ? std::optional<long long>{} : static_cast<long long>(v); }};
}

inline constexpr field<pipeline_t> pipeline_fields[] = {
    field_of<&pipeline_t::initial_lag>("initial_lag", edge::number, "Records that wait at time 0, >= 0."),
    field_of<&pipeline_t::initial_lag_age>("initial_lag_age", edge::time, "How long before time 0 they came [s], >= 0."),
    field_of<&pipeline_t::service_time>("service_time", edge::time, "Mean time of one record [s], > 0, required."),
    field_of<&pipeline_t::dispatch_overhead>("dispatch_overhead", edge::time, "Added to each invocation [s], >= 0."),
    optional_count_of<&pipeline_t::partitions>("partitions", "Of the topic, or shards, >= 1; None for SQS."),
    field_of<&pipeline_t::reserved_concurrency>("reserved_concurrency", edge::number, "Of the function, > 0; infinity: none reserved."),
    field_of<&pipeline_t::account_concurrency>("account_concurrency", edge::number, "Of the account, > 0; None: the regime's (1000 on AWS Lambda)."),
    field_of<&pipeline_t::retention>("retention", edge::time, "Records older than this are lost [s], > 0."),
    field_of<&pipeline_t::record_bytes>("record_bytes", edge::bytes, "Mean size of a record [bytes], > 0; None: throughput limits are not checked."),
    field_of<&pipeline_t::horizon>("horizon", edge::time, "Stop here [s], > 0; None: drained and cooled down."),
    field_of<&pipeline_t::max_events>("max_events", edge::count, "Give up after so many events, > 0."),
    field_of<&pipeline_t::arrival_scv>("arrival_scv", edge::number, "Of the times between records of the topic, >= 0; 1: Poisson."),
    field_of<&pipeline_t::service_scv>("service_scv", edge::number, "Of the time of an invocation, >= 0; 0: always the same."),
    field_of<&pipeline_t::batch_size>("batch_size", edge::count, "Most records of an invocation, 1..10000."),
    field_of<&pipeline_t::batch_window>("batch_window", edge::time, "Longest time that a batch is held open [s], >= 0."),
};

/// The fields that are words.
[[nodiscard]] std::vector<choice<pipeline_t>> const& pipeline_choices();

/// Every field by name; make_pipeline(pipeline_dict(p)) == p.
[[nodiscard]] py::dict pipeline_dict(pipeline_t const& p);
[[nodiscard]] pipeline_t make_pipeline(py::kwargs const& given);

} // namespace ullage_py
