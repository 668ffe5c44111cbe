// SPDX-License-Identifier: MIT
// pipeline.hpp

#include "broadcast.hpp"
#include "module.hpp"
#include "parts.hpp"
#include "pipeline.hpp"
#include "regime.hpp"

#include <string>

namespace ullage_py {

using profile_t = ullage::arrival_profile<double>;

namespace {

/// The fields that are values of a type of their own: how to read, and to show them.
struct part {
  char const* name;
  char const* type;
  char const* standard;
  char const* doc;
  py::object (*get)(pipeline_t const&);
  void (*set)(pipeline_t&, place const&, py::handle);
};
template <auto Member> [[nodiscard]] constexpr part part_of(char const* name, char const* type, char const* standard, char const* doc) {
  using V = typename detail::member_of<decltype(Member)>::type;
  return {name, type, standard, doc,
          [](pipeline_t const& p) -> py::object {
            if constexpr (requires { std::variant_size<V>::value; }) {
              return std::visit([](auto const& x) { return py::object(py::cast(x)); }, p.*Member);
            } else {
              return py::cast(p.*Member);
            }
          },
          [](pipeline_t& p, place const& at, py::handle x) {
            if constexpr (std::is_same_v<V, producer_t>) {
              p.*Member = to_producer(at, x);
            } else if constexpr (std::is_same_v<V, skew_t>) {
              p.*Member = to_skew(at, x);
            } else if constexpr (std::is_same_v<V, ullage::scaling_regime<double>>) {
              p.*Member = to_regime(at, x);
            } else if constexpr (std::is_same_v<V, profile_t>) {
              p.*Member = need<V>(at, "an arrival_profile such as constant_rate(5)", x);
            } else {
              p.*Member = need<V>(at, std::is_same_v<V, ullage::retry_policy<double>> ? "a retry_policy(...)"
                                      : std::is_same_v<V, ullage::cold_start<double>> ? "a cold_start(...)" : "a breakdown_policy(...)", x);
            }
          }};
}
constexpr part parts[] = {
    part_of<&pipeline_t::arrivals>("arrivals", "arrival_profile", "arrival_profile()", "What arrives."),
    part_of<&pipeline_t::scaling>("scaling", "scaling_regime | str", "\"fixed\"", "The scaling regime."),
    part_of<&pipeline_t::producer>("producer", "keyed | round_robin | sticky | str", "\"keyed\"", "How records are spread over the partitions."),
    part_of<&pipeline_t::skew>("skew", "even_shares | measured_shares | equal_keys | zipf_keys | named_keys | Sequence[float] | str", "\"even\"", "The share of each partition."),
    part_of<&pipeline_t::retry>("retry", "retry_policy", "retry_policy()", "Failures."),
    part_of<&pipeline_t::cold_starts>("cold_starts", "cold_start", "cold_start()", "Starts of environments after idle times."),
    part_of<&pipeline_t::breakdowns>("breakdowns", "breakdown_policy", "breakdown_policy()", "Interruptions at random times."),
};

} // namespace

std::vector<choice<pipeline_t>> const& pipeline_choices() {
  static std::vector<choice<pipeline_t>> const all{
      choice_of<&pipeline_t::assignment>("assignment", "Which consumer owns which partitions.", {"range", "round_robin", "cooperative_sticky", "best_case"}),
      {"window", "When the batching window opens; \"auto\": as the regime does.", {"auto", "after_invocation", "after_batch", "when_idle"},
       [](pipeline_t const& p) { return p.window ? 1 + static_cast<int>(*p.window) : 0; },
       [](pipeline_t& p, int i) { p.window = i == 0 ? std::optional<ullage::window_rule>{} : static_cast<ullage::window_rule>(i - 1); }}};
  return all;
}

py::dict pipeline_dict(pipeline_t const& p) {
  py::dict out;
  out[parts[0].name] = parts[0].get(p); // what arrives comes first
  for (auto const& f : pipeline_fields) { out[f.name] = from_number(f.get(p), f.kind); }
  for (auto const& x : parts) { out[x.name] = x.get(p); }
  for (auto const& c : pipeline_choices()) { out[c.name] = word_of(c, p); }
  return out;
}

pipeline_t make_pipeline(py::kwargs const& given) {
  std::vector<std::string> names;
  for (auto const& x : parts) { names.emplace_back(x.name); }
  for (auto const& f : pipeline_fields) { names.emplace_back(f.name); }
  for (auto const& c : pipeline_choices()) { names.emplace_back(c.name); }
  pipeline_t p;
  for (auto const& [key, value] : given) {
    auto const name = key.cast<std::string>();
    place const at{"pipeline", name};
    bool found = false;
    for (auto const& x : parts) {
      if (name != x.name) { continue; }
      found = true;
      if (!value.is_none()) { x.set(p, at, value); }
    }
    for (auto const& c : pipeline_choices()) {
      if (name != c.name) { continue; }
      found = true;
      if (!value.is_none()) { c.set(p, index_of(c, at, value)); }
    }
    for (auto const& f : pipeline_fields) {
      if (name != f.name) { continue; }
      found = true;
      set_field(f, p, "pipeline", value);
    }
    if (!found) { refuse_keyword("pipeline", name, names); }
  }
  // A plan finds the partitions itself: their absence is for forecast to refuse.
  pipeline_t complete = p;
  bool const pool = is_fixed(p.scaling) && std::isnan(p.scaling.initial_consumers);
  if (!p.partitions && (pool || ullage::needs_partitions(p.scaling.name))) { complete.partitions = 1; }
  validate(complete);
  return p;
}

void bind_pipeline(py::module_& m) {
  std::vector<parameter> all;
  for (auto const& f : pipeline_fields) { all.push_back(parameter_of(f)); }
  for (auto const& x : parts) { all.push_back({x.name, x.type, x.standard}); }
  for (auto const& c : pipeline_choices()) { all.push_back({c.name, "str", '"' + c.words.front() + '"'}); }
  py::class_<pipeline_t> type(m, "pipeline", "The whole system: what arrives, how long it takes, what it runs on.");
  {
    py::options options;
    options.disable_function_signatures();
    type.def(py::init([](py::args const& more, py::kwargs const& given) {
      refuse_positional("pipeline", more);
      return make_pipeline(given);
    }),
             (signature("__init__(self, *", all, "None") +
              "arrivals: default nothing. initial_lag: records that wait at time 0; initial_lag_age: how long before [s].\n"
              "service_time: mean time of one record [s], > 0, required. dispatch_overhead: added to each invocation [s]:\n"
              "an invocation of n records takes dispatch_overhead + service_time * n.\n"
              "partitions: of the topic, or shards; absent for SQS. scaling: a regime, or the name of a preset.\n"
              "reserved_concurrency, account_concurrency: services in parallel. retention: [s]. record_bytes: mean size of a\n"
              "record. horizon: stop here [s]; default drained and cooled down. max_events: give up after so many.\n"
              "batch_size: most records of an invocation; batch_window: longest time that a batch is held open [s], from when\n"
              "the window says. producer, skew: how records reach the partitions. assignment: which consumer owns which.\n"
              "arrival_scv, service_scv: squared coefficients of variation of the times between records of the topic and of\n"
              "the time of an invocation. retry, cold_starts, breakdowns: what goes wrong.\n"
              "Times are seconds, strings such as \"500ms\", \"3 s\", \"10 min\", \"2 h\", \"1 d\", or timedelta.\n\n"
              "Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an\n"
              "unknown one (with the nearest name).").c_str());
  }
  for (auto const& x : parts) {
    type.def_property_readonly(x.name, [&x](pipeline_t const& p) { return x.get(p); }, x.doc);
  }
  for (auto const& c : pipeline_choices()) {
    type.def_property_readonly(c.name, [&c](pipeline_t const& p) { return word_of(c, p); }, c.doc);
  }
  for (auto const& f : pipeline_fields) {
    type.def_property_readonly(f.name, [&f](pipeline_t const& p) { return from_number(f.get(p), f.kind); }, f.doc);
  }
  type.def_property_readonly("full_capacity", [](pipeline_t const& p) { return full_capacity(p); },
                             "Services that can begin with all the consumers that the regime may use [records/s].");
  type.def("capacity", [](pipeline_t const& p, py::object const& consumers) {
    auto const model = consumer_model(p);
    return over("capacity", "consumers", consumers, [&](double n) { return ullage::capacity(model, n); }, edge::number);
  }, py::arg("consumers"), "Records/s that a number of consumers sustains.");
  type.def("consumers_for", [](pipeline_t const& p, py::object const& rate) {
    auto const model = consumer_model(p);
    return over("consumers_for", "rate", rate, [&](double x) { return ullage::consumers_for(model, x); }, edge::number);
  }, py::arg("rate"), "The smallest whole number of consumers that carries a rate [records/s]; where none does, as many as help.");
  type.def("replace", [](pipeline_t const& p, py::kwargs const& changes) {
    auto all_fields = pipeline_dict(p);
    all_fields.attr("update")(changes);
    return make_pipeline(py::reinterpret_borrow<py::kwargs>(all_fields));
  }, "The same pipeline with some fields changed by keyword.");
  bind_value(type, value_traits<pipeline_t>{"pipeline", &pipeline_dict, &make_pipeline, [](pipeline_t const& p) {
    return call_text("ul.pipeline", difference(pipeline_dict(p), pipeline_dict(pipeline_t{})));
  }});
}

} // namespace ullage_py
