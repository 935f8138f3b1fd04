#include "names/name_table.h"

#include "base/check.h"
#include "names/clean.h"
#include "names/special.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace flowbridge {
namespace {

static_assert(kNameBytesMax <= std::numeric_limits<std::uint8_t>::max());

std::uint8_t size_of(std::string_view text) {
  FB_CHECK(text.size() <= kNameBytesMax);
  return static_cast<std::uint8_t>(text.size());
}

/// Registries hand numbers out in ascending order, and are far below this in 2026.
constexpr std::uint32_t kDenseEnd = 1U << 19U;

constexpr std::uint32_t kBlockNumbers = 64;

/// Where the name begins in the handle, the organisation and the other name, put together.
std::size_t name_offset(const AsRecord& record) {
  switch (record.source) {
    case NameSource::kOrganisation:
      return record.handle.size();
    case NameSource::kGenerated:
    case NameSource::kRpsl:
    case NameSource::kPeeringdb:
      return record.handle.size() + record.organisation.size();
    case NameSource::kHandle:
    case NameSource::kFallback:
    case NameSource::kSpecial:
    case NameSource::kOperator:
      return 0;
  }
  FB_CHECK(false);
}

std::uint64_t bit_of(Asn asn) {
  return std::uint64_t{1} << (asn.value() % kBlockNumbers);
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

void NameTable::reserve(std::size_t rows, std::size_t text_bytes) {
  rows_.reserve(rows);
  names_.reserve(rows);
  text_.reserve(text_bytes);
}

void NameTable::append(const AsRecord& record) {
  FB_CHECK(rows_.empty() || rows_.back().asn < record.asn);
  FB_CHECK(!is_set_aside(record.asn));
  FB_CHECK(text_.size() <= std::numeric_limits<std::uint32_t>::max() - 3 * kNameBytesMax);
  const auto text = static_cast<std::uint32_t>(text_.size());
  rows_.push_back({.asn = record.asn,
                   .text = text,
                   .handle_size = size_of(record.handle),
                   .organisation_size = size_of(record.organisation),
                   .other_name_size = size_of(record.other_name),
                   .country = record.country});
  names_.push_back({.text = text + static_cast<std::uint32_t>(name_offset(record)),
                    .size = size_of(record.name()),
                    .source = record.source});
  text_.append(record.handle).append(record.organisation).append(record.other_name);
  if (!record.name().empty()) ++named_count_;
}

void NameTable::build_index() {
  rows_.shrink_to_fit();
  names_.shrink_to_fit();
  text_.shrink_to_fit();
  blocks_.clear();
  rows_in_blocks_ = 0;
  for (const Row& row : rows_) {
    if (row.asn.value() >= kDenseEnd) break;
    const std::size_t block = row.asn.value() / kBlockNumbers;
    const auto rows_before = static_cast<std::uint32_t>(rows_in_blocks_);
    while (blocks_.size() <= block) blocks_.push_back({.rows_before = rows_before});
    blocks_[block].present |= bit_of(row.asn);
    ++rows_in_blocks_;
  }
  blocks_.shrink_to_fit();
}

std::optional<std::size_t> NameTable::find_row(Asn asn) const {
  const std::size_t number = asn.value() / kBlockNumbers;
  if (number < blocks_.size()) {
    const Block& block = blocks_[number];
    const std::uint64_t bit = bit_of(asn);
    if ((block.present & bit) == 0) return std::nullopt;
    return block.rows_before + static_cast<std::size_t>(std::popcount(block.present & (bit - 1)));
  }
  if (asn.value() < kDenseEnd) return std::nullopt;
  const auto row =
      std::lower_bound(rows_.begin() + static_cast<std::ptrdiff_t>(rows_in_blocks_), rows_.end(),
                       asn, [](const Row& each, Asn wanted) { return each.asn < wanted; });
  if (row == rows_.end() || row->asn != asn) return std::nullopt;
  return static_cast<std::size_t>(row - rows_.begin());
}

TableName NameTable::find_name(Asn asn) const {
  const std::optional<std::size_t> row = find_row(asn);
  if (!row) return {};
  const Name& name = names_[*row];
  return {.text = {text_.data() + name.text, name.size}, .source = name.source};
}

std::optional<AsRecord> NameTable::find(Asn asn) const {
  const std::optional<std::size_t> row = find_row(asn);
  return row ? std::optional(at(*row)) : std::nullopt;
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
  record.source = names_[index].source;
  record.country = row.country;
  return record;
}

std::size_t NameTable::memory_bytes() const {
  return rows_.capacity() * sizeof(Row) + names_.capacity() * sizeof(Name) + text_.capacity() +
         blocks_.capacity() * sizeof(Block) + registries_.memory_bytes() + peering_.memory_bytes();
}

}  // namespace flowbridge
