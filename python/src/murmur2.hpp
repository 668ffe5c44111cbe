// SPDX-License-Identifier: MIT
#pragma once
// Keys as a Kafka producer writes them.

#include "convert.hpp"

#include <string>

namespace ullage_py {

/// The bytes of a key: str as UTF-8, bytes, int as Java writes one of that width (32 or 64).
[[nodiscard]] std::string key_bytes(place const& at, py::handle key, int width);
[[nodiscard]] int key_width(place const& at, py::handle width);

} // namespace ullage_py
