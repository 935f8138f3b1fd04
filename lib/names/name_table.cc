#include "names/name_table.h"

#include "base/check.h"
#include "names/clean.h"

#include <bit>
#include <limits>

namespace flowbridge {
namespace {

static_assert(kNameBytesMax <= std::numeric_limits<std::uint8_t>::max());

std::uint8_t size_of(std::string_view text) {
  FB_CHECK(text.size() <= kNameBytesMax);
  return static_cast<std::uint8_t>(text.size());
}

// Fibonacci hashing: neighbours, which AS numbers mostly are, land far apart.
std::size_t slot_of(Asn asn, std::size_t slots) {
  constexpr std::uint32_t kGoldenRatio = 0x9e3779b1;
  const std::uint32_t mixed = asn.value() * kGoldenRatio;
  return mixed >> (32 - std::countr_zero(slots));
}

}  // namespace

std::string_view AsRecord::name() const {
  switch (source) {
    case NameSource::kHandle:
      return handle;
    case NameSource::kOrganisation:
      return organisation;
    case NameSource::kGenerated:
    case NameSource::kRpsl:
    case NameSource::kPeeringdb:
      return other_name;
    case NameSource::kFallback:
    case NameSource::kSpecial:
    case NameSource::kOperator:
      return {};
  }
  FB_CHECK(false);
}

void NameTable::append(const AsRecord& record) {
  FB_CHECK(rows_.empty() || rows_.back().asn < record.asn);
  FB_CHECK(text_.size() <= std::numeric_limits<std::uint32_t>::max() - 3 * kNameBytesMax);
  rows_.push_back({.asn = record.asn,
                   .text = static_cast<std::uint32_t>(text_.size()),
                   .handle_size = size_of(record.handle),
                   .organisation_size = size_of(record.organisation),
                   .other_name_size = size_of(record.other_name),
                   .source = record.source,
                   .country = record.country});
  text_.append(record.handle).append(record.organisation).append(record.other_name);
  if (!record.name().empty()) ++named_count_;
}

void NameTable::build_index() {
  rows_.shrink_to_fit();
  text_.shrink_to_fit();
  // Half full at most: a search ends after one or two steps.
  index_.assign(std::bit_ceil(2 * rows_.size() + 2), 0);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    std::size_t slot = slot_of(rows_[i].asn, index_.size());
    while (index_[slot] != 0) slot = (slot + 1) & (index_.size() - 1);
    index_[slot] = static_cast<std::uint32_t>(i + 1);
  }
}

std::optional<AsRecord> NameTable::find(Asn asn) const {
  if (index_.empty()) return std::nullopt;
  for (std::size_t slot = slot_of(asn, index_.size()); index_[slot] != 0;
       slot = (slot + 1) & (index_.size() - 1)) {
    const std::size_t index = index_[slot] - 1;
    if (rows_[index].asn == asn) return at(index);
  }
  return std::nullopt;
}

AsRecord NameTable::at(std::size_t index) const {
  FB_CHECK(index < rows_.size());
  const Row& row = rows_[index];
  std::string_view rest = std::string_view(text_).substr(row.text);
  const auto take = [&rest](std::size_t size) {
    const std::string_view part = rest.substr(0, size);
    rest.remove_prefix(size);
    return part;
  };
  AsRecord record;
  record.asn = row.asn;
  record.handle = take(row.handle_size);
  record.organisation = take(row.organisation_size);
  record.other_name = take(row.other_name_size);
  record.source = row.source;
  record.country = row.country;
  return record;
}

std::size_t NameTable::memory_bytes() const {
  return rows_.capacity() * sizeof(Row) + text_.capacity() +
         index_.capacity() * sizeof(std::uint32_t) + registries_.memory_bytes();
}

}  // namespace flowbridge
