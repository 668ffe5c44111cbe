// SPDX-License-Identifier: MIT
// skew.hpp

#include "broadcast.hpp"
#include "module.hpp"
#include "murmur2.hpp"
#include "package.hpp"
#include "parts.hpp"
#include "table_value.hpp"

#include <ullage/partition_growth.hpp>
#include <ullage/skew.hpp>

#include <pybind11/stl.h>

#include <string>
#include <vector>

namespace ullage_py {
namespace {

using measured_t = ullage::measured_shares<double>;
using zipf_t = ullage::zipf_keys<double>;
using named_t = ullage::named_keys<double>;

/// What holds for any number of partitions.
void check(skew_t const& skew) { validate(skew, 1); }

[[nodiscard]] long long partition_count(char const* function, py::handle x) {
  return to_count({function, "partitions"}, to_number({function, "partitions"}, x, edge::count));
}

[[nodiscard]] py::dict measured_dict(measured_t const& x) {
  py::dict out;
  out["weights"] = py::tuple(py::cast(x.weights));
  return out;
}
[[nodiscard]] measured_t make_measured(py::kwargs const& given) {
  measured_t x;
  for (auto const& [key, value] : given) {
    auto const word = key.cast<std::string>();
    if (word != "weights") { refuse_keyword("measured_shares", word, {"weights"}); }
    x.weights = to_list({"measured_shares", word}, value, edge::number);
  }
  validate(skew_t(x), static_cast<long long>(x.weights.size()));
  return x;
}

[[nodiscard]] py::dict named_dict(named_t const& x) {
  py::dict out;
  py::list keys;
  for (auto const& key : x.keys) { keys.append(py::bytes(key)); }
  out["keys"] = py::tuple(keys);
  out["weights"] = py::tuple(py::cast(x.weights));
  return out;
}
[[nodiscard]] named_t make_named(py::kwargs const& given) {
  named_t x;
  for (auto const& [key, value] : given) {
    auto const word = key.cast<std::string>();
    place const at{"named_keys", word};
    if (word == "weights") {
      if (!value.is_none()) { x.weights = to_list(at, value, edge::number); }
    } else if (word == "keys") {
      if (py::isinstance<py::str>(value) || py::isinstance<py::bytes>(value) || !py::hasattr(value, "__iter__")) {
        refuse_type(at, "a sequence of keys (str, bytes or int)", value);
      }
      for (auto const& one : py::iter(value)) {
        x.keys.push_back(key_bytes(at, one, 32));
      }
    } else {
      refuse_keyword("named_keys", word, {"keys", "weights"});
    }
  }
  check(skew_t(x));
  return x;
}

/// A type of two lists, each a keyword.
template <class R>
void bind_lists(py::module_& m, char const* name, char const* doc, std::vector<parameter> const& all, py::dict (*fields)(R const&),
                R (*make)(py::kwargs const&)) {
  py::class_<R> type(m, name, doc);
  {
    py::options options;
    options.disable_function_signatures();
    type.def(py::init([name, make](py::args const& more, py::kwargs const& given) {
      refuse_positional(name, more);
      return make(given);
    }), signature("__init__(self, *", all, "None").c_str());
  }
  for (auto const& p : all) {
    type.def_property_readonly(p.name.c_str(), [fields, key = p.name](R const& x) { return py::object(fields(x)[py::str(key)]); },
                                p.name == "keys" ? "The keys as bytes, required." : "The traffic of each, >= 0, in any unit.");
  }
  static std::string const called = name;
  bind_value(type, value_traits<R>{name, fields, make,
                                   [](R const& x) -> std::string {
                                     if constexpr (std::is_same_v<R, measured_t>) {
                                       return call_text("ul." + called, measured_dict(x));
                                     } else {
                                       return call_text("ul." + called, difference(named_dict(x), named_dict(R{})));
                                     }
                                   },
                                   "skew"});
}

} // namespace

skew_t to_skew(place const& at, py::handle x) {
  if (py::isinstance<ullage::even_shares>(x)) { return ullage::even_shares{}; }
  if (py::isinstance<measured_t>(x)) { return x.cast<measured_t>(); }
  if (py::isinstance<ullage::equal_keys>(x)) { return x.cast<ullage::equal_keys>(); }
  if (py::isinstance<zipf_t>(x)) { return x.cast<zipf_t>(); }
  if (py::isinstance<named_t>(x)) { return x.cast<named_t>(); }
  if (py::isinstance<py::str>(x)) {
    static_cast<void>(to_word(at, x, {"even"}));
    return ullage::even_shares{};
  }
  if (is_scalar(x)) { refuse_type(at, "even_shares(), measured_shares(...), equal_keys(...), zipf_keys(...), named_keys(...), \"even\" or a list of weights", x); }
  return measured_t{to_list(at, x, edge::number)};
}

void bind_skew(py::module_& m) {
  using namespace ullage;
  bind_table<even_shares>(m, {.name = "even_shares", .doc = "Every partition gets the same.", .fields = {}, .choices = {}, .check = [](even_shares const&) {}, .tag = "skew"});
  bind_lists<measured_t>(m, "measured_shares", "What was measured, per partition, in any unit.", {{"weights", "Sequence[float]", "()"}}, &measured_dict, &make_measured);
  bind_table<equal_keys>(m, {.name = "equal_keys", .doc = "Keys with the same traffic each, hashed onto the partitions.",
                             .fields = {field_of<&equal_keys::keys>("keys", edge::count, "How many, >= 1, required.")}, .choices = {},
                             .check = [](equal_keys const& x) { check(x); }, .tag = "skew"});
  bind_table<zipf_t>(m, {.name = "zipf_keys", .doc = "Keys whose traffic falls as rank^-exponent, hashed onto the partitions.",
                         .fields = {field_of<&zipf_t::keys>("keys", edge::count, "How many, >= 1, required."), field_of<&zipf_t::exponent>("exponent", edge::number, ">= 0.")},
                         .choices = {}, .check = [](zipf_t const& x) { check(x); }, .tag = "skew"});
  bind_lists<named_t>(m, "named_keys", "The keys themselves, placed by the hash that Kafka's Java client uses.",
                      {{"keys", "Sequence[str | bytes | int]", "()"}, {"weights", "Sequence[float] | None", "None"}}, &named_dict, &make_named);
  m.def("partition_shares", [](py::object const& skew, py::object const& partitions, bool placed) {
    auto const what = to_skew({"partition_shares", "skew"}, skew);
    auto const n = partition_count("partition_shares", partitions);
    return as_array(placed ? placed_shares(what, n) : ullage::partition_shares(what, n));
  }, py::arg("skew"), py::arg("partitions"), py::kw_only(), py::arg("placed") = false,
        "The share of the arrivals that each partition gets, with the sum 1.\n\n"
        "Even and measured shares as given, named keys where murmur2 puts them. Equal keys and Zipf's keys in a typical\n"
        "placement, always the same: the median by the hottest share of 401 random ones; sorted, the hottest first, or\n"
        "with placed=True where they lie. Raises ValueError for a skew that does not fit, or partitions beyond 1e6.");
  m.def("top_share", [](py::object const& skew) { return ullage::top_share(to_skew({"top_share", "skew"}, skew)); }, py::arg("skew"),
        "The share of the traffic that no number of partitions divides: that of the largest key.");
  m.def("effective_partitions", [](py::object const& shares) { return ullage::effective_partitions(to_list({"effective_partitions", "shares"}, shares, edge::number)); },
        py::arg("shares"), "How many partitions of equal load carry as much as these before the hottest is full: 1 / largest share.");
  m.def("hot_key_limit", [](py::object const& top, py::object const& capacity) {
    auto const f = "hot_key_limit";
    if (!py::isinstance<py::str>(top) && !py::hasattr(top, "to_dict")) {
      return broadcast<2>(f, {{{"top_share", edge::number, top}, {"partition_capacity", edge::number, capacity}}}, [](auto const& x) { return ullage::hot_key_limit(x[0], x[1]); });
    }
    auto const skew = to_skew({f, "top_share"}, top);
    return over(f, "partition_capacity", capacity, [&](double x) { return ullage::hot_key_limit(skew, x); }, edge::number);
  }, py::arg("top_share"), py::arg("partition_capacity"),
        "Largest rate of a topic that any number of partitions can carry [records/s]: partition_capacity / top_share.\n\n"
        "top_share: of the largest key, as a number or an array of numbers, or a skew such as zipf_keys(...).\n"
        "All records of a key go to one partition. Raises ValueError for an argument out of range.");
  m.def("moved_keys", [](py::object const& from, py::object const& to) {
    auto const count = [](char const* name, py::handle x) { return to_count({"moved_keys", name}, to_number({"moved_keys", name}, x, edge::count)); };
    return ullage::moved_keys(count("before", from), count("after", to));
  }, py::arg("before"), py::arg("after"),
        "Share of the keys that change their partition when hash mod partitions gets another divisor.\n\n"
        "Formula: 1 - gcd(before, after) / max(before, after). Doubling moves half, the least there is.");
  m.def("gentle_growth", [](py::object const& partitions, py::object const& at_least) {
    std::vector<std::pair<long long, double>> out;
    auto const least = to_count({"gentle_growth", "at_least"}, to_number({"gentle_growth", "at_least"}, at_least, edge::count));
    for (auto const& step : ullage::gentle_growth(partition_count("gentle_growth", partitions), least)) { out.emplace_back(step.partitions, step.moved); }
    return out;
  }, py::arg("partitions"), py::arg("at_least"),
        "Partition counts to grow to, each with the share of the keys that move: the smallest enough and those that move less.");
}

} // namespace ullage_py
