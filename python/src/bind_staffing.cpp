// SPDX-License-Identifier: MIT
// queue/staffing.hpp

#include "define.hpp"
#include "module.hpp"

#include <ullage/queue/staffing.hpp>

namespace ullage_py {

void bind_staffing(py::module_& m) {
  define<1>(m, "halfin_whitt", {{{"beta", edge::number}}},
     "Probability of a wait in M/M/c with c = offered_load + beta sqrt(offered_load), in the limit of many servers.\n\n"
     "Formula: 1 / (1 + beta Phi(beta) / phi(beta)). Source: Halfin and Whitt, Oper. Res. 29 (1981).\n\n"
     "beta: quality of service, >= 0. Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::halfin_whitt(x[0]); });
  define<1>(m, "halfin_whitt_beta", {{{"probability", edge::number}}},
     "The beta for a probability of a wait: inverse of halfin_whitt.\n\nprobability: in (0, 1).\n"
     "Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::halfin_whitt_beta(x[0]); });
  define<2>(m, "garnett", {{{"beta", edge::number}, {"patience_ratio", edge::number}}},
     "Probability of a wait with impatient records and c = offered_load + beta sqrt(offered_load), in the limit of many\n"
     "servers.\n\n"
     "Formula: 1 / (1 + sqrt(r) h(beta / sqrt(r)) / h(-beta)), h the hazard of the normal law. Source: Garnett,\n"
     "Mandelbaum and Reiman, M&SOM 4 (2002).\n\n"
     "beta: any sign. patience_ratio: r = service_time / patience, >= 0.\n"
     "Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::garnett(x[0], x[1]); });
  define<2>(m, "garnett_beta", {{{"probability", edge::number}, {"patience_ratio", edge::number}}},
     "The beta for a probability of a wait: inverse of garnett.\n\nprobability: in (0, 1). patience_ratio: in [1e-12, 1e12].\n"
     "Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::garnett_beta(x[0], x[1]); });
  define<2>(m, "square_root_staffing", {{{"offered_load", edge::number}, {"beta", edge::number}}},
     "Servers by the square-root rule: offered_load + beta sqrt(offered_load), rounded up; at least 0.\n\n"
     "offered_load: [erlang], >= 0. beta: any sign. A whole number as a float.\n"
     "Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::square_root_staffing(x[0], x[1]); });
  define<2>(m, "staffing_level", {{{"offered_load", edge::number}, {"probability", edge::number}}},
     "Servers for which a record waits with no more than a probability, by the square-root rule with halfin_whitt_beta.\n\n"
     "An approximation: servers_for(mmc(...), wait_probability_at_most(x)) decides exactly.\n\n"
     "offered_load: [erlang], >= 0. probability: in (0, 1). A whole number as a float.\n"
     "Raises ValueError for an argument out of range.",
     [](auto const& x) { return ullage::staffing_level(x[0], x[1]); });
}

} // namespace ullage_py
