// SPDX-License-Identifier: MIT
// What is asked of the law of a drain time.

#include "broadcast.hpp"
#include "drain.hpp"

#include <string>

namespace ullage_py {
namespace {

using namespace ullage;

/// Calls f with the law of an object.
template <class F> [[nodiscard]] py::object with_law(char const* function, py::handle x, F const& f) {
  if (py::isinstance<borel_tanner<double>>(x)) { return f(x.cast<borel_tanner<double> const&>()); }
  if (py::isinstance<random_borel_tanner<double>>(x)) { return f(x.cast<random_borel_tanner<double> const&>()); }
  if (py::isinstance<inverse_gaussian<double>>(x)) { return f(x.cast<inverse_gaussian<double> const&>()); }
  if (py::isinstance<drain_law<double>>(x)) { return f(x.cast<drain_law<double> const&>()); }
  if (py::isinstance<mixture_value>(x)) { return std::visit(f, x.cast<mixture_value const&>().law); }
  if (py::isinstance<last_value>(x)) { return std::visit(f, x.cast<last_value const&>().law); }
  refuse_type({function, "law"}, "a law of a drain time such as borel_tanner(...)", x);
}

[[noreturn]] void refuse_law(char const* function, py::handle law, char const* those) {
  auto const type = py::str(py::type::of(law).attr("__name__")).cast<std::string>();
  throw py::type_error(std::string(function) + ": " + type + " does not have it; these do: " + those);
}

} // namespace

void bind_drain_questions(py::module_& m) {
  m.def("drain_mean", [](py::object const& law) {
    return with_law("drain_mean", law, [](auto const& x) -> py::object {
      double value = 0;
      {
        py::gil_scoped_release const release;
        value = drain_mean(x);
      }
      return py::float_(value);
    });
  }, py::arg("law"), "Mean of the drain time [s]. Raises unstable_error for a load of 1 or more: it does not drain.");
  m.def("drain_variance", [](py::object const& law) {
    return with_law("drain_variance", law, [&](auto const& x) -> py::object {
      if constexpr (requires { ullage::detail::passage_of(x).variance(); }) {
        return py::float_(drain_variance(x));
      } else {
        refuse_law("drain_variance", law, "borel_tanner, random_borel_tanner, inverse_gaussian, drain_law, drain_mixture");
      }
    });
  }, py::arg("law"), "Variance of the drain time [s^2]; not of last_drain.");
  m.def("drain_pmf", [](py::object const& law, py::object const& k) {
    return with_law("drain_pmf", law, [&](auto const& x) -> py::object {
      if constexpr (requires { drain_pmf(x, 1.0); }) {
        return over("drain_pmf", "k", k, [&](double v) { return drain_pmf(x, v); }, edge::number);
      } else {
        refuse_law("drain_pmf", law, "borel_tanner, random_borel_tanner");
      }
    });
  }, py::arg("law"), py::arg("k"), "Probability that it takes exactly k services. Exact.");
  m.def("drain_cdf", [](py::object const& law, py::object const& t) {
    return with_law("drain_cdf", law, [&](auto const& x) { return over("drain_cdf", "t", t, [&](double v) { return drain_cdf(x, v); }); });
  }, py::arg("law"), py::arg("t"), "Probability that it has drained by t [s].");
  m.def("drain_tail", [](py::object const& law, py::object const& t) {
    return with_law("drain_tail", law, [&](auto const& x) { return over("drain_tail", "t", t, [&](double v) { return drain_tail(x, v); }); });
  }, py::arg("law"), py::arg("t"), "Probability that it takes longer than t [s]; not by subtraction from 1.");
  m.def("drain_quantile", [](py::object const& law, py::object const& p) {
    return with_law("drain_quantile", law, [&](auto const& x) { return over("drain_quantile", "p", p, [&](double v) { return drain_quantile(x, v); }, edge::number); });
  }, py::arg("law"), py::arg("p"), "The time by which it has drained with probability p, in [0, 1) [s]; for borel_tanner whole services.");
}

} // namespace ullage_py
