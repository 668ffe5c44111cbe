// SPDX-License-Identifier: MIT
#pragma once
// Laws of the service time in Python.

#include "many.hpp"

#include <ullage/service.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace ullage_py {

using law_t = ullage::service_law<double>;

/// A law, or an array of laws of one type.
class law_base {
public:
  law_base() = default;
  law_base(law_base const&) = default;
  law_base(law_base&&) = default;
  law_base& operator=(law_base const&) = default;
  law_base& operator=(law_base&&) = default;
  virtual ~law_base() = default;

  [[nodiscard]] virtual extents const& shape() const = 0;
  [[nodiscard]] virtual law_t at(std::size_t k) const = 0;
};

/// f of each law: a float, or an array.
template <class F> [[nodiscard]] py::object over_laws(law_base const& laws, F const& f) {
  auto const& shape = laws.shape();
  if (shape.empty()) { return py::float_(f(laws.at(0))); }
  py::array_t<double> out(shape);
  double* const to = out.mutable_data();
  for_each_element(size_of(shape), shape, [&](std::size_t k) { to[k] = f(laws.at(k)); });
  return out;
}

/// One law, not an array.
[[nodiscard]] inline law_t to_law(place const& at, py::handle x) {
  auto const& law = need<law_base>(at, "a service law such as gamma_service(mean=3, scv=0.5)", x);
  if (!law.shape().empty()) { refuse_value(at, "an array of laws", "must be one law"); }
  return law.at(0);
}

/// Reads a field that is a law, or an array of laws.
template <class M, law_t M::* Member> [[nodiscard]] setter<M> read_law(place const& at, py::object& given, extents& shape) {
  auto const& laws = need<law_base>(at, "a service law such as gamma_service(mean=3, scv=0.5)", given);
  shape = laws.shape();
  return [&laws](M& x, std::size_t k) { x.*Member = laws.at(k); };
}

/// Keeps an array of numbers as it was given: a read-only array of double.
[[nodiscard]] numbers keep_numbers(place const& at, py::object& given, edge kind);

/// Reads a field that is a list of numbers, or a matrix in rows.
template <class M, std::vector<double> M::* Member, edge Kind> [[nodiscard]] setter<M> read_numbers(place const& at, py::object& given, extents& /*shape*/) {
  std::vector<double> values;
  if (!given.is_none()) {
    auto const own = keep_numbers(at, given, Kind);
    values.assign(own.data(), own.data() + own.size());
  }
  return [values](M& x, std::size_t) { x.*Member = values; };
}

template <auto Member, edge Kind> [[nodiscard]] constexpr auto numbers_column(char const* name, char const* doc) {
  using M = typename detail::member_of<decltype(Member)>::owner;
  return column<M>{.name = name, .kind = Kind, .doc = doc, .type = "numpy.ndarray", .read = &read_numbers<M, Member, Kind>};
}

} // namespace ullage_py
