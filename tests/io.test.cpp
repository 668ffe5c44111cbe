// SPDX-License-Identifier: MIT
#include <ullage/io.hpp>

#include <ullage/plan.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <sstream>
#include <string>
#include <string_view>

using namespace ullage;

namespace {

/// Accepts exactly the JSON of RFC 8259 (numbers, strings, literals, arrays, objects).
class json_reader {
public:
  explicit json_reader(std::string_view text) : text_(text) {}
  bool whole() { return value() && (space(), at_ == text_.size()); }

private:
  void space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) { ++at_; }
  }
  bool take(char c) {
    space();
    if (at_ >= text_.size() || text_[at_] != c) { return false; }
    ++at_;
    return true;
  }
  bool word(std::string_view w) {
    space();
    if (text_.substr(at_, w.size()) != w) { return false; }
    at_ += w.size();
    return true;
  }
  bool digits() {
    std::size_t const from = at_;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') { ++at_; }
    return at_ > from;
  }
  bool number() {
    space();
    if (at_ < text_.size() && text_[at_] == '-') { ++at_; }
    bool const zero = at_ < text_.size() && text_[at_] == '0';
    std::size_t const from = at_;
    if (!digits() || (zero && at_ > from + 1)) { return false; }
    if (at_ < text_.size() && text_[at_] == '.') {
      ++at_;
      if (!digits()) { return false; }
    }
    if (at_ < text_.size() && (text_[at_] == 'e' || text_[at_] == 'E')) {
      ++at_;
      if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) { ++at_; }
      return digits();
    }
    return true;
  }
  bool string() {
    if (!take('"')) { return false; }
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        ++at_;
        return true;
      }
      if (static_cast<unsigned char>(text_[at_]) < 0x20) { return false; }
      if (text_[at_] == '\\') { ++at_; }
    }
    return false;
  }
  bool list(char open, char close, bool keyed) {
    if (!take(open)) { return false; }
    if (take(close)) { return true; }
    do {
      if (keyed && !(string() && take(':'))) { return false; }
      if (!value()) { return false; }
    } while (take(','));
    return take(close);
  }
  bool value() {
    space();
    if (at_ >= text_.size()) { return false; }
    switch (text_[at_]) {
    case '{': return list('{', '}', true);
    case '[': return list('[', ']', false);
    case '"': return string();
    case 't': return word("true");
    case 'f': return word("false");
    case 'n': return word("null");
    default: return number();
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

bool is_json(std::string const& text) { return json_reader(text).whole(); }

template <class Result> std::string json(Result const& r) {
  std::ostringstream out;
  write_json(out, r);
  return out.str();
}
template <class Result> std::string text(Result const& r) {
  std::ostringstream out;
  out << r;
  return out.str();
}
bool contains(std::string const& all, std::string const& part) { return all.find(part) != std::string::npos; }

pipeline<> case2() {
  return {.arrivals = constant_rate<>{.rate = 5, .duration = 2000}, .service_time = 3, .partitions = 20,
          .scaling = regime("kafka-on-demand-2021")};
}
pipeline<> overloaded() {
  auto p = case2();
  p.arrivals = constant_rate<>{.rate = 50};
  return p;
}

} // namespace

TEST_CASE("the reader of this test accepts JSON alone") {
  for (char const* good : {"{}", "[]", "0", "-1.5e+300", "{\"a\": [1, null, true], \"b\": \"x\\\"y\"}"}) { CHECK(is_json(good)); }
  for (char const* bad : {"", "{", "{,}", "inf", "nan", "01", "1.", "[1,]", "{\"a\" 1}", "{} {}", "\"\n\""}) { CHECK(!is_json(bad)); }
}

TEST_CASE("a forecast is one JSON object with the words of the library") {
  auto const out = json(forecast(case2()));
  CHECK(is_json(out));
  CHECK(contains(out, "\"peak_lag\": 4200,"));
  CHECK(contains(out, "\"peak_lag_at\": 900,"));
  CHECK(contains(out, "\"utilization\": 0.75,"));
  CHECK(contains(out, "\"overloaded\": false"));
  CHECK(contains(out, "\"period\": null"));
}

TEST_CASE("infinite and unknown numbers are null") {
  auto const out = json(forecast(overloaded()));
  CHECK(is_json(out));
  for (char const* key : {"peak_lag", "drained_at", "drain_time", "finished_at", "max_wait", "mean_wait", "settled_lag"}) {
    CHECK(contains(out, "\"" + std::string(key) + "\": null"));
  }
  CHECK(!contains(out, "inf"));
  CHECK(!contains(out, "nan"));
  CHECK(contains(out, "\"overloaded\": true"));
}

TEST_CASE("a number in JSON is the shortest one that reads back the same") {
  auto p = case2();
  p.service_time = 0.1;
  CHECK(contains(json(forecast(p)), "\"full_capacity\": 200"));
  CHECK(contains(json(forecast(case2())), "\"full_capacity\": 6.666666666666667"));
}

TEST_CASE("a plan is JSON whether it is feasible or not") {
  auto const good = json(plan(case2(), target<>{.utilization = 0.8, .max_wait = 900}));
  CHECK(is_json(good));
  CHECK(contains(good, "\"feasible\": true"));
  CHECK(contains(good, "\"min_pollers\": null"));
  CHECK(contains(good, "\"forecast\": {\"peak_lag\""));
  CHECK(contains(good, "{\"name\": \"utilization\", \"value\": "));
  auto const bad = json(plan(overloaded(), target<>{.max_wait = 60, .max_partitions = 10}));
  CHECK(is_json(bad));
  CHECK(contains(bad, "\"feasible\": false"));
  CHECK(contains(bad, "\"value\": null"));
  CHECK(contains(bad, "\"binding\": \"max_wait\""));
}

TEST_CASE("text in JSON is escaped") {
  std::ostringstream out;
  {
    detail::json_object o(out);
    o.text("key", "a \"quote\", a \\ and a\nline");
  }
  CHECK(is_json(out.str()));
  CHECK(out.str() == "{\"key\": \"a \\\"quote\\\", a \\\\ and a\\u000aline\"}");
}

TEST_CASE("a forecast reads in three lines") {
  CHECK(text(forecast(case2())) == "lag peaks at 4200 records at 900 s (15 min), gone at 2355 s (39.2 min)\n"
                                   "longest wait 840 s (14 min), mean 592.2 s (9.87 min)\n"
                                   "at most 20 consumers, utilization 0.75, at the peak rate 0.75\n");
  CHECK(contains(text(forecast(overloaded())), "overloaded: the lag grows without end, utilization 7.5"));
  CHECK(contains(text(forecast(pipeline<>{.service_time = 1, .partitions = 1})), "no backlog"));
}

TEST_CASE("a plan reads as its explanation") {
  auto const r = plan(case2(), target<>{.utilization = 0.8, .max_wait = 900});
  CHECK(text(r) == explain(r) + "\n");
}

TEST_CASE("float and long double are written too") {
  pipeline<float> const f{.arrivals = constant_rate<float>{.rate = 5, .duration = 100}, .service_time = 1, .partitions = 4};
  pipeline<long double> const l{.arrivals = constant_rate<long double>{.rate = 5, .duration = 100}, .service_time = 1, .partitions = 4};
  CHECK(is_json(json(forecast(f))));
  CHECK(json(forecast(l)) == json(forecast(pipeline<>{.arrivals = constant_rate<>{.rate = 5, .duration = 100}, .service_time = 1, .partitions = 4})));
}
