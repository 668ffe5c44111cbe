// SPDX-License-Identifier: MIT
// service.hpp, service_law.hpp

#include "module.hpp"
#include "service.hpp"

#include <array>
#include <type_traits>
#include <variant>

namespace ullage_py {

numbers keep_numbers(place const& at, py::object& given, edge kind) {
  if (is_scalar(given)) { refuse_type(at, "a sequence of numbers", given); }
  auto const own = numbers(py::module_::import("numpy").attr("array")(to_numbers(at, given, kind)));
  own.attr("setflags")(py::arg("write") = false);
  given = own;
  return own;
}

/// A law is checked as what it becomes.
template <class L>
  requires std::is_constructible_v<law_t, L const&>
struct checker<L> {
  static void check(L const& law) { ullage::validate(law_t(law)); }
};

namespace {

template <class L> class law final : public law_base {
public:
  explicit law(many<L> all) : data(std::move(all)) {}
  [[nodiscard]] extents const& shape() const override { return data.shape; }
  [[nodiscard]] law_t at(std::size_t k) const override { return law_t(data.items[k]); }
  many<L> data;
};

using fixed_t = ullage::deterministic_service<double>;
using exponential_t = ullage::exponential_service<double>;
using gamma_t = ullage::gamma_service<double>;
using lognormal_t = ullage::lognormal_service<double>;
using hyper_t = ullage::hyperexponential_service<double>;
using discrete_t = ullage::discrete_service<double>;
using empirical_t = ullage::empirical_service<double>;
using mixture_t = ullage::mixture_service<double>;

constexpr char const* mean_text = "E[S] [s], > 0, required.";
constexpr char const* share_text = ">= 0, sum 1, required.";

constexpr std::array fixed_columns{column_of<&fixed_t::mean>("mean", edge::time, mean_text)};
constexpr std::array exponential_columns{column_of<&exponential_t::mean>("mean", edge::time, mean_text)};
constexpr std::array gamma_columns{
    column_of<&gamma_t::mean>("mean", edge::time, mean_text),
    column_of<&gamma_t::scv>("scv", edge::number, "Var S / E[S]^2, in [1e-6, 1e6], required."),
};
constexpr std::array lognormal_columns{
    column_of<&lognormal_t::mean>("mean", edge::time, "Of X, before the cut at the timeout [s], > 0, required."),
    column_of<&lognormal_t::scv>("scv", edge::number, "Of X, before the cut, in [1e-6, 1e6], required."),
    column_of<&lognormal_t::timeout>("timeout", edge::time, "[s], > 0; infinity: none."),
};
constexpr std::array hyper_columns{
    numbers_column<&hyper_t::probabilities, edge::number>("probabilities", share_text),
    numbers_column<&hyper_t::means, edge::time>("means", "[s], > 0, as many as the probabilities, required."),
};
constexpr std::array discrete_columns{
    numbers_column<&discrete_t::values, edge::time>("values", "[s], >= 0, at least one > 0, required."),
    numbers_column<&discrete_t::probabilities, edge::number>("probabilities", share_text),
};
constexpr std::array empirical_columns{numbers_column<&empirical_t::samples, edge::time>("samples", "[s], >= 0, at least one > 0, required.")};

/// The parts of a mixture: laws of the four types that have one number or two.
[[nodiscard]] setter<mixture_t> read_parts(place const& at, py::object& given, extents& /*shape*/) {
  decltype(mixture_t::laws) parts;
  py::list kept;
  if (!given.is_none()) {
    if (!py::isinstance<py::sequence>(given)) { refuse_type(at, "a sequence of service laws", given); }
    for (auto const& item : given) {
      std::visit([&](auto const& x) {
        if constexpr (std::is_constructible_v<ullage::simple_service<double>, decltype(x)>) {
          parts.emplace_back(x);
        } else {
          refuse_type(at, "a sequence of deterministic, exponential, gamma or lognormal laws", item);
        }
      }, to_law(at, item).value);
      kept.append(item);
    }
    given = py::tuple(kept);
  }
  return [parts](mixture_t& x, std::size_t) { x.laws = parts; };
}
constexpr std::array mixture_columns{
    numbers_column<&mixture_t::probabilities, edge::number>("probabilities", share_text),
    column<mixture_t>{.name = "laws", .kind = edge::number, .doc = "As many simple laws, required.", .type = "list", .read = &read_parts},
};

template <class L, std::size_t N> void bind_law(py::module_& m, char const* name, std::array<column<L>, N> const& columns, char const* doc) {
  py::class_<law<L>, law_base> type(m, name, doc);
  bind_many(type, name, std::span<column<L> const>(columns),
            "Times are seconds, strings such as \"500ms\", or timedelta.\n"
            "Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an\n"
            "unknown one (with the nearest name).");
  bool const has_mean = std::string(columns[0].name) == "mean";
  bool const has_scv = N > 1 && std::string(columns[N > 1 ? 1 : 0].name) == "scv";
  if (!has_mean) {
    type.def_property_readonly("mean", [](law<L> const& x) { return over_laws(x, [](law_t const& s) { return mean(s); }); }, "E[S] [s].");
  }
  if (!has_scv) {
    type.def_property_readonly("scv", [](law<L> const& x) { return over_laws(x, [](law_t const& s) { return scv(s); }); }, "Var S / E[S]^2.");
  }
}

} // namespace

void bind_service(py::module_& m) {
  py::class_<law_base> base(m, "service_law", "A law of the service time: what gamma_service and the others are.");
  base.def_property_readonly("shape", [](law_base const& x) { return shape_tuple(x.shape()); }, "Shape of the array of laws; () for one law.");
  base.def("moment", [](law_base const& x, int k) { return over_laws(x, [k](law_t const& s) { return moment(s, k); }); }, py::arg("k"),
           "E[S^k] [s^k], k in [0, 8]; of a lognormal law after the cut at its timeout.");
  base.def("tail", [](law_base const& x, py::object const& t) {
    auto const law = x.shape().empty() ? x.at(0) : law_t();
    if (!x.shape().empty()) { throw py::type_error("tail: this is an array of laws; ask one of them"); }
    return over("tail", "t", t, [&](double s) { return service_tail(law, s); });
  }, py::arg("t"), "P(S > t), t [s] a number or an array.");
  bind_law(m, "deterministic_service", fixed_columns, "Every service takes the same time.");
  bind_law(m, "exponential_service", exponential_columns, "Memoryless service times.");
  bind_law(m, "gamma_service", gamma_columns, "Gamma law of shape 1/scv: Erlang where that is a whole number, exponential at scv = 1.");
  bind_law(m, "lognormal_service", lognormal_columns,
           "Lognormal law, cut at a timeout: S = min(X, timeout). A function that runs into its timeout is ended there.");
  bind_law(m, "hyperexponential_service", hyper_columns, "With probability probabilities[i] exponential of mean means[i].");
  bind_law(m, "discrete_service", discrete_columns, "With probability probabilities[i] the time values[i].");
  bind_law(m, "empirical_service", empirical_columns, "Measured times, each with the same probability.");
  bind_law(m, "mixture_service", mixture_columns, "With probability probabilities[i] a time of the law laws[i].");
  m.def("lognormal_from_percentiles", [](py::object const& median, py::object const& p99, py::object const& timeout) {
    char const* const f = "lognormal_from_percentiles";
    auto const x = ullage::lognormal_from_percentiles(to_number(f, "median", median, edge::time), to_number(f, "p99", p99, edge::time),
                                                      to_number(f, "timeout", timeout, edge::time));
    many<lognormal_t> one{{x}, {}, {py::float_(x.mean), py::float_(x.scv), py::float_(x.timeout)}};
    return law<lognormal_t>(std::move(one));
  }, py::arg("median"), py::arg("p99"), py::arg("timeout") = ullage::infinity_v<double>,
        "The lognormal law with a median and a 99th percentile, both before the cut at the timeout [s].\n\n"
        "Raises ValueError by the name of what is out of range.");
}

} // namespace ullage_py
