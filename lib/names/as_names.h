#pragma once
/// AS number → name, as the program sees it: the operator's names, the special ranges, the merged
/// sources, and for the rest the number itself.
///
/// Which name wins, first to last:
///
///   1. the operator's own (names/overrides.h)
///   2. a special range (names/special.h), but for AS112
///   3. the merged table's, by the rank of its source (names/name_source.h)
///   4. "AS112 project" for AS112
///   5. "AS64500", the number itself
///
/// So every AS number has a name, and it is never empty: in Prometheus an empty label value is no
/// label, and a series would split the day its AS got a name.
///
/// Lifetime: shares its parts; views are valid while it lives.
/// Threads:  any, at the same time; it does not change.
/// Fails:    never. Lookups take no lock and allocate nothing.
/// Units:    bytes; a name has at most kNameBytesMax.
///
///   AsNames names(table, overrides);
///   names.name(Asn(15169)).text();   // "Google LLC"
///   names.name(Asn(64500)).text();   // "Documentation"

#include "flow/flow_record.h"
#include "names/name_table.h"
#include "names/overrides.h"

#include <array>
#include <memory>
#include <optional>
#include <string_view>

namespace flowbridge {

/// A name, and where it is from.
class AsName {
 public:
  AsName(std::string_view text, NameSource source) : text_(text), source_(source) {}
  /// The number itself: "AS64500".
  explicit AsName(Asn asn);

  /// Never empty. Valid while both this and the AsNames live.
  std::string_view text() const {
    return source_ == NameSource::kFallback ? std::string_view(digits_.data(), digits_size_)
                                            : text_;
  }
  NameSource source() const { return source_; }

 private:
  std::string_view text_;
  NameSource source_;
  std::uint8_t digits_size_ = 0;
  std::array<char, 12> digits_{};
};

/// Everything known of an AS.
struct AsInfo {
  AsName name;
  std::string_view handle;
  std::string_view organisation;
  Country country;
  Registry registry = Registry::kNone;
  std::optional<AsnStatus> status;
};

class AsNames final {
 public:
  /// Knows the special ranges and nothing else.
  AsNames() : AsNames(std::make_shared<const NameTable>()) {}
  /// Requires: neither is null.
  explicit AsNames(std::shared_ptr<const NameTable> table,
                   std::shared_ptr<const Overrides> overrides = std::make_shared<Overrides>());

  AsName name(Asn asn) const;
  AsInfo info(Asn asn) const;

  const NameTable& table() const { return *table_; }
  const Overrides& overrides() const { return *overrides_; }
  const std::shared_ptr<const NameTable>& shared_table() const { return table_; }
  const std::shared_ptr<const Overrides>& shared_overrides() const { return overrides_; }

 private:
  std::shared_ptr<const NameTable> table_;
  std::shared_ptr<const Overrides> overrides_;
};

}  // namespace flowbridge
