// SPDX-License-Identifier: MIT
#pragma once
// Laws of drain times: those that are made of others hold one type of law each.

#include "field.hpp"

#include <ullage/drain.hpp>

#include <type_traits>
#include <variant>

namespace ullage_py {

using mixture_t = std::variant<ullage::drain_mixture<ullage::borel_tanner<double>>, ullage::drain_mixture<ullage::drain_law<double>>>;
using last_t = std::variant<ullage::last_drain<ullage::borel_tanner<double>>, ullage::last_drain<ullage::random_borel_tanner<double>>,
                            ullage::last_drain<ullage::inverse_gaussian<double>>, ullage::last_drain<ullage::drain_law<double>>,
                            ullage::last_drain<ullage::drain_mixture<ullage::borel_tanner<double>>>>;
struct mixture_value {
  mixture_t law;
};
struct last_value {
  last_t law;
};

/// What a composed law is made of.
template <class Law> struct drain_element;
template <class Law> struct drain_element<ullage::drain_mixture<Law>> {
  using type = Law;
};
template <class Law> struct drain_element<ullage::last_drain<Law>> {
  using type = Law;
};
template <class Law> inline constexpr bool is_mixture = false;
template <class Law> inline constexpr bool is_mixture<ullage::drain_mixture<Law>> = true;

/// A law from its object in Python, and back.
template <class Law> [[nodiscard]] bool holds_law(py::handle x) {
  if constexpr (is_mixture<Law>) {
    return py::isinstance<mixture_value>(x) && std::holds_alternative<Law>(x.cast<mixture_value const&>().law);
  } else {
    return py::isinstance<Law>(x);
  }
}
template <class Law> [[nodiscard]] Law take_law(py::handle x) {
  if constexpr (is_mixture<Law>) {
    return std::get<Law>(x.cast<mixture_value const&>().law);
  } else {
    return x.cast<Law>();
  }
}
template <class Law> [[nodiscard]] py::object give_law(Law const& x) {
  if constexpr (is_mixture<Law>) {
    return py::cast(mixture_value{x});
  } else {
    return py::cast(x);
  }
}

/// drain_mean, drain_tail and their kin.
void bind_drain_questions(py::module_& m);

} // namespace ullage_py
