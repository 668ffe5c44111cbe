// SPDX-License-Identifier: MIT
// queue/bulk.hpp, partition_queue.hpp

#include "module.hpp"
#include "queue.hpp"

#include <ullage/partition_queue.hpp>
#include <ullage/queue/bulk.hpp>

#include <array>

namespace ullage {

// What the table of questions takes for granted of a prepared queue; a sojourn is not asked for.
inline double throughput(partition_queue_distribution<double> const& d) { return d.queue().arrival_rate; }
inline double mean_sojourn(partition_queue_distribution<double> const& d) {
  return mean_wait(d) + d.queue().service_time + d.queue().dispatch_overhead;
}

} // namespace ullage

namespace ullage_py {

namespace {

using bulk_t = ullage::bulk<double>;
using owner_t = ullage::partition_queue<double>;

constexpr char const* window_doc = "Longest time that a batch is held open [s], in [0, 300]; 0 when batch_size is 1.";
constexpr char const* rule_doc = "When the window opens: \"after_invocation\", \"after_batch\" or \"when_idle\".";

template <class M, ullage::window_rule M::* Member> [[nodiscard]] setter<M> read_rule(place const& at, py::object& given, extents& /*shape*/) {
  if (given.is_none()) { given = py::str("after_invocation"); }
  auto const word = to_word(at, given, {"after_invocation", "after_batch", "when_idle"});
  using enum ullage::window_rule;
  auto const rule = word == "after_batch" ? after_batch : word == "when_idle" ? when_idle : after_invocation;
  return [rule](M& x, std::size_t) { x.*Member = rule; };
}

constexpr std::array bulk_columns{
    column_of<&bulk_t::arrival_rate>("arrival_rate", edge::number, "lambda [records/s], >= 0, required."),
    column_of<&bulk_t::per_invocation>("per_invocation", edge::time, "a of a + b n, the time of an invocation of n records [s], >= 0."),
    column_of<&bulk_t::per_record>("per_record", edge::time, "b [s], >= 0, required; a + b > 0."),
    column_of<&bulk_t::batch_size>("batch_size", edge::count, "B, most records of an invocation, 1 to 10000."),
    column_of<&bulk_t::window>("window", edge::time, window_doc),
    column<bulk_t>{.name = "rule", .kind = edge::number, .doc = rule_doc, .type = "str", .read = &read_rule<bulk_t, &bulk_t::rule>},
    column_of<&bulk_t::service_scv>("service_scv", edge::number, "Squared coefficient of variation of the time of an invocation, in [0, 4]."),
};
constexpr std::array owner_columns{
    column_of<&owner_t::arrival_rate>("arrival_rate", edge::number, "lambda [records/s], >= 0, required."),
    column_of<&owner_t::arrival_scv>("arrival_scv", edge::number, "Of the time between two runs, 0 to 1000."),
    column_of<&owner_t::run>("run", edge::number, "Records of a run, >= 1."),
    column_of<&owner_t::run_spacing>("run_spacing", edge::time, "Time between two records of a run [s], >= 0."),
    column_of<&owner_t::share>("share", edge::number, "Of the topic's records that the owner gets, in (0, 1]."),
    column_of<&owner_t::service_time>("service_time", edge::time, "Mean time of one record [s], > 0, required."),
    column_of<&owner_t::dispatch_overhead>("dispatch_overhead", edge::time, "Added to each invocation [s], >= 0."),
    column_of<&owner_t::service_scv>("service_scv", edge::number, "Of the time of an invocation, 0 to 1000."),
    column_of<&owner_t::servers>("servers", edge::count, "More than 1: a pool without partitions."),
    column_of<&owner_t::batch_size>("batch_size", edge::count, "Most records of an invocation, 1 to 10000."),
    column_of<&owner_t::batch_window>("batch_window", edge::time, "Longest time that a batch is held open [s], 0 to 300."),
    column<owner_t>{.name = "window", .kind = edge::number, .doc = rule_doc, .type = "str", .read = &read_rule<owner_t, &owner_t::window>},
};

} // namespace

void bind_bulk(py::module_& m) {
  bind_queue(m, "bulk", bulk_columns,
             "M/G/1 in batches: one partition with Poisson arrivals that is drained 1 to batch_size records at a time.\n\n"
             "An invocation of n records takes per_invocation + per_record * n, times a factor of mean 1 and service_scv\n"
             "(gamma). Exact. The tail and the quantile of the wait are those of constant service.\n"
             "Source: Bailey 1954; Neuts, Ann. Math. Stat. 38 (1967); Chaudhry and Templeton (1983).");
  auto type = bind_queue(m, "partition_queue", owner_columns,
                         "One owner: a consumer slot that serves its partitions as one queue, in order; records arrive in runs.\n\n"
                         "Exact for single records and one server, for constant services of Poisson arrivals in a pool or in batches\n"
                         "(is_exact); else runs count as jobs and batches as those of Poisson arrivals.");
  type.def_property_readonly("is_exact", [](queue<owner_t> const& q) -> py::object {
    if (q.data.shape.empty()) { return py::bool_(is_exact(q.data.items[0])); }
    py::array_t<bool> out(q.data.shape);
    bool* const to = out.mutable_data();
    for (std::size_t k = 0; k < q.data.items.size(); ++k) { to[k] = is_exact(q.data.items[k]); }
    return out;
  }, "Is the wait that of an exact model?");
}

} // namespace ullage_py
