// SPDX-License-Identifier: MIT
// arrivals.hpp

#include "broadcast.hpp"
#include "module.hpp"
#include "value.hpp"

#include <ullage/arrivals.hpp>

#include <string>
#include <vector>

namespace ullage_py {
namespace {

using namespace ullage;
using profile = arrival_profile<double>;
using object = py::object;

constexpr std::size_t longest_repr = 1000;

[[nodiscard]] py::array pieces(profile const& a) {
  auto const n = static_cast<py::ssize_t>(a.pieces().size());
  py::array_t<double> out({n, py::ssize_t{4}});
  auto to = out.mutable_unchecked<2>();
  for (py::ssize_t i = 0; i < n; ++i) {
    auto const& p = a.pieces()[static_cast<std::size_t>(i)];
    to(i, 0) = p.start;
    to(i, 1) = p.rate;
    to(i, 2) = p.slope;
    to(i, 3) = p.burst;
  }
  return out;
}

[[nodiscard]] profile from_pieces(object const& rows) {
  auto const all = to_numbers({"arrival_profile", "pieces"}, rows, edge::number);
  if (all.size() == 0) { return {}; }
  if (all.ndim() != 2 || all.shape(1) != 4) { throw py::value_error("arrival_profile: pieces must be rows of start, rate, slope, burst"); }
  auto const from = all.unchecked<2>();
  std::vector<rate_piece<double>> out;
  for (py::ssize_t i = 0; i < all.shape(0); ++i) { out.push_back({from(i, 0), from(i, 1), from(i, 2), from(i, 3)}); }
  return profile(std::move(out));
}

[[nodiscard]] std::string repr(profile const& a) {
  auto const show = [](double x) { return code(py::float_(x)); };
  auto const& all = a.pieces();
  if (all.empty()) { return "ul.arrival_profile()"; }
  auto const& p = all.front();
  if (p.slope == 0 && p.burst == 0 && (all.size() == 1 || (all.size() == 2 && all[1] == rate_piece<double>{.start = all[1].start}))) {
    double const duration = all.size() == 1 ? infinity_v<double> : all[1].start - p.start;
    if (constant_rate<double> const shape{p.rate, duration, p.start}; profile(shape) == a) {
      return "ul.constant_rate(" + show(p.rate) + (all.size() == 1 ? "" : ", duration=" + show(duration)) + (p.start == 0 ? "" : ", start=" + show(p.start)) + ")";
    }
  }
  if (all.size() == 1 && p.rate == 0) { return "ul.burst(" + show(p.burst) + (p.start == 0 ? "" : ", at=" + show(p.start)) + ")"; }
  if (all.size() > longest_repr) {
    return "<arrival_profile of " + std::to_string(all.size()) + " pieces, " + show(total_records(a)) + " records until " + show(ends_at(a)) + " s>";
  }
  std::string out;
  for (auto const& x : all) {
    out += (out.empty() ? "[" : ", [") + show(x.start) + ", " + show(x.rate) + ", " + show(x.slope) + ", " + show(x.burst) + "]";
  }
  return "ul.arrival_profile([" + out + "])";
}

[[nodiscard]] std::size_t hash(profile const& a) {
  std::size_t out = 0;
  for (auto const& p : a.pieces()) {
    for (double const x : {p.start, p.rate, p.slope, p.burst}) { out = 1000003 * out ^ std::hash<double>{}(x); }
  }
  return out;
}

} // namespace

void bind_arrivals(py::module_& m) {
  py::class_<profile> type(m, "arrival_profile",
      "How many records per second come when: an immutable value. Profiles add up (a + b) and scale (2 * a).");
  type.def(py::init(&from_pieces), py::arg("pieces") = py::tuple(),
           "From rows of start [s], rate [records/s], slope [records/s^2], burst [records]; without any nothing arrives.\n"
           "Raises ValueError for rows that are not ordered by start or where a rate falls below 0.");
  type.def("__add__", [](profile const& a, profile const& b) { return a + b; }, py::is_operator(), py::arg("other"));
  auto const scale = [](profile const& a, double factor) { return factor * a; };
  type.def("__mul__", scale, py::is_operator(), py::arg("factor"));
  type.def("__rmul__", scale, py::is_operator(), py::arg("factor"));
  type.def("__eq__", [](profile const& a, profile const& b) { return a == b; }, py::is_operator(), py::arg("other"));
  type.def("__hash__", &hash);
  type.def("__repr__", &repr);
  type.def("_repr_html_", [](object const& a) { return py::module_::import("ullage._html").attr("of_value")(a); });
  type.def("arrival_rate", [](profile const& a, object const& t) { return over("arrival_rate", "t", t, [&](double x) { return arrival_rate(a, x); }); },
           py::arg("t"), "Arrival rate at t, right limit [records/s]; t [s] a number or an array.");
  type.def("arrived", [](profile const& a, object const& t) { return over("arrived", "t", t, [&](double x) { return arrived(a, x); }); },
           py::arg("t"), "Records that have arrived up to and including t [s].");
  type.def("arrival_time", [](profile const& a, object const& n) { return over("arrival_time", "n", n, [&](double x) { return arrival_time(a, x); }, edge::number); },
           py::arg("n"), "When more than n records have arrived [s]; infinity when that never happens.");
  type.def_property_readonly("pieces", &pieces, "Rows of start, rate, slope, burst as an array; the rate is 0 before the first.");
  type.def_property_readonly("total_records", [](profile const& a) { return total_records(a); }, "Records over all time, infinity for an endless profile.");
  type.def_property_readonly("peak_rate", [](profile const& a) { return peak_rate(a); }, "The highest rate [records/s]; bursts do not count.");
  type.def_property_readonly("mean_rate", [](profile const& a) { return mean_rate(a); },
                             "Mean rate from the first to the last arrival [records/s]; of an endless profile\nthe rate that it ends with.");
  type.def_property_readonly("starts_at", [](profile const& a) { return starts_at(a); }, "When the first record comes [s]; 0 when none does.");
  type.def_property_readonly("ends_at", [](profile const& a) { return ends_at(a); }, "After which time none comes any more [s]; infinity for an endless profile.");
  type.def("to_dict", [](profile const& a) {
    py::dict out;
    auto const rows = py::object(pieces(a)).attr("T").attr("tolist")();
    for (int i = 0; i < 4; ++i) {
      constexpr char const* names[] = {"start", "rate", "slope", "burst"};
      out[names[i]] = a.pieces().empty() ? py::object(py::list()) : py::object(rows[py::int_(i)]);
    }
    return out;
  }, "The pieces as lists by name.");
  type.def(py::pickle([](profile const& a) { return py::make_tuple(pickle_format, pieces(a)); },
                      [](py::tuple const& state) {
                        check_format("arrival_profile", state);
                        return from_pieces(state[1]);
                      }));
}

} // namespace ullage_py
