// SPDX-License-Identifier: MIT
// pipeline.hpp

#include "broadcast.hpp"
#include "module.hpp"
#include "pipeline.hpp"
#include "regime.hpp"

#include <string>

namespace ullage_py {

using profile_t = ullage::arrival_profile<double>;

py::dict pipeline_dict(pipeline_t const& p) {
  py::dict out;
  out["arrivals"] = p.arrivals;
  for (auto const& f : pipeline_fields) { out[f.name] = from_number(f.get(p), f.kind); }
  out["scaling"] = p.scaling;
  return out;
}

pipeline_t make_pipeline(py::kwargs const& given) {
  std::vector<std::string> names{"arrivals", "scaling"};
  for (auto const& f : pipeline_fields) { names.emplace_back(f.name); }
  pipeline_t p;
  for (auto const& [key, value] : given) {
    auto const name = key.cast<std::string>();
    bool found = name == "arrivals" || name == "scaling";
    if (name == "arrivals" && !value.is_none()) {
      if (!py::isinstance<profile_t>(value)) { refuse_type({"pipeline", name}, "an arrival_profile such as constant_rate(5)", value); }
      p.arrivals = value.cast<profile_t>();
    } else if (name == "scaling" && !value.is_none()) {
      p.scaling = to_regime({"pipeline", name}, value);
    }
    for (auto const& f : pipeline_fields) {
      if (name == f.name) {
        set_field(f, p, "pipeline", value);
        found = true;
      }
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
  std::vector<parameter> all{{"arrivals", "arrival_profile", "arrival_profile()"}};
  for (auto const& f : pipeline_fields) { all.push_back(parameter_of(f)); }
  all.push_back({"scaling", "scaling_regime | str", "\"fixed\""});
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
              "service_time: mean time of one record [s], > 0, required. dispatch_overhead: added to each invocation [s].\n"
              "partitions: of the topic, or shards; absent for SQS. scaling: a regime, or the name of a preset.\n"
              "reserved_concurrency, account_concurrency: services in parallel. retention: [s]. record_bytes: mean size of a\n"
              "record. horizon: stop here [s]; default drained and cooled down. max_events: give up after so many.\n"
              "Times are seconds, strings such as \"500ms\", \"3 s\", \"10 min\", \"2 h\", \"1 d\", or timedelta.\n\n"
              "Raises ValueError by the name of a field that is out of range, TypeError for one of a wrong type or an\n"
              "unknown one (with the nearest name).").c_str());
  }
  type.def_readonly("arrivals", &pipeline_t::arrivals, "What arrives.");
  for (auto const& f : pipeline_fields) {
    type.def_property_readonly(f.name, [&f](pipeline_t const& p) { return from_number(f.get(p), f.kind); }, f.doc);
  }
  type.def_readonly("scaling", &pipeline_t::scaling, "The scaling regime.");
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
