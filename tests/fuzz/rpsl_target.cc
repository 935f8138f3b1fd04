// Any dump: what is taken is clean and within the limits, and each AS number has one name.

#include "base/check.h"
#include "base/utf8.h"
#include "fuzz/targets.h"
#include "names/clean.h"
#include "names/rpsl.h"

#include <algorithm>
#include <array>

namespace flowbridge {
namespace {

constexpr RpslLimits kLimits = {.file_bytes_max = 1 << 16, .objects_max = 100};

void check_clean(std::string_view text) {
  FB_CHECK(text.size() <= kNameBytesMax && is_utf8(text) && clean_name(text) == text);
}

}  // namespace

void fuzz_rpsl(std::string_view file) {
  const Parsed<RpslDump> dump = parse_rpsl(file, kLimits);
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
