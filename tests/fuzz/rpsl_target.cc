// Any dump, gzipped or not: what is taken is clean and within the limits, and each AS number has
// one name.

#include "base/check.h"
#include "base/utf8.h"
#include "fuzz/targets.h"
#include "names/clean.h"
#include "names/rpsl.h"
#include "support/gzip.h"

#include <algorithm>
#include <array>

namespace flowbridge {
namespace {

constexpr RpslLimits kLimits = {.file_bytes_max = 1 << 16, .objects_max = 100};

void check_clean(std::string_view text) {
  FB_CHECK(text.size() <= kNameBytesMax && is_utf8(text) && clean_name(text) == text);
}

bool is_gzip(std::string_view file) {
  return file.starts_with("\x1f\x8b");
}

bool same(const Parsed<RpslDump>& a, const Parsed<RpslDump>& b) {
  if (!a || !b) return !a && !b && a.refusal().reason == b.refusal().reason;
  return a->aut_nums.size() == b->aut_nums.size() &&
         a->organisations.size() == b->organisations.size() && a->objects_bad == b->objects_bad;
}

}  // namespace

void fuzz_rpsl(std::string_view file) {
  const Parsed<RpslDump> dump = parse_rpsl(file, kLimits);
  const Parsed<RpslDump> gzipped = parse_rpsl(gzip(file), kLimits);
  FB_CHECK(is_gzip(file) || same(dump, gzipped));
  if (!dump) return;
  FB_CHECK(dump->aut_nums.size() + dump->organisations.size() <= kLimits.objects_max);
  for (const RpslOrganisation& organisation : dump->organisations) {
    FB_CHECK(!organisation.key.empty() && !organisation.name.empty());
    check_clean(organisation.key);
  }
  const std::vector<RpslName> names = rpsl_names(std::array{*dump});
  FB_CHECK(names.empty() == dump->aut_nums.empty());
  for (const RpslName& as : names) {
    check_clean(as.handle);
    check_clean(as.name);
  }
  FB_CHECK(std::adjacent_find(names.begin(), names.end(), [](const auto& a, const auto& b) {
             return a.asn >= b.asn;
           }) == names.end());
}

}  // namespace flowbridge
