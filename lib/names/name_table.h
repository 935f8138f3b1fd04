#pragma once
/// AS number → name, once for all.
///
/// A NameTable is made from parsed sources, does not change afterwards, and is published to whoever
/// binds series; new data makes a new table. Which name wins, first to last:
///
///   1. the special ranges (names/special.h), except AS112
///   2. the organisation of asn.txt
///   3. its handle
///   4. "AS112 project" for AS112
///   5. "AS64500", the number itself
///
/// So every AS number has a name, and it is never empty: in Prometheus an empty label value is no
/// label, and a series would split the day its AS got a name.
///
/// Lifetime: owns its text; independent of what it was made from.
/// Threads:  any, at the same time; it does not change.
/// Fails:    never.
/// Units:    bytes; a name has at most kNameBytesMax. About 8 bytes per AS beside the text.
///
///   NameTable table = NameTable::from(*names);
///   table.name(Asn(15169));   // "Google LLC"
///   table.name(Asn(64500));   // "Documentation"

#include "flow/flow_record.h"
#include "names/asn_text.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace flowbridge {

class NameTable final {
 public:
  /// Knows the special ranges and nothing else.
  NameTable() = default;

  static NameTable from(const AsnText& names);

  std::string name(Asn asn) const;

  /// How many AS numbers have a name of their own here.
  std::size_t size() const { return asns_.size(); }
  std::size_t memory_bytes() const;

 private:
  // The name of asns_[i] ends where the next begins; there is one begin more than names.
  std::vector<Asn> asns_;
  std::vector<std::uint32_t> begins_ = {0};
  std::string text_;
};

}  // namespace flowbridge
