// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The backlog of one owner as a Gaussian band that is reflected at 0, with the tail of the steady state as
/// its mirror image: exact for Brownian motion with drift, for a queue exact long after a start and far from 0.
///
/// P(V > x) = P(Z > (x - F)/s) + G(x) P(Z > (x + F)/s), F the free path, s its deviation.
/// Source: Harrison, Brownian Motion and Stochastic Flow Systems (1985), section 1.8, where
/// G(x) = exp(2 m x / s^2); here G is a sum of two exponentials or the exact tail of the owner.

#include <ullage/detail/bounds.hpp>
#include <ullage/detail/normal.hpp>

#include <cmath>

namespace ullage::detail {

/// A tail as a e^(-p x) + b e^(-q x).
template <class U> struct tail_terms {
  U factor[2] = {0, 0};
  U rate[2] = {1, 1};

  [[nodiscard]] U tail(U x) const {
    U const sum = factor[0] * std::exp(-rate[0] * x) + factor[1] * std::exp(-rate[1] * x);
    return as_probability(sum);
  }
};

/// The sum of two exponentials with a given value at 0, mean, and asymptote K e^(-theta x).
template <class U> [[nodiscard]] tail_terms<U> terms_of(U positive, U mean, U theta, U constant) {
  tail_terms<U> out;
  if (!(positive > 0 && mean > 0)) { return out; }
  U const rest = positive - constant;
  U const rest_mean = mean - constant / theta;
  U const rate = rest / rest_mean;
  bool const fits = theta > 0 && rest * rest_mean > 0 && rate > theta && constant <= 2 * positive;
  if (fits && rest_mean < mean && rest_mean > -mean) {
    out.factor[0] = constant;
    out.rate[0] = theta;
    out.factor[1] = rest;
    out.rate[1] = rate;
  } else {
    out.factor[0] = positive;
    out.rate[0] = positive / mean;
  }
  return out;
}

/// integral over x > 0 and z-mean of e^(-r x) P(Z > (x + F)/s), by powers of x.
template <class U> struct mirror_integrals {
  U zeroth; ///< of e^(-r x) P(Z > (x + F)/s)
  U first;  ///< of x e^(-r x) P(Z > (x + F)/s)
};
template <class U> [[nodiscard]] mirror_integrals<U> mirror(U r, U path, U deviation) {
  U const z = path / deviation;
  U const upper = normal_upper(z);
  U const bell = normal_density(z);
  if (std::abs(r) * larger(deviation, -path) < U(1e-4)) {
    // moments of the positive part of a normal variable with mean -F
    U const lost = deviation * bell - path * upper;
    U const square = (path * path + deviation * deviation) * upper - path * deviation * bell;
    return {larger(lost, U(0)), larger(square / 2, U(0))};
  }
  U const shifted = z + r * deviation;
  U const far = shifted >= 0 ? bell * mills_ratio(shifted)
                             : std::exp(smaller(r * path + r * r * deviation * deviation / 2, U(600))) * normal_upper(shifted);
  U const zeroth = larger((upper - far) / r, U(0));
  U const first = larger((zeroth - deviation * bell + deviation * shifted * far) / r, U(0));
  return {zeroth, first};
}

/// Mean and mean square of a reflected band.
template <class U> struct band_moments {
  U mean;
  U square;
  [[nodiscard]] U variance() const { return larger(square - mean * mean, U(0)); }
};
template <class U> [[nodiscard]] band_moments<U> moments_of(U path, U deviation, tail_terms<U> const& g) {
  if (!(deviation > 0)) {
    band_moments<U> out{larger(path, U(0)), path > 0 ? path * path : U(0)};
    for (int i = 0; i < 2 && path < 0; ++i) {
      out.mean += g.factor[i] / g.rate[i];
      out.square += 2 * g.factor[i] / (g.rate[i] * g.rate[i]);
    }
    return out;
  }
  U const z = path / deviation;
  U const lower = normal_upper(-z);
  U const bell = normal_density(z);
  band_moments<U> out{larger(deviation * bell + path * lower, U(0)),
                      larger((path * path + deviation * deviation) * lower + path * deviation * bell, U(0))};
  for (int i = 0; i < 2; ++i) {
    if (g.factor[i] == 0) { continue; }
    if (z < -38 && g.rate[i] * -path > 40) {
      out.mean += g.factor[i] / g.rate[i];
      out.square += 2 * g.factor[i] / (g.rate[i] * g.rate[i]);
      continue;
    }
    auto const m = mirror(g.rate[i], path, deviation);
    out.mean += g.factor[i] * m.zeroth;
    out.square += 2 * g.factor[i] * m.first;
  }
  return out;
}

/// E max(Z - z, 0), the integral of P(Z > z).
template <class U> [[nodiscard]] U normal_loss(U z) {
  if (z < 0) { return normal_loss(-z) - z; }
  if (z > 38) { return 0; }
  return larger(normal_density(z) - z * normal_upper(z), U(0));
}

/// P(Z > (x - F)/s), averaged over F between two values.
template <class U> [[nodiscard]] U averaged_upper(U x, U from, U to, U deviation) {
  U const low = smaller(from, to);
  U const high = larger(from, to);
  if (high - low > U(0.02) * deviation) {
    if (!(deviation > 0)) { return within((high - x) / (high - low), U(0), U(1)); }
    return as_probability((normal_loss((x - high) / deviation) - normal_loss((x - low) / deviation)) * deviation / (high - low));
  }
  U const middle = low + (high - low) / 2;
  if (!(deviation > 0)) { return middle > x ? U(1) : U(0); }
  return normal_upper((x - middle) / deviation);
}

} // namespace ullage::detail
