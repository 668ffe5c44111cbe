// SPDX-License-Identifier: MIT
#pragma once
// One table of fields per value type: names, kinds and how to get and set them.

#include "convert.hpp"

#include <cmath>
#include <limits>
#include <type_traits>

namespace ullage_py {

/// A scalar field of C. A nan stands for "not set" and is None in Python.
template <class C> struct field {
  char const* name;
  edge kind;
  char const* doc;
  double (*get)(C const&);
  void (*set)(C&, double);
  double most = 9007199254740992.0; ///< size of a whole number that fits
};

namespace detail {
template <class M> struct member_of;
template <class C, class T> struct member_of<T C::*> {
  using owner = C;
  using type = T;
};
} // namespace detail

/// The table entry of a member.
template <auto Member> [[nodiscard]] constexpr auto field_of(char const* name, edge kind, char const* doc) {
  using C = typename detail::member_of<decltype(Member)>::owner;
  using T = typename detail::member_of<decltype(Member)>::type;
  return field<C>{name, kind, doc,
                  [](C const& x) { return double(x.*Member); }, [](C& x, double v) { x.*Member = static_cast<T>(v); },
                  std::is_integral_v<T> && sizeof(T) < sizeof(long long) ? double(std::numeric_limits<T>::max()) : 9007199254740992.0};
}

[[nodiscard]] inline py::object from_number(double v, edge kind) {
  if (std::isnan(v)) { return py::none(); }
  if (kind == edge::count && std::isfinite(v)) { return py::int_(static_cast<long long>(v)); }
  return py::float_(v);
}

/// Sets a field from what a caller wrote; None is the default of the type.
template <class C> void set_field(field<C> const& f, C& x, char const* function, py::handle value) {
  if (value.is_none()) {
    f.set(x, f.get(C{}));
    return;
  }
  place const at{function, f.name};
  double const v = to_number(at, value, f.kind);
  if (f.kind == edge::count && std::fabs(v) > f.most && f.most < 9007199254740992.0) {
    refuse_value(at, ullage::detail::show(v), "must be a whole number within " + ullage::detail::show(f.most));
  }
  f.set(x, f.kind == edge::count ? double(to_count(at, v)) : v);
}

/// An object of a bound type, or a TypeError by name.
template <class T> [[nodiscard]] T const& need(place const& at, char const* what, py::handle x) {
  if (!py::isinstance<T>(x)) { refuse_type(at, what, x); }
  return x.cast<T const&>();
}

} // namespace ullage_py
