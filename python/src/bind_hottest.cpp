// SPDX-License-Identifier: MIT
// hottest_count.hpp, hottest_share.hpp

#include "broadcast.hpp"
#include "module.hpp"
#include "parts.hpp"
#include "table_value.hpp"

#include <ullage/hottest_count.hpp>
#include <ullage/hottest_share.hpp>

#include <memory>
#include <string>

namespace ullage_py {
namespace {

using count_t = ullage::hottest_count<double>;

/// The law of a value, made once: for exact_hottest_count and hottest_share.
struct exact_value {
  long long items = 0;
  long long partitions = 0;
  std::shared_ptr<ullage::exact_hottest_count<double> const> law;
};
struct share_value {
  skew_t skew = ullage::even_shares{};
  long long partitions = 0;
  std::shared_ptr<ullage::hottest_share<double> const> law;
};

[[nodiscard]] count_t const& law_of(count_t const& x) { return x; }
[[nodiscard]] auto const& law_of(exact_value const& x) { return *x.law; }
[[nodiscard]] auto const& law_of(share_value const& x) { return *x.law; }

/// Mean, distribution, tail and quantile as methods.
template <class R> void bind_measures(py::class_<R>& type, char const* argument, std::string const& what) {
  type.def("mean", [](R const& x) {
    py::gil_scoped_release const release;
    return mean(law_of(x));
  }, ("Mean " + what + ".").c_str());
  type.def("cdf", [argument](R const& x, py::object const& m) {
    return over("cdf", argument, m, [&](double v) { return cdf(law_of(x), v); }, edge::number);
  }, py::arg(argument), ("Probability that the " + what + " is at most " + argument + ".").c_str());
  type.def("tail", [argument](R const& x, py::object const& m) {
    return over("tail", argument, m, [&](double v) { return tail(law_of(x), v); }, edge::number);
  }, py::arg(argument), ("Probability that the " + what + " is above " + argument + ".").c_str());
  type.def("quantile", [](R const& x, py::object const& p) {
    return over("quantile", "p", p, [&](double v) { return quantile(law_of(x), v); }, edge::number);
  }, py::arg("p"), ("The smallest " + what + " that is not exceeded with probability p, in [0, 1).").c_str());
}

[[nodiscard]] py::object to_python(skew_t const& skew) {
  return std::visit([](auto const& x) { return py::object(py::cast(x)); }, skew);
}
[[nodiscard]] py::dict share_dict(share_value const& x) {
  py::dict out;
  out["skew"] = to_python(x.skew);
  out["partitions"] = x.partitions;
  return out;
}
[[nodiscard]] share_value make_share(py::kwargs const& given) {
  share_value out;
  char const* const name = "hottest_share";
  for (auto const& [key, value] : given) {
    auto const word = key.cast<std::string>();
    place const at{name, word};
    if (word == "skew") {
      out.skew = to_skew(at, value);
    } else if (word == "partitions") {
      out.partitions = to_count(at, to_number(at, value, edge::count));
    } else {
      refuse_keyword(name, word, {"skew", "partitions"});
    }
  }
  py::gil_scoped_release const release;
  out.law = std::make_shared<ullage::hottest_share<double> const>(out.skew, out.partitions);
  return out;
}

} // namespace

void bind_hottest(py::module_& m) {
  auto count = bind_table<count_t>(m, {.name = "hottest_count",
                                       .doc = "How many items the fullest partition has when items of the same weight fall on partitions by chance.\n\n"
                                              "The counts of the partitions as independent Poisson numbers; the mean is 0.1 % low where items >= 10 partitions.",
                                       .fields = {field_of<&count_t::items>("items", edge::count, "Keys, or records, 1 to 1e15, required."),
                                                  field_of<&count_t::partitions>("partitions", edge::count, ">= 1, required.")},
                                       .choices = {}, .check = [](count_t const& x) { validate(x); }, .tag = ""});
  bind_measures(count, "m", "count on the fullest partition");
  auto exact = bind_table<exact_value>(
      m, {.name = "exact_hottest_count",
          .doc = "The same as hottest_count without the assumption of independence, for up to 2000 items. Exact.\n\n"
                 "Source: Kolchin, Sevastyanov and Chistyakov, Random Allocations (1978). 2 ms for 100 items, 1.5 s for 2000.",
          .fields = {field_of<&exact_value::items>("items", edge::count, "Keys, or records, 1 to 2000, required."),
                     field_of<&exact_value::partitions>("partitions", edge::count, ">= 1, required.")},
          .choices = {},
          .check = [](exact_value const& x) {
            py::gil_scoped_release const release;
            const_cast<exact_value&>(x).law = std::make_shared<ullage::exact_hottest_count<double> const>(x.items, x.partitions);
          },
          .tag = ""});
  bind_measures(exact, "m", "count on the fullest partition");
  py::class_<share_value> share(m, "hottest_share",
                                "The share of the traffic that the hottest partition gets, over all the ways in which the keys may lie.\n\n"
                                "Exact for equal keys; for Zipf's keys an approximation: the mean within 0.6 %, the 99th percentile within 4 %.");
  {
    py::options options;
    options.disable_function_signatures();
    std::vector<parameter> const all{{"skew", "even_shares | measured_shares | equal_keys | zipf_keys | named_keys | Sequence[float] | str", "\"even\""},
                                     {"partitions", "int | None", "None"}};
    share.def(py::init([](py::args const& more, py::kwargs const& given) {
      refuse_positional("hottest_share", more);
      return make_share(given);
    }), signature("__init__(self, *", all, "None").c_str());
  }
  share.def_property_readonly("skew", [](share_value const& x) { return to_python(x.skew); }, "The distribution of the traffic.");
  share.def_readonly("partitions", &share_value::partitions, "Of the topic.");
  bind_measures(share, "share", "share of the hottest partition");
  bind_value(share, value_traits<share_value>{"hottest_share", &share_dict, &make_share,
                                              [](share_value const& x) { return call_text("ul.hottest_share", share_dict(x)); }});
}

} // namespace ullage_py
