// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Laws of drain times with their parameters worked out: on a lattice, smooth, mixed, and the last of many.

#include <ullage/concepts.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/generalized_poisson.hpp>
#include <ullage/detail/inverse_gaussian.hpp>
#include <ullage/detail/panels.hpp>
#include <ullage/detail/poisson.hpp>
#include <ullage/detail/require.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <type_traits>
#include <vector>

namespace ullage::detail {

/// Services of constant length: `sure` of them and a generalized Poisson number more.
template <Real T> class lattice_passage {
public:
  lattice_passage(T const& sure, T const& first, T const& load, T const& idle, T const& service)
      : sure_(sure), law_(first, load, idle), idle_(idle), service_(service) {}

  [[nodiscard]] T mean() const { return (sure_ + law_.mean()) * service_; }
  [[nodiscard]] T variance() const { return service_ * (service_ * law_.variance()); }
  [[nodiscard]] T mass(T const& k) const { return value_of(k) < value_of(sure_) ? T(0) : law_.mass(T(k - sure_)); }
  [[nodiscard]] T cdf(T const& t) const {
    T const k = steps(t);
    return value_of(k) > 1e100 ? T(1) : law_.cdf(T(k - sure_));
  }
  [[nodiscard]] T tail(T const& t) const {
    T const k = steps(t);
    return value_of(k) > 1e100 ? T(0) : law_.tail(T(k - sure_));
  }
  [[nodiscard]] T quantile(T const& p, T const& q) const { return (sure_ + law_.quantile(p, q)) * service_; }

  /// A tail that is smooth in t and has the same integral, for quadrature.
  [[nodiscard]] T smooth_tail(T const& t) const {
    using std::floor;
    T const x = t / service_ - sure_ - T(0.5);
    if (value_of(x) >= 16) { return law_.smooth_tail(x); }
    if (value_of(x) <= -1) { return T(1); }
    T const low = floor(x);
    T const line = law_.tail(low) + (x - low) * (law_.tail(T(low + 1)) - law_.tail(low));
    if (value_of(low) < 15) { return line; }
    // The sum beyond 16 is more than the integral: what Gregory's rule adds at its end.
    T const first = law_.mass(T(16)) + law_.mass(T(17));
    T const second = law_.mass(T(15)) + law_.mass(T(18));
    return line + 6 * (x - low) * (1 - (x - low)) * (first / 24 + 11 * (first - second) / 1440);
  }
  [[nodiscard]] T const& service() const { return service_; }
  /// The next time at which the cdf may step.
  [[nodiscard]] T jump_after(T const& t) const { return larger(T(steps(t) + 1), sure_) * service_; }

private:
  /// Services that fit into t.
  [[nodiscard]] T steps(T const& t) const {
    using std::ceil;
    using std::floor;
    T const k = t / service_;
    if (!(value_of(k) < 1e15)) { return k; }
    T const up = ceil(k);
    return value_of(T(up - k)) <= value_of(T(4 * std::numeric_limits<T>::epsilon() * k)) ? up : T(floor(k));
  }

  T sure_;
  generalized_poisson<T> law_;
  T idle_;
  T service_;
};

/// Names of what backlog and its rates are in drain_law.
template <Real T> struct backlog_moments {
  T backlog, backlog_variance, arrival_rate, arrival_scv, capacity, service_scv;
};

/// A shift and an inverse Gaussian time; without chance the shift alone.
template <Real T> class smooth_passage {
public:
  smooth_passage(T const& mean, T const& shape) : smooth_passage(T(0), mean, T(shape / mean), T(mean * (mean / (shape / mean)))) {}

  /// Moments of the first passage of a process with the cumulant rates d, s, g: with e = s/d, h = v/b, in units
  /// of the mean b/d, variance (e + h)/b and third cumulant (3 e^2 + g/d + 3 h e + h^2)/b^2. Gamma intervals have
  /// g = arrival_rate arrival_scv^2 - capacity service_scv^2; the start is as skew as a Poisson number.
  explicit smooth_passage(backlog_moments<T> const& q) {
    T const d = q.capacity - q.arrival_rate;
    mean_ = q.backlog / d;
    if (value_of(mean_) == 0) { return; }
    T const arrivals = q.arrival_rate / d;
    T const services = q.capacity / d;
    T const a = q.arrival_scv;
    T const c = q.service_scv;
    T const e = arrivals * a + services * c;
    T const h = q.backlog_variance / q.backlog;
    variance_ = mean_ * (mean_ * ((e + h) / q.backlog));
    shift_ = mean_;
    if (value_of(variance_) == 0) { return; }
    // 3 e^2 + g/d with no term < 0.
    T const third = 2 * (arrivals * a) * (arrivals * a) + 2 * (services * c) * (services * c) +
                    arrivals * services * (6 * a * c + a * a + c * c) + h * (3 * e + h);
    T const part = 3 * (e + h) * ((e + h) / third);
    T const ratio = part * (part * (q.backlog / (e + h)));
    if (!(value_of(ratio) > 0) || !is_finite(ratio)) { return; }
    shift_ = mean_ * (1 - part);
    scale_ = mean_ * part;
    ratio_ = ratio;
  }

  [[nodiscard]] T mean() const { return mean_; }
  [[nodiscard]] T variance() const { return variance_; }
  [[nodiscard]] T cdf(T const& t) const {
    if (value_of(scale_) == 0) { return T(value_of(t) >= value_of(shift_) ? 1 : 0); }
    return law().cdf(T(t - shift_));
  }
  [[nodiscard]] T tail(T const& t) const {
    if (value_of(scale_) == 0) { return T(value_of(t) >= value_of(shift_) ? 0 : 1); }
    return law().tail(T(t - shift_));
  }
  [[nodiscard]] T smooth_tail(T const& t) const { return tail(t); }
  [[nodiscard]] T quantile(T const& p, T const& q) const {
    return value_of(scale_) == 0 ? shift_ : larger(T(shift_ + law().quantile(p, q)), T(0));
  }

private:
  smooth_passage(T const& shift, T const& mean, T const& ratio, T const& variance)
      : mean_(mean), variance_(variance), shift_(shift), scale_(mean), ratio_(ratio) {}
  [[nodiscard]] inverse_gaussian_law<T> law() const { return {scale_, ratio_}; }

  T mean_ = T(0);
  T variance_ = T(0);
  T shift_ = T(0);
  T scale_ = T(0); ///< mean of the random part; 0: none
  T ratio_ = T(0);
};

/// The least t in [low, high] that is enough; whole multiples of `step` if it is > 0.
template <Real T, class Enough> [[nodiscard]] T least_time(Enough const& enough, T low, T high, T const& step) {
  using std::floor;
  if (value_of(low) >= value_of(high) || enough(low)) { return low; }
  bool const whole = value_of(step) > 0;
  T const unit = whole ? step : T(1);
  low /= unit;
  high /= unit;
  if (whole) {
    low = floor(T(low + 0.5));
    high = floor(T(high + 0.5));
  }
  for (int i = 0; i < 2000; ++i) {
    T middle = low + (high - low) / 2;
    if (whole) { middle = floor(middle); }
    if (!(value_of(low) < value_of(middle) && value_of(middle) < value_of(high))) { break; }
    (enough(T(middle * unit)) ? high : low) = middle;
    if (!whole && value_of(T(high - low)) <= value_of(T(2 * std::numeric_limits<T>::epsilon() * high))) { break; }
  }
  return high * unit;
}

/// The integral of f over [a, b], halving where two 16-point rules differ.
template <Real T, class F> [[nodiscard]] T halving(F const& f, T const& a, T const& b, T const& whole, T const& wanted, int depth) {
  T const middle = a + (b - a) / 2;
  T const left = panel<T>(f, a, middle);
  T const right = panel<T>(f, middle, b);
  T const off = left + right - whole;
  if (depth == 0 || (value_of(off) <= value_of(wanted) && value_of(T(-off)) <= value_of(wanted))) { return left + right; }
  return halving<T>(f, a, middle, left, wanted, depth - 1) + halving<T>(f, middle, b, right, wanted, depth - 1);
}

/// One of several laws by chance.
template <Real T, class Part> class mixed_passage {
public:
  void add(T const& weight, Part const& part) {
    total_ += weight;
    parts_.push_back({weight, part});
  }

  [[nodiscard]] T mean() const { return average([](Part const& p) { return p.mean(); }); }
  [[nodiscard]] T variance() const {
    T const m = mean();
    return average([&](Part const& p) { return T(p.variance() + (p.mean() - m) * (p.mean() - m)); });
  }
  [[nodiscard]] T cdf(T const& t) const { return average([&](Part const& p) { return p.cdf(t); }); }
  [[nodiscard]] T tail(T const& t) const { return average([&](Part const& p) { return p.tail(t); }); }
  [[nodiscard]] T smooth_tail(T const& t) const { return average([&](Part const& p) { return p.smooth_tail(t); }); }
  [[nodiscard]] T quantile(T const& p, T const& q) const {
    T low = infinity_v<T>;
    T high(0);
    for (auto const& x : parts_) {
      T const at = x.part.quantile(p, q);
      low = smaller(low, at);
      high = larger(high, at);
    }
    bool const lower = value_of(p) < value_of(q);
    auto const enough = [&](T const& t) { return lower ? value_of(cdf(t)) >= value_of(p) : value_of(tail(t)) <= value_of(q); };
    return least_time<T>(enough, low, high, step());
  }
  /// The time step that all parts share; 0: none.
  [[nodiscard]] T step() const {
    if constexpr (requires { parts_.front().part.service(); }) {
      for (auto const& x : parts_) {
        if (value_of(x.part.service()) != value_of(parts_.front().part.service())) { return T(0); }
      }
      return parts_.front().part.service();
    } else {
      return T(0);
    }
  }
  [[nodiscard]] T jump_after(T const& t) const
    requires requires(Part const& p) { p.jump_after(t); }
  {
    T next = infinity_v<T>;
    for (auto const& x : parts_) { next = smaller(next, x.part.jump_after(t)); }
    return next;
  }

private:
  struct weighted {
    T weight;
    Part part;
  };
  template <class F> [[nodiscard]] T average(F const& f) const {
    T sum(0);
    for (auto const& x : parts_) { sum += x.weight / total_ * f(x.part); }
    return sum;
  }

  T total_ = T(0);
  std::vector<weighted> parts_ = {};
};

/// The last of many independent times.
template <Real T, class Part> class last_passage {
public:
  void add(T const& count, Part const& part) {
    total_ += count;
    groups_.push_back({count, part});
  }

  [[nodiscard]] T cdf(T const& t) const {
    using std::exp;
    return exp(log_cdf([&](Part const& p) { return p.tail(t); }, [&](Part const& p) { return p.cdf(t); }));
  }
  [[nodiscard]] T tail(T const& t) const {
    using std::expm1;
    return -expm1(log_cdf([&](Part const& p) { return p.tail(t); }, [&](Part const& p) { return p.cdf(t); }));
  }
  [[nodiscard]] T smooth_tail(T const& t) const {
    using std::expm1;
    return -expm1(log_cdf([&](Part const& p) { return p.smooth_tail(t); }, [&](Part const& p) { return T(1 - p.smooth_tail(t)); }));
  }
  [[nodiscard]] T quantile(T const& p, T const& q) const {
    auto const ends = bracket(p, q);
    bool const lower = value_of(p) < value_of(q);
    auto const enough = [&](T const& t) { return lower ? value_of(cdf(t)) >= value_of(p) : value_of(tail(t)) <= value_of(q); };
    return least_time<T>(enough, ends.low, ends.high, step());
  }
  [[nodiscard]] T mean() const {
    if (groups_.size() == 1 && value_of(total_) == 1) { return groups_.front().part.mean(); }
    // Outside of it the integral of the tail is its length, or nothing.
    T const little(1e-18);
    T const low = bracket(little, T(1 - little)).low;
    T const high = bracket(T(1 - little), little).high;
    T const unit = step();
    auto const f = [this](T const& t) { return smooth_tail(t); };
    T from = low;
    T done = low; // the integral up to `from`
    if (value_of(unit) > 0) {
      using std::floor;
      T const most = floor(T(200000 / T(groups_.size()))) + 500;
      T const terms = smaller(T(floor(T((high - low) / unit + 1.5))), most);
      T const first = floor(T(low / unit + 0.5));
      done = lattice_mean(first, static_cast<long long>(value_of(terms)), unit);
      if (value_of(terms) < value_of(most)) { return done; }
      // Beyond, the sum as an integral; the term that the rule of Gauss and Encke adds at its end.
      from = (first + terms) * unit;
      done += unit * (f(T(from + unit / 2)) - f(T(from - unit / 2))) / 24;
    } else if constexpr (requires { groups_.front().part.jump_after(low); }) {
      // Several lattices: from step to step, until the steps are many and small.
      std::size_t const most = 4000 / groups_.size() + 300;
      for (std::size_t i = 0; i < most && value_of(from) < value_of(high); ++i) {
        T next = high;
        for (auto const& g : groups_) { next = smaller(next, g.part.jump_after(from)); }
        if (!(value_of(next) > value_of(from))) { break; }
        done += tail(from) * (next - from);
        from = next;
      }
    }
    if (!(value_of(high) > value_of(from))) { return done; }
    T const wanted = done * T(1e-13) + (high - from) * T(1e-13);
    // Panels that grow with the time, at most an eighth of the range.
    T sum(0);
    T const widest = (high - from) / 8;
    T a = from;
    for (int i = 0; i < 2000 && value_of(a) < value_of(high); ++i) {
      T const width = value_of(a) > 0 ? smaller(a, widest) : widest;
      T const b = smaller(T(a + width), high);
      sum += halving<T>(f, a, b, panel<T>(f, a, b), wanted, 20);
      a = b;
    }
    return done + sum;
  }
  [[nodiscard]] T step() const {
    if constexpr (requires { groups_.front().part.service(); }) {
      for (auto const& g : groups_) {
        if (value_of(g.part.service()) != value_of(groups_.front().part.service())) { return T(0); }
      }
      return groups_.front().part.service();
    } else if constexpr (requires { groups_.front().part.step(); }) {
      for (auto const& g : groups_) {
        if (value_of(g.part.step()) != value_of(groups_.front().part.step())) { return T(0); }
      }
      return groups_.front().part.step();
    } else {
      return T(0);
    }
  }

private:
  struct counted {
    T count;
    Part part;
  };
  struct range {
    T low;
    T high;
  };

  template <class Tail, class Cdf> [[nodiscard]] T log_cdf(Tail const& tail_of, Cdf const& cdf_of) const {
    using std::log;
    using std::log1p;
    T sum(0);
    for (auto const& g : groups_) {
      T const q = tail_of(g.part);
      T const c = value_of(q) > 0.5 ? cdf_of(g.part) : T(1);
      if (!(value_of(c) > 0)) { return -infinity_v<T>; }
      sum += g.count * (value_of(q) > 0.5 ? T(log(c)) : T(log1p(T(-q))));
    }
    return sum;
  }
  /// Each partition alone must be done by then; when each is done with the chance p^(1/all), all are.
  [[nodiscard]] range bracket(T const& p, T const& q) const {
    using std::exp;
    using std::expm1;
    using std::log;
    using std::log1p;
    range out{T(0), T(0)};
    T const level = (value_of(p) < value_of(q) ? T(log(p)) : T(log1p(T(-q)))) / total_; // -infinity at p = 0
    T const each_q = -expm1(level);
    T const each_p = exp(level);
    for (auto const& g : groups_) {
      out.low = larger(out.low, g.part.quantile(p, q));
      out.high = larger(out.high, g.part.quantile(each_p, each_q));
    }
    return out;
  }
  /// The integral of the tail up to the lattice point from + n, where it is 1 up to `from`.
  [[nodiscard]] T lattice_mean(T const& from, long long n, T const& unit) const {
    std::vector<T> below;
    for (auto const& g : groups_) { below.push_back(g.part.cdf(T(from * unit))); }
    T sum(0);
    for (long long i = 0; i < n; ++i) {
      std::size_t at = 0;
      T const k = from + T(i);
      sum += -product_less_one(below);
      for (auto const& g : groups_) {
        if constexpr (requires { g.part.mass(k); }) { below[at] += g.part.mass(T(k + 1)); }
        else { below[at] = g.part.cdf(T((k + 1) * unit)); }
        ++at;
      }
    }
    return (from + sum) * unit;
  }
  [[nodiscard]] T product_less_one(std::vector<T> const& below) const {
    using std::expm1;
    using std::log;
    T sum(0);
    std::size_t at = 0;
    for (auto const& g : groups_) {
      T const f = below[at++];
      if (!(value_of(f) > 0)) { return T(-1); }
      if (value_of(f) < 1) { sum += g.count * log(f); }
    }
    return expm1(sum);
  }

  T total_ = T(0);
  std::vector<counted> groups_ = {};
};

/// Calls f(k, weight) for the k of a binomial law with a weight above 1e-18.
template <Real T, class F> void for_each_split(T const& n, T const& share, F const& f) {
  using std::floor;
  T const mean = n * share;
  T const mode = floor(smaller(T((n + 1) * share), n));
  if (value_of(share) == 0 || value_of(share) == 1) { return f(mode, T(1)); }
  auto const weight = [&](T const& k) {
    return T(poisson_mass(k, mean, T(mean - k)) * (poisson_mass(T(n - k), T(n * (1 - share)), T(k - mean)) / poisson_mass(n, n, T(0))));
  };
  T low = mode;
  while (value_of(low) > 0 && value_of(T(weight(T(low - 1)))) > 1e-18) { low -= 1; }
  for (T k = low; value_of(k) <= value_of(n); k += 1) {
    T const w = weight(k);
    if (value_of(k) > value_of(mode) && value_of(w) <= 1e-18) { break; }
    f(k, w);
  }
}

} // namespace ullage::detail
