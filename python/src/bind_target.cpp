// SPDX-License-Identifier: MIT
// constraint.hpp, target.hpp

#include "module.hpp"
#include "value.hpp"

#include <ullage/constraint.hpp>
#include <ullage/target.hpp>

#include <string>
#include <vector>

namespace ullage_py {
namespace {

using target_t = ullage::target<double>;
using constraint_t = ullage::constraint<double>;

constexpr field<target_t> target_fields[] = {
    field_of<&target_t::utilization>("utilization", edge::number, "Mean arrival rate over full capacity, in (0, 1]."),
    field_of<&target_t::max_wait>("max_wait", edge::time, "Longest wait of any record [s], >= 0."),
    field_of<&target_t::drained_by>("drained_by", edge::time, "At that time nothing waits of what had come by then [s], >= 0."),
    field_of<&target_t::peak_lag>("peak_lag", edge::number, "Largest lag [records], >= 0."),
    field_of<&target_t::retention_fraction>("retention_fraction", edge::number, "Longest wait over the pipeline's retention, in (0, 1]."),
    field_of<&target_t::max_partitions>("max_partitions", edge::count, "Largest count that is tried, >= 1."),
    field_of<&target_t::max_scan_events>("max_scan_events", edge::count, "Events that a scan may cost before it samples, >= 1."),
    field_of<&target_t::headroom>("headroom", edge::number, "Full capacity over the mean arrival rate - 1, >= 0."),
    field_of<&target_t::mean_wait>("mean_wait", edge::time, "Mean wait over all records of the load [s], >= 0."),
    field_of<&target_t::probability>("probability", edge::number,
                                     "Chance with which max_wait, drained_by, peak_lag and the retention hold, in (0, 1); wait_quantile then counts\n"
                                     "chance too. None: the expected course."),
    field_of<&target_t::steady_mean_wait>("steady_mean_wait", edge::time,
                                          "Mean wait in the steady state at the mean arrival rate with all consumers at work [s], >= 0."),
    field_of<&target_t::monthly_cost>("monthly_cost", edge::number, "USD per month, >= 0; needs a deployment that can be priced."),
};

/// What is written as a pair of numbers.
struct pair_field {
  char const* name;
  char const* type;
  char const* example; ///< what it must be, for messages
  char const* doc;
  char const* after; ///< the number that it follows
  py::object (*get)(target_t const&);
  void (*set)(target_t&, py::sequence const&);
};

[[nodiscard]] double part(char const* name, char const* of, py::sequence const& pair, std::size_t i, edge kind) {
  return to_number({"target", std::string(name) + "." + of}, py::object(pair[i]), kind);
}

template <auto Member> [[nodiscard]] py::object pair_of(target_t const& t) {
  if (!(t.*Member)) { return py::none(); }
  auto const& [first, second] = *(t.*Member);
  return py::make_tuple(first, second);
}

constexpr pair_field pair_fields[] = {
    {"wait_quantile", "tuple[float, float | str | datetime.timedelta] | None", "a pair of probability and seconds such as (0.99, 60)",
     "(probability, limit [s]): the wait that this share of the records must not exceed.", "max_wait", &pair_of<&target_t::wait_quantile>,
     [](target_t& t, py::sequence const& x) {
       t.wait_quantile = {part("wait_quantile", "probability", x, 0, edge::number), part("wait_quantile", "limit", x, 1, edge::time)};
     }},
    {"steady_wait_quantile", "tuple[float, float | str | datetime.timedelta] | None", "a pair of probability and seconds such as (0.99, 60)",
     "(probability, limit [s]): the same in the steady state at the mean arrival rate with all consumers at work.", "steady_mean_wait",
     &pair_of<&target_t::steady_wait_quantile>,
     [](target_t& t, py::sequence const& x) {
       t.steady_wait_quantile = {part("steady_wait_quantile", "probability", x, 0, edge::number), part("steady_wait_quantile", "limit", x, 1, edge::time)};
     }},
    {"outage", "tuple[float | str | datetime.timedelta, float | str | datetime.timedelta] | None", "a pair of times such as (\"30 min\", \"1 h\")",
     "(duration [s], recovered_within [s]): nothing is processed for some time while traffic goes on; after its end nothing may wait longer than so.",
     "steady_mean_wait", &pair_of<&target_t::outage>,
     [](target_t& t, py::sequence const& x) {
       t.outage = {part("outage", "duration", x, 0, edge::time), part("outage", "recovered_within", x, 1, edge::time)};
     }},
    {"replay", "tuple[float, float | str | datetime.timedelta] | None", "a pair of records and seconds such as (1000000, \"8 h\")",
     "(records, within [s]): old records are read again beside the live traffic, and have all begun within that time.", "steady_mean_wait",
     &pair_of<&target_t::replay>,
     [](target_t& t, py::sequence const& x) { t.replay = {part("replay", "records", x, 0, edge::number), part("replay", "within", x, 1, edge::time)}; }},
    {"growth", "tuple[float, float] | None", "a pair of growth per year and years such as (0.4, 2)",
     "(per_year, years): every target is kept by the arrivals at the end of that horizon.", "steady_mean_wait", &pair_of<&target_t::growth>,
     [](target_t& t, py::sequence const& x) { t.growth = {part("growth", "per_year", x, 0, edge::number), part("growth", "years", x, 1, edge::number)}; }},
};

[[nodiscard]] py::dict fields(target_t const& t) {
  py::dict out;
  for (auto const& f : target_fields) {
    out[f.name] = from_number(f.get(t), f.kind);
    for (auto const& p : pair_fields) {
      if (std::string(p.after) == f.name) { out[p.name] = p.get(t); }
    }
  }
  return out;
}

void set_pair(pair_field const& f, target_t& t, py::handle value) {
  if (value.is_none()) { return; }
  if (py::isinstance<py::str>(value) || !py::isinstance<py::sequence>(value) || py::len(value) != 2) {
    refuse_type({"target", f.name}, f.example, value);
  }
  f.set(t, py::reinterpret_borrow<py::sequence>(value));
}

[[nodiscard]] target_t make(py::kwargs const& given) {
  std::vector<std::string> names;
  for (auto const& f : target_fields) { names.emplace_back(f.name); }
  for (auto const& f : pair_fields) { names.emplace_back(f.name); }
  target_t t;
  for (auto const& [key, value] : given) {
    auto const name = key.cast<std::string>();
    bool found = false;
    for (auto const& f : pair_fields) {
      if (name == f.name) {
        set_pair(f, t, value);
        found = true;
      }
    }
    for (auto const& f : target_fields) {
      if (name == f.name) {
        set_field(f, t, "target", value);
        found = true;
      }
    }
    if (!found) { refuse_keyword("target", name, names); }
  }
  // Whether anything is asked for, and whether there is a retention, depends on the pipeline.
  validate(t, ullage::pipeline<double>{.retention = 1});
  return t;
}

void bind_constraint(py::module_& m) {
  py::class_<constraint_t> type(m, "constraint", "One thing that a plan has to keep: a target, or a limit of the platform.");
  auto const side = [](constraint_t const& c) { return py::str(c.side == ullage::bound::at_most ? "at_most" : "at_least"); };
  auto const from = [](constraint_t const& c) { return py::str(c.from == ullage::demand::wanted ? "wanted" : "platform"); };
  type.def_readonly("name", &constraint_t::name, "As in target, \"retention\", or the limit of the platform.");
  type.def_readonly("value", &constraint_t::value, "What the forecast gives.");
  type.def_readonly("limit", &constraint_t::limit, "What is allowed.");
  type.def_readonly("margin", &constraint_t::margin, "limit - value; value - limit for a lower limit.");
  type.def_readonly("met", &constraint_t::met, "value <= limit; value >= limit for a lower limit.");
  type.def_property_readonly("side", side, "\"at_most\" or \"at_least\".");
  type.def_property_readonly("origin", from, "\"wanted\", or \"platform\" for a limit that is always there.");
  type.def_readonly("unit", &constraint_t::unit, "Of value and limit; \"\" for a share or a ratio.");
  type.def_readonly("note", &constraint_t::note, "What is behind the limit, or why the value cannot be told for certain.");
  type.def_property_readonly("relative_margin", [](constraint_t const& c) { return relative_margin(c); },
                             "The margin over the limit; where that is 0, over one service time or one record.");
  type.def("__eq__", [](constraint_t const& a, constraint_t const& b) { return a == b; }, py::is_operator(), py::arg("other"));
  type.def("__hash__", [](constraint_t const& c) { return py::hash(py::make_tuple(c.name, c.value, c.limit)); });
  auto const dict = [side, from](constraint_t const& c) {
    py::dict out;
    out["name"] = c.name;
    out["value"] = c.value;
    out["limit"] = c.limit;
    out["margin"] = c.margin;
    out["met"] = c.met;
    out["side"] = side(c);
    out["origin"] = from(c);
    out["unit"] = c.unit;
    out["note"] = c.note;
    return out;
  };
  type.def("to_dict", dict, "The fields by name.");
  type.def("__repr__", [dict](constraint_t const& c) { return call_text("constraint", dict(c)); });
}

} // namespace

void bind_target(py::module_& m) {
  py::class_<target_t> type(m, "target", "What is wanted. A field that is left alone is not asked for.");
  std::vector<parameter> all;
  for (auto const& f : pair_fields) { all.push_back({f.name, f.type, "None"}); }
  for (auto const& f : target_fields) { all.push_back(parameter_of(f)); }
  std::string text = signature("__init__(self, *", all, "None");
  for (auto const& f : pair_fields) { text += std::string(f.name) + ": " + f.doc + "\n"; }
  text += "\nRaises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an\n"
          "unknown one (with the nearest name).";
  {
    py::options options;
    options.disable_function_signatures();
    type.def(py::init([](py::args const& more, py::kwargs const& given) {
      refuse_positional("target", more);
      return make(given);
    }), text.c_str());
  }
  for (auto const& f : target_fields) {
    type.def_property_readonly(f.name, [&f](target_t const& t) { return from_number(f.get(t), f.kind); }, f.doc);
  }
  for (auto const& f : pair_fields) { type.def_property_readonly(f.name, f.get, f.doc); }
  bind_value(type, value_traits<target_t>{"target", &fields, &make, [](target_t const& t) {
    return call_text("ul.target", difference(fields(t), fields(target_t{})));
  }});
  bind_constraint(m);
}

} // namespace ullage_py
