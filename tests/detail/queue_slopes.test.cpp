// SPDX-License-Identifier: MIT
#include <ullage/detail/queue_slopes.hpp>
#include <ullage/sensitivity.hpp>

#include <support/slope_check.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace ullage;
using ullage::test::compare;
using ullage::test::dice;
using ullage::test::tally;

namespace {

/// Every measure of a queue against central differences.
template <template <class> class Q> void compare_queue(tally& count, Q<long double> const& q, long double p, long double t, double tolerance = 1e-7) {
  using T = long double;
  for (auto const& m : detail::queue_measures<Q<T>>()) {
    if (!m.of) { continue; }
    T const at = m.argument[0] == 'p' ? p : m.argument[0] == 't' ? t : unset_v<T>;
    sensitivity_result<T> r = sensitivity(q, sensitivity_question<T>{.measure = m.name, .at = at});
    auto inputs = detail::queue_inputs<Q<T>>();
    r.inputs.resize(inputs.size()); // the real servers have a model of their own
    compare(count, r, inputs, q, [&](Q<T> const& x) { return m.of(x, at); }, [](Q<T> const& x) { return detail::is_valid(x) && is_stable(x); }, tolerance);
  }
}

} // namespace

TEST_CASE("gradients of every measure of the queues equal central differences in long double at random points") {
  using T = long double;
  dice roll{5};
  tally count;
  for (int n = 0; n < 12; ++n) {
    T const rho = T(roll.in(0.2, 0.95));
    T const s = T(roll.in(0.1, 5));
    T const p = T(roll.in(0.97, 0.999));
    T const t = s * T(roll.in(0.3, 3));
    int const c = 2 + roll.below(40);
    compare_queue<mm1>(count, {rho / s, s}, p, t);
    compare_queue<mminf>(count, {rho / s, s}, p, t);
    compare_queue<mmc>(count, {T(c) * rho / s, s, c}, p, t);
    compare_queue<mmck>(count, {T(c) * rho / s, s, c, c + 1 + roll.below(30)}, p, t);
    compare_queue<erlang_a>(count, {T(c) * rho / s, s, s * T(roll.in(0.5, 10)), c}, p, t);
    compare_queue<md1>(count, {rho / s, s}, p, t);
  }
  INFO(count.worst);
  INFO("compared " << count.compared << " kinks " << count.kinks << " jumps " << count.jumps << " flagged " << count.flagged << " differ " << count.differ);
  CHECK(count.differ == 0);
  CHECK(count.compared > 1000);
  CHECK(count.kinks < count.compared / 50);
  CHECK(count.flagged < count.compared / 50);
}

TEST_CASE("gradients of means and decay rates of queues with general laws equal central differences") {
  using T = long double;
  dice roll{6};
  tally count;
  auto const ask = [&]<template <class> class Q>(Q<T> const& q, std::vector<std::string> const& names) {
    for (auto const& m : detail::queue_measures<Q<T>>()) {
      bool wanted = false;
      for (auto const& name : names) { wanted = wanted || name == m.name; }
      if (!wanted) { continue; }
      auto const r = sensitivity(q, sensitivity_question<T>{.measure = m.name, .at = unset_v<T>});
      compare(count, r, detail::queue_inputs<Q<T>>(), q, [&](Q<T> const& x) { return m.of(x, T(0)); }, [](Q<T> const& x) { return detail::is_valid(x) && is_stable(x); });
    }
  };
  for (int n = 0; n < 30; ++n) {
    T const rho = T(roll.in(0.2, 0.95));
    T const s = T(roll.in(0.1, 5));
    T const scv = T(roll.in(0.1, 3));
    std::vector<std::string> const means{"mean_wait", "wait_variance", "mean_in_system", "decay_rate", "tail_constant", "wait_probability"};
    ask(mg1<T>{rho / s, gamma_service<T>{s, scv}}, means);
    ask(mg1<T>{rho / s, exponential_service<T>{s}}, means);
    ask(mg1<T>{rho / s, hyperexponential_service<T>{{T(0.3), T(0.7)}, {2 * s, s * 4 / 7}}}, means);
    ask(mg1<T>{rho / s, discrete_service<T>{{s / 2, 3 * s / 2}, {T(0.5), T(0.5)}}}, means);
    ask(ggc<T>{8 * rho / s, T(roll.in(0.2, 3)), s, scv, 8}, {"mean_wait", "wait_probability", "wait_variance", "allen_cunneen_mean_wait"});
    ask(gg1<T>{rho / s, T(roll.in(0.2, 3)), s, scv}, {"kingman_mean_wait", "klb_mean_wait", "marchal_mean_wait"});
  }
  INFO(count.worst);
  INFO("compared " << count.compared << " kinks " << count.kinks << " flagged " << count.flagged << " differ " << count.differ);
  CHECK(count.differ == 0);
  CHECK(count.compared > 1000);
  CHECK(count.kinks < count.compared / 50);
}
