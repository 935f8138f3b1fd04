#pragma once
/// Files of AS names, one line each: RIPE NCC's asn.txt, the CIDR report's, ARIN's, and their like.
///
///   15169 GOOGLE - Google LLC, US          RIPE NCC since 2026, CIDR report (with a tab)
///   28 DFVLR-SYS Deutsches Zentrum, DE     RIPE NCC's own lines, and all lines before
///   6.110<tab>HOSTING4BIZ - Hosting4Biz    CIDR report before 2015: asdot, no country
///    511         PRISMA HEALTH         …   ARIN: columns, handles only, a preamble
///
/// None is a stable format: separators, encodings and the parts of a line have changed overnight
/// more than once, and all editions since 2010 are read. A line is taken apart by the habits of the
/// registry that its number belongs to (names/asn_line_split.h); where `registries` does not know
/// it, the country of the line has to tell. Of two lines for one number the first counts.
///
/// Lifetime: AsnText owns its text; views are valid while it lives.      Threads: as any value.
/// Fails:    with a Refusal: a file that is empty, is HTML, is too large, or of which fewer than
///           half of the lines begin with an AS number. An operator's own file may have lines of
///           another kind and no end to its last one, so these are facts for the caller to judge:
///           lines_bad(), ends_with_newline().
/// Units:    bytes; at most kAsnTextBytesMax.
///
///   Parsed<AsnText> names = parse_asn_text(file, registries);
///   if (!names) return count(names.refusal());
///   for (std::size_t i = 0; i < names->size(); ++i) use((*names)[i].organisation);

#include "flow/flow_record.h"
#include "names/asn_line_split.h"
#include "names/refusal.h"
#include "names/registry_map.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// Ten times the largest edition known.
inline constexpr std::size_t kAsnTextBytesMax = std::size_t{64} << 20;

/// One AS. The texts are clean (names/clean.h), and empty where the line has none.
struct AsnLine {
  Asn asn;
  std::string_view handle;
  std::string_view organisation;
  /// Two letters in upper case; ZZ if the file says that there is none.
  std::string_view country;
};

class AsnText {
 public:
  std::size_t size() const { return entries_.size(); }
  /// Requires: index < size(). In the order of the file, AS numbers unique.
  AsnLine operator[](std::size_t index) const;

  /// How many lines there are, blank ones and the prose of ARIN's file aside.
  std::size_t lines() const { return lines_; }
  /// How many of them did not begin with an AS number.
  std::size_t lines_bad() const { return lines_bad_; }
  /// How many of them named one again.
  std::size_t lines_repeated() const { return lines_ - lines_bad_ - entries_.size(); }
  /// False if the last line may have been cut.
  bool ends_with_newline() const { return ends_with_newline_; }

 private:
  friend class AsnTextParser;

  // 120 000 strings would be four times as large.
  struct Entry {
    Asn asn;
    std::uint32_t text = 0;
    std::uint8_t handle_size = 0;
    std::uint8_t organisation_size = 0;
    std::uint8_t country_size = 0;
  };

  std::string text_;
  std::vector<Entry> entries_;
  std::size_t lines_ = 0;
  std::size_t lines_bad_ = 0;
  bool ends_with_newline_ = false;
};

Parsed<AsnText> parse_asn_text(std::string_view file, const RegistryMap& registries);

}  // namespace flowbridge
