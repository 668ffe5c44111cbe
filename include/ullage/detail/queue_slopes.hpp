// SPDX-License-Identifier: MIT
#pragma once
/// @file
/// Queues and their measures by name, in any scalar type: what the sensitivities of queues are made of.

#include <ullage/concepts.hpp>
#include <ullage/detail/slopes.hpp>
#include <ullage/detail/stretch.hpp>
#include <ullage/queue/approximations.hpp>
#include <ullage/queue/erlang_a.hpp>
#include <ullage/queue/gg1.hpp>
#include <ullage/queue/ggc.hpp>
#include <ullage/queue/md1.hpp>
#include <ullage/queue/measures.hpp>
#include <ullage/queue/mg1.hpp>
#include <ullage/queue/mm1.hpp>
#include <ullage/queue/mmc.hpp>
#include <ullage/queue/mmck.hpp>
#include <ullage/queue/mminf.hpp>

#include <type_traits>
#include <variant>
#include <vector>

namespace ullage::detail {

/// M/M/c with a real number of servers.
template <Real T = double> struct relaxed_mmc {
  using scalar_type = T;
  T arrival_rate = unset_v<T>;
  T service_time = unset_v<T>;
  T servers = T(1);
};
template <Real T> void validate(relaxed_mmc<T> const& q) {
  require_nonnegative("mmc", "arrival_rate", q.arrival_rate);
  require_positive("mmc", "service_time", q.service_time);
  require_positive("mmc", "servers", q.servers);
}
template <Real T> [[nodiscard]] T utilization(relaxed_mmc<T> const& q) { return q.arrival_rate * q.service_time / q.servers; }
} // namespace ullage::detail

namespace ullage {
template <Real T> inline constexpr bool enable_queue<detail::relaxed_mmc<T>> = true;
}

