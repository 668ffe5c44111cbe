// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// One server, Poisson arrivals, any law of the service time.

#include <ullage/detail/bounds.hpp>
#include <ullage/detail/mg1_asymptote.hpp>
#include <ullage/detail/mg1_inversion.hpp>
#include <ullage/queue/measures.hpp>
#include <ullage/service.hpp>

#include <cmath>
#include <concepts>
#include <limits>
#include <optional>
#include <type_traits>
#include <vector>

namespace ullage {

/// M/G/1: a partition that is drained record by record.
template <Real T = double> struct mg1 {
  using scalar_type = T;
  T arrival_rate = unset_v<T>; ///< lambda [records/s], >= 0, required
  service_law<T> service;      ///< law of S, required
  friend bool operator==(mg1 const&, mg1 const&) = default;
};
template <Real T> inline constexpr bool enable_queue<mg1<T>> = true;

/// @throws std::domain_error a field is out of range
template <Real T> void validate(mg1<T> const& q) {
  detail::require_nonnegative("mg1", "arrival_rate", q.arrival_rate);
  validate(q.service);
}

/// Share of the time in which the server is busy: arrival_rate * E[S]; the load where it is >= 1.
/// @throws std::domain_error a field is out of range
template <Real T> [[nodiscard]] T utilization(mg1<T> const& q) {
  validate(q);
  return q.arrival_rate * mean(q.service);
}

/// P(W > 0) = utilization. Exact.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_probability(mg1<T> const& q) {
  detail::require_stable("wait_probability", q);
  return utilization(q);
}

/// Raw moment E[W^k] [s^k].
///
/// Formula: E[W^k] = lambda / (1 - rho) sum_{i=1}^k C(k, i) E[S^(i+1)] / (i + 1) E[W^(k-i)].
/// Source: Takacs, "A single-server queue with Poisson input", Oper. Res. 10 (1962).
/// Accuracy: 1e-13 relative; exact, all terms are positive.
/// @param k order, in [0, 7]
/// @throws std::domain_error a field or k is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_moment(mg1<T> const& q, int k) {
  detail::require_stable("wait_moment", q);
  detail::require(k >= 0 && k <= 7, "wait_moment", "k", k, "must be in [0, 7]");
  T moments[8] = {T(1)};
  T const factor = q.arrival_rate / (1 - utilization(q));
  for (int n = 1; n <= k; ++n) {
    T binomial(1);
    T sum(0);
    for (int i = 1; i <= n; ++i) {
      binomial = binomial * T(n - i + 1) / T(i);
      sum += binomial * moment(q.service, i + 1) / T(i + 1) * moments[n - i];
    }
    moments[n] = factor * sum;
  }
  return moments[k];
}

/// Mean wait [s]. Formula: lambda E[S^2] / (2 (1 - rho)).
/// Source: Pollaczek 1930, Khinchine 1932. Exact, 1e-14 relative.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T mean_wait(mg1<T> const& q) {
  detail::require_stable("mean_wait", q);
  return q.arrival_rate * moment(q.service, 2) / (2 * (1 - utilization(q)));
}

/// Variance of the wait [s^2]. Formula: lambda E[S^3] / (3 (1 - rho)) + mean_wait^2. Exact, 1e-13 relative.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T wait_variance(mg1<T> const& q) {
  detail::require_stable("wait_variance", q);
  T const m = mean_wait(q);
  return q.arrival_rate * moment(q.service, 3) / (3 * (1 - utilization(q))) + m * m;
}

namespace detail {

template <Real T> void require_tail(char const* function, mg1<T> const& q) {
  require_stable(function, q);
  require(value_of(q.arrival_rate) > 0, function, "arrival_rate", q.arrival_rate, "must be > 0 (without arrivals nothing waits)");
  T const limit = abscissa(q.service);
  require(value_of(limit) > 0, function, "abscissa of the service law", limit,
          "must be > 0 (a lognormal law needs a timeout, else the tail is not exponential)");
}

/// Refuses a timeout so late that the tail reaches its asymptote only where it is below 1e-200.
template <Real T> void require_early_timeout(char const* function, mg1<T> const& q, T const& theta) {
  for_each_part(q.service, [&](T const&, auto const& part) {
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(part)>, lognormal_service<T>>) {
      require(value_of(theta) < value_of(T(part_abscissa(part))), function, "timeout", part.timeout,
              "is too late for the tail to be exponential anywhere (give an earlier one)");
    }
  });
}

