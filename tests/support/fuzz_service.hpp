// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Any law of the service time from the bytes of a fuzzer.

#include "fuzz_input.hpp"

#include <ullage/service_law.hpp>

#include <utility>
#include <vector>

namespace ullage_fuzz {

inline ullage::simple_service<double> any_simple_service(input& in) {
  using namespace ullage;
  switch (in.whole("simple law", 0, 3)) {
  case 0: return deterministic_service<>{in.number("mean")};
  case 1: return exponential_service<>{in.number("mean")};
  case 2: return gamma_service<>{in.number("mean"), in.number("scv")};
  default: return lognormal_service<>{in.number("mean"), in.number("scv"), in.number("timeout")};
  }
}
inline std::vector<double> any_probabilities(input& in, int n) {
  std::vector<double> out;
  double left = 1;
  for (int i = 0; i + 1 < n; ++i) {
    out.push_back(left * in.share("share"));
    left -= out.back();
  }
  out.push_back(left);
  if (in.whole("spoil", 0, 15) == 0) { out[0] = in.number("probability"); }
  return out;
}
inline ullage::service_law<double> any_service(input& in) {
  using namespace ullage;
  int const n = in.whole("parts", 1, 4);
  std::vector<double> times;
  switch (in.whole("law", 0, 6)) {
  case 4: {
    for (int i = 0; i < n; ++i) { times.push_back(in.number("mean")); }
    return hyperexponential_service<>{any_probabilities(in, n), times};
  }
  case 5: {
    for (int i = 0; i < n; ++i) { times.push_back(in.number("value")); }
    return discrete_service<>{times, any_probabilities(in, n)};
  }
  case 6: {
    std::vector<simple_service<double>> laws;
    for (int i = 0; i < n; ++i) { laws.push_back(any_simple_service(in)); }
    return mixture_service<>{any_probabilities(in, n), laws};
  }
  case 3: {
    for (int i = 0; i < 3 * n; ++i) { times.push_back(in.number("sample")); }
    return empirical_service<>{times};
  }
  default: break;
  }
  return std::visit([](auto const& x) { return service_law<double>(x); }, any_simple_service(in));
}

} // namespace ullage_fuzz
