// SPDX-License-Identifier: MIT
#include "support/fuzz_plan.hpp"

#include <ullage/io.hpp>

#include <sstream>
#include <string>

namespace {

/// Braces, brackets and quotes match, and no number is one that JSON does not know.
void check_json(std::string const& text) {
  using namespace ullage_fuzz;
  std::string open;
  bool quoted = false;
  std::string bare;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char const c = text[i];
    require(static_cast<unsigned char>(c) >= 0x20, "no control characters");
    if (quoted) {
      if (c == '\\') { ++i; }
      quoted = c != '"';
      continue;
    }
    bare += c;
    if (c == '"') { quoted = true; }
    if (c == '{' || c == '[') { open += c; }
    if (c == '}' || c == ']') {
      require(!open.empty() && open.back() == (c == '}' ? '{' : '['), "brackets match");
      open.pop_back();
    }
  }
  require(open.empty() && !quoted, "everything is closed");
  require(bare.find("nan") == std::string::npos && bare.find("inf") == std::string::npos, "no nan and no inf");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size) {
  using namespace ullage_fuzz;
  input in(data, size);
  auto const t = target(in);
  refusals_allowed([&] {
    auto r = ullage::plan(ullage_fuzz::pipeline(in, 300), t);
    r.system.scaling.name = in.text("name");
    r.reason += r.system.scaling.name;
    std::ostringstream json;
    write_json(json, r);
    check_json(json.str());
    std::ostringstream text;
    text << r << r.forecast;
    require(!text.str().empty(), "a plan has a text");
  });
  return 0;
}
