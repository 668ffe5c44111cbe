// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What a pipeline costs in a month, item by item.

#include <ullage/concepts.hpp>
#include <ullage/deployment.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/month_usage.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/text.hpp>
#include <ullage/forecast.hpp>
#include <ullage/retry.hpp>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace ullage {

/// One item of a bill.
template <Real T = double> struct bill_item {
  std::string name = {};  ///< "requests", "compute", "event poller units", ...
  T quantity = T(0);
  std::string unit = {};  ///< of the quantity: "requests", "GB-s", "EPU-hours", ...
  T usd = T(0);           ///< [USD per month]
  std::string note = {};  ///< what is surprising about it; empty: nothing
  friend bool operator==(bill_item const&, bill_item const&) = default;
};

/// A month.
template <Real T = double> struct bill {
  T total = T(0);                        ///< [USD per month]
  T records = T(0);                      ///< [records per month]
  T per_million_records = unset_v<T>;    ///< [USD]
  std::vector<bill_item<T>> items = {};
  std::vector<std::string> unknown = {}; ///< what could not be priced, and which field would tell
  T invocations = T(0);                  ///< [per month], attempts included
  T mean_batch = T(1);                   ///< records of an invocation
  T most_invocations = T(0);             ///< [per month] if the rule adds all the consumers it may, as batches that are being filled can make it do
  friend bool operator==(bill const& a, bill const& b) {
    auto const same = [](T const& x, T const& y) { return value_of(x) == value_of(y) || (detail::is_nan(x) && detail::is_nan(y)); };
    return same(a.total, b.total) && same(a.records, b.records) && same(a.per_million_records, b.per_million_records) &&
           a.items == b.items && a.unknown == b.unknown && same(a.invocations, b.invocations) && same(a.mean_batch, b.mean_batch) &&
           same(a.most_invocations, b.most_invocations);
  }
};

/// @returns the item of that name; nullptr when there is none
template <Real T> [[nodiscard]] bill_item<T> const* find_item(bill<T> const& b, std::string const& name) {
  for (auto const& x : b.items) {
    if (x.name == name) { return &x; }
  }
  return nullptr;
}

