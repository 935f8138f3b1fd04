#pragma once
/// What the public sources say of every AS, merged: one name each, and what it was chosen from.
///
/// A NameTable is made by name_merge.h or read from a snapshot (name_snapshot.h), and does not
/// change afterwards; new data makes a new table. Programs ask AsNames (as_names.h), which adds the
/// special ranges and the operator's own names.
///
/// Lifetime: owns its text; views are valid while it lives.
/// Threads:  any, at the same time; it does not change.
/// Fails:    never.
/// Units:    bytes; a name has at most kNameBytesMax. 24 bytes and the texts for each AS, and up to
///           128 KiB to find them by. A lookup takes a few nanoseconds.
///
///   if (const std::optional<AsRecord> record = table.find(Asn(15169))) use(record->name());

#include "flow/flow_record.h"
#include "names/country.h"
#include "names/name_source.h"
#include "names/peering_table.h"
#include "names/registry_map.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// What the sources say of one AS. The texts are clean (names/clean.h), empty where nothing is
/// known.
struct AsRecord {
  Asn asn;
  /// From asn.txt.
  std::string_view handle;
  std::string_view organisation;
  /// The name from another source, if that is the one chosen.
  std::string_view other_name;
  /// kFallback: it has no name, only a country.
  NameSource source = NameSource::kFallback;
  Country country;

  /// The chosen name; empty if there is none.
  std::string_view name() const;
};

/// What AsRecord::name() is, without the record.
struct TableName {
  /// Empty if there is none.
  std::string_view text{};
  NameSource source = NameSource::kFallback;
};

class NameTable final {
 public:
  NameTable() = default;
  /// Of the registries' address space, for AS numbers with and without a record.
  explicit NameTable(RegistryMap registries) : registries_(std::move(registries)) {}

  /// Room for so many, so that appending them moves nothing.
  void reserve(std::size_t rows, std::size_t text_bytes);
  /// Requires: ascending AS numbers, none that is set aside (names/special.h); texts of at most
  /// kNameBytesMax.
  void append(const AsRecord& record);
  /// Makes lookups work, once everything is there.
  void build_index();
  /// How the same sources say that they peer.
  void set_peering(PeeringTable peering) { peering_ = std::move(peering); }

  /// Absent if no source knows more than the registry's ranges.
  std::optional<AsRecord> find(Asn asn) const;
  TableName find_name(Asn asn) const;

  /// How many AS numbers have a record, and how many of these a name.
  std::size_t size() const { return rows_.size(); }
  std::size_t named_count() const { return named_count_; }
  /// Requires: index < size().
  AsRecord at(std::size_t index) const;
  const RegistryMap& registries() const { return registries_; }
  const PeeringTable& peering() const { return peering_; }
  std::size_t memory_bytes() const;

 private:
  struct Row {
    Asn asn;
    // Handle, organisation and other name, one after the other.
    std::uint32_t text = 0;
    std::uint8_t handle_size = 0;
    std::uint8_t organisation_size = 0;
    std::uint8_t other_name_size = 0;
    Country country;
  };

  // A row's name: all that lookups of series need, so that it stays in the processor's caches.
  struct Name {
    std::uint32_t text = 0;
    std::uint8_t size = 0;
    NameSource source = NameSource::kFallback;
  };

  // 64 AS numbers.
  struct Block {
    // One bit for each, of those that have a row.
    std::uint64_t present = 0;
    // Of smaller numbers.
    std::uint32_t rows_before = 0;
  };

  std::optional<std::size_t> find_row(Asn asn) const;

  RegistryMap registries_;
  PeeringTable peering_;
  std::vector<Row> rows_;
  std::vector<Name> names_;
  std::string text_;
  // Of the AS numbers below kDenseEnd, among which nearly all rows are.
  std::vector<Block> blocks_;
  std::size_t rows_in_blocks_ = 0;
  std::size_t named_count_ = 0;
};

}  // namespace flowbridge
