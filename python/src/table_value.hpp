// SPDX-License-Identifier: MIT
#pragma once
// A small value type from tables of its numbers and of its words.

#include "value.hpp"

#include <string>
#include <utility>
#include <vector>

namespace ullage_py {

/// A field that is one of some words; words[i] stands for the i-th value of its enumeration.
template <class C> struct choice {
  char const* name;
  char const* doc;
  std::vector<std::string> words;
  int (*get)(C const&);
  void (*set)(C&, int);
};

template <auto Member> [[nodiscard]] auto choice_of(char const* name, char const* doc, std::vector<std::string> words) {
  using C = typename detail::member_of<decltype(Member)>::owner;
  using E = typename detail::member_of<decltype(Member)>::type;
  return choice<C>{name, doc, std::move(words), [](C const& x) { return static_cast<int>(x.*Member); },
                   [](C& x, int i) { x.*Member = static_cast<E>(i); }};
}

/// The place of a word among those of a choice.
template <class C> [[nodiscard]] int index_of(choice<C> const& c, place const& at, py::handle value) {
  auto const word = to_word(at, value, c.words);
  int i = 0;
  while (c.words[static_cast<std::size_t>(i)] != word) { ++i; }
  return i;
}
template <class C> [[nodiscard]] py::str word_of(choice<C> const& c, C const& x) {
  return py::str(c.words.at(static_cast<std::size_t>(c.get(x))));
}

/// A field that is an object of a type of its own, or a tuple of such.
template <class C> struct piece {
  char const* name;
  char const* type;
  char const* standard;
  char const* doc;
  py::object (*get)(C const&);
  void (*set)(C&, place const&, py::handle);
};
/// The piece of a member that is a bound value type.
template <auto Member> [[nodiscard]] constexpr auto piece_of(char const* name, char const* type, char const* standard, char const* doc) {
  using C = typename detail::member_of<decltype(Member)>::owner;
  using V = typename detail::member_of<decltype(Member)>::type;
  return piece<C>{name, type, standard, doc, [](C const& x) -> py::object { return py::cast(x.*Member); },
                  [](C& x, place const& at, py::handle given) {
                    x.*Member = need<V>(at, (std::string("a ") + py::type::of<V>().attr("__name__").template cast<std::string>() + "(...)").c_str(), given);
                  }};
}

/// What a value type of a table is called and made of.
template <class R> struct value_table {
  std::string name;
  char const* doc;
  std::vector<field<R>> fields;
  std::vector<choice<R>> choices;
  void (*check)(R const&); ///< refuses a value by name
  char const* tag;         ///< key under which to_dict tells the name, "" for none
  std::vector<piece<R>> pieces = {};
};

/// Binds a type whose fields are numbers, words and objects, each a keyword.
template <class R> py::class_<R> bind_table(py::module_& m, value_table<R> given_table) {
  static value_table<R> const table = std::move(given_table);
  static std::string const name = table.name;
  auto const fields_of = [](R const& x) {
    py::dict out;
    for (auto const& f : table.fields) { out[f.name] = from_number(f.get(x), f.kind); }
    for (auto const& c : table.choices) { out[c.name] = word_of(c, x); }
    for (auto const& p : table.pieces) { out[p.name] = p.get(x); }
    return out;
  };
  value_traits<R> const traits{
      name.c_str(), fields_of,
      [](py::kwargs const& given) {
        R x;
        std::vector<std::string> names;
        for (auto const& f : table.fields) { names.emplace_back(f.name); }
        for (auto const& c : table.choices) { names.emplace_back(c.name); }
        for (auto const& p : table.pieces) { names.emplace_back(p.name); }
        for (auto const& [key, value] : given) {
          auto const word = key.template cast<std::string>();
          bool found = false;
          for (auto const& f : table.fields) {
            if (word == f.name) {
              set_field(f, x, name.c_str(), value);
              found = true;
            }
          }
          for (auto const& c : table.choices) {
            if (word == c.name) {
              c.set(x, value.is_none() ? c.get(R{}) : index_of(c, {name, word}, value));
              found = true;
            }
          }
          for (auto const& p : table.pieces) {
            if (word == p.name) {
              if (!value.is_none()) { p.set(x, {name, word}, value); }
              found = true;
            }
          }
          if (found) { continue; }
          if (names.empty()) { throw py::type_error(name + ": takes no field, but got \"" + word + '"'); }
          refuse_keyword(name, word, names);
        }
        table.check(x);
        return x;
      },
      [](R const& x) {
        py::dict out;
        for (auto const& f : table.fields) {
          if (!(f.get(x) == f.get(R{})) && !from_number(f.get(x), f.kind).is_none()) { out[f.name] = from_number(f.get(x), f.kind); }
        }
        for (auto const& c : table.choices) {
          if (c.get(x) != c.get(R{})) { out[c.name] = word_of(c, x); }
        }
        for (auto const& p : table.pieces) {
          if (!p.get(x).equal(p.get(R{}))) { out[p.name] = p.get(x); }
        }
        return call_text("ul." + name, out);
      },
      table.tag};
  std::vector<parameter> parameters;
  for (auto const& f : table.fields) { parameters.push_back(parameter_of(f)); }
  for (auto const& c : table.choices) { parameters.push_back({c.name, "str", '"' + c.words.at(static_cast<std::size_t>(c.get(R{}))) + '"'}); }
  for (auto const& p : table.pieces) { parameters.push_back({p.name, p.type, p.standard}); }
  auto const head = signature(std::string("__init__(self") + (parameters.empty() ? "" : ", *"), parameters, "None");
  py::class_<R> type(m, name.c_str(), table.doc);
  {
    py::options options;
    options.disable_function_signatures();
    type.def(py::init([make = traits.make](py::args const& more, py::kwargs const& given) {
      refuse_positional(name, more);
      return make(given);
    }), head.c_str());
  }
  for (auto const& f : table.fields) {
    type.def_property_readonly(f.name, [&f](R const& x) { return from_number(f.get(x), f.kind); }, f.doc);
  }
  for (auto const& c : table.choices) {
    type.def_property_readonly(c.name, [&c](R const& x) { return word_of(c, x); }, c.doc);
  }
  for (auto const& p : table.pieces) {
    type.def_property_readonly(p.name, [&p](R const& x) { return p.get(x); }, p.doc);
  }
  bind_value(type, traits);
  return type;
}

} // namespace ullage_py