/// The t > 0 at which a tail passes `level`: secant steps on its logarithm, which is close to a straight line,
/// kept in a bracket.
/// @param slope of the logarithm of the tail at the guess, < 0, as far as it is known
template <class T, class Tail>
[[nodiscard]] T falling_root(Tail const& tail, T level, T guess, T slope, T tolerance = T(0)) {
  T const tiny = std::numeric_limits<T>::min();
  T const enough = larger(tolerance, (std::is_same_v<T, float> ? 8 : 65536) * std::numeric_limits<T>::epsilon());
  T const narrow = larger(tolerance / 16, 4 * std::numeric_limits<T>::epsilon());
  T low = 0;
  T high = infinity_v<T>;
  T t = guess;
  T before = 0;
  T excess_before = 0;
  for (int i = 0; i < 150; ++i) {
    T const above = std::log(larger(tail(t), tiny)) - std::log(level);
    if (before > 0 && t != before) { slope = (above - excess_before) / (t - before); }
    T next = slope < 0 ? t - above / slope : T(0);
    // The last step is made without a look at where it leads.
    if (std::fabs(above) <= enough) { return i > 0 && next > 0 ? next : t; }
    (above > 0 ? low : high) = t;
    // Outside of the bracket, or little gained in many steps: go on by halves.
    bool const outside = !(next > low && next < high);
    if (outside || i % 8 == 7) { next = high < infinity_v<T> ? (low > 0 || i < 30 ? (low + high) / 2 : high / 1024) : 2 * t; }
    if (high < infinity_v<T> && high - low <= narrow * high) { return next; }
    if (!(next > tiny)) { return 0; }
    before = t;
    excess_before = above;
    t = next;
  }
  return t;
}