namespace detail {

/// What invocations take, with their attempts.
template <Real T> struct month_work {
  T invocations = T(0);
  T seconds = T(0);     ///< billed
  T attempts = T(1);    ///< invocations of a batch
  bool endless = false;
};

template <Real T> [[nodiscard]] month_work<T> work_of(pipeline<T> const& p, month_usage<T> const& use) {
  using std::floor;
  month_work<T> out;
  if (!(value_of(use.batches) > 0)) { return out; }
  T const size = use.records / use.batches;
  T tries(1);
  if (!is_off(p.retry)) {
    T const most = batch_limit(batching_of(p));
    batch_work<T> const work{.service_time = p.service_time, .dispatch_overhead = p.dispatch_overhead, .service_scv = p.service_scv,
                             .records = within(T(floor(T(size + T(0.5)))), T(1), most), .expires_in = expiry_after(p.retry, p.retention)};
    auto const cost = retried_service(p.retry, work);
    out.endless = cost.endless || !is_finite(cost.invocations) || !is_finite(cost.attempts);
    if (!out.endless) {
      out.attempts = cost.invocations;
      tries = cost.attempts;
    }
  }
  out.invocations = capped(T(use.batches * out.attempts));
  T const mean = (p.dispatch_overhead * use.batches * out.attempts + p.service_time * use.records * tries) / larger(out.invocations, T(1e-30));
  // Each is rounded up to 1 ms: by nothing, by what is known, or by half of it.
  auto const whole = [](T const& x) {
    double const ms = static_cast<double>(value_of(x)) * 1000;
    double const off = ms - std::floor(ms + 0.5);
    return ms < 1e12 && off < 1e-6 && off > -1e-6;
  };
  T extra(0);
  bool const constant = value_of(p.service_scv) == 0 && is_off(p.breakdowns);
  if (!(constant && whole(p.service_time) && whole(p.dispatch_overhead))) {
    bool const one = constant && value_of(batch_limit(batching_of(p))) == 1;
    extra = one ? T(billed_duration(mean) - mean) : larger(T(T(0.001) - mean), T(0.0005));
  }
  out.seconds = capped(T(out.invocations * (mean + extra)));
  return out;
}

/// Puts a bill together.
template <Real T> class bill_writer {
public:
  bill_writer(forecast_result<T> const& f, deployment<T> const& d) : p_(f.system), d_(d), use_(month_count<T>(f, d).run()), month_(d.hours_per_month) {
    if (value_of(d.provisioned_concurrency) > 0) {
      paid_.emplace_back(d.prices); // the free tier does not count there
      paid_.back().free_tier = T(0);
    }
  }

  [[nodiscard]] bill<T> run() {
    auto const work = work_of(p_, use_);
    out_.items.reserve(8);
    out_.records = use_.records;
    out_.invocations = work.invocations;
    out_.most_invocations = capped(T(use_.most_batches * work.attempts));
    if (value_of(use_.batches) > 0) { out_.mean_batch = use_.records / use_.batches; }
    if (work.endless) { unknown("attempts that never end: retry.max_retries or retry.max_record_age"); }
    function(work);
    pollers();
    std::visit([&](auto const& c) { brokers(c); }, d_.cluster);
    queue();
    for (auto const& x : out_.items) { out_.total += x.usd; }
    if (value_of(use_.records) > 0) { out_.per_million_records = capped(T(out_.total / use_.records * 1e6)); }
    return std::move(out_);
  }

private:
  void item(char const* name, T const& quantity, char const* unit, T const& usd, std::string note = {}) {
    out_.items.push_back({name, quantity, unit, capped(usd), std::move(note)});
  }
  void unknown(char const* what) { out_.unknown.emplace_back(what); }
  [[nodiscard]] price_table<T> const& prices() const { return paid_.empty() ? d_.prices : paid_.front(); }

  void function(month_work<T> const& work) {
    auto const& prices = this->prices();
    std::string note;
    if (value_of(work.attempts) > 1.0005) { note = brief(T(work.attempts)) + " attempts for a batch"; }
    if (use_.overlaps) { note += std::string(note.empty() ? "" : "; ") + "records still wait when the load comes again"; }
    if (value_of(out_.most_invocations) > value_of(T(out_.invocations * T(1.1)))) {
      note += std::string(note.empty() ? "" : "; ") + "up to " + show(std::floor(double(value_of(T(out_.most_invocations / out_.invocations * 10)))) / 10) +
              " times as many if batches that are being filled make the rule add consumers";
    }
    item("requests", work.invocations, "requests", request_cost(prices, work.invocations), std::move(note));
    if (value_of(d_.ephemeral_mb) > value_of(prices.ephemeral_free_mb)) {
      item("ephemeral storage", gb_seconds(T(d_.ephemeral_mb - prices.ephemeral_free_mb), work.seconds), "GB-s",
           ephemeral_cost(prices, d_.ephemeral_mb, work.seconds));
    }
    if (is_nan(d_.memory_mb)) { return unknown("compute: deployment.memory_mb"); }
    T const gb_s = gb_seconds(d_.memory_mb, work.seconds);
    T ready_share(0);
    if (value_of(d_.provisioned_concurrency) > 0) {
      if (value_of(use_.work) > 0) { ready_share = as_probability(T(use_.ready_busy / use_.work)); }
      T const ready = gb_seconds(d_.memory_mb, T(d_.provisioned_concurrency * use_.seconds));
      item("provisioned concurrency", ready, "GB-s", provisioned_cost(prices, d_.processor, ready), "busy or not");
      item("provisioned duration", T(gb_s * ready_share), "GB-s", provisioned_cost(prices, d_.processor, T(0), T(gb_s * ready_share)));
    }
    T const plain = gb_s * (1 - ready_share);
    T const cost = compute_cost(prices, d_.processor, plain);
    item("compute", plain, "GB-s", cost);
    if (value_of(use_.starts) > 0) {
      T const init = gb_seconds(d_.memory_mb, capped(T(use_.starts * p_.cold_starts.init_time)));
      item("init", init, "GB-s", T(compute_cost(prices, d_.processor, T(plain + init)) - cost), "starts are billed like work since 2025-08-01");
    }
  }

  void pollers() {
    if (!has_pollers(p_.scaling)) { return; }
    auto const kind = kind_of(p_.scaling);
    T const hours = use_.unit_seconds / 3600;
    std::string note;
    T const held = use_.unit_seconds * d_.prices.kafka_pollers_per_epu;
    bool const room = kind == poller_kind::kafka && value_of(use_.poller_seconds) < value_of(T(held * T(0.5)));
    if (kind == poller_kind::kafka && d_.poller_group.empty() && room && value_of(use_.poller_seconds) > 0) {
      note = "a mapping without a poller group has units of its own: " + show(std::floor(double(value_of(T(100 * use_.poller_seconds / held))) + 0.5)) +
             " % of their pollers are used; mappings of a group share them";
    }
    if (!d_.poller_group.empty()) { note = "its share of the units of group " + d_.poller_group; }
    if (kind == poller_kind::kafka && is_nan(p_.record_bytes)) { unknown("units for the throughput of pollers: pipeline.record_bytes"); }
    item("event poller units", hours, "EPU-hours", T(hours * (kind == poller_kind::kafka ? d_.prices.kafka_epu_hour : d_.prices.sqs_epu_hour)), std::move(note));
  }

  [[nodiscard]] bool sized() const { return !is_nan(p_.record_bytes); }
  [[nodiscard]] T gb_in() const { return capped(T(use_.arriving * use_.seconds * p_.record_bytes / 1e9)); }
  [[nodiscard]] T gb_out() const { return capped(T(use_.records * p_.record_bytes / 1e9 * d_.fan_out)); }
  /// One copy of what the retention holds [GB].
  [[nodiscard]] T gb_kept() const { return capped(T(use_.arriving * p_.retention * p_.record_bytes / 1e9)); }

  void storage(T const& copies, T const& price, char const* note) {
    if (!sized()) { return unknown("storage: pipeline.record_bytes"); }
    if (!is_finite(p_.retention)) { return unknown("storage: pipeline.retention"); }
    T const gb = capped(T(gb_kept() * copies));
    item("storage", gb, "GB-months", T(gb * price), note);
  }

  void cross_zone(T const& zones) {
    if (!sized()) { return unknown("cross zone: pipeline.record_bytes"); }
    bool const assumed = is_nan(d_.cross_zone_share);
    T const share = assumed ? T((zones - 1) / zones) : d_.cross_zone_share;
    T const gb = (gb_in() + gb_out()) * share;
    item("cross zone", gb, "GB", T(gb * d_.prices.cross_zone_gb), assumed ? "clients that do not look for the zone of a leader; see cross_zone_share" : "");
  }

  void hours(broker_kind kind, std::string const& instance, T const& count) {
    T const hour = broker_hour(d_.prices, kind, instance);
    if (is_nan(hour)) { return unknown("brokers: no price of cluster.instance, see prices.instances"); }
    item("brokers", T(count * month_), "hours", T(count * month_ * hour));
  }

  void brokers(no_cluster const&) {}

  void brokers(standard_cluster<T> const& c) {
    hours(broker_kind::standard, c.instance, c.brokers);
    if (is_nan(c.storage_gb)) {
      storage(c.replication_factor, d_.prices.standard_storage_gb_month, "this topic alone");
    } else {
      T const gb = c.brokers * c.storage_gb;
      item("storage", gb, "GB-months", T(gb * d_.prices.standard_storage_gb_month));
    }
    cross_zone(c.zones);
  }

  void brokers(express_cluster<T> const& c) {
    hours(broker_kind::express, c.instance, c.brokers);
    storage(T(1), d_.prices.express_storage_gb_month, "price not confirmed; one copy is counted");
    if (sized()) {
      item("data in", gb_in(), "GB", T(gb_in() * d_.prices.express_in_gb));
    } else {
      unknown("data in: pipeline.record_bytes");
    }
    cross_zone(T(3));
  }

  void brokers(serverless_cluster<T> const& c) {
    T const partitions = c.other_partitions + (p_.partitions ? T(double(*p_.partitions)) : T(0));
    item("cluster", month_, "hours", T(month_ * d_.prices.serverless_cluster_hour));
    item("partitions", T(partitions * month_), "hours", T(partitions * month_ * d_.prices.serverless_partition_hour));
    storage(T(1), d_.prices.serverless_storage_gb_month, "");
    if (!sized()) { return unknown("data in and out: pipeline.record_bytes"); }
    item("data in", gb_in(), "GB", T(gb_in() * d_.prices.serverless_in_gb));
    item("data out", gb_out(), "GB", T(gb_out() * d_.prices.serverless_out_gb), value_of(d_.fan_out) > 1 ? "to every consumer group" : "");
  }

  void queue() {
    auto const& name = p_.scaling.name;
    if (name == "kinesis" || name == "dynamodb-streams") { return unknown("the stream: no price of shards"); }
    if (name != "sqs-2018" && name != "sqs-2023" && name != "sqs-provisioned") { return; }
    T const pollers = larger(consumer_floor(p_.scaling, infinity_v<T>), T(1));
    auto const n = sqs_requests(use_.records, larger(out_.mean_batch, T(1)), capped(T(pollers * use_.seconds)));
    auto const usd = [&](T const& x) { return show(std::floor(double(value_of(T(x * d_.prices.sqs_request * 100))) + 0.5) / 100); };
    item("sqs requests", n.likely, "requests", T(n.likely * d_.prices.sqs_request),
         usd(n.low) + " to " + usd(n.high) + " USD, by how sends are put together and how often pollers find nothing");
  }

  pipeline<T> const& p_;
  deployment<T> const& d_;
  month_usage<T> use_;
  T month_;
  std::vector<price_table<T>> paid_ = {};
  bill<T> out_ = {};
};

} // namespace detail

