// SPDX-License-Identifier: MIT
#include "support/fuzz_input.hpp"
#include "support/fuzz_service.hpp"

#include <ullage/detail/arrival_streams.hpp>
#include <ullage/detail/samplers.hpp>

#include <cstddef>
#include <vector>

namespace {

using namespace ullage;
using namespace ullage_fuzz;

arrival_profile<double> any_profile(input& in) {
  switch (in.whole("profile", 0, 5)) {
  case 0: return constant_rate<double>{in.number("rate"), in.number("duration"), in.number("start")};
  case 1: return step<double>{in.number("before"), in.number("after"), in.number("at")};
  case 2: return ramp<double>{in.number("from"), in.number("to"), in.number("over"), in.number("start")};
  case 3: return spike<double>{in.number("base"), in.number("peak"), in.number("at"), in.number("width")};
  case 4: return burst<double>{in.number("records"), in.number("at")};
  default: return {};
  }
}

void laws(input& in) {
  detail::random_source r(static_cast<std::uint64_t>(in.whole("seed", 0, 65535)), 0, 0);
  double const x = in.number("x");
  double const p = in.number("p");
  long long const n = in.whole("n", -1, 60000);
  for (int i = 0; i < 4; ++i) {
    amount(r.exponential(), "exponential >= 0");
    finite(r.normal(), "normal is finite");
    if (x > 0 && x < 1e30) { amount(r.gamma(x), "gamma >= 0"); }
    require(r.poisson(x) >= 0, "poisson >= 0");
    require(r.geometric(p) >= 0, "geometric >= 0");
    auto const k = r.binomial(n, p);
    require(k >= 0 && (k <= n || n < 0), "binomial in 0 .. n");
    amount(detail::exp_of(p), "exp >= 0 or no number for none");
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  input in(data, size);
  refusals_allowed([&] {
    if (in.whole("what", 0, 3) == 0) { laws(in); }
    if (in.whole("service", 0, 3) == 0) {
      detail::service_sampler const s(any_service(in));
      detail::random_source r(1, 2, 3);
      for (int i = 0; i < 10; ++i) { amount(s(r), "service >= 0"); }
    }
    detail::stream_options o;
    o.arrivals = any_profile(in);
    if (in.flag("sum")) { o.arrivals = o.arrivals + any_profile(in); }
    auto const lanes = static_cast<std::size_t>(in.whole("lanes", 1, 6));
    o.shares.assign(lanes, 1 / static_cast<double>(lanes));
    if (in.flag("shares")) {
      double left = 1;
      for (std::size_t i = 0; i + 1 < lanes; ++i) {
        o.shares[i] = left * in.share("share");
        left -= o.shares[i];
      }
      // Looking ahead for rare records would only be slow; a sum that is not 1 is refused.
      o.shares[lanes - 1] = left > 0.002 ? left : 0;
      for (auto& s : o.shares) { s = s > 0.002 ? s : 0; }
    }
    in.maybe("arrival_scv", o.arrival_scv);
    in.maybe("initial_lag", o.initial_lag);
    in.maybe("initial_lag_age", o.initial_lag_age);
    in.maybe("horizon", o.horizon);
    in.maybe("record_bytes", o.record_bytes);
    switch (in.whole("producer", 0, 4)) {
    case 0: o.producer = round_robin{}; break;
    case 1: o.producer = sticky<double>{.run = 1 + 1000 * in.share("run")}; break;
    case 2: o.producer = sticky<double>{.batch_bytes = in.number("batch_bytes"), .linger = in.number("linger")}; break;
    case 3: o.producer = sticky<double>{.linger = in.number("linger")}; break;
    default: break;
    }
    if (in.whole("map", 0, 3) == 0) {
      // Many changes of phase per record would only be slow.
      o.map = mmpp2(two_rates<double>{in.share("peak") + 0.1, in.share("valley"), 10 * in.share("peak_duration") + 1, 10 * in.share("valley_duration") + 1});
    }
    if (in.whole("replay", 0, 7) == 0) {
      for (int i = in.whole("times", 1, 9); i > 0; --i) { o.replay.push_back(in.number("time")); }
    }
    // Looking ahead over long runs would only be slow.
    if (std::holds_alternative<sticky<double>>(o.producer) && detail::most_records_of_run(o) > 1e4) { return; }
    detail::arrival_streams a(o, 1, 2);
    detail::arrival_streams b(o, 1, 2);
    std::vector<std::vector<double>> seen(lanes);
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      double last = -o.initial_lag_age;
      for (int i = 0; i < 40; ++i) {
        double const t = a.peek(lane);
        require(t >= last, "times of a lane do not decrease");
        require(t <= o.horizon || t == infinity_v<double>, "none beyond the horizon");
        require(o.shares[lane] > 0 || !std::holds_alternative<keyed>(o.producer) || t == infinity_v<double>, "none for a share of 0");
        seen[lane].push_back(last = t);
        a.pop(lane);
      }
    }
    for (std::size_t i = 0; i < 40; ++i) {
      for (std::size_t lane = lanes; lane-- > 0;) {
        require(b.peek(lane) == seen[lane][i], "the same in another order");
        b.pop(lane);
      }
    }
  });
  return 0;
}
