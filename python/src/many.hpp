// SPDX-License-Identifier: MIT
#pragma once
// Value types whose fields may be arrays: one object stands for a whole array of values. Everything
// comes from one table of columns: constructor, properties, ==, hash, repr, pickle.

#include "broadcast.hpp"
#include "field.hpp"
#include "value.hpp"

#include <cstddef>
#include <functional>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace ullage_py {

/// Sets a field of the k-th value from what was given.
template <class T> using setter = std::function<void(T&, std::size_t k)>;

/// A field: a number or an array of them, or with `read` an object of its own kind.
template <class T> struct column {
  char const* name;
  edge kind;
  char const* doc;
  double (*get)(T const&) = nullptr;
  void (*set)(T&, double) = nullptr;
  double most = std::numeric_limits<double>::infinity();
  char const* type = ""; ///< of an object, for the signature
  /// May put `given` into the form in which it is kept; `shape` stays empty for a single object.
  setter<T> (*read)(place const& at, py::object& given, extents& shape) = nullptr;
};

template <auto Member> [[nodiscard]] constexpr auto column_of(char const* name, edge kind, char const* doc) {
  using C = typename detail::member_of<decltype(Member)>::owner;
  using T = typename detail::member_of<decltype(Member)>::type;
  auto const f = field_of<Member>(name, kind, doc);
  double const most = std::is_integral_v<T> ? std::min(double(std::numeric_limits<T>::max()), 9007199254740992.0) : std::numeric_limits<double>::infinity();
  return column<C>{.name = name, .kind = kind, .doc = doc, .get = f.get, .set = f.set, .most = most};
}

/// What was given for one column: a number, or an array that is broadcast with the others.
struct slot {
  py::object given;
  bool scalar = true;
  double value = 0;
  py::object array;             ///< of double, contiguous
  double const* data = nullptr; ///< its numbers

  void hold(numbers const& x) {
    array = x;
    data = x.data();
  }

  /// Reads a number or an array of them.
  void read(char const* function, char const* field, py::handle x, edge kind, double most);
  /// Stands for the places in an array of objects.
  void count_places(extents const& shape);
};

/// Broadcasts the arrays among the slots. @returns the common shape
[[nodiscard]] extents spread(std::vector<slot>& slots);
[[nodiscard]] std::size_t size_of(extents const& shape);
[[nodiscard]] py::tuple shape_tuple(extents const& shape);
/// Refuses whole numbers that are not, by index.
void require_counts(place const& at, numbers const& x, double most = 9007199254740992.0);
/// Keywords that no column has are refused by the nearest one.
void refuse_unknown(std::string const& function, py::kwargs const& given, std::vector<std::string> const& names);
/// Python code of a field: numbers, lists of them (long ones by their shape), objects.
[[nodiscard]] std::string field_code(py::handle x);
[[nodiscard]] py::object plain_field(py::handle x);

/// An array of values with the fields as they were given. A single value has an empty shape.
template <class T> struct many {
  std::vector<T> items;
  extents shape;
  std::vector<py::object> given;

  friend bool operator==(many const& a, many const& b) { return a.shape == b.shape && a.items == b.items; }
};

/// How a value is checked, for types whose check has another name.
template <class T> struct checker {
  static void check(T const& x) { validate(x); }
};

template <class T> [[nodiscard]] many<T> make_many(char const* name, std::span<column<T> const> columns, py::kwargs const& given) {
  std::vector<slot> slots(columns.size());
  std::vector<setter<T>> from_object(columns.size());
  T one{};
  py::ssize_t used = 0;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    auto const& c = columns[i];
    PyObject* const found = PyDict_GetItemString(given.ptr(), c.name);
    used += found != nullptr ? 1 : 0;
    if (c.read != nullptr) {
      extents shape;
      slots[i].given = found != nullptr ? py::reinterpret_borrow<py::object>(found) : py::object(py::none());
      from_object[i] = c.read({name, c.name}, slots[i].given, shape);
      if (shape.empty()) {
        from_object[i](one, 0);
      } else {
        slots[i].count_places(shape);
      }
    } else if (found == nullptr || found == Py_None) {
      slots[i].given = from_number(c.get(one), c.kind);
    } else {
      slots[i].read(name, c.name, found, c.kind, c.most);
      if (slots[i].scalar) { c.set(one, slots[i].value); }
    }
  }
  if (used != static_cast<py::ssize_t>(py::len(given))) {
    std::vector<std::string> names;
    for (auto const& c : columns) { names.emplace_back(c.name); }
    refuse_unknown(name, given, names);
  }
  many<T> out;
  out.shape = spread(slots);
  auto const size = size_of(out.shape);
  out.items.assign(size, one);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    out.given.push_back(slots[i].given);
    if (slots[i].scalar) { continue; }
    double const* const from = slots[i].data;
    for (std::size_t k = 0; k < size; ++k) {
      if (from_object[i]) {
        from_object[i](out.items[k], static_cast<std::size_t>(from[k]));
      } else {
        columns[i].set(out.items[k], from[k]);
      }
    }
  }
  if (out.shape.empty()) {
    checker<T>::check(out.items[0]);
  } else {
    for_each_element(size, out.shape, [&](std::size_t k) { checker<T>::check(out.items[k]); });
  }
  return out;
}

