// SPDX-License-Identifier: MIT
// queue/ph.hpp, queue/ph_fit.hpp, queue/map.hpp

#include "define.hpp"
#include "module.hpp"
#include "phases.hpp"

#include <ullage/queue/ph_fit.hpp>

#include <cmath>

namespace ullage_py {

py::object matrix(std::vector<double> const& rows) {
  auto const n = static_cast<py::ssize_t>(std::lround(std::sqrt(static_cast<double>(rows.size()))));
  py::array_t<double> out({n, n});
  std::copy(rows.begin(), rows.end(), out.mutable_data());
  out.attr("setflags")(py::arg("write") = false);
  return out;
}

namespace {

[[nodiscard]] py::object row(std::vector<double> const& x) {
  py::array_t<double> out(static_cast<py::ssize_t>(x.size()));
  std::copy(x.begin(), x.end(), out.mutable_data());
  out.attr("setflags")(py::arg("write") = false);
  return out;
}

constexpr std::array phase_columns{
    numbers_column<&phase_t::initial, edge::number>("initial", "Probabilities of the first phase; what is missing to 1 is P(X = 0). Required."),
    numbers_column<&phase_t::subgenerator, edge::number>("subgenerator", "Rates between phases [1/s], in rows; row sums <= 0, the rest is the exit. Required."),
};
constexpr std::array arrivals_columns{
    numbers_column<&arrivals_t::d0, edge::number>("d0", "Rates of changes of phase without an arrival [1/s], in rows. Required."),
    numbers_column<&arrivals_t::d1, edge::number>("d1", "Rates of changes of phase (or none) with an arrival [1/s], in rows. Required."),
};

constexpr char const* init_text = "Raises ValueError by the name of what is out of range.";
constexpr char const* refusal = "\n\nRaises ValueError by the name of what is out of range.";

void bind_phase_type(py::module_& m) {
  py::class_<phase_value> type(m, "phase_type", "A phase-type law: the time until a Markov chain ends.");
  bind_many(type, "phase_type", std::span<column<phase_t> const>(phase_columns), init_text);
  auto const of = [](phase_value const& x) -> phase_t const& { return x.data.items[0]; };
  type.def_property_readonly("mean", [of](phase_value const& x) { return mean(of(x)); }, "E[X] [s].");
  type.def_property_readonly("scv", [of](phase_value const& x) { return scv(of(x)); }, "Var X / E[X]^2.");
  type.def_property_readonly("normalized_third", [of](phase_value const& x) { return normalized_third(of(x)); }, "E[X^3] / (E[X] E[X^2]).");
  type.def("moment", [of](phase_value const& x, int k) { return moment(of(x), k); }, py::arg("k"), "E[X^k] [s^k].");
  type.def("tail", [of](phase_value const& x, py::object const& t) { return over("tail", "t", t, [&](double s) { return tail(of(x), s); }); }, py::arg("t"),
           "P(X > t), t [s] a number or an array.");
}

void bind_markov_arrivals(py::module_& m) {
  py::class_<arrivals_value> type(m, "markov_arrivals", "A Markovian arrival process: bursts and correlated intervals.");
  bind_many(type, "markov_arrivals", std::span<column<arrivals_t> const>(arrivals_columns), init_text);
  auto const of = [](arrivals_value const& x) -> arrivals_t const& { return x.data.items[0]; };
  type.def_property_readonly("arrival_rate", [of](arrivals_value const& x) { return arrival_rate(of(x)); }, "Mean rate [records/s].");
  type.def_property_readonly("scv", [of](arrivals_value const& x) { return scv(of(x)); }, "Of the time between two arrivals.");
  type.def_property_readonly("dispersion_limit", [of](arrivals_value const& x) { return dispersion_limit(of(x)); }, "Var N(t) / E N(t) for long t.");
  type.def("interval_correlation", [of](arrivals_value const& x, int k) { return interval_correlation(of(x), k); }, py::arg("k") = 1,
           "Correlation of the times between arrivals at a distance of k.");
  type.def("dispersion", [of](arrivals_value const& x, py::object const& t) {
    return over("dispersion", "t", t, [&](double s) { return dispersion(of(x), s); });
  }, py::arg("t"), "Var N(t) / E N(t) of the arrivals within t [s], a number or an array.");
}

void bind_phase_makers(py::module_& m) {
  char const* const law = "phase_type";
  std::string const rest = refusal;
  define_maker<1>(m, "exponential_ph", {{{"mean", edge::time}}}, law, ("An exponential law as a phase type." + rest).c_str(),
                  [](auto const& x) { return to_python(ullage::exponential_ph(x[0])); });
  define_maker<2>(m, "erlang_ph", {{{"mean", edge::time}, {"k", edge::count}}}, law, ("Sum of k exponential times, k in [1, 200]." + rest).c_str(), [](auto const& x) {
    return to_python(ullage::erlang_ph(x[0], static_cast<int>(std::clamp(x[1], -1e6, 1e6))));
  });
  define_maker<2>(m, "fit_ph", {{{"mean", edge::time}, {"scv", edge::number}}}, law,
                  ("A phase type with a mean [s] and a squared coefficient of variation, with few phases." + rest).c_str(),
                  [](auto const& x) { return to_python(ullage::fit_ph(x[0], x[1])); });
  define_maker<3>(m, "fit_ph3", {{{"mean", edge::time}, {"scv", edge::number}, {"normalized_third", edge::number}}}, law,
                  ("A phase type with three moments; normalized_third is E[X^3] / (E[X] E[X^2]), 3 for an exponential law." + rest).c_str(),
                  [](auto const& x) { return to_python(ullage::fit_ph3(ullage::three_moments<double>{x[0], x[1], x[2]})); });
  m.def("hyperexponential_ph", [](py::object const& p, py::object const& means) {
    char const* const f = "hyperexponential_ph";
    return to_python(ullage::hyperexponential_ph(to_list({f, "probabilities"}, p, edge::number), to_list({f, "means"}, means, edge::time)));
  }, py::arg("probabilities"), py::arg("means"), ("With probability probabilities[i] exponential of mean means[i] [s]." + rest).c_str());
  m.def("coxian_ph", [](py::object const& means, py::object const& proceed) {
    char const* const f = "coxian_ph";
    return to_python(ullage::coxian_ph(to_list({f, "means"}, means, edge::time), to_list({f, "proceed"}, proceed, edge::number)));
  }, py::arg("means"), py::arg("proceed"),
        ("Exponential stages one after the other; proceed[i] is the probability of going on after stage i." + rest).c_str());
}

void bind_arrival_makers(py::module_& m) {
  char const* const process = "markov_arrivals";
  std::string const rest = refusal;
  define_maker<1>(m, "poisson_map", {{{"rate", edge::number}}}, process, ("Poisson arrivals at a rate [records/s]." + rest).c_str(),
                  [](auto const& x) { return to_python(ullage::poisson_map(x[0])); });
  m.def("renewal_map", [](phase_value const& interval) { return to_python(ullage::renewal_map(interval.data.items[0])); }, py::arg("interval"),
        ("Independent intervals of a phase-type law." + rest).c_str());
  define_maker<4>(m, "mmpp2", {{{"peak_rate", edge::number}, {"valley_rate", edge::number}, {"peak_duration", edge::time}, {"valley_duration", edge::time}}}, process,
                  ("Poisson arrivals whose rate changes between two values after exponential times; rates [records/s],\n"
                   "mean durations [s]." + rest).c_str(),
                  [](auto const& x) { return to_python(ullage::mmpp2(ullage::two_rates<double>{x[0], x[1], x[2], x[3]})); });
  define_maker<4>(m, "fit_mmpp2",
                  {{{"arrival_rate", edge::number}, {"dispersion_limit", edge::number}, {"time_constant", edge::time},
                    {"peak_share", edge::number, ullage::burstiness<double>{}.peak_share}}},
                  process,
                  ("The mmpp2 with a mean rate [records/s], a limit of Var N(t) / E N(t) (> 1), a time constant of the rate's\n"
                   "correlation [s] and a share of the time in the burst." + rest).c_str(),
                  [](auto const& x) { return to_python(ullage::mmpp2(ullage::fit_mmpp2(ullage::burstiness<double>{x[0], x[1], x[2], x[3]}))); });
  m.def("superpose", [](arrivals_value const& a, arrivals_value const& b) { return to_python(ullage::superpose(a.data.items[0], b.data.items[0])); }, py::arg("a"),
        py::arg("b"), ("Arrivals of two independent processes together." + rest).c_str());
}

} // namespace

phase_value to_python(phase_t const& law) { return {{{law}, {}, {row(law.initial), matrix(law.subgenerator)}}}; }
arrivals_value to_python(arrivals_t const& arrivals) { return {{{arrivals}, {}, {matrix(arrivals.d0), matrix(arrivals.d1)}}}; }

void bind_phases(py::module_& m) {
  bind_phase_type(m);
  bind_markov_arrivals(m);
  bind_phase_makers(m);
  bind_arrival_makers(m);
}

} // namespace ullage_py
