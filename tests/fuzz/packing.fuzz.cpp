// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"

#include <ullage/packing.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace {

using namespace ullage_fuzz;

/// Every partition has an owner; the loads are those of the owners, the largest of them sets the worth.
void check_assignments(input& in) {
  auto const rule = static_cast<ullage::assignor>(in.whole("assignor", 0, 3));
  auto const owners = static_cast<std::size_t>(in.whole("owners", 0, 40));
  auto const after = static_cast<std::size_t>(in.whole("owners later", 1, 40));
  std::vector<double> shares(static_cast<std::size_t>(in.whole("shares", 0, 60)));
  bool const tame = in.flag("tame");
  for (double& s : shares) { s = tame ? in.whole("share", 0, 9) : in.number("share"); }
  auto const first = ullage::assign(shares, owners, rule);
  auto const now = ullage::assign(shares, after, rule, first);
  double sum = 0;
  double largest = 0;
  for (double const s : shares) {
    sum += s;
    largest = std::max(largest, s);
  }
  for (auto const& [owner, n] : {std::pair{&first, owners}, std::pair{&now, after}}) {
    auto const loads = ullage::owner_loads(shares, *owner, n);
    require(loads.size() == n, "a load for each owner");
    double all = 0;
    for (double const l : loads) {
      amount(l, "load >= 0");
      all += l;
    }
    double const most = ullage::largest_load(shares, *owner, n);
    require(std::fabs(all - sum) <= 1e-12 * sum, "loads are all of the traffic");
    require(most >= largest && most >= sum / static_cast<double>(n) * (1 - 1e-12), "the largest load is no smaller than it can be");
    std::vector<std::size_t> count(n, 0);
    for (std::size_t const o : *owner) { ++count[o]; }
    auto const [least, full] = std::minmax_element(count.begin(), count.end());
    require(rule == ullage::assignor::best_case || *full - *least <= 1, "as many partitions for each owner");
    if (rule == ullage::assignor::best_case) {
      double const bound = std::max(largest, sum / static_cast<double>(n)) + largest;
      require(most <= bound * (1 + 1e-12), "largest first is no worse than the mean and one partition");
    }
  }
  if (sum > 0) {
    double const worth = ullage::effective_parallelism(shares, owners, rule);
    require(worth >= 1 - 1e-12 && worth <= static_cast<double>(owners) * (1 + 1e-12), "worth between one and the owners");
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  input in(data, size);
  double const partitions = in.number("partitions");
  double const consumers = in.number("consumers");
  refusals_allowed([&] {
    double const n = ullage::effective_parallelism(partitions, consumers);
    amount(n, "effective_parallelism >= 0");
    require(n <= partitions, "no more than the partitions");
    require(n <= consumers * (1 + 1e-14), "no more than the consumers");
  });
  refusals_allowed([&] {
    if (!(partitions >= 1 && partitions <= widest)) { return; }
    double const n = ullage::owners_of(partitions, consumers);
    require(n >= 0 && n <= partitions, "owners are no more than the partitions");
    auto const b = ullage::blocks_of(partitions, n);
    if (partitions < 4e15) { require(b.heavy_owners * b.heavy_lanes + b.light_owners * b.light_lanes == partitions, "blocks make up the topic"); }
  });
  refusals_allowed([&] { check_assignments(in); });
  return 0;
}
