// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The sums of M/M/c/K: states below, at and above the servers, and the tails of wait and sojourn.

#include <ullage/concepts.hpp>
#include <ullage/detail/birth_death.hpp>
#include <ullage/detail/bounds.hpp>
#include <ullage/detail/concave_quantile.hpp>
#include <ullage/detail/panels.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/detail/special.hpp>

#include <cmath>

namespace ullage::detail {

/// r = beta(z) / z of beta(z) = coth(z/2)/2 - 1/z, |z| <= 2, by its continued fraction.
template <Real U> [[nodiscard]] U langevin_share(U const& z) {
  U const x2 = z * z / 4;
  U f(23);
  for (int k = 21; k >= 3; k -= 2) { f = U(k) + x2 / f; }
  return 1 / (4 * f);
}

/// All states in units of state c, or, where rho > 1, of state K: everything is <= 1 per state.
template <Real U> struct mmck_parts {
  U rate, service, servers;
  split_number<U> load; ///< a = lambda S
  U room;               ///< m = K - c
  U excess;             ///< rho - 1
  U ratio;              ///< rho
  U log_ratio;          ///< ln rho
  U base;               ///< state c
  U top;                ///< state K
  U below;              ///< states 0 .. c - 1
  U steps;              ///< states c .. K - 1

  /// States c .. K, less state c: rho * steps.
  [[nodiscard]] U all() const { return base + below + ratio * steps; }
  [[nodiscard]] U blocked() const { return value_of(load.value) == 0 ? U(0) : as_probability<U>(U(top / all())); }
  [[nodiscard]] U accepted() const { return value_of(load.value) == 0 || !is_finite(below) ? U(1) : as_probability<U>(U((below + steps) / all())); }
  [[nodiscard]] U wait() const { return value_of(load.value) == 0 ? U(0) : U(steps / (below + steps)); }
  [[nodiscard]] U no_wait() const { return value_of(steps) == 0 || !is_finite(below) ? U(1) : U(below / (below + steps)); }

  /// E J of J = 1 .. m with weights rho^(J-1).
  [[nodiscard]] U mean_steps() const {
    using std::expm1;
    if (value_of(room) < 1) { return U(0); }
    if (value_of(load.value) == 0) { return U(1); }
    U const u = room * log_ratio;
    if (value_of(u) < 2 && value_of(u) > -2) {
      return (room + 1) / 2 + room * (u * langevin_share(u)) - log_ratio * langevin_share(log_ratio);
    }
    return -room / expm1(U(-u)) - 1 / excess;
  }
  [[nodiscard]] U variance_of_steps() const {
    using std::sinh;
    if (value_of(room) <= 1) { return U(0); }
    U const u = room * log_ratio;
    if (value_of(u) < 2 && value_of(u) > -2) { return room * room * bend(u) - bend(log_ratio); }
    U const far = 2 * sinh(U(u / 2));
    U const wide = value_of(u) > 700 || value_of(u) < -700 ? U(0) : U(room / far);
    // rho / (rho - 1)^2 = 1 / (4 sinh(ln rho / 2)^2).
    return ratio / excess / excess - wide * wide;
  }

private:
  /// 1/z^2 - 1/(4 sinh(z/2)^2), |z| <= 2.
  [[nodiscard]] static U bend(U const& z) {
    U const r = langevin_share(z);
    return U(0.25) - 2 * r - z * z * r * r;
  }
};

template <Real U> [[nodiscard]] mmck_parts<U> mmck_parts_of(U const& rate, U const& service, U const& servers, U const& room) {
  using std::exp;
  using std::expm1;
  using std::log;
  using std::log1p;
  mmck_parts<U> m{rate, service, servers, {}, room, U(-1), U(0), -infinity_v<U>, U(1), U(0), infinity_v<U>, U(0)};
  m.load.value = rate * service;
  if (!(value_of(m.load.value) > 0)) { return m; }
  m.load.rest = product_less<U>(rate, service, m.load.value);
  m.excess = product_less<U>(rate, service, servers) / servers;
  m.ratio = m.load.value / servers;
  m.log_ratio = value_of(m.excess) > U(-0.5) ? U(log1p(m.excess)) : U(log(m.ratio));
  U const u = room * m.log_ratio;
  bool const grows = value_of(m.excess) > 0;
  m.base = grows ? U(exp(U(-u))) : U(1);
  m.top = grows ? U(1) : U(exp(u));
  if (value_of(room) < 1) { m.base = m.top = U(1); }
  m.below = m.base * sum_below<U>(U(servers - 1), m.load).ratio / m.ratio;
  if (value_of(room) >= 1) { m.steps = value_of(m.excess) == 0 ? room : U((grows ? U(-expm1(U(-u))) : U(expm1(u))) / m.excess); }
  return m;
}

/// The Poisson sum exp(-x (1 - rho)) Q(m, rho x), times `top`/rho^m: the rate at which waits end at x.
template <Real U> struct ending {
  U value;
  U slope; ///< d ln value / dx
};
template <Real U> [[nodiscard]] ending<U> wait_ends(mmck_parts<U> const& m, split_number<U> const& x) {
  using std::exp;
  split_number<U> const y = grown<U>(x, m.excess);
  auto const s = sum_below<U>(U(m.room - 1), y);
  // rho / s.ratio is rho + (s.mean_steps - m) / x.
  bool const far = value_of(y.value) > value_of(m.room);
  U const slope = far ? U((m.room - s.mean_steps) / x.value - 1) : U(m.excess - m.ratio / s.ratio);
  if (far) {
    // q_(m-1)(x) rho^(m-1) f0: no exponent that grows.
    bool const grows = value_of(m.excess) > 0;
    U const scale = grows ? U(1 / m.ratio) : U(exp(U((m.room - 1) * m.log_ratio)));
    return {gamma_mass<U>(U(m.room - 1), x) * scale * s.ratio, slope};
  }
  if (value_of(m.excess) <= 0) { return {exp(U(m.excess * x.value)) * s.share, slope}; }
  // x (rho - 1) - m ln rho, both of which grow.
  U const power = m.room * log1p_gap(m.excess) - (m.room - x.value) * m.excess;
  return {exp(power) * s.share, slope};
}

/// sum_{j<m} rho^j Q(j+1, x), times `top`/rho^m.
template <Real U> [[nodiscard]] U waiting_sum(mmck_parts<U> const& m, split_number<U> const& x, ending<U> const& ends) {
  using std::exp;
  bool const grows = value_of(m.excess) > 0;
  auto const at_x = sum_below<U>(U(m.room - 1), x);
  U const high = grows ? at_x.share : ends.value;
  U const low = grows ? ends.value : U(m.top * at_x.share);
  U const size = grows ? m.excess : U(-m.excess);
  if (!(value_of(high) > 0)) { return U(0); }
  if (value_of(U(high - low)) > value_of(U(high / 4))) { return (high - low) / size; }
  // Mean over r from rho to 1 of sum_i q_i(x) (m - i) r^(i - m - 1), i < m: one sign, and smooth in r.
  U const middle = 1 + m.excess / 2;
  auto const slope = [&](U const& r) {
    U const d = r - 1;
    split_number<U> const y = grown<U>(x, d);
    auto const s = sum_below<U>(U(m.room - 1), y);
    if (value_of(y.value) > value_of(m.room)) { return U(at_x.mass * s.ratio * s.mean_steps / (r * r)); }
    U const power = m.room * log1p_gap(d) - (m.room - x.value) * d;
    return U(exp(power) / r * s.share * s.mean_steps);
  };
  U sum(0);
  for (auto const& p : gauss_legendre_16) {
    U const offset = m.excess / 2 * U(p.node);
    sum += U(p.weight) / 2 * (slope(U(middle - offset)) + slope(U(middle + offset)));
  }
  return m.top * sum;
}

template <Real U> [[nodiscard]] U mmck_wait_tail(mmck_parts<U> const& m, split_number<U> const& x) {
  if (value_of(m.room) < 1 || !(value_of(m.load.value) > 0)) { return U(0); }
  if (!(value_of(x.value) > 0)) { return m.wait(); }
  auto const ends = wait_ends<U>(m, x);
  U const sum = waiting_sum<U>(m, x, ends) - x.rest * ends.value;
  U const p = as_probability<U>(U(sum / (m.below + m.steps)));
  return value_of(p) < value_of(m.wait()) ? p : m.wait();
}

/// The x at which the tail of the wait is level < m.wait().
template <Real U> [[nodiscard]] U mmck_wait_quantile(mmck_parts<U> const& m, U const& level) {
  U const all = m.below + m.steps;
  auto const at = [&](U const& x) {
    auto const ends = wait_ends<U>(m, {x, U(0)});
    U const sum = waiting_sum<U>(m, {x, U(0)}, ends);
    U const hazard = ends.value / sum;
    U const bend = hazard * (hazard + ends.slope);
    return tail_point<U>{U(sum / all), hazard, value_of(bend) > 0 ? bend : U(0)};
  };
  U const mean = m.mean_steps();
  return concave_quantile<U>(at, level, gamma_guess<U>(mean, U(m.variance_of_steps() + mean), U(level / m.wait())));
}

template <Real U> [[nodiscard]] U mmck_sojourn_tail(mmck_parts<U> const& m, split_number<U> const& x) {
  using std::exp;
  using std::expm1;
  using std::log1p;
  using std::sqrt;
  if (!(value_of(x.value) > 0)) { return U(1); }
  U const own = exp(U(-x.value / m.servers));
  if (value_of(m.room) < 1 || !(value_of(m.load.value) > 0) || !is_finite(m.below)) { return own; }
  if (value_of(m.servers) == 1) {
    // Service is one step more of the same clock.
    auto const longer = mmck_parts_of<U>(m.rate, m.service, m.servers, U(m.room + 1));
    auto const ends = wait_ends<U>(longer, x);
    return as_probability<U>(U((waiting_sum<U>(longer, x, ends) - x.rest * ends.value) / longer.steps));
  }
  auto const ends = wait_ends<U>(m, x);
  U const waits = waiting_sum<U>(m, x, ends);
  U const share = 1 / m.servers;
  // Integral over s < x of exp(-(x-s)/c) exp(-s (1-rho)) Q(m, rho s): closed form by parts.
  U const beta = -m.excess - share;
  split_number<U> const kept = grown<U>(x, U(-share));
  U left(0);
  if (value_of(kept.value) < value_of(m.room)) {
    left = gamma_mass<U>(m.room, x) * sum_above<U>(m.room, U((kept.value - m.room + kept.rest) / m.room), kept).ratio;
  } else {
    auto const s = sum_below<U>(U(m.room - 1), kept);
    left = exp(U(m.room * log1p_gap(U(-share)) - (x.value - m.room) * share)) * (1 - s.share);
  }
  U const first = m.base * own;
  U const others = ends.value + m.top * left;
  U const bracket = first - others;
  U const size = value_of(bracket) < 0 ? U(-bracket) : bracket;
  U const largest = value_of(first) > value_of(others) ? first : others;
  U served(0);
  if (value_of(size) > value_of(U(largest / 4))) {
    served = bracket / beta;
  } else {
    U const width = U(2.5) * sqrt(m.room) / m.ratio;
    U const bound = (m.room - 9 * sqrt(m.room)) / m.ratio;
    U const decay = value_of(beta) < 0 ? U(-beta) : beta;
    auto const f = [&](U const& s) { return U(exp(U(-(x.value - s) * share)) * wait_ends<U>(m, {s, U(0)}).value); };
    auto const step = [&](U const& s) {
      U const slow = 4 / (decay + (value_of(s) > value_of(bound) ? m.ratio : U(0)) / sqrt(m.room));
      U const most = value_of(s) < value_of(bound) ? U(bound - s) : width;
      return value_of(most) < value_of(slow) ? most : slow;
    };
    served = panels<U>(f, step, U(0), x.value);
  }
  return as_probability<U>(U((waits + own * m.below + served) / (m.below + m.steps)));
}

} // namespace ullage::detail
