// Public sources of AS names: whatever a file holds, what is taken from it keeps the promises that
// tables and labels are made on.

#include "base/check.h"
#include "base/utf8.h"
#include "fuzz/targets.h"
#include "names/as_names.h"
#include "names/asn_text.h"
#include "names/clean.h"
#include "names/delegated.h"
#include "names/iana_blocks.h"
#include "names/name_merge.h"
#include "names/registry_map.h"

#include <algorithm>

namespace flowbridge {
namespace {

void check_refusal(const Refusal& refusal) {
  FB_CHECK(!refusal.detail.empty() && refusal.detail.size() < 100 && is_utf8(refusal.detail));
}

void check_name(std::string_view name) {
  FB_CHECK(name.size() <= kNameBytesMax && is_utf8(name) && clean_name(name) == name);
}

/// Every registry, and none, has numbers all over the range of those in use.
RegistryMap striped_map() {
  constexpr std::uint32_t kStripe = 500;
  Delegated source;
  for (std::uint32_t i = 0; i < 900; ++i) {
    source.ranges.push_back({.first = Asn(i * kStripe),
                             .last = Asn((i + 1) * kStripe - 1),
                             .registry = static_cast<Registry>(i % 6)});
  }
  return RegistryMap::from({&source, 1});
}

void check_lines(const AsnText& names) {
  FB_CHECK(names.size() + names.lines_bad() <= names.lines());
  for (std::size_t i = 0; i < names.size(); ++i) {
    const AsnLine line = names[i];
    check_name(line.handle);
    check_name(line.organisation);
    FB_CHECK(line.country.empty() || line.country.size() == 2);
  }
}

void check_table(const AsnText& names) {
  NameSources sources;
  sources.text = &names;
  const AsNames merged(std::make_shared<const NameTable>(merge_names(std::move(sources))));
  for (std::size_t i = 0; i < names.size(); ++i) {
    const AsName name = merged.name(names[i].asn);
    check_name(name.text());
    FB_CHECK(!name.text().empty());
  }
}

/// Ranges are in order and apart, and the map knows each of them by its ends.
void check_delegated(const Parsed<Delegated>& file) {
  if (!file) return check_refusal(file.refusal());
  FB_CHECK(file->rows_bad <= file->rows && file->rows_asn <= file->rows);
  FB_CHECK(file->ranges.size() <= 2 * file->rows);
  const RegistryMap map = RegistryMap::from({&*file, 1});
  FB_CHECK(map.ranges().size() <= file->ranges.size());
  const DelegatedRange* before = nullptr;
  for (const DelegatedRange& range : file->ranges) {
    FB_CHECK(range.first <= range.last);
    FB_CHECK(before == nullptr || before->last < range.first);
    before = &range;
    const std::optional<DelegatedRange> found = map.find(range.first);
    FB_CHECK(found && found == map.find(range.last));
    FB_CHECK(found->registry == range.registry && found->country == range.country);
    FB_CHECK(found->first <= range.first && found->last >= range.last);
  }
}

}  // namespace

/// Every name is fit for a label, and the table knows every AS by one; whichever registry a number
/// belongs to, the same lines are names.
void fuzz_asn_text(std::string_view input) {
  static const RegistryMap registries = striped_map();
  const Parsed<AsnText> guessed = parse_asn_text(input, RegistryMap());
  const Parsed<AsnText> known = parse_asn_text(input, registries);
  FB_CHECK(guessed.has_value() == known.has_value());
  if (!known) return check_refusal(known.refusal());
  check_lines(*guessed);
  check_lines(*known);
  check_table(*known);
  FB_CHECK(guessed->size() == known->size() && guessed->lines_bad() == known->lines_bad());
}

void fuzz_delegated(std::string_view input) {
  check_delegated(parse_delegated(input));
}

void fuzz_iana_blocks(std::string_view input) {
  check_delegated(parse_iana_blocks(input));
}

}  // namespace flowbridge
