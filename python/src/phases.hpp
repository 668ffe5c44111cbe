// SPDX-License-Identifier: MIT
#pragma once
// Phase-type laws and Markovian arrivals in Python.

#include "service.hpp"

#include <ullage/queue/map.hpp>
#include <ullage/queue/ph.hpp>

#include <array>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ullage_py {

using phase_t = ullage::phase_type<double>;
using arrivals_t = ullage::markov_arrivals<double>;

struct phase_value {
  many<phase_t> data;
};
struct arrivals_value {
  many<arrivals_t> data;
};

/// A square matrix from its rows.
[[nodiscard]] py::object matrix(std::vector<double> const& rows);
[[nodiscard]] phase_value to_python(phase_t const& law);
[[nodiscard]] arrivals_value to_python(arrivals_t const& arrivals);

template <class M, phase_t M::* Member> [[nodiscard]] setter<M> read_phases(place const& at, py::object& given, extents& /*shape*/) {
  auto const& law = need<phase_value>(at, "a phase_type such as fit_ph(mean=3, scv=0.5)", given).data.items[0];
  return [&law](M& x, std::size_t) { x.*Member = law; };
}
template <class M, arrivals_t M::* Member> [[nodiscard]] setter<M> read_arrivals(place const& at, py::object& given, extents& /*shape*/) {
  auto const& arrivals = need<arrivals_value>(at, "markov_arrivals such as poisson_map(0.2)", given).data.items[0];
  return [&arrivals](M& x, std::size_t) { x.*Member = arrivals; };
}

} // namespace ullage_py
