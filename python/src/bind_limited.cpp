// SPDX-License-Identifier: MIT
// Queues that limit themselves: queue/mmck.hpp, queue/erlang_a.hpp, queue/finite_source.hpp, queue/engset.hpp

#include "module.hpp"
#include "queue.hpp"

#include <ullage/queue/engset.hpp>
#include <ullage/queue/erlang_a.hpp>
#include <ullage/queue/finite_source.hpp>
#include <ullage/queue/mmck.hpp>

#include <array>

namespace ullage_py {

namespace {

constexpr char const* time_text = "Mean S [s], > 0, required.";
constexpr char const* servers_text = "c, >= 1.";

using mmck_t = ullage::mmck<double>;
constexpr std::array mmck_columns{
    column_of<&mmck_t::arrival_rate>("arrival_rate", edge::number, "lambda of all records, turned away or not [records/s], >= 0, required."),
    column_of<&mmck_t::service_time>("service_time", edge::time, time_text),
    column_of<&mmck_t::servers>("servers", edge::count, servers_text),
    column_of<&mmck_t::capacity>("capacity", edge::count, "K: most records in the system, those in service too, >= servers, required."),
};

using erlang_a_t = ullage::erlang_a<double>;
constexpr std::array erlang_a_columns{
    column_of<&erlang_a_t::arrival_rate>("arrival_rate", edge::number, "lambda of all records, also those that give up [records/s], >= 0, required."),
    column_of<&erlang_a_t::service_time>("service_time", edge::time, time_text),
    column_of<&erlang_a_t::patience>("patience", edge::time, "Mean time until a waiting record gives up [s], > 0, required."),
    column_of<&erlang_a_t::servers>("servers", edge::count, servers_text),
};

using finite_source_t = ullage::finite_source<double>;
constexpr std::array finite_source_columns{
    column_of<&finite_source_t::sources>("sources", edge::count, "N, 1 to 1000000, required."),
    column_of<&finite_source_t::source_rate>("source_rate", edge::number, "alpha: records/s of one idle source, >= 0, required."),
    column_of<&finite_source_t::service_time>("service_time", edge::time, time_text),
    column_of<&finite_source_t::servers>("servers", edge::count, servers_text),
};

using engset_t = ullage::engset<double>;
constexpr std::array engset_columns{
    column_of<&engset_t::sources>("sources", edge::count, "N, 1 to 1000000, required."),
    column_of<&engset_t::source_rate>("source_rate", edge::number, "alpha: requests/s of one idle source, >= 0, required."),
    column_of<&engset_t::service_time>("service_time", edge::time, time_text),
    column_of<&engset_t::servers>("servers", edge::count, servers_text),
};

} // namespace

void bind_limited(py::module_& m) {
  bind_queue(m, "mmck", mmck_columns,
             "M/M/c/K: a record that finds capacity records in the system is turned away. Always stable. Waits are those of the\n"
             "records that are accepted. Exact.");
  bind_queue(m, "erlang_a", erlang_a_columns,
             "M/M/c+M (Erlang A): a waiting record gives up after an exponential time; such as a maximum record age. Always\n"
             "stable. Exact. Source: Palm 1957; Mandelbaum and Zeltyn 2007.");
  bind_queue(m, "finite_source", finite_source_columns,
             "M/M/c//N: producers that wait for an answer, or c repairers of N machines. Always stable. Waits are those of an\n"
             "arriving record. Exact.");
  bind_queue(m, "engset", engset_columns,
             "M/M/c/c//N: sources that are turned away when all servers are busy, and try again later. Always stable. Exact.\n"
             "Source: Engset 1918.");
}

} // namespace ullage_py
