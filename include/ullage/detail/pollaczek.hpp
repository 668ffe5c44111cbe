// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// The waiting time behind a gamma_walk: its moments and its law by contour integrals.
///
/// Source: Pollaczek, "Fonctions analytiques de la theorie des files d'attente" (1952); Abate, Choudhury
/// and Whitt, "Calculation of the GI/G/1 waiting-time distribution and its cumulants from Pollaczek's
/// formula", AEU 47 (1993). With L(z) = -log(1 - E exp(z X)) and 0 < Re y < decay rate to the left of it
///   log E exp(y W) = 1/(2 pi i) integral of L(z) y / (z (z - y)) dz,
///   P(W = 0)       = exp(-1/(2 pi i) integral of L(z) / z dz),
///   kth cumulant   = k!/(2 pi i) integral of L(z) / z^(k+1) dz.
/// Every contour is a hyperbola on which |E exp(z X)| < 1, summed by the trapezoid rule, whose error
/// there falls like exp(-2 pi (strip) / step).

#include <ullage/detail/bounds.hpp>
#include <ullage/detail/gamma_walk.hpp>

#include <cmath>
#include <complex>
#include <cstddef>
#include <numbers>
#include <vector>

namespace ullage::detail {

/// Step of the trapezoid rule: 5e-15 in a strip of half width pi/8.
inline constexpr double contour_step = 0.075;

/// z(u), from below to above the real axis. It leaves the axis at `center` and its angle to the
/// imaginary axis tends to `bend` (positive: to the left), or to -bend beyond the distance `turn`.
template <class U> struct hyperbola {
  using complex = std::complex<U>;
  U center;
  U scale;
  U bend;
  U turn = 0; ///< (scale / distance of the turn)^2; 0: no turn

  /// The widest with singularities of the integrand at the distances left and right of the center.
  [[nodiscard]] static U widest(U left, U right, U bend) {
    return smaller(left / (1 - std::sin(bend)), right / (1 + std::sin(bend)));
  }
  [[nodiscard]] complex at(U u, complex& slope) const {
    U const sh = std::sinh(u);
    U const ch = std::cosh(u);
    U const q = 1 + sh * sh * turn;
    U const angle = bend * (1 - 2 * sh * sh * turn / q);
    U const turning = -4 * bend * sh * ch * turn / (q * q);
    U const s = std::sin(angle);
    U const c = std::cos(angle);
    U const half = std::sinh(u / 2); // cosh u - 1 without cancellation
    U const rise = 2 * half * half;
    slope = scale * complex(-c * turning * rise - s * sh, c * ch - s * turning * sh);
    return center + scale * complex(-s * rise, c * sh);
  }
  /// The u with z(u) = z, for a contour without turn. Its imaginary part is positive to the left.
  [[nodiscard]] complex locate(complex const& z) const {
    complex const w = std::asin(std::sin(bend) - (z - center) / scale);
    return {-w.imag(), w.real() - bend};
  }
};

/// -log(1 - exp(psi))
template <class U> [[nodiscard]] std::complex<U> pollaczek_log(std::complex<U> const& psi) {
  if (psi.real() < -40) { return std::exp(psi); }
  return psi.real() < U(-0.7) ? -log_1p(std::complex<U>(-std::exp(psi))) : -std::log(-exp_m1(psi));
}

/// Li_2(1 - exp(-v)), |v| < 3: v - v^2/4 + v sum_k (-1)^(k+1) 2 zeta(2k) / (2k + 1) (v / 2 pi)^(2k).
template <class U> [[nodiscard]] std::complex<U> dilogarithm(std::complex<U> const& v) {
  static constexpr long double zeta[] = {1.644934066848226436472415166646025L, 1.082323233711138191516003696541168L,
                                         1.017343061984449139714517929790920L, 1.004077356197944339378685238508652L,
                                         1.000994575127818085337145958900319L, 1.000246086553308048298637998047739L,
                                         1.000061248135058704829258545105135L};
  std::complex<U> const square = -v * v / (4 * std::numbers::pi_v<U> * std::numbers::pi_v<U>);
  std::complex<U> sum(0);
  for (int k = 24; k >= 1; --k) {
    U const z = k <= 7 ? U(zeta[k - 1]) : 1 + std::ldexp(U(1), -2 * k) + std::pow(U(3), U(-2 * k));
    sum = square * (sum + 2 * z / U(2 * k + 1));
  }
  return v * (U(1) - v / U(4) - sum);
}

/// Nodes z_j of a contour above the real axis, and h/(2 pi i) L(z_j) z'(u_j) / z_j, in the form in which
/// a node and its mirror image are one fraction.
template <class U> struct contour_nodes {
  std::vector<U> a0, a1, b0, b1; ///< term at y: y (a0 - a1 y) / (b0 - b1 y + y^2)
  void add(std::complex<U> const& z, std::complex<U> const& a) {
    a0.push_back(2 * (a.real() * z.real() + a.imag() * z.imag()));
    a1.push_back(2 * a.real());
    b0.push_back(std::norm(z));
    b1.push_back(2 * z.real());
  }
  [[nodiscard]] std::complex<U> sum(std::complex<U> const& y) const {
    U const r = y.real();
    U const i = y.imag();
    U const r2 = r * r - i * i;
    U const i2 = 2 * r * i;
    U re = 0;
    U im = 0;
    for (std::size_t j = 0; j < a0.size(); ++j) {
      U const nr = a0[j] - a1[j] * r;
      U const ni = -a1[j] * i;
      U const dr = b0[j] - b1[j] * r + r2;
      U const di = i2 - b1[j] * i;
      U const f = 1 / (dr * dr + di * di);
      re += (nr * dr + ni * di) * f;
      im += (ni * dr - nr * di) * f;
    }
    return y * std::complex<U>(re, im);
  }
};

template <class U> struct wait_moments {
  U positive; ///< P(W > 0)
  U mean;
  U variance;
};

/// log E exp(y W) = sum + L(y) (1 + share), and log E exp(y W) (1 - E exp(y X)) = sum + L(y) share.
template <class U> struct wait_transform {
  std::complex<U> sum;
  std::complex<U> share;
};

template <class U> class pollaczek {
public:
  using complex = std::complex<U>;

  explicit pollaczek(gamma_walk<U> const& walk) : walk_(walk), decay_(decay_of(walk)) {
    // The side to which the contours bend is the one where the less variable of the two times decays.
    U const angle = std::numbers::pi_v<U> / 8;
    line_.bend = walk.service_scv <= walk.arrival_scv ? angle : -angle;
    line_.center = smaller(walk.saddle(), decay_.rate / 2 + walk.saddle() / 2);
    line_.scale = smaller(line_.widest(line_.center, decay_.rate - line_.center, line_.bend),
                           4 / std::sqrt(walk.curvature(line_.center)));
  }

  [[nodiscard]] gamma_walk<U> const& walk() const { return walk_; }
  [[nodiscard]] decay<U> const& decay_rate() const { return decay_; }
  [[nodiscard]] U bend() const { return line_.bend; }

  [[nodiscard]] wait_moments<U> moments() const {
    U const far = slow_from();
    U log_idle = 0;
    U mean = 0;
    U square = 0;
    complex psi;
    U u = 0;
    for (int j = 0; j < most_nodes; ++j, u = j * step) {
      complex z;
      complex const a = weight(u, z, psi) * (j == 0 ? U(0.5) : U(1));
      U const last = std::abs(z) > far ? U(0.5) : U(1);
      log_idle += last * 2 * a.real();
      mean += 2 * std::real(a / z);
      square += 4 * std::real(a / (z * z));
      if (last < 1) {
        log_idle += slow_tail(psi);
        break;
      }
      if (std::abs(a) <= U(1e-19) * log_idle) { break; }
    }
    return {-std::expm1(-log_idle), mean, square};
  }

  /// Prepares transform() up to |y| = reach. @returns the moments but for the variance
  wait_moments<U> prepare(U reach) {
    U const far = slow_from();
    U const enough = larger(smaller(reach * U(1e17), U(1e72)), smaller(far, U(1e72))); // squares of squares stay finite
    U largest = 0;
    U log_idle = 0;
    U mean = 0;
    bool whole = false; // log_idle has its tail
    even_ = odd_ = {};
    for (int j = 0; j < 2 * most_nodes; ++j) {
      complex z;
      complex psi;
      complex const a = weight(U(j) * step / 2, z, psi) * (j == 0 ? U(0.5) : U(1));
      (j % 2 == 0 ? even_ : odd_).add(z, a);
      if (j % 2 == 0 && !whole) {
        whole = std::abs(z) > far;
        log_idle += whole ? a.real() + slow_tail(psi) : 2 * a.real();
        mean += 2 * std::real(a / z);
      }
      largest = larger(largest, std::abs(a));
      if (std::abs(a) <= U(1e-17) * largest || std::abs(z) > enough) { break; }
    }
    return {-std::expm1(-log_idle), mean, 0};
  }

  /// At a y on either side of the contour.
  [[nodiscard]] wait_transform<U> transform(complex const& y) const {
    complex const u = line_.locate(y) / step;
    U const place = u.real() - std::floor(u.real());
    bool const near_even = place < U(0.25) || place > U(0.75); // a pole is to keep away from the nodes
    complex const sum = near_even ? odd_.sum(y) : even_.sum(y);
    // 1 / (exp(2 pi i u) - 1), for the odd nodes with u moved by half a step
    U const size = -2 * std::numbers::pi_v<U> * u.imag();
    if (size > 40) { return {sum, 0}; }
    if (size < -40) { return {sum, -1}; }
    complex const e = std::polar(std::exp(size), 2 * std::numbers::pi_v<U> * place);
    return {sum, U(1) / ((near_even ? -e : e) - U(1))};
  }

private:
  static constexpr U step = U(contour_step);
  static constexpr int most_nodes = 20000;

  [[nodiscard]] complex weight(U u, complex& z, complex& psi) const {
    complex slope;
    z = line_.at(u, slope);
    psi = walk_.psi(z);
    return step / (2 * std::numbers::pi_v<U>) * pollaczek_log(psi) * (slope / complex(-z.imag(), z.real()));
  }
  /// Where E exp(z X) has become a power of z.
  [[nodiscard]] U slow_from() const {
    U const slower = smaller(walk_.service_scv, walk_.arrival_scv * walk_.interval);
    return U(1e19) / slower;
  }
  /// The integral of L(z) / z from there on, and the end correction of the trapezoid rule.
  [[nodiscard]] U slow_tail(complex const& psi) const {
    U const power = 1 / walk_.service_scv + 1 / walk_.arrival_scv;
    complex const log = pollaczek_log(psi);
    complex const f = U(1) / exp_m1(complex(-psi)); // -dL / d(power u)
    complex const third = f * (U(1) + f) * (U(1) + U(2) * f);
    U const h = step * power;
    complex const all = dilogarithm(log) + h * h * f / U(12) - h * h * h * h * third / U(720);
    return all.imag() / (power * std::numbers::pi_v<U>);
  }

  gamma_walk<U> walk_;
  decay<U> decay_;
  hyperbola<U> line_;
  contour_nodes<U> even_;
  contour_nodes<U> odd_;
};

} // namespace ullage::detail
