// SPDX-License-Identifier: MIT
#pragma once
// Functions of numbers over arrays, broadcast like NumPy; the GIL is released while they run.

#include "convert.hpp"
#include "loop.hpp"

#include <array>
#include <cstddef>

namespace ullage_py {

struct argument {
  char const* name;
  edge kind;
  py::object const& value;
};

[[nodiscard]] inline extents shape_of(py::array const& a) { return {a.shape(), a.shape() + a.ndim()}; }

/// f at every point of the broadcast arguments: a float for scalars, else an array.
template <std::size_t N, class F>
[[nodiscard]] py::object broadcast(char const* function, std::array<argument, N> const& given, F const& f) {
  std::array<double, N> x{};
  bool scalar = true;
  for (auto const& a : given) { scalar = scalar && is_scalar(a.value); }
  if (scalar) {
    for (std::size_t i = 0; i < N; ++i) { x[i] = to_number(function, given[i].name, given[i].value, given[i].kind); }
    return py::float_(f(x));
  }
  py::list all;
  for (auto const& a : given) { all.append(to_numbers({function, a.name}, a.value, a.kind)); }
  auto const spread = py::module_::import("numpy").attr("broadcast_arrays")(*all);
  std::array<numbers, N> in;
  std::array<double const*, N> from{};
  for (std::size_t i = 0; i < N; ++i) {
    in[i] = numbers(py::reinterpret_borrow<py::object>(spread[py::int_(i)]));
    from[i] = in[i].data();
  }
  auto const shape = shape_of(in[0]);
  py::array_t<double> out(shape);
  double* const to = out.mutable_data();
  for_each_element(static_cast<std::size_t>(out.size()), shape, [&](std::size_t k) {
    std::array<double, N> at{};
    for (std::size_t i = 0; i < N; ++i) { at[i] = from[i][k]; }
    to[k] = f(at);
  });
  return out;
}

/// f of one argument, a time unless another kind is named.
template <class F> [[nodiscard]] py::object over(char const* function, char const* name, py::object const& t, F const& f, edge kind = edge::time) {
  return broadcast<1>(function, {{{name, kind, t}}}, [&](auto const& x) { return f(x[0]); });
}

} // namespace ullage_py
