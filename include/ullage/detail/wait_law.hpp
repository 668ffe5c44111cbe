// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// P(W > t) and P(W + S > t) behind a gamma_walk.
///
/// With y on a contour between 0 and the decay rate, P(W > t) = 1/(2 pi i) integral of
/// exp(-y t) E exp(y W) / y dy. Where arrivals are the less variable, the contour bends to the right and
/// meets no singularity. Else poles of E exp(y W) are in the way. For short t Lindley's recursion,
///   P(W > t) = P(W + S_n > t) + sum over k < n of P(S_k > t > S_k - the ladder height that follows),
/// splits it into one integrand that is regular to the left and one that is regular to the right. For
/// long t the poles are summed. No term has a kink, so deterministic times are as good as others.

#include <ullage/detail/bounds.hpp>
#include <ullage/detail/pollaczek.hpp>

#include <cmath>
#include <complex>
#include <numbers>

namespace ullage::detail {

template <class U> struct tail_value {
  U log_scale; ///< the tail is value * exp(log_scale)
  U value;
  U slope; ///< the derivative of the tail by t is slope * exp(log_scale)

  void add(tail_value const& other) {
    if (other.log_scale > log_scale) {
      U const f = std::exp(log_scale - other.log_scale);
      *this = {other.log_scale, value * f + other.value, slope * f + other.slope};
    } else {
      U const f = std::exp(other.log_scale - log_scale);
      value += other.value * f;
      slope += other.slope * f;
    }
  }
};

template <class U> class wait_law {
public:
  using complex = std::complex<U>;

  /// @param shortest least t > 0 that will be asked for, in service times
  wait_law(gamma_walk<U> const& walk, U shortest) : engine_(walk), walk_(walk), shortest_(shortest) {
    auto const m = engine_.prepare(400 / shortest + (walk.service_scv > 0 ? 40 / walk.service_scv : U(0)));
    positive_ = m.positive;
    mean_ = m.mean;
  }

  [[nodiscard]] pollaczek<U> const& engine() const { return engine_; }
  [[nodiscard]] U shortest() const { return shortest_; }
  [[nodiscard]] U positive() const { return positive_; } ///< P(W > 0)
  [[nodiscard]] U mean() const { return mean_; }

  /// P(W > t), or with service P(W + S > t), t > 0
  [[nodiscard]] tail_value<U> tail(U t, bool service) const {
    auto const theta = engine_.decay_rate().rate;
    if (engine_.bend() < 0) {
      // A service longer than t would let the integrand grow to the right.
      return service && t < 1 && walk_.service_scv < 1 ? after(t, U(0), service) : direct(t, service);
    }
    U const room = engine_.decay_rate().room;
    U const late = service ? t - 1 / room : t; // what is left for the wait where S is tilted by theta
    U const drift = walk_.slope(theta);        // of the tilted walk
    U const least = service ? U(0) : U(1);
    U n = std::floor(t) + least;
    if (drift > 1) { n = smaller(n, larger(least, std::ceil(late / drift))); }
    if (n > 100 * walk_.arrival_scv) {
      bool const bell = walk_.arrival_scv < U(0.01);
      bool const spread = late * late > 6 * walk_.curvature(theta) || !bell;
      if (late > 0 && spread && room * late > 40 * walk_.service_scv) { return residues(t, service); }
      if (bell) { n = larger(least, std::ceil(late / drift)); }
    }
    tail_value<U> out = after(t, n, service);
    if ((walk_.service_scv > 0 || n > t + 1) && (service ? n : n - 1) >= 1) { out.add(before(t, n, service)); }
    return out;
  }

  /// lim P(W > t) exp(theta t)
  [[nodiscard]] U tail_constant() const {
    auto const [theta, room] = engine_.decay_rate();
    U const a = walk_.arrival_scv * walk_.interval * theta;
    // theta psi'(theta) without the difference 1 - service_scv theta
    U const late = a < 1 ? walk_.interval * (a / (1 + a)) - walk_.gap : 1 - walk_.interval / (1 + a);
    U const x = theta * (walk_.service_scv * theta / room + late);
    return room > 0 ? std::exp(engine_.transform(complex(theta)).sum.real()) / x : U(0);
  }

private:
  static constexpr U pi = std::numbers::pi_v<U>;
  static constexpr int most_nodes = 20000;

  /// 1/(2 pi i) integral of f(y) dy, where f leaves out exp(log_scale).
  template <class F> [[nodiscard]] tail_value<U> integrate(hyperbola<U> const& line, U step, U log_scale, F const& f) const {
    tail_value<U> out{log_scale, 0, 0};
    U largest = 0;
    for (int j = 0; j < most_nodes; ++j) {
      complex slope;
      complex const y = line.at((U(j) + U(0.5)) * step, slope);
      complex const term = f(y) * slope;
      out.value += step / pi * term.imag();
      out.slope -= step / pi * std::imag(y * term);
      U const size = std::abs(term);
      largest = larger(largest, size);
      if (size <= U(1e-16) * largest && size * std::abs(y) <= U(1e-16) * largest * std::abs(line.center)) { break; }
    }
    return out;
  }
  /// The contour of an integrand exp(-y t) E exp(y (services S - arrivals A)) to the left of the pole at
  /// theta: it passes the real axis at the saddle or 2 / t before the pole, and turns at the width of the bell.
  [[nodiscard]] hyperbola<U> left_of_pole(U services, U arrivals, U t, U bend) const {
    U const theta = engine_.decay_rate().rate;
    U const right = theta - smaller(2 / t, theta / 2);
    U const low = smaller(smaller(walk_.saddle(), right), services == arrivals ? walk_.saddle() : U(1));
    U const c = within(walk_.saddle(services, arrivals, t), low, right);
    return narrowed({c, hyperbola<U>::widest(c, theta - c, bend), bend}, services, arrivals, t);
  }
  [[nodiscard]] hyperbola<U> narrowed(hyperbola<U> line, U services, U arrivals, U t) const {
    U const s = 1 / (1 - walk_.service_scv * line.center);
    U const a = walk_.interval / (1 + walk_.arrival_scv * walk_.interval * line.center);
    U const width = services * walk_.service_scv * s * s + arrivals * walk_.arrival_scv * a * a;
    line.scale = smaller(smaller(line.scale, 4 / std::sqrt(width)), 8 / std::abs(t + arrivals * a - services * s));
    return line;
  }
  [[nodiscard]] complex log_transform(complex const& y, complex const& psi) const {
    auto const w = engine_.transform(y);
    return w.share == U(-1) ? w.sum : w.sum + pollaczek_log(psi) * (U(1) + w.share);
  }
  [[nodiscard]] complex serving(complex const& y) const { return gamma_cumulants(U(1), walk_.service_scv, y); }

  /// The contour to the right passes the pole after theta at half its angle, where that pole still counts.
  [[nodiscard]] hyperbola<U> before_next_pole(hyperbola<U> line, U t) const {
    complex pole = engine_.decay_rate().rate;
    if (!next_pole(0, pole) || (pole.real() - line.center) * t > 40) { return line; }
    for (int i = 0; i < 4; ++i) {
      U const angle = -line.bend - line.locate(pole).imag(); // from the imaginary axis
      line.bend = -within(angle / 2, pi / 100, pi / 8);
    }
    return line;
  }
  [[nodiscard]] tail_value<U> direct(U t, bool service) const {
    auto l = left_of_pole(1, service ? 0 : 1, t, engine_.bend());
    l.scale = smaller(l.scale, 8 / t);
    if (l.bend < 0) { l = before_next_pole(l, t); }
    U const step = U(contour_step) * std::abs(l.bend) / (pi / 8);
    U const size = (service ? serving(l.center).real() : U(0)) - l.center * t;
    return integrate(l, step, size, [&](complex const& y) {
      complex const all = log_transform(y, walk_.psi(y));
      return (service ? std::exp(-y * t + all + serving(y) - size) : std::exp(-y * t - size) * exp_m1(all)) / y;
    });
  }

  [[nodiscard]] tail_value<U> after(U t, U n, bool service) const {
    // To the left the arrivals let the integrand grow by exp(n bend^2 / (2 arrival_scv)).
    bool const bell = n > 100 * walk_.arrival_scv && walk_.arrival_scv < U(0.01);
    U const power = bell ? U(0) : n / walk_.arrival_scv;
    U const bend = power > 12 ? smaller(pi / 8, U(1.3) / std::sqrt(power)) : pi / 8;
    U const step = power > 12 ? 2 * pi * bend / (33 + 2 * bend * bend * power) : U(contour_step);
    auto l = left_of_pole(n + (service ? 1 : 0), n, t, bend);
    l.turn = std::pow(walk_.service_scv * l.scale / (U(1.5) * (1 - walk_.service_scv * l.center)), U(2));
    U const size = (service ? serving(l.center).real() : U(0)) + n * walk_.psi(l.center) - l.center * t;
    return integrate(l, step, size, [&](complex const& y) {
      complex const psi = walk_.psi(y);
      return std::exp(-y * t + n * psi + log_transform(y, psi) + (service ? serving(y) : complex(0)) - size) / y;
    });
  }

  [[nodiscard]] tail_value<U> before(U t, U n, bool service) const {
    U const terms = service ? n : n - 1;
    auto const [theta, room] = engine_.decay_rate();
    U const cut = 1 / walk_.service_scv;
    U const first = larger(walk_.saddle(1, service ? 0 : 1, t), smaller(U(1), walk_.saddle()));
    U const far = walk_.service_scv > 0 ? smaller(theta, cut - smaller(cut / 2, 1 / t)) : theta;
    U const c = smaller(first, far);
    U const right = walk_.service_scv == 0 ? 10 * theta : c == theta ? cut * room : cut - c;
    U const bend = -pi / 8;
    auto l = narrowed({c, hyperbola<U>::widest(c, right, bend), bend}, n, n, t);
    l = narrowed(l, 1, service ? 0 : 1, t);
    l.scale = smaller(l.scale, 8 / t);
    U const size = (service ? serving(c).real() : U(0)) - c * t;
    return integrate(l, U(contour_step), size, [&](complex const& y) {
      complex const psi = walk_.psi(y);
      auto const w = engine_.transform(y);
      complex const ladder = w.sum + (w.share == U(0) ? complex(0) : pollaczek_log(psi) * w.share);
      complex const rest = -y * t + ladder + (service ? serving(y) : psi) - size;
      complex const all = terms * psi;
      // Geometric sum of exp(psi), 0 <= k < terms; of its largest term where that may be beyond a double.
      if (all.real() < U(0.5)) { return std::exp(rest) * exp_m1(all) / (exp_m1(psi) * y); }
      return (std::exp(rest - psi) - std::exp(rest + all - psi)) / (exp_m1(complex(-psi)) * y);
    });
  }

  /// The poles of E exp(y W), where psi is 2 pi i m; each gives exp(-y t) E exp(y W) (1 - E exp(y X)) /
  /// (y psi'(y)) there.
  [[nodiscard]] tail_value<U> residues(U t, bool service) const {
    U const theta = engine_.decay_rate().rate;
    tail_value<U> out{-theta * t, 0, 0};
    complex y = theta;
    U largest = 0;
    U size = 0;
    for (int m = 0; m < 200; ++m) {
      complex const slope = walk_.slope(y);
      auto const w = engine_.transform(y);
      complex const all = w.sum + (service ? serving(y) : complex(0));
      if (m == 0) { size = all.real(); }
      complex const term = std::exp((theta - y) * t + all - size) / (y * slope) * (m == 0 ? U(1) : U(2));
      out.value += term.real();
      out.slope -= std::real(y * term);
      largest = larger(largest, std::abs(term));
      if (std::abs(term) < U(1e-18) * largest || !next_pole(m, y)) { break; }
    }
    out.log_scale += size;
    return out;
  }
  /// From the pole m on to the next.
  [[nodiscard]] bool next_pole(int m, complex& y) const {
    constexpr int parts = 4;
    for (int part = 1; part <= parts; ++part) {
      complex const goal(0, 2 * pi * (U(m) + U(part) / parts));
      complex const slope = walk_.slope(y);
      complex const missing = goal - walk_.psi(y);
      y += U(2) * missing / (slope + std::sqrt(slope * slope + U(2) * walk_.curvature(y) * missing));
      for (int i = 0; i < 6; ++i) { y -= (walk_.psi(y) - goal) / walk_.slope(y); }
      if (!(std::abs(walk_.psi(y) - goal) < U(1e-9) * (1 + std::abs(goal))) || !(y.real() > 0) || !(y.imag() > 0)) { return false; }
    }
    return true;
  }

  pollaczek<U> engine_;
  gamma_walk<U> walk_;
  U shortest_;
  U positive_ = 0;
  U mean_ = 0;
};

} // namespace ullage::detail
