// SPDX-License-Identifier: MIT
#include "support/fuzz_models.hpp"

#include <ullage/counts.hpp>

#include <span>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  using list = std::span<double const>;
  input in(data, size);
  std::vector<double> times(static_cast<std::size_t>(in.whole("times", 0, 12)));
  std::vector<double> counts(in.flag("as many") ? times.size() : static_cast<std::size_t>(in.whole("counts", 0, 12)));
  bool const in_order = in.flag("in order");
  double at = 0;
  for (auto& t : times) { t = in_order ? (at += in.positive("distance")) : in.number("time"); }
  double sum = 0;
  for (auto& c : counts) { sum += c = in.number("count"); }
  ullage::count_options<double> options{.missing = static_cast<ullage::gaps>(in.whole("gaps", 0, 3))};
  in.maybe("bin_width", options.bin_width);
  auto const keeps = [&](ullage::arrival_profile<double> const& a) {
    double shortest = std::numeric_limits<double>::infinity(); // against the time that a number can resolve
    auto const& all = a.pieces();
    for (std::size_t i = 0; i + 1 < all.size(); ++i) { shortest = std::fmin(shortest, all[i + 1].start - all[i].start); }
    double const room = 1e-9 + 1e-15 * all.back().start / shortest;
    require(std::fabs(total_records(a) - sum) <= room * (1 + sum), "every record of the counts arrives");
  };
  refusals_allowed([&] {
    auto const a = ullage::from_counts(list(times), list(counts), options);
    number(total_records(a), "total_records is a number");
    if (options.missing == ullage::gaps::error && std::isnan(options.bin_width)) { keeps(a); }
  });
  refusals_allowed([&] { keeps(ullage::from_edges(list(times), list(counts))); });
  refusals_allowed([&] { keeps(ullage::from_counts(list(counts), options.bin_width)); });
  refusals_allowed([&] { require(total_records(ullage::replay(list(times))) == static_cast<double>(times.size()), "each time is one record"); });
  return 0;
}
