// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// When the last record of a topic starts: the latest of its owners, whose arrivals share one total.

#include <ullage/detail/bounds.hpp>
#include <ullage/detail/normal.hpp>
#include <ullage/detail/wait_mixture.hpp>
#include <ullage/drain.hpp>

#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace ullage::detail {

/// Owners of one kind that are done with what came until some time.
template <class U> struct owner_end {
  U owners = 1;
  U origin = 0;          ///< times count from here [s]
  bool drains = false;   ///< first passage under arrivals that go on, else the work that is left at origin
  U latest_service = 0;  ///< by which the last start comes before the last end [s]
  wait_band<U> left = {};  ///< the work left
  U pooled_deviation = 0; ///< of the work left if each owner had Poisson arrivals of its own [s]
  U skewness = 0;        ///< of that
  U common = 1;          ///< variance of the total over that of independent owners
  drain_law<U> passage = {};
};

/// The law of the last start of all kinds of owners.
template <class U> class last_start {
public:
  void add(owner_end<U> const& e) {
    if (e.drains) {
      passages_.push_back(passage_of(e.passage));
      index_.push_back(passages_.size() - 1);
    } else {
      index_.push_back(0);
    }
    ends_.push_back(e);
  }
  [[nodiscard]] bool empty() const { return ends_.empty(); }

  /// P(the last start is at or before t).
  ///
  /// Independent owners: a product. A total of smaller or larger variance is that product times the density of
  /// the total given that no owner exceeds t, over that without the condition.
  /// Source: Levin, "A representation for multinomial cumulative distribution functions", Ann. Stat. 9 (1981).
  template <class G> [[nodiscard]] U cdf(U t, G const& mirror) const {
    U product = 1;
    U mean = 0;     // of the total, in units of one owner, given that none exceeds t
    U variance = 0;
    U count = 0;
    U shared = 0;
    for (std::size_t i = 0; i < ends_.size(); ++i) {
      auto const& e = ends_[i];
      if (e.drains) {
        U const x = t - e.origin;
        if (!(x > 0)) { return e.passage.backlog > 0 ? U(0) : product; }
        U const late = passages_[index_[i]].tail(x);
        product *= late < 1 ? std::exp(e.owners * std::log1p(-late)) : U(0);
        continue;
      }
      U const x = t - e.origin + e.latest_service;
      auto const& b = e.left;
      if (!(e.pooled_deviation > 0)) {
        if (b.from > x) { return 0; }
        U const settled = b.law != wait_band<U>::no_law && b.from < 0 ? mirror(x, b.law) : U(0);
        product *= settled < 1 ? std::exp(e.owners * std::log1p(-settled)) : U(0);
        continue;
      }
      U const z = standard((x - b.from) / e.pooled_deviation, e.skewness);
      U const image = x > 0 && b.law != wait_band<U>::no_law ? mirror(x, b.law) * normal_upper((x + b.from) / e.pooled_deviation) : U(0);
      U const late = smaller(normal_upper(z) + larger(image, U(0)), U(1));
      if (!(late < 1)) { return 0; }
      product *= std::exp(e.owners * std::log1p(-late));
      U const hazard = z > -30 ? normal_density(z) / normal_upper(-z) : -z;
      mean -= e.owners * hazard;
      variance += e.owners * larger(1 - z * hazard - hazard * hazard, U(0));
      count += e.owners;
      shared += e.owners * e.common;
    }
    if (!(count > 1) || !(product > 0)) { return as_probability(product); }
    U const c = shared / count;
    if (std::abs(c - 1) < U(1e-12)) { return as_probability(product); }
    U const v = variance / count;
    U const room = c + v * (1 - c);
    if (!(room > U(1e-6))) { return 0; }
    U const m = mean / count;
    return as_probability(product / std::sqrt(room) * std::exp(smaller(-count * m * m * (1 - c) / (2 * room), U(700))));
  }

  /// The time by which the last start has come with chance p.
  template <class G> [[nodiscard]] U quantile(U p, G const& mirror) const {
    auto const [low, high] = range(mirror);
    U a = low;
    U b = high;
    for (int i = 0; i < 80 && b - a > U(1e-10) * (std::abs(b) + scale()); ++i) {
      U const x = a + (b - a) / 2;
      (cdf(x, mirror) < p ? a : b) = x;
    }
    return b;
  }
  /// Its mean: the start of the range plus the integral of the tail.
  template <class G> [[nodiscard]] U mean(G const& mirror) const {
    auto const [low, high] = range(mirror);
    if (!(high > low)) { return low; }
    constexpr int panels = 200;
    U const h = (high - low) / panels;
    U sum = 0;
    for (int i = 0; i < panels; ++i) {
      for (U const offset : {U(0.2113248654051871), U(0.7886751345948129)}) { sum += 1 - cdf(low + (U(i) + offset) * h, mirror); }
    }
    return low + sum * h / 2;
  }

private:
  /// The normal variable z with z + skewness (z^2 - 1)/6 = y.
  [[nodiscard]] static U standard(U y, U skewness) {
    if (!(skewness > U(1e-8))) { return y; }
    U const square = 1 + 2 * skewness / 3 * (y + skewness / 6);
    return square > 0 ? (std::sqrt(square) - 1) * 3 / skewness : U(-40);
  }
  [[nodiscard]] U earliest() const {
    U out = -infinity_v<U>;
    for (auto const& e : ends_) { out = larger(out, e.origin); }
    return out;
  }
  [[nodiscard]] U scale() const {
    U out = 0;
    for (auto const& e : ends_) {
      out = larger(out, e.drains ? passages_[index_[static_cast<std::size_t>(&e - ends_.data())]].mean() : larger(e.pooled_deviation, e.latest_service));
      if (!e.drains && e.left.from > 0) { out = larger(out, e.left.from); }
    }
    return larger(out, U(1e-9));
  }
  /// Where the law is neither 0 nor 1; no start counts before the last origin.
  template <class G> [[nodiscard]] std::pair<U, U> range(G const& mirror) const {
    U const low = earliest();
    U step = scale() / 16;
    U high = low + step;
    for (int i = 0; i < 200 && cdf(high, mirror) < 1 - U(1e-9); ++i) {
      step *= U(1.5);
      high += step;
    }
    U a = low;
    U b = high;
    for (int i = 0; i < 40; ++i) {
      U const x = a + (b - a) / 2;
      (cdf(x, mirror) < U(1e-9) ? a : b) = x;
    }
    return {a, high};
  }

  std::vector<owner_end<U>> ends_;
  std::vector<smooth_passage<U>> passages_;
  std::vector<std::size_t> index_;
};

} // namespace ullage::detail
