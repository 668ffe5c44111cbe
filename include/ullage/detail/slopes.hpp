// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Slopes of a measure in its inputs, by dual numbers, with a look at both sides of the point.

#include <ullage/concepts.hpp>
#include <ullage/detail/require.hpp>
#include <ullage/dual.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace ullage {

/// What one input does to a measure.
template <Real T = double> struct input_slope {
  std::string input = {};
  T at = T(0);               ///< value of the input
  T derivative = unset_v<T>; ///< d measure / d input; nan where it is not defined
  T elasticity = unset_v<T>; ///< d ln measure / d ln input; nan where it is not defined or the measure is 0
  bool defined = false;
  std::string reason = {};   ///< why it is not defined, or in which sense it is; empty: an ordinary derivative
};

/// A measure and its slopes.
template <Real T = double> struct sensitivity_result {
  std::string measure = {};
  T value = T(0);
  std::vector<input_slope<T>> inputs = {};
};

namespace detail {

/// A named number of a model.
template <class M, Real T> struct model_input {
  char const* name;
  T (*at)(M const&);                   ///< nan where the model does not have it
  void (*move)(M&, T const&);          ///< adds to it
  void (*step)(M&, int) = nullptr;     ///< adds a whole number; only for numbers that are whole
};

inline constexpr std::size_t slopes_at_once = 4;

/// How far to the sides the measure is looked at, of the size of the input.
inline constexpr double side_step = 1e-6;

template <Real T> [[nodiscard]] T size_of(T const& x) { return value_of(x) < 0 ? T(-x) : x; }
/// Is a model inside its domain?
template <class M> [[nodiscard]] bool is_valid(M const& model) {
  try {
    validate(model);
    return true;
  } catch (std::domain_error const&) {
    return false;
  }
}
template <Real T> void undefined(input_slope<T>& s, std::string const& reason) {
  s.defined = false;
  s.derivative = unset_v<T>;
  s.elasticity = unset_v<T>;
  s.reason = reason;
}

/// The slope from one side: three points, of third order, toward sign * infinity.
template <Real T, class F> [[nodiscard]] T one_sided(F const& f, T const& y, T const& unit, T const& sign) {
  T const h = sign * unit * T(1e-4);
  T const one = f(h);
  T const two = f(T(2 * h));
  T const four = f(T(4 * h));
  // Two steps of Richardson on (f(h) - f(0))/h.
  T const a = (one - y) / h;
  T const b = (two - y) / (2 * h);
  T const c = (four - y) / (4 * h);
  T const ab = 2 * a - b;
  T const bc = 2 * b - c;
  return (4 * ab - bc) / 3;
}

/// Is `d` a slope in the sense of the two one-sided difference quotients? Says what is wrong if not.
/// @param y the measure at the point
/// @param f the measure at a distance from the point
/// @param below may the input be smaller?
/// @param above may it be larger?
template <Real T, class F>
void look_at_sides(input_slope<T>& s, T const& y, F const& f, bool below, bool above) {
  T const unit = value_of(s.at) == 0 ? T(1) : size_of(s.at);
  T const h = unit * T(side_step);
  // Rounding of the measure, and a thousandth of the slope.
  T const noise = size_of(y) * T(1e-12) / h;
  auto const close = [&](T const& a, T const& b) {
    T const larger_one = value_of(size_of(a)) > value_of(size_of(b)) ? size_of(a) : size_of(b);
    return value_of(size_of(T(a - b))) <= value_of(T(larger_one * T(1e-3) + noise));
  };
  auto const quotient = [&](T const& step) { return T((f(step) - y) / step); };
  T const right = above ? quotient(h) : T(0);
  T const left = below ? quotient(T(-h)) : T(0);
  bool const finite = (!above || is_finite(right)) && (!below || is_finite(left));
  if (!finite) { return undefined(s, "the measure is infinite next to this value"); }
  if (!below || !above) {
    T const side = above ? right : left;
    std::string const where = above ? "from above" : "from below";
    if (is_finite(s.derivative) && close(side, s.derivative)) {
      s.reason = "one-sided, " + where;
      return;
    }
    // A model that is switched off at 0 has no slope of its own there.
    T const slope = one_sided(f, y, unit, above ? T(1) : T(-1));
    if (!is_finite(slope) || !close(side, slope)) { return undefined(s, "the measure jumps at this value"); }
    s.derivative = slope;
    s.reason = "one-sided, " + where + ", by differences";
    return;
  }
  bool const same = close(left, right);
  if (same && is_finite(s.derivative) && close(left, s.derivative)) { return; }
  bool const left_is_steeper = value_of(size_of(left)) > value_of(size_of(right));
  T const steep = left_is_steeper ? left : right;
  T const nearer = quotient(T(left_is_steeper ? -h / 4 : h / 4));
  if (!same && value_of(size_of(nearer)) > 2 * value_of(size_of(steep))) { return undefined(s, "the measure jumps at this value"); }
  if (!same) { return undefined(s, "kink: slope " + show(left) + " below and " + show(right) + " above"); }
  undefined(s, "the slope " + show(s.derivative) + " of the branch differs from the difference quotient " + show(right));
}

/// A number that is whole has a slope in formulas that take it as a real one. It is worth something where one more and
/// one less change the measure in its direction, and by about as much.
template <Real T, class F> void look_at_steps(input_slope<T>& s, T const& y, F const& f) {
  s.reason = "continuous relaxation: this is a whole number";
  T const noise = size_of(y) * T(1e-12);
  std::string steps;
  bool fits = true;
  bool any = false;
  for (int const by : {-1, 1}) {
    auto const there = f(by);
    if (!there) { continue; }
    any = true;
    T const change = T(by) * (*there - y);
    bool const none = value_of(size_of(change)) <= value_of(noise) && value_of(size_of(s.derivative)) <= value_of(noise);
    T const ratio = s.derivative / change;
    fits = fits && is_finite(change) && (none || (value_of(ratio) > 0.25 && value_of(ratio) < 4));
    steps += std::string(steps.empty() ? "" : ", ") + (by < 0 ? "one less makes it " : "one more makes it ") + show(*there);
  }
  if (!any) {
    undefined(s, "neither one more nor one less can be had");
  } else if (!fits) {
    undefined(s, "a whole number that acts in jumps: " + steps);
  }
}

/// The slope of a smooth function at 0: central differences at three distances, extrapolated twice.
template <Real T, class F> [[nodiscard]] T central_slope(F const& f, T const& unit) {
  auto const at = [&](int k) {
    T const h = unit * T(k) * T(1e-3);
    return T((f(h) - f(T(-h))) / (2 * h));
  };
  T const one = at(1);
  T const two = at(2);
  T const near = (4 * one - two) / 3;
  T const far = (4 * two - at(4)) / 3;
  return (16 * near - far) / 15;
}
inline constexpr char const* by_differences = "by differences: the measure is an inverted transform or a chain";

/// The measure and its slopes.
/// @param smooth can the measure be had in dual numbers? Else its slopes are those of differences.
/// @param evaluate (model in any scalar type) -> measure
/// @param convert (type) -> the model with constants of that type
/// @param may_move (model) -> is it inside its domain, where the measure may be asked?
template <Real T, class Model, class DualModel, class Evaluate, class Convert, class Allowed>
[[nodiscard]] sensitivity_result<T> slopes_of(Model const& model, std::vector<model_input<Model, T>> const& plain_inputs,
                                              std::vector<model_input<DualModel, dual<T, slopes_at_once>>> const& dual_inputs,
                                              bool smooth, Evaluate const& evaluate, Convert const& convert, Allowed const& may_move) {
  using D = dual<T, slopes_at_once>;
  sensitivity_result<T> out;
  out.value = evaluate(model);
  bool const finite = is_finite(out.value);
  for (auto const& input : plain_inputs) {
    input_slope<T> s;
    s.input = input.name;
    s.at = input.at(model);
    out.inputs.push_back(std::move(s));
  }
  for (std::size_t first = 0; smooth && finite && first < plain_inputs.size(); first += slopes_at_once) {
    DualModel moved = convert(model);
    bool any = false;
    for (std::size_t k = 0; k < slopes_at_once && first + k < plain_inputs.size(); ++k) {
      if (!is_finite(out.inputs[first + k].at)) { continue; }
      dual_inputs[first + k].move(moved, variable<slopes_at_once>(T(0), k));
      any = true;
    }
    if (!any) { continue; }
    D const y = evaluate(moved);
    for (std::size_t k = 0; k < slopes_at_once && first + k < plain_inputs.size(); ++k) { out.inputs[first + k].derivative = y.partials[k]; }
  }
  for (std::size_t i = 0; i < plain_inputs.size(); ++i) {
    auto& s = out.inputs[i];
    auto const& input = plain_inputs[i];
    if (is_nan(s.at)) {
      undefined(s, "the pipeline has no such number");
      continue;
    }
    if (!is_finite(s.at)) {
      undefined(s, "the input is infinite");
      continue;
    }
    if (!finite) {
      undefined(s, "the measure is infinite");
      continue;
    }
    auto const shifted = [&](T const& step) {
      Model at = model;
      input.move(at, step);
      return at;
    };
    T const unit = value_of(s.at) == 0 ? T(1) : size_of(s.at);
    auto const measured = [&](T const& step) { return T(evaluate(shifted(step))); };
    if (!smooth && value_of(s.at) > 0 && may_move(shifted(T(unit * T(4e-3)))) && may_move(shifted(T(unit * T(-4e-3))))) {
      s.derivative = central_slope(measured, unit);
    }
    s.defined = is_finite(s.derivative);
    if (!s.defined) { undefined(s, "the derivative is infinite"); }
    if (input.step && s.defined) {
      look_at_steps(s, out.value, [&](int by) {
        Model at = model;
        input.step(at, by);
        return may_move(at) ? std::optional<T>(evaluate(at)) : std::optional<T>();
      });
    } else if (!input.step) {
      // The widest step that is looked at: four of one_sided.
      T const widest = unit * T(4e-4);
      bool const below = value_of(s.at) > 0 && may_move(shifted(T(-unit * T(side_step))));
      bool const above = may_move(shifted(below ? T(unit * T(side_step)) : widest));
      bool const was = s.defined;
      s.defined = true;
      bool const movable = below || above;
      if (!movable || (!above && !may_move(shifted(T(-widest))))) {
        undefined(s, "the input can not be moved");
      } else {
        if (!was) { s.derivative = unset_v<T>; s.reason.clear(); }
        look_at_sides(s, out.value, measured, below, above);
        if (!smooth && s.defined && s.reason.empty()) { s.reason = by_differences; }
      }
    }
    if (s.defined && value_of(out.value) != 0) { s.elasticity = s.derivative * (s.at / out.value); }
    if (!is_finite(s.elasticity)) { s.elasticity = unset_v<T>; }
  }
  return out;
}

} // namespace detail

/// Value and gradient of a function of N numbers.
/// @param f (std::array<dual<T, N>, N>) -> dual<T, N>, for example a measure of a model that is made of them
template <std::size_t N, Real T, class F> [[nodiscard]] dual<T, N> gradient(F const& f, std::array<T, N> const& at) {
  std::array<dual<T, N>, N> x;
  for (std::size_t i = 0; i < N; ++i) { x[i] = variable<N>(at[i], i); }
  return f(x);
}

} // namespace ullage