/// The tails of one queue with arrivals, for many t > 0.
template <std::floating_point T> class mg1_tails {
public:
  using U = wide_t<T>;

  mg1_tails(mg1<T> const& q, T rho) : rate_(U(q.arrival_rate)), rho_(U(rho)) {
    T const slack = 1 - rho;
    if (is_exponential_mixture(q.service)) {
      for (auto const& x : exponential_terms<T>(q.service, q.arrival_rate, slack)) { terms_.push_back({U(x.rate), U(x.factor)}); }
      return;
    }
    T const limit = abscissa(q.service);
    mg1_tilt<U> tilt{};
    if (limit > 0) {
      auto const asymptote = wait_asymptote<T>(q.service, q.arrival_rate, slack);
      tilt.theta = U(asymptote.rate);
      if (is_finite(limit) && asymptote.rate > limit * T(0.9999)) {
        tilt.theta = U(limit * T(0.9999));
        tilt.excess = rate_ * U(tilt_of_law<T>(q.service)(T(tilt.theta)).excess);
        tilt.residual = tilt.excess - (1 - U(rho)) * tilt.theta;
      } else {
        tilt.constant = U(asymptote.constant);
        tilt.excess = (1 - U(rho)) * tilt.theta;
      }
    }
    inversion_.emplace(q.service, rate_, U(rho), tilt);
    if (tilt.theta > 20 * rate_) { plain_.emplace(q.service, rate_, U(rho), mg1_tilt<U>{}); }
  }
  [[nodiscard]] T tail(T t, bool with_service) const {
    if (inversion_) { return T(inversion_at(U(t), with_service).tail(U(t), with_service)); }
    return T(sum(U(t), with_service));
  }

  /// The t at which the tail is `level`, which it passes at t > 0.
  [[nodiscard]] T quantile(T level, T scale, bool with_service) const {
    U const first = guess(U(level), U(scale), with_service);
    T const slope = -1 / T(first);
    if (!inversion_) { return falling_root<T>([&](T t) { return T(sum(U(t), with_service)); }, level, T(first), slope); }
    U const far = inversion_->far_quantile(U(level), with_service);
    if (far > 0) { return T(far); }
    // first where the transform is cheap, then where it is precise; next to 1 a rough tail says nothing
    root start{T(first), slope};
    if (level < T(0.9)) {
      auto const rough = root_on_line(level, T(first), slope, with_service, care::rough);
      if (rough.t > 0) { start = rough; }
    }
    return root_on_line(level, start.t, start.slope, with_service, care::full).t;
  }

private:
  struct root {
    T t;
    T slope; ///< of the logarithm of the tail there
  };
  /// At low loads the tilted tail is far larger in its middle than at 0, and rounding is a share of that.
  [[nodiscard]] mg1_inversion<U> const& inversion_at(U t, bool with_service) const {
    bool const tilted = !plain_ || inversion_->factor_of_tail(with_service) * std::exp(-inversion_->rate_of_tail() * t) < U(1e-3) * (with_service ? U(1) : rho_);
    return tilted ? *inversion_ : *plain_;
  }
  [[nodiscard]] root root_on_line(T level, T start, T slope, bool with_service, care how) const {
    bool const rough = how == care::rough;
    U const wide = rough ? U(1.4) : U(1.02);
    auto const* inversion = &inversion_at(U(start), with_service);
    auto line = inversion->prepare(U(start) / wide, U(start) * wide, with_service, how);
    auto const tail = [&](T t) {
      if (U(t) < line.earliest || U(t) > line.window) {
        inversion = &inversion_at(U(t), with_service);
        line = inversion->prepare(U(t) / wide, U(t) * wide, with_service, how);
      }
      return T(inversion->tail(line, U(t)));
    };
    T const t = falling_root<T>(tail, level, start, slope, rough ? T(1e-5) : T(0));
    if (!rough || !(t > 0)) { return {t, slope}; }
    T const later = smaller(T(t * T(1.001)), T(line.window));
    T const found = std::log(tail(later) / tail(t)) / (later - t);
    return {t, found < 0 && found > -infinity_v<T> ? found : slope};
  }
  [[nodiscard]] U guess(U level, U scale, bool with_service) const {
    U const rate = inversion_ ? inversion_->rate_of_tail() : terms_[0].rate;
    U const factor = inversion_ ? inversion_->factor_of_tail(with_service) : terms_[0].factor;
    U const far = rate > 0 && factor > level ? U(std::log(factor / level) / rate) : U(0);
    // before the asymptote rules, the tail falls like that of an exponential law of the same mean
    return far > 0 ? far : with_service ? scale * larger(U(0.1), U(-std::log(level))) : scale;
  }
  [[nodiscard]] U sum(U t, bool with_service) const {
    U out = 0;
    for (auto const& x : terms_) { out += x.factor * (with_service ? 1 + x.rate / rate_ : U(1)) * std::exp(-x.rate * t); }
    return smaller(out, U(1));
  }
  U rate_;
  U rho_;
  std::vector<exponential_term<U>> terms_;
  std::optional<mg1_inversion<U>> inversion_;
  std::optional<mg1_inversion<U>> plain_; ///< without a tilt
};

} // namespace detail

/// Rate theta [1/s] at which the tail of the wait falls: P(W > t) ~ K e^(-theta t).
///
/// Formula: lambda (E[e^(theta S)] - 1) = theta, written without cancellation for utilization -> 1.
/// Source: Cramer 1930, Lundberg 1926; Asmussen, Applied Probability and Queues (2003). Exact, 1e-12 relative.
/// @throws std::domain_error a field is out of range; no arrivals; a lognormal law without a timeout
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T decay_rate(mg1<T> const& q) {
  detail::require_tail("decay_rate", q);
  T const slack = 1 - utilization(q);
  if (detail::is_exponential_mixture(q.service)) { return detail::exponential_terms<T>(q.service, q.arrival_rate, slack)[0].rate; }
  T const theta = detail::wait_asymptote<T>(q.service, q.arrival_rate, slack).rate;
  detail::require_early_timeout("decay_rate", q, theta);
  return theta;
}

