// SPDX-License-Identifier: MIT
// hottest_count.hpp, hottest_share.hpp
#include "support/fuzz_input.hpp"

#include <ullage/hottest_share.hpp>

namespace {

using namespace ullage_fuzz;

template <class Law> void law(input& in, Law const& x, double low, double high, char const* what) {
  double const m = mean(x);
  require(m >= low * (1 - 1e-9) && m <= high * (1 + 1e-9), what);
  double const at = in.number("at");
  double const p = in.flag("any p") ? in.number("p") : in.share("p");
  refusals_allowed([&] {
    double const t = tail(x, at);
    require(t >= 0 && t <= 1, "0 <= tail <= 1");
    require(cdf(x, at) == 1 - t, "cdf and tail are the whole");
    require(tail(x, at + std::fabs(at) / 8) <= t + 1e-12, "the tail falls");
  });
  refusals_allowed([&] {
    double const q = quantile(x, p);
    require(q >= 0 && q <= high * (1 + 1e-9), "quantiles lie where the law does");
    require(tail(x, q * (1 + 1e-14)) <= 1 - p + 1e-9, "the quantile is enough");
    require(quantile(x, p / 2) <= q, "quantiles rise");
  });
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  input in(data, size);
  int const what = in.whole("what", 0, 3);
  long long items = in.whole("items", -1, 40000);
  long long partitions = in.whole("partitions", -1, 3000);
  refusals_allowed([&] {
    if (what == 0) {
      for (int n = in.whole("times 30000", 0, 3); n > 0; --n) { items *= 30000; }
      if (in.flag("many partitions")) { partitions *= 30000; }
      ullage::hottest_count<> const x{items, partitions};
      // Counts taken as independent may all be small.
      law(in, x, 0.6 * double(items) / double(partitions < 1 ? 1 : partitions), double(items), "a mean from an even share to all");
    } else if (what == 1) {
      items %= 120;
      ullage::exact_hottest_count<> const x(items, partitions);
      law(in, x, double((items + partitions - 1) / partitions), double(items), "a mean from an even share to all");
    } else {
      double const exponent = in.number("exponent");
      if (in.flag("many keys")) { items *= 30000; }
      ullage::partition_skew<> const skew =
          what == 2 ? ullage::partition_skew<>(ullage::equal_keys{.keys = items}) : ullage::zipf_keys<>{.keys = items, .exponent = exponent};
      ullage::hottest_share<> const x(skew, partitions);
      law(in, x, 0, 1, "a mean from nothing to all");
    }
  });
  return 0;
}
