// SPDX-License-Identifier: MIT
// Where keys lie: the largest key, and the partition with most keys or traffic.
#include <ullage/hottest_share.hpp>

#include <support/accuracy.hpp>

namespace {

using ullage::test::measured;

ullage::partition_skew<> zipf(double const* x) { return ullage::zipf_keys<>{.keys = static_cast<long long>(x[0]), .exponent = x[1]}; }
ullage::hottest_share<> hottest(double const* x) { return {zipf(x), static_cast<long long>(x[2])}; }

measured const top_share{"zipf_top_share", 5e-15, +[](double const* x) { return ullage::top_share(zipf(x)); }};
measured const exact{"hottest_count_exact", 1e-13, +[](double const* x) {
  return mean(ullage::exact_hottest_count<>(static_cast<long long>(x[0]), static_cast<long long>(x[1])));
}};
// Approximations.
measured const independent{"hottest_count_error", 0.03, +[](double const* x) {
  return mean(ullage::hottest_count<>{static_cast<long long>(x[0]), static_cast<long long>(x[1])});
}};
measured const share_mean{"hottest_share_mean", 0.01, +[](double const* x) { return mean(hottest(x)); }};
measured const share_p99{"hottest_share_p99", 0.05, +[](double const* x) { return quantile(hottest(x), 0.99); }};

} // namespace
