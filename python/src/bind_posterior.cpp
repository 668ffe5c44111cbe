// SPDX-License-Identifier: MIT
// posterior.hpp, evidence.hpp

#include "broadcast.hpp"
#include "field.hpp"
#include "module.hpp"
#include "posterior.hpp"
#include "table_value.hpp"

#include <cmath>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace ullage_py {
namespace {

using namespace ullage;

[[nodiscard]] std::string show(double x) { return ullage::detail::show(x); }
[[nodiscard]] std::string show(std::vector<double> const& all) {
  std::string out = "[";
  for (auto const x : all) { out += (out.size() > 1 ? ", " : "") + show(x); }
  return out + "]";
}

[[nodiscard]] belief_value checked(belief<double> law) {
  validate(law);
  return {std::move(law)};
}

[[nodiscard]] std::string text_of(known<double> const& x) { return "known(" + show(x.value) + ")"; }
[[nodiscard]] std::string text_of(between<double> const& x) {
  return "between(" + show(x.low) + ", " + show(x.likely) + ", " + show(x.high) + (x.ends == range_ends::percentiles ? ", ends=\"percentiles\")" : ")");
}
[[nodiscard]] std::string text_of(rate_posterior<double> const& x) {
  return "rate_from_counts(" + show(x.count) + ", " + show(x.time) + (x.dispersion == 1 ? ")" : ", dispersion=" + show(x.dispersion) + ")");
}
[[nodiscard]] std::string text_of(share_posterior<double> const& x) { return "share_from_counts(" + show(x.hits) + ", " + show(x.trials) + ")"; }
[[nodiscard]] std::string text_of(lognormal_belief<double> const& x) { return "lognormal_belief(" + show(x.median) + ", " + show(x.log_sd) + ")"; }
[[nodiscard]] std::string text_of(one_of<double> const& x) {
  return "one_of(" + show(x.values) + (x.weights.empty() ? ")" : ", " + show(x.weights) + ")");
}
[[nodiscard]] std::string text_of(belief_value const& x) {
  return std::visit([](auto const& law) { return "ul." + text_of(law); }, x.law);
}

[[nodiscard]] py::tuple state_of(belief_value const& x) {
  return std::visit([](auto const& law) -> py::tuple {
    using Law = std::remove_cvref_t<decltype(law)>;
    if constexpr (std::is_same_v<Law, known<double>>) { return py::make_tuple("known", law.value); }
    else if constexpr (std::is_same_v<Law, between<double>>) { return py::make_tuple("between", law.low, law.likely, law.high, law.ends == range_ends::percentiles); }
    else if constexpr (std::is_same_v<Law, rate_posterior<double>>) { return py::make_tuple("rate", law.count, law.time, law.dispersion); }
    else if constexpr (std::is_same_v<Law, share_posterior<double>>) { return py::make_tuple("share", law.hits, law.trials); }
    else if constexpr (std::is_same_v<Law, lognormal_belief<double>>) { return py::make_tuple("lognormal", law.median, law.log_sd); }
    else {
      py::tuple values(law.values.size());
      py::tuple weights(law.weights.size());
      for (std::size_t i = 0; i < law.values.size(); ++i) { values[i] = law.values[i]; }
      for (std::size_t i = 0; i < law.weights.size(); ++i) { weights[i] = law.weights[i]; }
      return py::make_tuple("one_of", values, weights);
    }
  }, x.law);
}

[[nodiscard]] std::vector<double> numbers_of(py::handle x) {
  std::vector<double> out;
  for (auto const item : py::reinterpret_borrow<py::sequence>(x)) { out.push_back(item.cast<double>()); }
  return out;
}

[[nodiscard]] belief_value from_state(py::tuple const& s) {
  auto const kind = s[0].cast<std::string>();
  auto const number = [&](std::size_t i) { return s[i].cast<double>(); };
  if (kind == "known") { return checked(known<double>{number(1)}); }
  if (kind == "between") { return checked(between<double>{number(1), number(2), number(3), s[4].cast<bool>() ? range_ends::percentiles : range_ends::extremes}); }
  if (kind == "rate") { return checked(rate_posterior<double>{number(1), number(2), number(3)}); }
  if (kind == "share") { return checked(share_posterior<double>{number(1), number(2)}); }
  if (kind == "lognormal") { return checked(lognormal_belief<double>{number(1), number(2)}); }
  return checked(one_of<double>{numbers_of(s[1]), numbers_of(s[2])});
}

void bind_laws(py::module_& m) {
  py::class_<belief_value> type(m, "belief", "The law of a quantity that is not known for certain.");
  type.def("quantile", [](belief_value const& x, py::object const& p) {
    return over("quantile", "p", p, [&](double at) { return quantile(x.law, at); }, edge::number);
  }, py::arg("p"), "The value that the quantity does not exceed with probability p, in its unit.");
  type.def("mean", [](belief_value const& x) { return mean(x.law); }, "The mean, in the unit of the quantity.");
  type.def("__eq__", [](belief_value const& a, py::object const& b) -> py::object {
    if (!py::isinstance<belief_value>(b)) { return py::reinterpret_borrow<py::object>(Py_NotImplemented); }
    return py::bool_(a.law == b.cast<belief_value const&>().law);
  }, py::arg("other"));
  type.def("__hash__", [](belief_value const& x) { return py::hash(state_of(x)); });
  type.def("__repr__", [](belief_value const& x) { return text_of(x); });
  type.def(py::pickle([](belief_value const& x) { return py::make_tuple(pickle_format, state_of(x)); },
                      [](py::tuple const& state) {
                        check_format("belief", state);
                        return from_state(state[1].cast<py::tuple>());
                      }));

  m.def("known", [](py::object const& value) { return checked(known<double>{to_number("known", "value", value, edge::time)}); }, py::arg("value"),
        "A quantity without doubt.");
  m.def("between", [](py::object const& low, py::object const& likely, py::object const& high, py::object const& ends) {
    auto const f = "between";
    auto const word = to_word({f, "ends"}, ends, {"extremes", "percentiles"});
    return checked(between<double>{to_number(f, "low", low, edge::time), to_number(f, "likely", likely, edge::time), to_number(f, "high", high, edge::time),
                                   word == "percentiles" ? range_ends::percentiles : range_ends::extremes});
  }, py::arg("low"), py::arg("likely"), py::arg("high"), py::kw_only(), py::arg("ends") = "extremes",
        "What somebody who knows holds possible.\n\n"
        "ends: \"extremes\", nothing lies beyond low and high (a PERT law with its mode at likely); or \"percentiles\", one time\n"
        "in twenty it is below low, one in twenty above high, and likely is the median (lognormal on either side). People's\n"
        "ranges mostly are too narrow: where the ends are no hard limits, percentiles are the careful choice. Times may be\n"
        "written with a unit.");
  m.def("rate_from_counts", [](py::object const& counts, py::object const& seconds, py::object const& dispersion) {
    auto const f = "rate_from_counts";
    double const time = to_number(f, "seconds", seconds, edge::time);
    if (is_scalar(counts)) {
      return checked(rate_posterior<double>{to_number(f, "counts", counts, edge::number), time, dispersion.is_none() ? 1.0 : to_number(f, "dispersion", dispersion, edge::number)});
    }
    auto const bins = to_list({f, "counts"}, counts, edge::number);
    auto out = rate_from_counts(std::span<double const>(bins), time);
    if (!dispersion.is_none()) { out.dispersion = to_number(f, "dispersion", dispersion, edge::number); }
    return checked(out);
  }, py::arg("counts"), py::arg("seconds"), py::kw_only(), py::arg("dispersion") = py::none(),
        "The rate of which events were counted [1/s]: the posterior of a Poisson rate under Jeffreys' prior.\n\n"
        "counts: their number within `seconds`, or the numbers of successive bins of `seconds` each. dispersion: variance over\n"
        "mean of the counts, which widens the law; of bins it is measured (at least 1). Bins must be longer than the bursts\n"
        "of the traffic.");
  m.def("share_from_counts", [](py::object const& hits, py::object const& trials) {
    auto const f = "share_from_counts";
    return checked(share_posterior<double>{to_number(f, "hits", hits, edge::number), to_number(f, "trials", trials, edge::number)});
  }, py::arg("hits"), py::arg("trials"), "A probability by how often it came true in so many trials (Jeffreys' prior): failures of attempts, say.");
  m.def("lognormal_belief", [](py::object const& median, py::object const& log_sd) {
    auto const f = "lognormal_belief";
    return checked(lognormal_belief<double>{to_number(f, "median", median, edge::time), to_number(f, "log_sd", log_sd, edge::number)});
  }, py::arg("median"), py::arg("log_sd"), "A positive quantity whose logarithm is normal; a small log_sd is the relative error.");
  m.def("one_of", [](py::object const& values, py::object const& weights) {
    auto const f = "one_of";
    return checked(one_of<double>{to_list({f, "values"}, values, edge::time), weights.is_none() ? std::vector<double>{} : to_list({f, "weights"}, weights, edge::number)});
  }, py::arg("values"), py::arg("weights") = py::none(), "One of some values, with weights that need not sum to 1. Its quantiles follow the order of the list.");
}

void bind_evidence(py::module_& m) {
  py::class_<evidence_value> type(m, "service_evidence", "What is known of the service time of a record.");
  type.def_property_readonly("service_time", [](evidence_value const& x) { return belief_value{x.service_time}; }, "Law of its mean [s].");
  type.def_property_readonly("service_scv", [](evidence_value const& x) { return belief_value{x.service_scv}; }, "Law of its squared coefficient of variation.");
  type.def("__eq__", [](evidence_value const& a, evidence_value const& b) { return a == b; }, py::is_operator(), py::arg("other"));
  type.def("__hash__", [](evidence_value const& x) { return py::hash(py::make_tuple(state_of({x.service_time}), state_of({x.service_scv}))); });
  type.def("__repr__", [](evidence_value const& x) { return "<service_evidence: service_time " + text_of(belief_value{x.service_time}) + ", service_scv " + text_of(belief_value{x.service_scv}) + ">"; });
  type.def(py::pickle([](evidence_value const& x) { return py::make_tuple(pickle_format, py::make_tuple(state_of({x.service_time}), state_of({x.service_scv}))); },
                      [](py::tuple const& state) {
                        check_format("service_evidence", state);
                        auto const both = state[1].cast<py::tuple>();
                        return evidence_value{from_state(both[0].cast<py::tuple>()).law, from_state(both[1].cast<py::tuple>()).law};
                      }));
  m.def("service_from_samples", [](py::object const& samples) {
    auto const x = to_list({"service_from_samples", "samples"}, samples, edge::time);
    return service_from_samples(std::span<double const>(x));
  }, py::arg("samples"),
        "Mean and variability of measured service times [s], each with its law (normal logarithm, delta method).\n\n"
        "With few samples of a heavy tail both are too low and too sure: the longest services have not been seen.");
  py::options options;
  options.disable_function_signatures();
  m.def("service_from_percentiles", [](py::kwargs const& given) {
    auto const f = "service_from_percentiles";
    service_percentiles<double> x;
    std::vector<std::pair<double, double>> seen;
    for (auto const& [key, value] : given) {
      auto const name = key.cast<std::string>();
      if (name == "timeout") {
        if (!value.is_none()) { x.timeout = to_number({f, name}, value, edge::time); }
      } else if (name == "samples") {
        if (!value.is_none()) { x.samples = to_number({f, name}, value, edge::number); }
      } else if (name.size() > 2 && name[0] == 'p' && name.find_first_not_of("0123456789", 1) == std::string::npos && name.size() < 8) {
        // p50, p99; p999 is 99.9 %
        double const level = std::stod(name.substr(1)) / std::pow(10.0, double(name.size() - 1));
        seen.emplace_back(level, to_number({f, name}, value, edge::time));
      } else {
        refuse_keyword(f, name, {"p50", "p90", "p95", "p99", "p999", "timeout", "samples"});
      }
    }
    if (seen.size() != 2) { throw py::value_error(std::string(f) + ": " + std::to_string(seen.size()) + " percentiles are given, but two are needed, such as p50 and p99"); }
    if (seen[0].first > seen[1].first) { std::swap(seen[0], seen[1]); }
    x.low_probability = seen[0].first;
    x.low = seen[0].second;
    x.high_probability = seen[1].first;
    x.high = seen[1].second;
    return service_from_percentiles(x);
  },
        "service_from_percentiles(*, timeout: float | str | None = None, samples: float | None = None, **percentiles: float | str) -> service_evidence\n\n"
        "Mean and variability of service times by two of their percentiles, such as p50=2.5, p99=9 (p999 is 99.9 %): the\n"
        "lognormal law with them, cut at a timeout. samples: services that they were taken from; without it both are taken as\n"
        "known.");
}

} // namespace

