// SPDX-License-Identifier: MIT
#include <ullage/queue/mg1.hpp>

#include <support/accuracy.hpp>

namespace {

using namespace ullage;
using ullage::test::measured;

mg1<> gamma_queue(double const* x) { return {x[0], gamma_service<>{1, x[1]}}; }
mg1<> two_phases(double const* x) {
  double const p = x[1];
  double const mean = p / 2 + (1 - p) * x[2] / 2;
  return {x[0] / mean, hyperexponential_service<>{{p, 1 - p}, {0.5, x[2] / 2}}};
}
mg1<> two_values(double const* x) { return {x[0], discrete_service<>{{1, x[1]}, {x[2], 1 - x[2]}}}; }

measured const mean_of_gamma{"mg1_mean_wait", 1e-12, +[](double const* x) { return mean_wait(gamma_queue(x)); }};
measured const variance_of_gamma{"mg1_wait_variance", 1e-12, +[](double const* x) { return wait_variance(gamma_queue(x)); }};
measured const decay_of_gamma{"mg1_decay_rate", 1e-11, +[](double const* x) { return decay_rate(gamma_queue(x)); }};
measured const constant_of_gamma{"mg1_tail_constant", 1e-12, +[](double const* x) { return tail_constant(gamma_queue(x)); }};
measured const tail_of_gamma{"mg1_wait_tail_gamma", 1e-9, +[](double const* x) { return wait_tail(gamma_queue(x), x[2]); }};
measured const tail_of_phases{"mg1_wait_tail_hyperexponential", 1e-9, +[](double const* x) { return wait_tail(two_phases(x), x[3]); }};
measured const sojourn_of_phases{"mg1_sojourn_tail_hyperexponential", 1e-9,
                                 +[](double const* x) { return sojourn_tail(two_phases(x), x[3]); }};
measured const tail_of_values{"mg1_wait_tail_discrete", 1e-9, +[](double const* x) { return wait_tail(two_values(x), x[3]); }};
measured const sojourn_of_values{"mg1_sojourn_tail_discrete", 1e-9, +[](double const* x) { return sojourn_tail(two_values(x), x[3]); }};
// Late timeouts: the tail is far above its asymptote, so all digits of a double are 1e-14 absolute: 1e-8 of 1e-6.
measured const tail_of_lognormal{"mg1_wait_tail_lognormal", 3e-8, +[](double const* x) {
  return wait_tail(mg1<>{x[0], lognormal_service<>{1, x[1], x[2]}}, x[3]);
}};

measured const sojourn_of_lognormal{"mg1_sojourn_tail_lognormal", 3e-8, +[](double const* x) {
  return sojourn_tail(mg1<>{x[0], lognormal_service<>{1, x[1], x[2]}}, x[3]);
}};
measured const sojourn_of_gamma{"mg1_sojourn_tail_gamma", 1e-9, +[](double const* x) { return sojourn_tail(gamma_queue(x), x[2]); }};

mg1<> atom_or_gamma(double const* x) {
  return {x[0], mixture_service<>{{x[1], 1 - x[1]}, {deterministic_service<>{1}, gamma_service<>{1, x[2]}}}};
}
measured const tail_of_mixture{"mg1_wait_tail_atom_gamma", 1e-9, +[](double const* x) { return wait_tail(atom_or_gamma(x), x[3]); }};
measured const sojourn_of_mixture{"mg1_sojourn_tail_atom_gamma", 1e-9, +[](double const* x) { return sojourn_tail(atom_or_gamma(x), x[3]); }};

/// Values k/cells and their weights from the generator of the table.
mg1<> on_lattice(double const* x, long long cells) {
  empirical_service<> law;
  long long state = static_cast<long long>(x[2]);
  auto const next = [&] {
    state = (state * 1103515245 + 12345) % 2147483648LL;
    return state >> 8;
  };
  double sum = 0;
  for (int i = 0; i < static_cast<int>(x[1]); ++i) {
    double const value = static_cast<double>(1 + next() % (4 * cells)) / static_cast<double>(cells);
    for (long long n = 1 + next() % 8; n > 0; --n) {
      law.samples.push_back(value);
      sum += value;
    }
  }
  return {x[0] * static_cast<double>(law.samples.size()) / sum, law};
}
measured const tail_on_lattice{"mg1_wait_tail_lattice", 1e-9, +[](double const* x) { return wait_tail(on_lattice(x, 16), x[3]); }};
measured const sojourn_on_lattice{"mg1_sojourn_tail_lattice", 1e-8, +[](double const* x) { return sojourn_tail(on_lattice(x, 16), x[3]); }};
measured const tail_of_samples{"mg1_wait_tail_empirical", 1e-7, +[](double const* x) { return wait_tail(on_lattice(x, 256), x[3]); }};
measured const sojourn_of_samples{"mg1_sojourn_tail_empirical", 1e-5, +[](double const* x) { return sojourn_tail(on_lattice(x, 256), x[3]); }};

} // namespace