/// The signature of the constructor, as the first line of its docstring.
template <class T> [[nodiscard]] std::string init_signature(std::span<column<T> const> columns) {
  std::vector<parameter> all;
  for (auto const& c : columns) {
    if (c.read != nullptr) {
      all.push_back({c.name, c.type, "None"});
    } else {
      auto const standard = from_number(c.get(T{}), c.kind);
      all.push_back({c.name, type_text(c.kind) + " | numpy.ndarray", standard.is_none() ? "None" : code(standard)});
    }
  }
  return signature("__init__(self, *", all, "None");
}

template <class T> [[nodiscard]] py::dict fields_of(std::span<column<T> const> columns, many<T> const& x) {
  py::dict out;
  for (std::size_t i = 0; i < columns.size(); ++i) { out[columns[i].name] = x.given[i]; }
  return out;
}

/// Fields that are not those of a new object.
template <class T> [[nodiscard]] std::string repr_of(char const* name, std::span<column<T> const> columns, many<T> const& x) {
  std::string out;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    auto const& c = columns[i];
    if (c.get != nullptr && !py::isinstance<py::array>(x.given[i]) && from_number(c.get(T{}), c.kind).equal(x.given[i])) { continue; }
    out += (out.empty() ? "" : ", ") + std::string(c.name) + "=" + field_code(x.given[i]);
  }
  return std::string("ul.") + name + "(" + out + ")";
}

/// Equal objects have equal hashes: of the shape and the numbers of the first and the last value.
template <class T> [[nodiscard]] py::ssize_t hash_of(char const* name, std::span<column<T> const> columns, many<T> const& x) {
  py::list all;
  all.append(name);
  all.append(shape_tuple(x.shape));
  for (auto const& c : columns) {
    if (c.get == nullptr || x.items.empty()) { continue; }
    all.append(c.get(x.items.front()));
    all.append(c.get(x.items.back()));
  }
  return py::hash(py::tuple(all));
}

/// Binds a class whose member `data` is a many<T>.
template <class T, class Class, class... Options>
void bind_many(py::class_<Class, Options...>& type, char const* name, std::span<column<T> const> columns, std::string const& doc) {
  {
    py::options options;
    options.disable_function_signatures();
    type.def(py::init([name, columns](py::args const& more, py::kwargs const& given) {
      refuse_positional(name, more);
      return Class{make_many<T>(name, columns, given)};
    }), (init_signature(columns) + doc).c_str());
  }
  for (std::size_t i = 0; i < columns.size(); ++i) {
    type.def_property_readonly(columns[i].name, [i](Class const& x) { return x.data.given[i]; }, columns[i].doc);
  }
  type.def("__eq__", [](Class const& a, py::object const& b) -> py::object {
    if (!py::isinstance<Class>(b)) { return py::reinterpret_borrow<py::object>(Py_NotImplemented); }
    return py::bool_(a.data == b.cast<Class const&>().data);
  }, py::arg("other"));
  type.def("__hash__", [name, columns](Class const& x) { return hash_of(name, columns, x.data); });
  type.def("__repr__", [name, columns](Class const& x) { return repr_of(name, columns, x.data); });
  type.def("to_dict", [name, columns](Class const& x) {
    py::dict out;
    out["model"] = name;
    for (std::size_t i = 0; i < columns.size(); ++i) { out[columns[i].name] = plain_field(x.data.given[i]); }
    return out;
  }, "The fields as plain values by name, arrays as lists; \"model\" is the name of the type.");
  type.def("__rich_repr__", [columns](Class const& x) {
    py::list out;
    for (std::size_t i = 0; i < columns.size(); ++i) { out.append(py::make_tuple(columns[i].name, x.data.given[i])); }
    return out;
  });
  type.def("_repr_html_", [name, columns](Class const& x) {
    return py::module_::import("ullage._html").attr("of_fields")(name, fields_of(columns, x.data));
  });
  type.def(py::pickle([columns](Class const& x) { return py::make_tuple(pickle_format, fields_of(columns, x.data)); },
                      [name, columns](py::tuple const& state) {
                        check_format(name, state);
                        return Class{make_many<T>(name, columns, py::reinterpret_borrow<py::kwargs>(state[1]))};
                      }));
}

} // namespace ullage_py