void bind_posterior(py::module_& m) {
  bind_laws(m);
  bind_evidence(m);
  m.def("required_partitions", [](py::object const& count, py::object const& time, py::object const& service_time, py::object const& confidence,
                                  py::object const& service_scv, py::object const& samples, py::object const& use, py::object const& dispersion) {
    auto const f = "required_partitions";
    auto const number = [&](char const* name, py::object const& x) { return to_number(f, name, x, edge::number); };
    measured_load<double> x{.count = number("count", count), .time = to_number(f, "time", time, edge::time), .service_time = to_number(f, "service_time", service_time, edge::time),
                            .service_scv = number("service_scv", service_scv), .utilization = number("utilization", use), .dispersion = number("dispersion", dispersion)};
    if (!samples.is_none()) { x.samples = number("samples", samples); }
    auto const r = required_partitions(x, number("confidence", confidence));
    py::dict out;
    out["point"] = r.point;
    out["log_sd"] = r.log_sd;
    out["quantile"] = r.quantile;
    out["partitions"] = from_number(r.partitions, edge::count);
    return out;
  }, py::kw_only(), py::arg("count"), py::arg("time"), py::arg("service_time"), py::arg("confidence") = 0.95, py::arg("service_scv") = 0, py::arg("samples") = py::none(),
        py::arg("utilization") = 1, py::arg("dispersion") = 1,
        "Partitions that a measured load needs in the steady state with a confidence: point, log_sd (its relative error),\nquantile, partitions.\n\n"
        "Approximation (delta method) from the relative errors of the rate and of the service time alone.");
}

} // namespace ullage_py
