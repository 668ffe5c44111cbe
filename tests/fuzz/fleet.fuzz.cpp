// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/scaling/fleet.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  ullage::scaling_regime<double> r;
  r.reaction_delay = in.whole("reaction_delay", 0, 20);
  r.startup_time = in.whole("startup_time", 0, 20);
  r.rebalance_pause = in.whole("rebalance_pause", 0, 20);
  ullage::consumer_fleet<double> fleet(r, in.whole("consumers", 0, 9));
  double now = 0;
  double wanted = fleet.consumers();
  for (int i = 0; i < 400 && in.left() > 0; ++i) {
    now += in.whole("time", 0, 9);
    if (in.flag("decide")) { fleet.decide(now, wanted = in.whole("wanted", 0, 9)); }
    fleet.apply(now, in.whole("lag", 0, 3));
    require(fleet.working() >= 0 && fleet.working() <= fleet.consumers(), "0 <= working <= consumers");
    require(fleet.next_change() > now, "what is due has happened");
    amount(fleet.cycle(), "a cycle is >= 0");
  }
  for (double next = fleet.next_change(); std::isfinite(next); next = fleet.next_change()) { fleet.apply(next, 0); }
  require(fleet.consumers() == wanted && fleet.working() == wanted, "in the end everything has taken effect");
  return 0;
}
