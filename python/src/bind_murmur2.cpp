// SPDX-License-Identifier: MIT
// murmur2.hpp

#include "module.hpp"
#include "murmur2.hpp"

#include <ullage/murmur2.hpp>

#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <cstdint>
#include <limits>
#include <string>

namespace ullage_py {

std::string key_bytes(place const& at, py::handle key, int width) {
  if (py::isinstance<py::str>(key) || py::isinstance<py::bytes>(key)) { return key.cast<std::string>(); }
  bool const whole = PyLong_Check(key.ptr()) != 0 || (py::hasattr(key, "__index__") && !PyBool_Check(key.ptr()));
  if (!whole || PyBool_Check(key.ptr())) { refuse_type(at, "a key: str, bytes or int", key); }
  auto const number = py::reinterpret_steal<py::object>(PyNumber_Index(key.ptr()));
  int overflow = 0;
  long long const value = PyLong_AsLongLongAndOverflow(number.ptr(), &overflow);
  bool const fits = overflow == 0 && (width == 64 || (value >= std::numeric_limits<std::int32_t>::min() && value <= std::numeric_limits<std::int32_t>::max()));
  if (!fits) { refuse_value(at, py::str(key), width == 64 ? "must fit into 64 bits" : "must fit into 32 bits (width=64 for a long)"); }
  return width == 64 ? ullage::long_key(value) : ullage::int_key(static_cast<std::int32_t>(value));
}

int key_width(place const& at, py::handle width) {
  auto const bits = to_count(at, to_number(at, width, edge::count));
  if (bits != 32 && bits != 64) { refuse_value(at, std::to_string(bits), "must be 32 or 64"); }
  return static_cast<int>(bits);
}

void bind_murmur2(py::module_& m) {
  m.def("murmur2", [](py::object const& key, py::object const& width) {
    return ullage::murmur2(key_bytes({"murmur2", "key"}, key, key_width({"murmur2", "width"}, width)));
  }, py::arg("key"), py::kw_only(), py::arg("width") = 32,
        "The hash that Kafka's Java client takes of a key, bit for bit (Utils.murmur2): a signed number of 32 bits.\n\n"
        "key: str (UTF-8), bytes, or an int as IntegerSerializer writes it (width=32) or LongSerializer (width=64).\n"
        "Raises TypeError for another key, ValueError for an int that does not fit.");
  m.def("partition_for", [](py::object const& keys, py::object const& partitions, py::object const& width) -> py::object {
    place const at{"partition_for", "keys"};
    auto const count = to_count({"partition_for", "partitions"}, to_number({"partition_for", "partitions"}, partitions, edge::count));
    int const bits = key_width({"partition_for", "width"}, width);
    bool const one = py::isinstance<py::str>(keys) || py::isinstance<py::bytes>(keys) || !py::hasattr(keys, "__iter__");
    if (one) { return py::int_(ullage::partition_for(key_bytes(at, keys, bits), count)); }
    std::vector<std::int64_t> out;
    for (auto const& key : py::iter(keys)) { out.push_back(ullage::partition_for(key_bytes(at, key, bits), count)); }
    return py::array_t<std::int64_t>(static_cast<py::ssize_t>(out.size()), out.data());
  }, py::arg("keys"), py::arg("partitions"), py::kw_only(), py::arg("width") = 32,
        "The partition to which Kafka's Java client sends a key, or an array of them for a sequence of keys.\n\n"
        "Formula: (murmur2(key) & 0x7fffffff) mod partitions. Not monotone in the number of partitions.\n"
        "Raises TypeError for a key that is neither str, bytes nor int, ValueError for partitions < 1.");
}

} // namespace ullage_py
