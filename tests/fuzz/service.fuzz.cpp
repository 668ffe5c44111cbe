// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"
#include "support/fuzz_service.hpp"

#include <ullage/service.hpp>

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  using namespace ullage;
  input in(data, size);
  service_law<> const law = any_service(in);
  double const t = in.number("t");
  double const theta = in.number("theta");
  refusals_allowed([&] { finite(mean(law), "mean"); amount(mean(law), "mean >= 0"); });
  refusals_allowed([&] { finite(scv(law), "scv"); amount(scv(law), "scv >= 0"); });
  refusals_allowed([&] {
    double const tail = service_tail(law, t);
    require(tail >= 0 && tail <= 1, "service_tail in [0, 1]");
    require(service_tail(law, t / 2) >= tail * (1 - 1e-9), "service_tail falls");
  });
  refusals_allowed([&] { amount(abscissa(law), "abscissa >= 0"); });
  refusals_allowed([&] {
    double const m = mgf(law, theta);
    finite(m, "mgf");
    require(theta >= 0 ? m >= 1 - 1e-9 : m <= 1 + 1e-9, "mgf on its side of 1");
  });
  refusals_allowed([&] {
    auto const f = laplace(law, {t, theta});
    require(std::hypot(f.real(), f.imag()) <= 1 + 1e-9, "|transform| <= 1");
  });
  refusals_allowed([&] { finite(lognormal_from_percentiles(t, theta).scv, "scv of a lognormal law"); });
  return 0;
}
