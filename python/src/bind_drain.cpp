// SPDX-License-Identifier: MIT
// drain.hpp

#include "drain.hpp"
#include "broadcast.hpp"
#include "module.hpp"
#include "table_value.hpp"

#include <string>

namespace ullage_py {
namespace {

using namespace ullage;
using smooth_t = inverse_gaussian<double>;

/// Refuses a law by the name of a field; one that never drains is refused when it is asked.
template <class Law> void check(Law const& law) {
  try {
    static_cast<void>(ullage::detail::passage_of(law));
  } catch (unstable_error const&) {
    return;
  }
}
template <class Law> void bind_law(py::module_& m, char const* name, char const* doc, std::vector<field<Law>> fields) {
  bind_table<Law>(m, {.name = name, .doc = doc, .fields = std::move(fields), .choices = {}, .check = &check<Law>, .tag = "law"});
}

/// Pairs of a number and an object from a sequence, or single objects that count once.
template <class F> void for_each_pair(place const& at, char const* what, bool number_first, py::handle given, F const& f) {
  if (!py::hasattr(given, "__iter__") || py::isinstance<py::str>(given)) { refuse_type(at, what, given); }
  std::size_t i = 0;
  for (auto const& item : py::iter(given)) {
    place const here{at.function, at.field + "[" + std::to_string(i++) + "]"};
    if (!py::isinstance<py::tuple>(item) && !py::isinstance<py::list>(item)) {
      if (number_first) { refuse_type(here, "a pair of a weight and a law", item); }
      f(here, 1.0, py::reinterpret_borrow<py::object>(item));
      continue;
    }
    auto const pair = py::tuple(py::reinterpret_borrow<py::object>(item));
    if (pair.size() != 2) { refuse_type(here, number_first ? "a pair of a weight and a law" : "a law, or a pair of a law and its partitions", item); }
    double const x = to_number(here, pair[number_first ? 0 : 1], number_first ? edge::number : edge::count);
    f(here, x, py::object(pair[number_first ? 1 : 0]));
  }
}

/// Adds a law to the parts or groups of a variant, all of the same type.
template <class Variant, class Add> void add_law(place const& at, Variant& all, bool first, py::handle law, Add const& add) {
  bool added = false;
  auto const offer = [&]<class Law>() {
    using Element = typename drain_element<Law>::type;
    if (added || !holds_law<Element>(law)) { return; }
    if (first) { all = Law{}; }
    auto* const list = std::get_if<Law>(&all);
    if (list == nullptr) { refuse_type(at, "a law of the same type as the others", law); }
    add(*list, take_law<Element>(law));
    added = true;
  };
  [&]<class... Law>(std::variant<Law...> const*) { (offer.template operator()<Law>(), ...); }(static_cast<Variant const*>(nullptr));
  if (!added) { refuse_type(at, "a law of a drain time such as borel_tanner(...)", law); }
}

template <class Value> void check_any(Value const& x) {
  std::visit([](auto const& law) { check(law); }, x.law);
}

void bind_mixture(py::module_& m) {
  bind_table<mixture_value>(
      m, {.name = "drain_mixture",
          .doc = "Drain time whose law itself is drawn: a lag at the start that is known by its chances.",
          .fields = {}, .choices = {}, .check = &check_any<mixture_value>, .tag = "law",
          .pieces = {{"parts", "Sequence[tuple[float, borel_tanner | drain_law]]", "()", "Pairs of a weight, >= 0, and a law, all of one type; weights count relative to their sum.",
                      [](mixture_value const& x) -> py::object {
                        py::list out;
                        std::visit([&](auto const& law) {
                          for (auto const& part : law.parts) { out.append(py::make_tuple(part.weight, part.law)); }
                        }, x.law);
                        return py::tuple(out);
                      },
                      [](mixture_value& x, place const& at, py::handle given) {
                        bool first = true;
                        for_each_pair(at, "a sequence of pairs of a weight and a law", true, given, [&](place const& here, double weight, py::object const& law) {
                          add_law(here, x.law, first, law, [&](auto& list, auto const& one) { list.parts.push_back({weight, one}); });
                          first = false;
                        });
                      }}}});
}

void bind_last(py::module_& m) {
  bind_table<last_value>(
      m, {.name = "last_drain",
          .doc = "Drain time of a topic: the last of independent partitions.",
          .fields = {}, .choices = {}, .check = &check_any<last_value>, .tag = "law",
          .pieces = {{"groups", "Sequence[Any]", "()", "Laws, or pairs of a law and how many partitions have it, >= 1; all laws of one type.",
                      [](last_value const& x) -> py::object {
                        py::list out;
                        std::visit([&](auto const& law) {
                          for (auto const& group : law.groups) { out.append(py::make_tuple(give_law(group.law), py::int_(static_cast<long long>(group.partitions)))); }
                        }, x.law);
                        return py::tuple(out);
                      },
                      [](last_value& x, place const& at, py::handle given) {
                        bool first = true;
                        for_each_pair(at, "a sequence of laws, or of pairs of a law and its partitions", false, given, [&](place const& here, double partitions, py::object const& law) {
                          if (!(partitions >= 1 && partitions <= 1e12)) { refuse_value(here, ullage::detail::show(partitions) + " partitions", "must be in [1, 1e12]"); }
                          add_law(here, x.law, first, law, [&](auto& list, auto const& one) { list.groups.push_back({one, partitions}); });
                          first = false;
                        });
                      }}}});
}

} // namespace

void bind_drain(py::module_& m) {
  using known = borel_tanner<double>;
  using random = random_borel_tanner<double>;
  using moments = drain_law<double>;
  bind_law<known>(m, "borel_tanner",
                  "Drain time of one partition: Poisson arrivals, one server, constant service, a known lag. Exact.\n\nSource: Borel 1942; Tanner 1953.",
                  {field_of<&known::initial_lag>("initial_lag", edge::count, "Records that wait at the start, 0 to 1e12, required."),
                   field_of<&known::arrival_rate>("arrival_rate", edge::number, "Of the partition [records/s], >= 0, required."),
                   field_of<&known::service_time>("service_time", edge::time, "Of one record [s], > 0, required.")});
  bind_law<random>(m, "random_borel_tanner",
                   "The same as borel_tanner where the lag at the start is a Poisson number: partitions that share random keys. Exact.\n\nSource: Consul and Jain 1973.",
                   {field_of<&random::mean_initial_lag>("mean_initial_lag", edge::number, "Records that wait at the start, 0 to 1e12, required."),
                    field_of<&random::arrival_rate>("arrival_rate", edge::number, "Of the partition [records/s], >= 0, required."),
                    field_of<&random::service_time>("service_time", edge::time, "Of one record [s], > 0, required.")});
  bind_law<smooth_t>(m, "inverse_gaussian", "First passage of a Brownian motion: the law of two moments that drain times come close to.\n\nSource: Schroedinger 1915; Tweedie 1957.",
                     {field_of<&smooth_t::mean>("mean", edge::time, "[s], > 0, required."),
                      field_of<&smooth_t::shape>("shape", edge::time, "mean^3 / variance [s], > 0, required.")});
  bind_law<moments>(m, "drain_law",
                    "Drain time of a backlog with any arrivals and services, by three moments. Approximate.\n\n"
                    "The 99 % quantile lies within one service of that of borel_tanner from a lag of 2 on.",
                    {field_of<&moments::backlog>("backlog", edge::number, "Mean of the records that wait at the start, >= 0, required."),
                     field_of<&moments::arrival_rate>("arrival_rate", edge::number, "[records/s], >= 0, required."),
                     field_of<&moments::arrival_scv>("arrival_scv", edge::number, "Of the times between arrivals, >= 0; 1: Poisson."),
                     field_of<&moments::capacity>("capacity", edge::number, "Services per second while there is a backlog [records/s], > arrival_rate, required."),
                     field_of<&moments::service_scv>("service_scv", edge::number, "Of the times between the ends of services, >= 0."),
                     field_of<&moments::backlog_variance>("backlog_variance", edge::number, "Of the records that wait at the start, >= 0.")});
  bind_mixture(m);
  bind_last(m);
  bind_drain_questions(m);
  m.def("two_moment_law", [](py::object const& law) { return two_moment_law(need<moments>({"two_moment_law", "law"}, "a drain_law(...)", law)); }, py::arg("law"),
        "The inverse Gaussian law with the mean and the variance of a drain time; less accurate than drain_law itself.");
  m.def("split_drain", [](py::object const& records, py::object const& share, py::object const& each) {
    double const n = to_number("split_drain", "records", records, edge::count);
    double const s = to_number("split_drain", "share", share, edge::number);
    return mixture_value{split_drain(n, s, need<known>({"split_drain", "each"}, "a borel_tanner(...)", each))};
  }, py::arg("records"), py::arg("share"), py::arg("each"),
        "The drain time of one partition when records at the start fall on it with chance share each. Exact.\n\n"
        "each: the partition as a borel_tanner; its initial_lag is not used.");
}

} // namespace ullage_py