namespace ullage::detail {

template <Real T> [[nodiscard]] mmc_parts<T> parts_of(relaxed_mmc<T> const& q) {
  T const a = q.arrival_rate * q.service_time;
  T const rest = -minus_product(a, q.arrival_rate, q.service_time);
  return {q.service_time, q.servers, a, rest, T(q.servers - a - rest), delay_probability(q.servers, a, rest)};
}
template <Real T> [[nodiscard]] T wait_probability(relaxed_mmc<T> const& q) { return parts_of(q).delay; }
template <Real T> [[nodiscard]] T mean_wait(relaxed_mmc<T> const& q) {
  auto const m = parts_of(q);
  return m.delay * (m.service / m.spare);
}
template <Real T> [[nodiscard]] T wait_variance(relaxed_mmc<T> const& q) {
  auto const m = parts_of(q);
  T const scale = m.service / m.spare;
  return m.delay * (2 - m.delay) * scale * scale;
}
template <Real T> [[nodiscard]] T wait_tail(relaxed_mmc<T> const& q, std::type_identity_t<T> const& t) {
  using std::exp;
  auto const m = parts_of(q);
  return m.delay * T(exp(T(-m.spare * (t / m.service))));
}
template <Real T> [[nodiscard]] T wait_quantile(relaxed_mmc<T> const& q, std::type_identity_t<T> const& p) {
  using std::log;
  auto const m = parts_of(q);
  T const level = 1 - p;
  return value_of(m.delay) <= value_of(level) ? T(0) : T(T(log(T(m.delay / level))) * (m.service / m.spare));
}

// The same queue, its numbers as constants of type U.
template <Real U, Real T> [[nodiscard]] mm1<U> queue_as(mm1<T> const& q) { return {U(q.arrival_rate), U(q.service_time)}; }
template <Real U, Real T> [[nodiscard]] mminf<U> queue_as(mminf<T> const& q) { return {U(q.arrival_rate), U(q.service_time)}; }
template <Real U, Real T> [[nodiscard]] md1<U> queue_as(md1<T> const& q) { return {U(q.arrival_rate), U(q.service_time)}; }
template <Real U, Real T> [[nodiscard]] mmc<U> queue_as(mmc<T> const& q) { return {U(q.arrival_rate), U(q.service_time), q.servers}; }
template <Real U, Real T> [[nodiscard]] relaxed_mmc<U> queue_as(relaxed_mmc<T> const& q) { return {U(q.arrival_rate), U(q.service_time), U(q.servers)}; }
template <Real U, Real T> [[nodiscard]] mmck<U> queue_as(mmck<T> const& q) { return {U(q.arrival_rate), U(q.service_time), q.servers, q.capacity}; }
template <Real U, Real T> [[nodiscard]] erlang_a<U> queue_as(erlang_a<T> const& q) {
  return {U(q.arrival_rate), U(q.service_time), U(q.patience), q.servers};
}
template <Real U, Real T> [[nodiscard]] gg1<U> queue_as(gg1<T> const& q) {
  return {U(q.arrival_rate), U(q.arrival_scv), U(q.service_time), U(q.service_scv)};
}
template <Real U, Real T> [[nodiscard]] ggc<U> queue_as(ggc<T> const& q) {
  return {U(q.arrival_rate), U(q.arrival_scv), U(q.service_time), U(q.service_scv), q.servers};
}

template <Real U, Real T> [[nodiscard]] std::vector<U> numbers_as(std::vector<T> const& x) {
  std::vector<U> out;
  for (T const& v : x) { out.push_back(U(v)); }
  return out;
}
template <Real U, Real T> [[nodiscard]] deterministic_service<U> law_as(deterministic_service<T> const& x) { return {U(x.mean)}; }
template <Real U, Real T> [[nodiscard]] exponential_service<U> law_as(exponential_service<T> const& x) { return {U(x.mean)}; }
template <Real U, Real T> [[nodiscard]] gamma_service<U> law_as(gamma_service<T> const& x) { return {U(x.mean), U(x.scv)}; }
template <Real U, Real T> [[nodiscard]] lognormal_service<U> law_as(lognormal_service<T> const& x) { return {U(x.mean), U(x.scv), U(x.timeout)}; }
template <Real U, Real T> [[nodiscard]] hyperexponential_service<U> law_as(hyperexponential_service<T> const& x) {
  return {numbers_as<U>(x.probabilities), numbers_as<U>(x.means)};
}
template <Real U, Real T> [[nodiscard]] discrete_service<U> law_as(discrete_service<T> const& x) {
  return {numbers_as<U>(x.values), numbers_as<U>(x.probabilities)};
}
template <Real U, Real T> [[nodiscard]] empirical_service<U> law_as(empirical_service<T> const& x) { return {numbers_as<U>(x.samples)}; }
template <Real U, Real T> [[nodiscard]] mixture_service<U> law_as(mixture_service<T> const& x) {
  mixture_service<U> out{.probabilities = numbers_as<U>(x.probabilities), .laws = {}};
  for (auto const& part : x.laws) {
    out.laws.push_back(std::visit([](auto const& law) { return simple_service<U>(law_as<U>(law)); }, part));
  }
  return out;
}
template <Real U, Real T> [[nodiscard]] mg1<U> queue_as(mg1<T> const& q) {
  return {U(q.arrival_rate), std::visit([](auto const& law) { return service_law<U>(law_as<U>(law)); }, q.service.value)};
}

/// A measure of a queue by name.
/// @tparam Q a queue; `of` is null where the measure has no form in its scalar type
template <class Q> struct queue_measure {
  using T = scalar_t<Q>;
  char const* name;
  char const* argument; ///< "", "p" or "t"
  T (*of)(Q const&, T const&);
};

template <class Q> [[nodiscard]] std::vector<queue_measure<Q>> queue_measures() {
  using T = scalar_t<Q>;
  std::vector<queue_measure<Q>> out;
  auto const add = [&](char const* name, char const* argument, auto f) {
    T (*form)(Q const&, T const&) = nullptr;
    if constexpr (requires(Q const& q, T const& x) { f(q, x); }) { form = f; }
    out.push_back({name, argument, form});
  };
  // The general gamma queue is an inverted transform, which takes built-in numbers alone.
  auto const add_general = [&](char const* name, char const* argument, auto f) {
    if constexpr (carries_derivatives<T> && std::is_same_v<Q, gg1<T>>) {
      out.push_back({name, argument, nullptr});
    } else {
      add(name, argument, f);
    }
  };
  // decltype in place of a body: a form that a queue does not have drops out.
  add("utilization", "", [](Q const& q, T const&) -> T { return utilization(q); });
  add_general("wait_probability", "", []<class R>(R const& q, T const&) -> decltype(T(wait_probability(q))) { return wait_probability(q); });
  add_general("mean_wait", "", []<class R>(R const& q, T const&) -> decltype(T(mean_wait(q))) { return mean_wait(q); });
  add_general("wait_variance", "", []<class R>(R const& q, T const&) -> decltype(T(wait_variance(q))) { return wait_variance(q); });
  add_general("mean_sojourn", "", []<class R>(R const& q, T const&) -> decltype(T(mean_sojourn(q))) { return mean_sojourn(q); });
  add_general("mean_in_queue", "", []<class R>(R const& q, T const&) -> decltype(T(mean_in_queue(q))) { return mean_in_queue(q); });
  add_general("mean_in_system", "", []<class R>(R const& q, T const&) -> decltype(T(mean_in_system(q))) { return mean_in_system(q); });
  add("throughput", "", []<class R>(R const& q, T const&) -> decltype(T(throughput(q))) { return throughput(q); });
  add("blocking_probability", "", []<class R>(R const& q, T const&) -> decltype(T(blocking_probability(q))) { return blocking_probability(q); });
  add("abandon_probability", "", []<class R>(R const& q, T const&) -> decltype(T(abandon_probability(q))) { return abandon_probability(q); });
  add_general("decay_rate", "", []<class R>(R const& q, T const&) -> decltype(T(decay_rate(q))) { return decay_rate(q); });
  add_general("tail_constant", "", []<class R>(R const& q, T const&) -> decltype(T(tail_constant(q))) { return tail_constant(q); });
  add("kingman_mean_wait", "", []<class R>(R const& q, T const&) -> decltype(T(kingman_mean_wait(q))) { return kingman_mean_wait(q); });
  add("klb_mean_wait", "", []<class R>(R const& q, T const&) -> decltype(T(klb_mean_wait(q))) { return klb_mean_wait(q); });
  add("marchal_mean_wait", "", []<class R>(R const& q, T const&) -> decltype(T(marchal_mean_wait(q))) { return marchal_mean_wait(q); });
  add("allen_cunneen_mean_wait", "", []<class R>(R const& q, T const&) -> decltype(T(allen_cunneen_mean_wait(q))) { return allen_cunneen_mean_wait(q); });
  add_general("wait_tail", "t", []<class R>(R const& q, T const& t) -> decltype(T(wait_tail(q, t))) { return wait_tail(q, t); });
  add_general("wait_quantile", "p", []<class R>(R const& q, T const& p) -> decltype(T(wait_quantile(q, p))) { return wait_quantile(q, p); });
  add_general("sojourn_tail", "t", []<class R>(R const& q, T const& t) -> decltype(T(sojourn_tail(q, t))) { return sojourn_tail(q, t); });
  add_general("sojourn_quantile", "p", []<class R>(R const& q, T const& p) -> decltype(T(sojourn_quantile(q, p))) { return sojourn_quantile(q, p); });
  return out;
}

/// The numbers of a queue that can move.
template <class Q> [[nodiscard]] std::vector<model_input<Q, scalar_t<Q>>> queue_inputs() {
  using T = scalar_t<Q>;
  std::vector<model_input<Q, T>> out;
  out.push_back({"arrival_rate", [](Q const& q) { return q.arrival_rate; }, [](Q& q, T const& by) { q.arrival_rate += by; }});
  if constexpr (requires(Q& q) { q.service_time; }) {
    out.push_back({"service_time", [](Q const& q) { return q.service_time; }, [](Q& q, T const& by) { q.service_time += by; }});
  }
  if constexpr (requires(Q& q) { q.service.value; }) {
    // All times of the law in proportion.
    out.push_back({"service_time", [](Q const& q) { return mean(q.service); },
                   [](Q& q, T const& by) { stretch(q.service, T(1 + by / mean(q.service))); }});
    out.push_back({"service_scv",
                   [](Q const& q) {
                     auto const* gamma = std::get_if<gamma_service<T>>(&q.service.value);
                     auto const* lognormal = std::get_if<lognormal_service<T>>(&q.service.value);
                     return gamma ? gamma->scv : lognormal ? lognormal->scv : unset_v<T>;
                   },
                   [](Q& q, T const& by) {
                     if (auto* gamma = std::get_if<gamma_service<T>>(&q.service.value)) { gamma->scv += by; }
                     if (auto* lognormal = std::get_if<lognormal_service<T>>(&q.service.value)) { lognormal->scv += by; }
                   }});
  }
  if constexpr (requires(Q& q) { q.patience; }) {
    out.push_back({"patience", [](Q const& q) { return q.patience; }, [](Q& q, T const& by) { q.patience += by; }});
  }
  if constexpr (requires(Q& q) { q.arrival_scv; }) {
    out.push_back({"arrival_scv", [](Q const& q) { return q.arrival_scv; }, [](Q& q, T const& by) { q.arrival_scv += by; }});
    out.push_back({"service_scv", [](Q const& q) { return q.service_scv; }, [](Q& q, T const& by) { q.service_scv += by; }});
  }
  if constexpr (std::is_same_v<Q, relaxed_mmc<T>>) {
    out.push_back({"servers", [](Q const& q) { return q.servers; }, [](Q& q, T const& by) { q.servers += by; }});
  }
  return out;
}

} // namespace ullage::detail
