// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Random choices by weight, and random service times of mean 1.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/detail/random.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/service_law.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace ullage::detail {

/// A choice among weighted alternatives in one step, whatever their number.
/// Source: Vose, "A linear algorithm for generating random numbers with a given distribution" (1991).
class alias_table {
public:
  alias_table() = default;

  /// @param weights >= 0, with a finite sum > 0
  explicit alias_table(std::vector<double> const& weights) : slots_(weights.size()) {
    double sum = 0;
    for (double const w : weights) { sum += w; }
    double const even = sum / static_cast<double>(weights.size());
    std::vector<std::uint32_t> low;
    std::vector<std::uint32_t> high;
    std::size_t best = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
      slots_[i] = {weights[i] / even, static_cast<std::uint32_t>(i)};
      (slots_[i].keep < 1 ? low : high).push_back(static_cast<std::uint32_t>(i));
      best = weights[i] > weights[best] ? i : best;
    }
    while (!low.empty() && !high.empty()) {
      auto& small = slots_[low.back()];
      auto& large = slots_[high.back()];
      low.pop_back();
      small.other = high.back();
      large.keep -= 1 - small.keep;
      if (large.keep < 1) {
        low.push_back(high.back());
        high.pop_back();
      }
    }
    for (auto const i : high) { slots_[i].keep = 1; }
    for (auto const i : low) { // what rounding has left; a weight of 0 is never chosen
      if (weights[i] > 0) { slots_[i].keep = 1; } else { slots_[i].other = static_cast<std::uint32_t>(best); }
    }
  }

  [[nodiscard]] std::size_t size() const { return slots_.size(); }

  /// @returns an index, each with the probability of its weight
  std::size_t operator()(random_source& random) const {
    double const x = random.uniform() * static_cast<double>(slots_.size());
    auto i = static_cast<std::size_t>(x);
    i = i < slots_.size() ? i : slots_.size() - 1;
    auto const& slot = slots_[i];
    return x - static_cast<double>(i) < slot.keep ? i : slot.other;
  }

private:
  struct entry {
    double keep = 1;         ///< probability to stay in the slot
    std::uint32_t other = 0; ///< else this one
  };
  std::vector<entry> slots_;
};

/// Random service times, as multiples of their mean.
class service_sampler {
public:
  /// Always the mean.
  service_sampler() = default;

  /// Gamma law; 0: constant.
  /// @param scv squared coefficient of variation, 0 or 1e-12 .. 1e6
  /// @throws std::domain_error
  explicit service_sampler(double scv) {
    bool const good = scv == 0 || (scv >= 1e-12 && scv <= 1e6);
    require(good, "service_sampler", "scv", scv, "must be 0 or in [1e-12, 1e6]");
    if (scv > 0) { parts_.push_back(gamma_part(1, scv)); }
  }

  /// Any law of the service time. Exact but for rounding.
  /// @throws std::domain_error the law has a field out of range
  explicit service_sampler(service_law<double> const& law) {
    validate(law);
    std::vector<double> weights;
    double mean = 0;
    for_each_part(law, [&](double p, auto const& simple) {
      parts_.push_back(part_of(simple));
      weights.push_back(p);
      mean += p * mean_of(simple);
    });
    for (auto& x : parts_) {
      x.scale /= mean;
      x.rate = 1 / x.scale;
      x.cap /= mean;
    }
    if (parts_.size() > 1) { choice_ = alias_table(weights); }
    if (parts_.size() == 1 && parts_[0].law == kind::constant) { parts_.clear(); }
  }

  /// @returns true when all services take the mean
  [[nodiscard]] bool constant() const { return parts_.empty(); }

  /// @returns a service time / its mean
  double operator()(random_source& random) const {
    if (parts_.empty()) { return 1; }
    part const& p = parts_[parts_.size() == 1 ? 0 : choice_(random)];
    switch (p.law) {
    case kind::constant: return p.scale;
    case kind::exponential: return random.exponential() / p.rate;
    case kind::gamma: return random.gamma(p.shape) / p.rate;
    case kind::lognormal: break;
    }
    return smaller(exp_of(random.normal() / p.narrowness) / p.rate, p.cap);
  }

private:
  enum class kind { constant, exponential, gamma, lognormal };
  struct part {
    kind law = kind::constant;
    double scale = 1;      ///< the time, or the factor of the standard law
    double rate = 1;       ///< 1 / scale
    double narrowness = 1; ///< 1 / sigma
    double cap = infinity_v<double>;
    gamma_shape shape{};
  };

  [[nodiscard]] static part gamma_part(double mean, double scv) {
    if (scv == 1) { return {.law = kind::exponential, .scale = mean, .rate = 1 / mean}; }
    return {.law = kind::gamma, .scale = mean * scv, .rate = 1 / (mean * scv), .shape = gamma_shape(1 / scv)};
  }
  [[nodiscard]] static part part_of(deterministic_service<double> const& x) { return {.scale = x.mean}; }
  [[nodiscard]] static part part_of(exponential_service<double> const& x) {
    return {.law = kind::exponential, .scale = x.mean};
  }
  [[nodiscard]] static part part_of(gamma_service<double> const& x) { return gamma_part(x.mean, x.scv); }
  [[nodiscard]] static part part_of(lognormal_service<double> const& x) {
    auto const q = parameters(x);
    return {.law = kind::lognormal, .scale = x.mean * exp_down(q.sigma * q.sigma / 2), .narrowness = 1 / q.sigma,
            .cap = x.timeout};
  }

  template <class Law> [[nodiscard]] static double mean_of(Law const& x) { return x.mean; }
  /// E min(X, timeout).
  [[nodiscard]] static double mean_of(lognormal_service<double> const& x) {
    if (!is_finite(x.timeout)) { return x.mean; }
    auto const q = parameters(x);
    return x.mean * normal_upper(q.sigma - q.cut) + x.timeout * normal_upper(q.cut);
  }

  std::vector<part> parts_;
  alias_table choice_;
};

} // namespace ullage::detail
