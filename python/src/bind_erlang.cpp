// SPDX-License-Identifier: MIT
// erlang.hpp

#include "define.hpp"
#include "module.hpp"

#include <ullage/erlang.hpp>

namespace ullage_py {

void bind_erlang(py::module_& m) {
  define<2>(m, "erlang_b", {{{"servers", edge::number}, {"offered_load", edge::number}}},
     "Share of the arrivals that finds all servers busy and is turned away.\n\n"
     "Formula: (a^c / c!) / sum_n a^n / n!; for real c by its integral. Source: Erlang 1917, Jagerman 1974.\n\n"
     "servers: c, >= 0, also fractions. offered_load: a = arrival_rate * service_time [erlang], >= 0.\n"
     "Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::erlang_b(x[0], x[1]); });
  define<2>(m, "erlang_c", {{{"servers", edge::number}, {"offered_load", edge::number}}},
     "Share of the arrivals that waits, where all wait for a free server.\n\n"
     "Formula: B / (1 - a (1 - B) / c). Source: Erlang 1917.\n\n"
     "servers: c, > 0, also fractions. offered_load: a = arrival_rate * service_time [erlang], in [0, c).\n"
     "Raises ValueError for an argument out of range, unstable_error for offered_load >= servers.",
     [](auto const& x) { return ullage::erlang_c(x[0], x[1]); });
  define<2>(m, "log_erlang_b", {{{"servers", edge::number}, {"offered_load", edge::number}}},
     "Logarithm of erlang_b, where B itself is too small for a float, or too close to 1.\n\n"
     "servers: c, >= 0. offered_load: a [erlang], > 0. Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::log_erlang_b(x[0], x[1]); });
  define<2>(m, "erlang_b_servers", {{{"offered_load", edge::number}, {"probability", edge::number}}},
     "Smallest whole number of servers at which at most a given share of the arrivals is lost. Exact.\n\n"
     "offered_load: a [erlang], >= 0. probability: largest share lost, in (0, 1]. A whole number as a float.\n"
     "Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::erlang_b_servers(x[0], x[1]); });
  define<2>(m, "erlang_c_servers", {{{"offered_load", edge::number}, {"probability", edge::number}}},
     "Smallest whole number of servers at which at most a given share of the arrivals has to wait. Exact.\n\n"
     "offered_load: a [erlang], >= 0. probability: largest share that waits, in (0, 1]. A whole number as a float.\n"
     "Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::erlang_c_servers(x[0], x[1]); });
  define<2>(m, "erlang_b_load", {{{"servers", edge::number}, {"probability", edge::number}}},
     "Largest offered load at which at most a given share of the arrivals is lost [erlang].\n\n"
     "servers: c, > 0. probability: largest share lost, in [0, 1). Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::erlang_b_load(x[0], x[1]); });
  define<2>(m, "erlang_c_load", {{{"servers", edge::number}, {"probability", edge::number}}},
     "Largest offered load at which at most a given share of the arrivals has to wait [erlang].\n\n"
     "servers: c, > 0. probability: largest share that waits, in [0, 1). Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::erlang_c_load(x[0], x[1]); });
}

} // namespace ullage_py