/// Constant K of P(W > t) ~ K e^(-theta t).
///
/// Formula: (1 - rho) / (lambda E[S e^(theta S)] - 1), as a quotient of two positive means.
/// Exact, 1e-13 relative (measured 4e-15 for gamma laws); for a mixture whose decay rate is within a share x of the
/// abscissa of the law, 1e-16 / x.
/// @throws std::domain_error a field is out of range; no arrivals; a lognormal law without a timeout
/// @throws unstable_error utilization >= 1
template <Real T> [[nodiscard]] T tail_constant(mg1<T> const& q) {
  detail::require_tail("tail_constant", q);
  T const slack = 1 - utilization(q);
  if (detail::is_exponential_mixture(q.service)) { return detail::exponential_terms<T>(q.service, q.arrival_rate, slack)[0].factor; }
  auto const asymptote = detail::wait_asymptote<T>(q.service, q.arrival_rate, slack);
  detail::require_early_timeout("tail_constant", q, asymptote.rate);
  return asymptote.constant;
}

/// The law of a mg1 queue, made once and asked many times. Immutable. Made by prepare(q).
template <std::floating_point T> class mg1_distribution {
public:
  using scalar_type = T;

  /// @throws std::domain_error a field is out of range
  /// @throws unstable_error utilization >= 1
  explicit mg1_distribution(mg1<T> const& q) : queue_(q), rho_(ullage::utilization(q)) {
    detail::require_stable("prepare", q);
    if (rho_ > 0) { tails_.emplace(q, rho_); }
  }

  /// The queue that this is the law of.
  [[nodiscard]] mg1<T> const& queue() const { return queue_; }
  [[nodiscard]] T load() const { return rho_; }
  /// Nothing when there are no arrivals.
  [[nodiscard]] std::optional<detail::mg1_tails<T>> const& tails() const { return tails_; }

private:
  mg1<T> queue_;
  T rho_;
  std::optional<detail::mg1_tails<T>> tails_;
};
template <std::floating_point T> inline constexpr bool enable_queue<mg1_distribution<T>> = true;

/// The law of the wait and of the sojourn, for many questions to one queue: every measure of mg1 takes it too.
/// Cost: 1 us gamma, 0.15 ms lognormal or 6 values, 0.3 ms 1000 samples. A quantile costs 10 to 70 us more for gamma or
/// few values, 0.1 to 0.5 ms for a lognormal law (1.5 ms far out in its heavy tail), 1 ms for 1000 samples.
/// @throws std::domain_error a field is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] mg1_distribution<T> prepare(mg1<T> const& q) { return mg1_distribution<T>(q); }

template <std::floating_point T> void validate(mg1_distribution<T> const& /*d*/) {}
template <std::floating_point T> [[nodiscard]] T utilization(mg1_distribution<T> const& d) { return d.load(); }
template <std::floating_point T> [[nodiscard]] T throughput(mg1_distribution<T> const& d) { return d.queue().arrival_rate; }
template <std::floating_point T> [[nodiscard]] T wait_probability(mg1_distribution<T> const& d) { return d.load(); }
template <std::floating_point T> [[nodiscard]] T mean_wait(mg1_distribution<T> const& d) { return mean_wait(d.queue()); }
template <std::floating_point T> [[nodiscard]] T wait_variance(mg1_distribution<T> const& d) { return wait_variance(d.queue()); }
template <std::floating_point T> [[nodiscard]] T mean_sojourn(mg1_distribution<T> const& d) { return mean_sojourn(d.queue()); }
template <std::floating_point T> [[nodiscard]] T decay_rate(mg1_distribution<T> const& d) { return decay_rate(d.queue()); }
template <std::floating_point T> [[nodiscard]] T tail_constant(mg1_distribution<T> const& d) { return tail_constant(d.queue()); }

