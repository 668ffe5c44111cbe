// SPDX-License-Identifier: MIT
#pragma once
// The parts of a pipeline that are values of their own, from an object or from a word.

#include "field.hpp"

#include <ullage/pipeline.hpp>

namespace ullage_py {

using producer_t = ullage::producer_rule<double>;
using skew_t = ullage::partition_skew<double>;

/// keyed(), round_robin(), sticky(...), or the words "keyed" and "round_robin".
[[nodiscard]] producer_t to_producer(place const& at, py::handle x);
/// even_shares(), measured_shares(...), equal_keys(...), zipf_keys(...), named_keys(...), the word "even", or a list of weights.
[[nodiscard]] skew_t to_skew(place const& at, py::handle x);

} // namespace ullage_py
