// SPDX-License-Identifier: MIT
// queue/approximations.hpp

#include "module.hpp"
#include "queue.hpp"

#include <ullage/queue/approximations.hpp>

#include <string>

namespace ullage_py {

namespace {

using gg1_t = ullage::gg1<double>;
using ggc_t = ullage::ggc<double>;

/// A function of one model alone, with the words of the measures.
template <class M> void define_approximation(py::module_& m, question const& asked, char const* model, ask_function<M> f) {
  std::string const doc = std::string(asked.doc) + "\n\nunstable: \"raise\" unstable_error where utilization >= 1, or \"inf\".";
  auto const run = [asked, model, f](py::object const& q, py::object const& t, py::object const& unstable) -> py::object {
    auto const& data = need<queue<M>>({asked.name, "q"}, model, q).data;
    auto const how = to_mode(asked.name, unstable);
    auto const answer = [&](py::object const& x) {
      return broadcast<2>(asked.name, {{{"q", edge::number, x}, {asked.argument, asked.kind, t}}}, [&](auto const& at) {
        return answer_of(data.items[static_cast<std::size_t>(at[0])], f, asked, at[1], how);
      });
    };
    slot places;
    if (!data.shape.empty()) { places.count_places(data.shape); }
    return answer(data.shape.empty() ? py::object(py::float_(0.0)) : places.array);
  };
  if (*asked.argument == 0) {
    m.def(asked.name, [run](py::object const& q, py::object const& unstable) { return run(q, py::float_(0.0), unstable); }, py::arg("q"), py::kw_only(),
          py::arg("unstable") = "raise", doc.c_str());
  } else {
    m.def(asked.name, run, py::arg("q"), py::arg(asked.argument), py::kw_only(), py::arg("unstable") = "raise", doc.c_str());
  }
}

void bind_gg1_bounds(py::module_& m) {
  auto const define = [&](char const* name, overload answer, char const* doc, ask_function<gg1_t> f) {
    define_approximation<gg1_t>(m, {name, "", edge::number, answer, doc}, "a gg1(...)", f);
  };
  define("kingman_mean_wait", overload::infinite,
         "Upper bound of the mean wait of a gg1 [s], for any laws with these moments.\n\n"
         "Formula: service_time (arrival_scv / rho + rho service_scv) / (2 (1 - rho)). Source: Kingman, Biometrika 49 (1962).",
         [](gg1_t const& q, double const&) { return kingman_mean_wait(q); });
  define("daley_mean_wait", overload::infinite,
         "Upper bound of the mean wait of a gg1 [s], sharper than Kingman's.\n\n"
         "Formula: service_time ((2 - rho) arrival_scv + rho service_scv) / (2 (1 - rho)).\n"
         "Source: Daley, Z. Wahrsch. 41 (1977).",
         [](gg1_t const& q, double const&) { return daley_mean_wait(q); });
  define("chen_whitt_mean_wait", overload::infinite,
         "Upper bound of the mean wait of a gg1 [s], close to the least one (a conjecture supported by computation).\n\n"
         "Source: Chen and Whitt, Queueing Syst. 94 (2020).",
         [](gg1_t const& q, double const&) { return chen_whitt_mean_wait(q); });
  define("marchal_mean_wait", overload::infinite,
         "Mean wait of a gg1 [s]; approximation, exact for M/G/1. Source: Marchal, AIIE Trans. 8 (1976).",
         [](gg1_t const& q, double const&) { return marchal_mean_wait(q); });
  define("klb_mean_wait", overload::infinite,
         "Mean wait of a gg1 [s]; approximation of Kraemer and Langenbach-Belz (ITC 8, 1976), exact for M/G/1.",
         [](gg1_t const& q, double const&) { return klb_mean_wait(q); });
  define("klb_wait_probability", overload::one,
         "P(W > 0) of a gg1; approximation of Kraemer and Langenbach-Belz (ITC 8, 1976), exact for M/G/1.",
         [](gg1_t const& q, double const&) { return klb_wait_probability(q); });
  define_approximation<gg1_t>(m,
                              {"wait_tail_two_exponential", "t", edge::time, overload::one,
                               "P(W > t) of a gg1 as two exponentials with the exact P(W > 0), mean, variance and decay rate.\n\nApproximation. t: [s], >= 0."},
                              "a gg1(...)", [](gg1_t const& q, double const& t) { return wait_tail_two_exponential(q, t); });
}

} // namespace

void bind_approximations(py::module_& m) {
  bind_gg1_bounds(m);
  define_approximation<ggc_t>(m,
                              {"allen_cunneen_mean_wait", "", edge::number, overload::infinite,
                               "Mean wait of a ggc [s]; approximation: Erlang's times the mean of the two scvs.\n\nSource: Allen (1978), after Cunneen."},
                              "a ggc(...)", [](ggc_t const& q, double const&) { return allen_cunneen_mean_wait(q); });
  define_approximation<ggc_t>(m,
                              {"kimura_mean_wait", "", edge::number, overload::infinite,
                               "Mean wait of a ggc with arrival_scv = 1 [s]; approximation, exact for M/M/c and M/G/1.\n\n"
                               "Source: Kimura, Manag. Sci. 32 (1986); Cosmetatos, Oper. Res. Q. 26 (1975)."},
                              "a ggc(...)", [](ggc_t const& q, double const&) { return kimura_mean_wait(q); });
}

} // namespace ullage_py
