// SPDX-License-Identifier: MIT
// The down rule of scaling/regime.hpp

#include "module.hpp"
#include "regime.hpp"

#include <ullage/scaling/regime.hpp>

#include <string>
#include <vector>

namespace ullage_py {
namespace {

using down_t = ullage::down_rule<double>;
constexpr field<down_t> down_fields[] = {
    field_of<&down_t::factor>("factor", edge::number, "One evaluation leaves this share of them, in [0, 1); 0: to the floor at once."),
    field_of<&down_t::min_interval>("min_interval", edge::time, "Between two changes [s], >= 0."),
    field_of<&down_t::stabilization>("stabilization", edge::time, "The lag must have been low for so long [s]; for proportional the window\nwhose highest recommendation counts."),
};

[[nodiscard]] char const* word_of(ullage::scale_down when) {
  using enum ullage::scale_down;
  return when == drop_when_empty ? "drop_when_empty" : when == follow_load ? "follow_load" : "keep_while_producing";
}

[[nodiscard]] py::dict down_dict(down_t const& x) {
  py::dict out;
  out["when"] = word_of(x.when);
  for (auto const& f : down_fields) { out[f.name] = from_number(f.get(x), f.kind); }
  return out;
}

[[nodiscard]] down_t make_down(py::kwargs const& given) {
  down_t x;
  for (auto const& [key, value] : given) {
    auto const word = key.cast<std::string>();
    bool found = word == "when";
    if (found) { x.when = to_scale_down({"down_rule", "when"}, value); }
    for (auto const& f : down_fields) {
      if (word == f.name) {
        set_field(f, x, "down_rule", value);
        found = true;
      }
    }
    if (!found) { refuse_keyword("down_rule", word, {"when", "factor", "min_interval", "stabilization"}); }
  }
  validate(ullage::scaling_regime<double>{.initial_consumers = 1, .down = x});
  return x;
}

} // namespace

void bind_down(py::module_& m) {
  std::vector<parameter> all{{"when", "str", "\"keep_while_producing\""}};
  for (auto const& f : down_fields) { all.push_back(parameter_of(f)); }
  py::class_<down_t> type(m, "down_rule", "When and how consumers are taken away.");
  {
    py::options options;
    options.disable_function_signatures();
    type.def(py::init([](py::args const& more, py::kwargs const& given) {
      refuse_positional("down_rule", more);
      return make_down(given);
    }), signature("__init__(self, *", all, "None").c_str());
  }
  type.def_property_readonly("when", [](down_t const& x) { return word_of(x.when); },
                             "\"keep_while_producing\": when nothing waits and nothing arrives;\n\"drop_when_empty\": when nothing waits;\n"
                             "\"follow_load\": when nothing waits, to what the arrivals need.");
  for (auto const& f : down_fields) {
    type.def_property_readonly(f.name, [&f](down_t const& x) { return from_number(f.get(x), f.kind); }, f.doc);
  }
  bind_value(type, value_traits<down_t>{"down_rule", &down_dict, &make_down, [](down_t const& x) {
    return call_text("ul.down_rule", difference(down_dict(x), down_dict(down_t{})));
  }});
}

} // namespace ullage_py
