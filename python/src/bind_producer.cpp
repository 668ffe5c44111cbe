// SPDX-License-Identifier: MIT
// producer.hpp

#include "broadcast.hpp"
#include "module.hpp"
#include "parts.hpp"
#include "table_value.hpp"

#include <ullage/producer.hpp>

namespace ullage_py {
namespace {

template <class R> void bind_one(py::module_& m, char const* name, char const* doc, std::vector<field<R>> fields) {
  bind_table<R>(m, {.name = name, .doc = doc, .fields = std::move(fields), .choices = {},
                    .check = [](R const& x) { validate(ullage::producer_rule<double>(x)); }, .tag = "producer"});
}

using topic_t = ullage::topic_arrivals<double>;
using runs_t = ullage::run_arrivals<double>;
using job_t = ullage::run_job<double>;

void check_runs(runs_t const& x) {
  auto const f = "run_arrivals";
  ullage::detail::require_nonnegative(f, "arrival_rate", x.arrival_rate);
  ullage::detail::require_nonnegative(f, "arrival_scv", x.arrival_scv);
  ullage::detail::require(x.run >= 1, f, "run", x.run, "must be >= 1");
  ullage::detail::require_nonnegative(f, "run_scv", x.run_scv);
  ullage::detail::require(x.spacing >= 0, f, "spacing", x.spacing, "must be >= 0");
  ullage::detail::require_nonnegative(f, "spacing_scv", x.spacing_scv);
  ullage::detail::require(x.share >= 0 && x.share <= 1, f, "share", x.share, "must be in [0, 1]");
}
void check_job(job_t const& x) {
  auto const f = "run_job";
  ullage::detail::require_nonnegative(f, "arrival_rate", x.arrival_rate);
  ullage::detail::require_nonnegative(f, "arrival_scv", x.arrival_scv);
  ullage::detail::require_nonnegative(f, "service_time", x.service_time);
  ullage::detail::require_nonnegative(f, "service_scv", x.service_scv);
  ullage::detail::require_nonnegative(f, "wait_in_run", x.wait_in_run);
}

void bind_runs(py::module_& m) {
  bind_table<topic_t>(m, {.name = "topic_arrivals", .doc = "What arrives at a topic.",
                          .fields = {field_of<&topic_t::arrival_rate>("arrival_rate", edge::number, "[records/s], >= 0, required."),
                                     field_of<&topic_t::arrival_scv>("arrival_scv", edge::number, "Of the times between records, >= 0; 1: Poisson."),
                                     field_of<&topic_t::record_bytes>("record_bytes", edge::bytes, "Mean size of a record [bytes], > 0; needed where a run is given in bytes.")},
                          .choices = {}, .check = [](topic_t const& x) { validate(x); }, .tag = ""});
  bind_table<runs_t>(m, {.name = "run_arrivals", .doc = "What arrives at one partition: runs of records, one after the other.",
                         .fields = {field_of<&runs_t::arrival_rate>("arrival_rate", edge::number, "[runs/s]"),
                                    field_of<&runs_t::arrival_scv>("arrival_scv", edge::number, "Of the times between the beginnings of runs."),
                                    field_of<&runs_t::run>("run", edge::number, "Mean records of a run."),
                                    field_of<&runs_t::run_scv>("run_scv", edge::number, "Of the records of a run."),
                                    field_of<&runs_t::spacing>("spacing", edge::time, "Mean time between the records of a run [s]; infinity where nothing arrives."),
                                    field_of<&runs_t::spacing_scv>("spacing_scv", edge::number, "Of that time."),
                                    field_of<&runs_t::share>("share", edge::number, "Of the records of the topic.")},
                         .choices = {}, .check = &check_runs, .tag = ""});
  auto job = bind_table<job_t>(m, {.name = "run_job", .doc = "A run of records as one job of a single server.",
                                   .fields = {field_of<&job_t::arrival_rate>("arrival_rate", edge::number, "[runs/s]"),
                                              field_of<&job_t::arrival_scv>("arrival_scv", edge::number, "For formulas of two moments; below that of run_arrivals, since runs never overlap."),
                                              field_of<&job_t::service_time>("service_time", edge::time, "Of a whole run [s]."),
                                              field_of<&job_t::service_scv>("service_scv", edge::number, "Of it."),
                                              field_of<&job_t::wait_in_run>("wait_in_run", edge::time, "Mean wait of a record behind records of its own run, where the run finds nothing else [s].")},
                                   .choices = {}, .check = &check_job, .tag = ""});
  job.def("mean_wait", [](job_t const& x) { return mean_wait(x); },
          "Mean wait of a record in front of one server, from its arrival to its start of service [s]. An approximation.\n\n"
          "Raises unstable_error for a load of 1 or more.");
}

[[nodiscard]] topic_t const& topic_of(char const* function, py::handle x) { return need<topic_t>({function, "topic"}, "a topic_arrivals(...)", x); }

} // namespace

producer_t to_producer(place const& at, py::handle x) {
  if (py::isinstance<ullage::keyed>(x)) { return ullage::keyed{}; }
  if (py::isinstance<ullage::round_robin>(x)) { return ullage::round_robin{}; }
  if (py::isinstance<ullage::sticky<double>>(x)) { return x.cast<ullage::sticky<double>>(); }
  if (!py::isinstance<py::str>(x)) { refuse_type(at, "keyed(), round_robin(), sticky(...), \"keyed\" or \"round_robin\"", x); }
  return to_word(at, x, {"keyed", "round_robin"}) == "keyed" ? producer_t(ullage::keyed{}) : producer_t(ullage::round_robin{});
}

void bind_producer(py::module_& m) {
  using namespace ullage;
  using sticky_t = sticky<double>;
  bind_one<keyed>(m, "keyed", "Records go where the hash of their key sends them.", {});
  bind_one<round_robin>(m, "round_robin", "Records go to the partitions in turn (clients before Kafka 2.4, without keys).", {});
  bind_one<sticky_t>(m, "sticky", "Records without keys stay with a partition for a run (Kafka 2.4 and later). Exactly one field is given.",
                     {field_of<&sticky_t::run>("run", edge::number, "Records in a row, >= 1."),
                      field_of<&sticky_t::batch_bytes>("batch_bytes", edge::bytes, "batch.size of the producer: a run is that many bytes (Kafka 3.3 and later) [bytes]."),
                      field_of<&sticky_t::linger>("linger", edge::time, "linger.ms of the producer: a run is what arrives within it [s].")});
  bind_runs(m);
  m.def("run_length", [](py::object const& producer, py::object const& topic) {
    auto const rule = to_producer({"run_length", "producer"}, producer);
    return run_length(rule, topic_of("run_length", topic));
  }, py::arg("producer"), py::arg("topic"),
        "Mean records that a producer sends to one partition in a row.\n\n"
        "Formula: keyed, round_robin 1; sticky as given, ceil(batch_bytes / record_bytes), or 1 + arrival_rate * linger.");
  m.def("partition_arrivals", [](py::object const& producer, py::object const& topic, py::object const& share) {
    auto const f = "partition_arrivals";
    auto const rule = to_producer({f, "producer"}, producer);
    auto const& what = topic_of(f, topic);
    return partition_arrivals(rule, what, to_number(f, "share", share, edge::number));
  }, py::arg("producer"), py::arg("topic"), py::arg("share"), "What of a topic's arrivals comes to a partition with a share of them, in [0, 1].");
  m.def("sticky_job", [](py::object const& arrivals, py::object const& service_time, py::object const& service_scv) {
    auto const f = "sticky_job";
    auto const& runs = need<runs_t>({f, "arrivals"}, "a run_arrivals(...)", arrivals);
    double const time = to_number(f, "service_time", service_time, edge::time);
    return sticky_job(runs, time, to_number(f, "service_scv", service_scv, edge::number));
  }, py::arg("arrivals"), py::arg("service_time"), py::arg("service_scv") = 0,
        "The runs of a partition as jobs of one server that takes service_time for a record; its mean_wait is that of a record.");
}

} // namespace ullage_py
