// SPDX-License-Identifier: MIT
#pragma once
// Value types from one table of fields: keyword-only constructor, read-only properties, ==, hash,
// a repr that evaluates back, pickle.

#include "field.hpp"

#include <cmath>
#include <string>
#include <vector>

namespace ullage_py {

/// Python code of a number.
[[nodiscard]] inline std::string code(py::handle x) {
  if (PyFloat_Check(x.ptr()) && std::isinf(PyFloat_AS_DOUBLE(x.ptr()))) {
    return PyFloat_AS_DOUBLE(x.ptr()) > 0 ? "float(\"inf\")" : "-float(\"inf\")";
  }
  return py::repr(x).cast<std::string>();
}

[[nodiscard]] inline std::string call_text(std::string const& head, py::dict const& arguments) {
  std::string out = head + "(";
  bool first = true;
  for (auto const& [name, value] : arguments) {
    out += (first ? "" : ", ") + name.cast<std::string>() + "=" + code(value);
    first = false;
  }
  return out + ")";
}

/// A keyword-only signature, as the first line of a docstring.
struct parameter {
  std::string name;
  std::string type;
  std::string standard;
};
[[nodiscard]] inline std::string signature(std::string const& head, std::vector<parameter> const& all, std::string const& result) {
  std::string out = head;
  for (auto const& p : all) { out += ", " + p.name + ": " + p.type + " = " + p.standard; }
  return out + ") -> " + result + "\n\n";
}
[[nodiscard]] inline std::string type_text(edge kind) {
  return kind == edge::time ? "float | str | datetime.timedelta" : kind == edge::bytes ? "float | str" : kind == edge::count ? "int" : "float";
}
template <class C> [[nodiscard]] parameter parameter_of(field<C> const& f) {
  auto const type = type_text(f.kind);
  auto const standard = from_number(f.get(C{}), f.kind);
  bool const unset = standard.is_none();
  return {f.name, type + (unset ? " | None" : ""), unset ? "None" : code(standard)};
}

/// A dict whose values with a to_dict of their own are plain too.
[[nodiscard]] inline py::dict plain(py::dict const& values) {
  py::dict out;
  for (auto const& [name, value] : values) { out[name] = py::hasattr(value, "to_dict") ? value.attr("to_dict")() : py::reinterpret_borrow<py::object>(value); }
  return out;
}

/// The entries of a that b has differently.
[[nodiscard]] inline py::dict difference(py::dict const& a, py::dict const& b) {
  py::dict out;
  for (auto const& [name, value] : a) {
    if (!b.contains(name) || !py::reinterpret_borrow<py::object>(b[name]).equal(value)) { out[name] = value; }
  }
  return out;
}

/// What a value type is in Python.
template <class T> struct value_traits {
  char const* name;
  py::dict (*fields)(T const&);      ///< every field by name; make(fields(x)) == x
  T (*make)(py::kwargs const&);      ///< from keywords, validated
  std::string (*repr)(T const&);
  char const* tag = "";              ///< key under which to_dict tells the name of the type, "" for none
};

inline constexpr int pickle_format = 1;

/// Refuses a pickle of another format.
inline void check_format(std::string const& name, py::tuple const& state) {
  if (state.size() != 2 || !py::int_(pickle_format).equal(state[0])) {
    throw py::value_error(name + ": this pickle has a format that this version of ullage does not know");
  }
}

/// ==, hash, repr and pickle of a value type.
template <class T, class... Options> void bind_value(py::class_<T, Options...>& type, value_traits<T> const& traits) {
  auto const fields = traits.fields;
  auto const name = std::string(traits.name);
  type.def("__eq__", [fields](T const& a, py::object const& b) -> py::object {
    if (!py::isinstance<T>(b)) { return py::reinterpret_borrow<py::object>(Py_NotImplemented); }
    return py::bool_(fields(a).equal(fields(b.cast<T const&>())));
  }, py::arg("other"));
  type.def("__hash__", [fields](T const& a) { return py::hash(py::tuple(fields(a).attr("values")())); });
  type.def("__repr__", traits.repr);
  type.def("to_dict", [fields, name, tag = std::string(traits.tag)](T const& a) {
    py::dict out;
    if (!tag.empty()) { out[py::str(tag)] = name; }
    out.attr("update")(plain(fields(a)));
    return out;
  }, "The fields as plain values by name; what is not set is None.");
  type.def("__rich_repr__", [fields](T const& a) {
    py::list out;
    auto const standard = fields(T{});
    for (auto const& [key, value] : fields(a)) { out.append(py::make_tuple(key, value, standard[key])); }
    return out;
  });
  type.def("_repr_html_", [](py::object const& a) { return py::module_::import("ullage._html").attr("of_value")(a); });
  type.def(py::pickle([fields](T const& a) { return py::make_tuple(pickle_format, fields(a)); },
                      [make = traits.make, name](py::tuple const& state) {
                        check_format(name, state);
                        return make(py::reinterpret_borrow<py::kwargs>(state[1]));
                      }));
}

} // namespace ullage_py
