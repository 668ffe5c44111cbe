// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/queue/md1.hpp>
#include <ullage/queue/mm1.hpp>
#include <ullage/queue/mmc.hpp>
#include <ullage/queue/solve.hpp>

#include <iterator>

namespace {

using namespace ullage_fuzz;
using ullage::objective;

template <class S> void sound(S const& s, objective<double> const& o) {
  number(static_cast<double>(s.value), "the value is a number");
  number(s.achieved, "the measure is a number");
  require(s.value >= 0, "the value is >= 0");
  require(s.feasible || !s.reason.empty(), "what cannot be met has a reason");
  if (s.feasible) { require(o.where == ullage::side::at_most ? s.achieved <= o.limit : s.achieved >= o.limit, "the limit is kept"); }
}

template <class Q> void solve(Q q, objective<double> const& o) {
  refusals_allowed([&] {
    auto const s = max_arrival_rate(q, o);
    sound(s, o);
    if (s.feasible && s.value < 1e30) {
      q.arrival_rate = s.value;
      require(is_met(q, o), "the largest rate meets the objective");
    }
  });
  refusals_allowed([&] {
    auto const s = max_service_time(q, o);
    sound(s, o);
    if (s.feasible && s.value < 1e30) {
      q.service_time = s.value;
      require(is_met(q, o), "the longest service meets the objective");
    }
  });
  if constexpr (requires { q.servers; }) {
    refusals_allowed([&] {
      auto const s = servers_for(q, o);
      sound(s, o);
      q.servers = s.value;
      require(is_met(q, o) == s.feasible, "the servers meet the objective");
      if (s.feasible && s.value > 1) {
        --q.servers;
        require(!is_met(q, o), "one server less does not");
      }
    });
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  input in(data, size);
  auto const which = in.whole("measure", 0, static_cast<int>(std::size(ullage::all_measures)) - 1);
  objective<double> const o{.of = ullage::all_measures[which],
                            .at = in.whole("share", 0, 1) == 1 ? in.share("at") : in.number("at"),
                            .limit = in.number("limit"),
                            .where = in.whole("side", 0, 3) == 0 ? ullage::side::at_least : ullage::side::at_most};
  double const rate = in.number("arrival_rate");
  double const time = in.number("service_time");
  int const servers = in.whole("servers", 0, 60000);
  solve(ullage::mm1<>{.arrival_rate = rate, .service_time = time}, o);
  solve(ullage::mmc<>{.arrival_rate = rate, .service_time = time, .servers = servers}, o);
  solve(ullage::md1<>{.arrival_rate = rate, .service_time = time}, o);
  return 0;
}
