// Any file of an operator's names, as YAML and as CSV: entries that mean the same when written as
// the other, or problems that a person can read.

#include "base/check.h"
#include "base/utf8.h"
#include "fuzz/targets.h"
#include "names/clean.h"
#include "names/overrides.h"
#include "names/text_problem.h"

#include <algorithm>

namespace flowbridge {
namespace {

constexpr std::size_t kMessageBytesMax = (kTextProblemsShownMax + 1) * 400;

std::string escaped(std::string_view text, char escape, std::string_view what) {
  std::string out = "\"";
  for (const char c : text) {
    if (what.find(c) != std::string_view::npos) out.push_back(escape);
    out.push_back(c);
  }
  return out + "\"";
}

std::string range_of(const Override& entry) {
  return std::to_string(entry.first.value()) + "-" + std::to_string(entry.last.value());
}

std::string as_csv(std::span<const Override> entries) {
  std::string out = "asn,name,country,tags\n";
  for (const Override& entry : entries) {
    out += range_of(entry) + "," + escaped(entry.name, '"', "\"") + ",";
    out.append(entry.country.text()).append(",");
    for (const std::string& tag : entry.tags) out += tag + " ";
    out += "\n";
  }
  return out;
}

std::string as_yaml(std::span<const Override> entries) {
  std::string out = "asns:\n";
  for (const Override& entry : entries) {
    out += "  " + range_of(entry) + ": {name: " + escaped(entry.name, '\\', "\"\\");
    out.append(", country: '").append(entry.country.text()).append("'");
    if (entry.country.empty()) out.resize(out.size() - 2);
    out += ", tags: [";
    for (const std::string& tag : entry.tags) out += "'" + tag + "', ";
    out += "]}\n";
  }
  return out;
}

void check_same(std::string_view path, const std::string& text, const Overrides& overrides) {
  // What was written tersely may be beyond the limit in full.
  if (text.size() > kOverridesBytesMax) return;
  const Result<Overrides> again = parse_overrides({.path = path, .text = text});
  FB_CHECK(again && std::ranges::equal(again->entries(), overrides.entries()));
}

void check_message(std::string_view message) {
  FB_CHECK(is_utf8(message) && message.size() <= kMessageBytesMax);
  FB_CHECK(message.starts_with("n."));
  FB_CHECK(std::none_of(message.begin(), message.end(), [](char c) {
    return (static_cast<unsigned char>(c) < 0x20 && c != '\n') || c == 0x7f;
  }));
}

void check(std::string_view path, std::string_view text) {
  const Result<Overrides> overrides = parse_overrides({.path = path, .text = text});
  if (!overrides) return check_message(overrides.error().message());
  for (const Override& entry : overrides->entries()) {
    FB_CHECK(!entry.name.empty() && clean_name(entry.name) == entry.name);
    FB_CHECK(entry.first <= entry.last && entry.tags.size() <= kTagsMax);
    for (const Asn asn : {entry.first, entry.last}) {
      const Override* found = overrides->find(asn);
      FB_CHECK(found != nullptr && found->first <= asn && asn <= found->last);
    }
  }
  check_same("n.csv", as_csv(overrides->entries()), *overrides);
  check_same("n.yaml", as_yaml(overrides->entries()), *overrides);
}

}  // namespace

void fuzz_overrides(std::string_view text) {
  check("n.yaml", text);
  check("n.csv", text);
}

}  // namespace flowbridge
