// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Results as text and as JSON. Infinite and unknown numbers are null in JSON.

#include <ullage/concepts.hpp>
#include <ullage/constraint.hpp>
#include <ullage/detail/text.hpp>
#include <ullage/forecast.hpp>
#include <ullage/plan_result.hpp>
#include <ullage/target.hpp>

#include <charconv>
#include <cmath>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace ullage {

namespace detail {

/// Writes one JSON object member by member.
class json_object {
public:
  explicit json_object(std::ostream& out) : out_(out) { out_ << '{'; }
  json_object(json_object const&) = delete;
  json_object& operator=(json_object const&) = delete;
  ~json_object() { out_ << '}'; }

  std::ostream& key(std::string_view name) {
    out_ << (first_ ? "" : ", ") << '"' << name << "\": ";
    first_ = false;
    return out_;
  }
  template <Real T> void number(std::string_view name, T const& x) {
    double const v = static_cast<double>(value_of(x));
    key(name);
    if (std::isfinite(v)) {
      char buffer[32];
      auto const end = std::to_chars(buffer, buffer + sizeof buffer, v).ptr;
      out_ << std::string_view(buffer, static_cast<std::size_t>(end - buffer));
    } else {
      out_ << "null";
    }
  }
  void number(std::string_view name, std::optional<long long> const& x) {
    key(name) << (x ? std::to_string(*x) : "null");
  }
  void text(std::string_view name, std::string_view x) {
    key(name) << '"';
    constexpr char digits[] = "0123456789abcdef";
    for (char const c : x) {
      auto const u = static_cast<unsigned char>(c);
      if (c == '"' || c == '\\') {
        out_ << '\\' << c;
      } else if (u < 0x20) {
        out_ << "\\u00" << digits[u >> 4] << digits[u & 15];
      } else {
        out_ << c;
      }
    }
    out_ << '"';
  }
  void flag(std::string_view name, bool x) { key(name) << (x ? "true" : "false"); }

private:
  std::ostream& out_;
  bool first_ = true;
};

template <Real T> void write_constraints(std::ostream& out, std::vector<constraint<T>> const& all) {
  out << '[';
  for (std::size_t i = 0; i < all.size(); ++i) {
    out << (i == 0 ? "" : ", ");
    json_object o(out);
    o.text("name", all[i].name);
    o.number("value", all[i].value);
    o.number("limit", all[i].limit);
    o.number("margin", all[i].margin);
    o.flag("met", all[i].met);
    if (all[i].side == bound::at_least) { o.text("side", "at_least"); }
    if (all[i].from == demand::platform) { o.text("from", "platform"); }
    if (!all[i].unit.empty()) { o.text("unit", all[i].unit); }
  }
  out << ']';
}

/// A list of objects, each written by `one`.
template <class List, class One> void write_list(std::ostream& out, List const& all, One const& one) {
  out << '[';
  for (std::size_t i = 0; i < all.size(); ++i) {
    out << (i == 0 ? "" : ", ");
    json_object o(out);
    one(o, all[i]);
  }
  out << ']';
}

} // namespace detail

/// The summary of a forecast as one JSON object; times in seconds.
template <Real T> void write_json(std::ostream& out, forecast_result<T> const& f) {
  detail::json_object o(out);
  o.number("peak_lag", f.peak_lag);
  o.number("peak_lag_at", f.peak_lag_at);
  o.number("drained_at", f.drained_at);
  o.number("drain_time", f.drain_time);
  o.number("finished_at", f.finished_at);
  o.number("cooled_down_at", f.cooled_down_at);
  o.number("settled_at", f.settled_at);
  o.number("settled_lag", f.settled_lag);
  o.number("settled_consumers", f.settled_consumers);
  o.number("max_wait", f.max_wait);
  o.number("mean_wait", f.mean_wait);
  o.number("records", f.records);
  o.number("max_consumers", f.max_consumers);
  o.number("consumer_seconds", f.consumer_seconds);
  o.number("invocations", f.invocations);
  o.number("full_capacity", f.full_capacity);
  o.number("utilization", f.utilization);
  o.number("peak_utilization", f.peak_utilization);
  o.flag("overloaded", f.overloaded);
  o.flag("oscillates", f.oscillates);
  o.number("period", f.period);
}

/// A plan as one JSON object, its forecast within.
template <Real T> void write_json(std::ostream& out, plan_result<T> const& r) {
  detail::json_object o(out);
  o.flag("feasible", r.feasible);
  o.number("partitions", r.partitions);
  o.number("min_pollers", r.min_pollers);
  o.number("max_pollers", r.max_pollers);
  o.number("consumers", r.consumers);
  o.text("binding", r.binding);
  o.text("next", r.next);
  detail::write_constraints(o.key("constraints"), r.constraints);
  detail::write_constraints(o.key("below"), r.below);
  o.flag("proven", r.proven);
  o.number("reserved_concurrency", r.reserved_concurrency);
  o.number("batch_size", r.batch_size.value_or(unset_v<T>));
  o.number("batch_window", r.batch_window.value_or(unset_v<T>));
  o.number("service_time", r.service_time.value_or(unset_v<T>));
  o.number("arrival_factor", r.arrival_factor.value_or(unset_v<T>));
  o.number("monthly_cost", r.cost.unknown.empty() ? r.cost.total : unset_v<T>);
  detail::write_list(o.key("relaxations"), r.relaxations, [](auto& item, auto const& x) {
    item.text("variable", x.variable);
    item.number("from", x.from);
    item.number("to", x.to);
    item.text("measure", x.measure);
    item.number("before", x.before);
    item.number("after", x.after);
    item.text("then", x.then);
  });
  detail::write_list(o.key("alternatives"), r.alternatives, [](auto& item, auto const& x) {
    item.text("target", x.target);
    item.flag("dropped", x.dropped);
    item.number("limit", x.limit);
    item.number("partitions", x.partitions);
  });
  detail::write_list(o.key("conflicts"), r.conflicts, [](auto& item, auto const& x) {
    item.text("first", x.first);
    item.text("second", x.second);
  });
  o.text("explanation", explain(r));
  write_json(o.key("forecast"), r.forecast);
}

/// A forecast in three lines.
template <Real T> std::ostream& operator<<(std::ostream& out, forecast_result<T> const& f) {
  using detail::brief;
  using detail::time_text;
  if (f.overloaded) {
    out << "overloaded: the lag grows without end, utilization " << brief(f.utilization) << '\n';
  } else if (value_of(f.peak_lag) > 0) {
    out << "lag peaks at " << brief(f.peak_lag, 6) << " records at " << time_text(f.peak_lag_at)
        << (detail::is_finite(f.drained_at) ? ", gone at " + time_text(f.drained_at) : ", never gone") << '\n';
  } else {
    out << "no backlog\n";
  }
  out << "longest wait " << time_text(f.max_wait) << ", mean " << time_text(f.mean_wait) << '\n'
      << "at most " << brief(f.max_consumers) << " consumers, utilization " << brief(f.utilization) << ", at the peak rate " << brief(f.peak_utilization) << '\n';
  return out;
}

/// A plan in plain words.
template <Real T> std::ostream& operator<<(std::ostream& out, plan_result<T> const& r) { return out << explain(r) << '\n'; }

} // namespace ullage