/// P(W > t), W the time before service starts.
///
/// Exact sum of exponentials where the law is a mixture of exponential ones; else the transform of Pollaczek and
/// Khinchine, tilted by the decay rate, kinks taken out, inverted by a Fourier sum.
/// Source: Abate and Whitt, Queueing Systems 10 (1992).
/// Accuracy, relative, measured: 2e-13 exponential mixtures; 2e-11 gamma; 2e-10 up to 60 values; 1e-7 more values
/// (1e-10 below a mean service); 9e-10 gamma behind an atom; 1e-8 lognormal with a timeout down to a tail of 1e-6.
/// Where the tail is far above its asymptote, as for a lognormal law before its timeout, it is 2e-14 absolute;
/// without a timeout there is no decay rate and it is 1e-12 absolute.
/// @param t [s], >= 0
/// @throws std::domain_error a field or t is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T wait_tail(mg1_distribution<T> const& d, std::type_identity_t<T> t) {
  detail::require_nonnegative("wait_tail", "t", t);
  return d.tails() && t > 0 ? d.tails()->tail(t, false) : d.load();
}
template <std::floating_point T> [[nodiscard]] T wait_tail(mg1<T> const& q, std::type_identity_t<T> t) {
  detail::require_stable("wait_tail", q);
  return wait_tail(prepare(q), t);
}

/// P(W + S > t), the sojourn. Formula: P(W > t) + (density of W at t) / lambda, in the transform.
/// Accuracy, relative, measured: 2e-13 exponential mixtures; 4e-10 gamma; 2e-10 two values; 7e-9 up to 60 values;
/// 2e-6 more values; 3e-10 gamma behind an atom; 1e-8 lognormal with a timeout down to a tail of 1e-6.
/// @param t [s], >= 0
/// @throws std::domain_error a field or t is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T sojourn_tail(mg1_distribution<T> const& d, std::type_identity_t<T> t) {
  detail::require_nonnegative("sojourn_tail", "t", t);
  if (d.tails() && t > 0) { return d.tails()->tail(t, true); }
  return d.load() + (1 - d.load()) * service_tail(d.queue().service, t);
}
template <std::floating_point T> [[nodiscard]] T sojourn_tail(mg1<T> const& q, std::type_identity_t<T> t) {
  detail::require_stable("sojourn_tail", q);
  return sojourn_tail(prepare(q), t);
}

/// The time within which a share p of the records starts service [s]: 0 where p <= P(W = 0). Root of wait_tail; what is
/// far out is the asymptote's, where that is all that is left.
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T wait_quantile(mg1_distribution<T> const& d, std::type_identity_t<T> p) {
  detail::require_quantile("wait_quantile", p);
  T const level = 1 - p;
  if (level >= d.load()) { return T(0); }
  return d.tails()->quantile(level, T(mean_wait(d.queue()) / d.load()), false);
}
template <std::floating_point T> [[nodiscard]] T wait_quantile(mg1<T> const& q, std::type_identity_t<T> p) {
  detail::require_stable("wait_quantile", q);
  return wait_quantile(prepare(q), p);
}

/// The time within which a share p of the records is done [s].
/// @param p in [0, 1)
/// @throws std::domain_error a field or p is out of range
/// @throws unstable_error utilization >= 1
template <std::floating_point T> [[nodiscard]] T sojourn_quantile(mg1_distribution<T> const& d, std::type_identity_t<T> p) {
  detail::require_quantile("sojourn_quantile", p);
  T const level = 1 - p;
  if (level >= sojourn_tail(d, T(0))) { return T(0); }
  T const m = mean_sojourn(d.queue());
  if (d.tails()) { return d.tails()->quantile(level, m, true); }
  return detail::falling_root<T>([&](T t) { return service_tail(d.queue().service, t); }, level, m, -1 / m);
}
template <std::floating_point T> [[nodiscard]] T sojourn_quantile(mg1<T> const& q, std::type_identity_t<T> p) {
  detail::require_stable("sojourn_quantile", q);
  return sojourn_quantile(prepare(q), p);
}

} // namespace ullage
