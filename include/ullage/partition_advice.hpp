// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// What a number of partitions is like to live with: consumers that share it evenly, brokers, room under the quota, better
/// numbers nearby, and what growth does to the keys.

#include <ullage/brokers.hpp>
#include <ullage/concepts.hpp>
#include <ullage/detail/heap_sort.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/text.hpp>
#include <ullage/packing.hpp>
#include <ullage/partition_growth.hpp>

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace ullage {

/// Where the partitions are to live.
template <Real T = double> struct partition_setting {
  long long present = 0;           ///< partitions that the topic has now; 0: it is new
  long long consumers = 0;         ///< that will own them, most of the time; 0: not known
  broker_cluster<T> cluster = no_cluster{};
  friend bool operator==(partition_setting const&, partition_setting const&) = default;
};

/// A number of partitions that is better in some way.
struct partition_option {
  long long partitions = 0;
  double packing = 0;         ///< share of the consumers' capacity that it uses; 0: consumers are not known
  double moved = 0;           ///< share of the keys that change their partition from the present number
  std::size_t divisors = 0;   ///< numbers of consumers that share it evenly
  std::string reason = {};    ///< what is better
  friend bool operator==(partition_option const&, partition_option const&) = default;
};

/// What a number of partitions is like.
template <Real T = double> struct partition_report {
  long long partitions = 0;
  std::vector<long long> even_consumers = {};  ///< its divisors, rising: with them every consumer owns as many
  double packing = 0;                          ///< at the number of consumers of the setting; 0: not known
  double moved = 0;                            ///< keys that move from the present number
  T room = infinity_v<T>;                      ///< partitions that the cluster can take beside them; below 0: too many
  bool even_brokers = true;                    ///< every broker leads as many (a multiple of the brokers)
  bool even_zones = true;                      ///< every zone leads as many
  std::vector<partition_option> options = {};  ///< larger numbers nearby that are better in some way, rising
  std::vector<growth_step> growth = {};        ///< steps to grow by later, see gentle_growth
  std::string advice = {};                     ///< in words
};

namespace detail {

/// Divisors of a number in rising order. Cost: sqrt(n).
[[nodiscard]] inline std::vector<long long> divisors_of(long long n) {
  std::vector<long long> out;
  std::vector<long long> upper;
  for (long long d = 1; d * d <= n; ++d) {
    if (n % d != 0) { continue; }
    out.push_back(d);
    if (d * d != n) { upper.push_back(n / d); }
  }
  for (std::size_t i = upper.size(); i-- > 0;) { out.push_back(upper[i]); }
  return out;
}

[[nodiscard]] inline long long next_multiple(long long n, long long of) { return (n + of - 1) / of * of; }

/// The number in (n, n + n / 2], of 200 at most, that more consumers share evenly than any smaller one in it and n itself; n
/// where none does.
[[nodiscard]] inline long long most_divisible(long long n) {
  long long best = n;
  if (n > 100'000) { return best; }
  std::size_t most = divisors_of(n).size();
  for (long long i = n + 1; i <= n + (n / 2 < 200 ? n / 2 : 200); ++i) {
    std::size_t const count = divisors_of(i).size();
    if (count > most) {
      most = count;
      best = i;
    }
  }
  return best;
}

struct cluster_shape {
  long long brokers = 0;
  long long zones = 0;
};
template <Real T> [[nodiscard]] cluster_shape shape_of(broker_cluster<T> const& cluster) {
  auto const whole = [](T const& x) { return value_of(x) <= 1e9 ? static_cast<long long>(static_cast<double>(value_of(x))) : 1'000'000'000; };
  if (auto const* s = std::get_if<standard_cluster<T>>(&cluster)) { return {whole(s->brokers), whole(s->zones)}; }
  if (auto const* e = std::get_if<express_cluster<T>>(&cluster)) { return {whole(e->brokers), 3}; }
  return {};
}

} // namespace detail

/// What a number of partitions is like, and which numbers nearby are better.
///
/// Keys are those of producers that place them by hash mod partitions. Packing: effective_parallelism(partitions,
/// consumers) / consumers, for equal partitions. Room: partitions_left of the cluster, the topic's present ones not
/// counted twice. Options lie between the number and the larger of its double and that of the present.
/// Cost: O(sqrt(partitions)), below 0.2 ms up to 100,000.
/// @param partitions 1 .. 10^9
/// @throws std::domain_error an argument is out of range
template <Real T = double>
[[nodiscard]] partition_report<T> partition_advice(long long partitions, partition_setting<T> const& s = {}) {
  auto const f = "partition_advice";
  detail::require_partition_count(f, "partitions", partitions);
  detail::require(s.present >= 0 && s.present <= 1'000'000'000, f, "present", double(s.present), "must be in [0, 1000000000]");
  detail::require(s.consumers >= 0 && s.consumers <= 1'000'000'000, f, "consumers", double(s.consumers), "must be in [0, 1000000000]");
  partition_report<T> out;
  out.partitions = partitions;
  out.room = partitions_left(s.cluster, T(static_cast<double>(partitions)));
  auto const shape = detail::shape_of(s.cluster);
  auto const packing = [&](long long n) {
    return s.consumers > 0 ? effective_parallelism(double(n), double(s.consumers)) / double(s.consumers) : 0.0;
  };
  auto const moved = [&](long long n) { return s.present > 0 ? moved_keys(s.present, n) : 0.0; };
  out.even_consumers = detail::divisors_of(partitions);
  out.packing = packing(partitions);
  out.moved = moved(partitions);
  out.even_brokers = shape.brokers == 0 || partitions % shape.brokers == 0;
  out.even_zones = shape.zones == 0 || partitions % shape.zones == 0;
  out.growth = gentle_growth(partitions, partitions < 1'000'000'000 ? partitions + 1 : partitions);

  // Larger numbers that are better in one way each; the same number is named once with all its reasons.
  long long const base = s.present > partitions ? s.present : partitions;
  long long const most = base <= 500'000'000 ? 2 * base : 1'000'000'000;
  auto const offer = [&](long long n, std::string const& reason) {
    if (n <= partitions || n > most || value_of(T(out.room - T(double(n - partitions)))) < 0) { return; }
    for (auto& o : out.options) {
      if (o.partitions == n) {
        o.reason += "; " + reason;
        return;
      }
    }
    out.options.push_back({n, packing(n), moved(n), detail::divisors_of(n).size(), reason});
  };
  auto const text = [](long long n) { return detail::brief(double(n)); };
  auto const share = [](double x) { return detail::brief(100 * x, 3); };
  if (s.consumers > 0 && s.consumers <= most) {
    offer(detail::next_multiple(partitions, s.consumers), text(s.consumers) + " consumers own as many each");
  }
  if (shape.brokers > 0 && !out.even_brokers) {
    offer(detail::next_multiple(partitions, shape.brokers), text(shape.brokers) + " brokers lead as many each");
  } else if (shape.zones > 0 && !out.even_zones) {
    offer(detail::next_multiple(partitions, shape.zones), text(shape.zones) + " zones lead as many each");
  }
  long long const divisible = detail::most_divisible(partitions);
  if (divisible > partitions) {
    auto const size = [&](std::vector<long long> const& x) { return text(static_cast<long long>(x.size())); };
    offer(divisible, size(detail::divisors_of(divisible)) + " numbers of consumers share it evenly, not " + size(out.even_consumers));
  }
  if (s.present > 0 && partitions > s.present) {
    for (auto const& step : gentle_growth(s.present, partitions)) {
      if (step.moved < out.moved) {
        offer(step.partitions, "moves " + share(step.moved) + " % of the keys, not " + share(out.moved) + " %");
      }
    }
  }
  detail::heap_sort(out.options, [](partition_option const& a, partition_option const& b) { return a.partitions < b.partitions; });

  out.advice = text(partitions) + (partitions == 1 ? " partition" : " partitions");
  if (s.present > 0 && out.moved > 0) {
    out.advice += " (from " + text(s.present) + ": " + share(out.moved) + " % of the keys move)";
  }
  if (s.present > partitions) { out.advice += "; partitions cannot be taken away: that takes a new topic"; }
  if (s.consumers > 0 && out.packing < 1 - 1e-12) {
    out.advice += "; " + text(s.consumers) + " consumers use " + share(out.packing) + " % of their capacity";
  }
  if (value_of(out.room) < 0) {
    out.advice += "; " + detail::brief(T(-out.room)) + " more than the cluster can hold";
  }
  if (!out.options.empty()) {
    auto const& o = out.options.front();
    out.advice += "; " + text(o.partitions) + ": " + o.reason;
  }
  if (out.growth.back().partitions > partitions) {
    auto const& g = out.growth.back();
    out.advice += "; " + text(g.partitions) + " is the gentlest growth step, it moves " + share(g.moved) + " % of the keys";
  }
  return out;
}

} // namespace ullage