/// What the pipeline of a forecast costs in a month.
///
/// A load that ends comes again end to end, or once in `repeats_every`; an endless one is billed as what it settles to.
/// Invocations: full batches while records wait; else those of the rate of an owner (batch_flow.hpp: Poisson arrivals),
/// along the path of the forecast. Attempts, interruptions and starts of environments count, waiting does not. Starts are
/// those after idle times and of consumers that are added; an environment that is never forgotten has none. Provisioned
/// pollers are billed as the forecast scales them, a group as this mapping's share of its units. What cannot be priced
/// is named in `unknown` with the field that would tell, and is not in the total.
/// Accuracy: the bill of its usage is exact. Invocations against simulate() over 534 random loads of pools that no rule
/// changes, with batches and windows: half within 0.5 %, 90 % within 2 %, all within 16 %. The consumers are those of the
/// fluid course: a rule that takes batches that are being filled for lag adds more of them, and invocations with batches
/// may be several times as many; `most_invocations` bounds that (above it in 7 of 534 simulations, by up to 1.7).
/// Cost: 0.3 us for a constant load, 1 us with batches, pollers and brokers.
/// @throws std::domain_error a field of d is out of range
template <Real T> [[nodiscard]] bill<T> monthly_cost(forecast_result<T> const& f, deployment<T> const& d) {
  validate(d);
  return detail::bill_writer<T>(f, d).run();
}

} // namespace ullage
