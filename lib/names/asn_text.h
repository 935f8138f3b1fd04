#pragma once
/// Files of AS names, one line each: RIPE NCC's asn.txt, the CIDR report's, and their like.
///
///   15169 GOOGLE - Google LLC, US          RIPE NCC since 2026, CIDR report (with a tab)
///   28 DFVLR-SYS Deutsches Zentrum, DE     RIPE NCC's own lines, and all lines before
///   6.110<tab>HOSTING4BIZ - Hosting4Biz    CIDR report before 2015: asdot, no country
///
/// Neither is a stable format: separators, encodings and the parts of a line have changed overnight
/// more than once, and all editions since 2010 are read. A line is taken apart by the habits of its
/// registry (names/region.h), and by whether the file as a whole writes " - " between handle and
/// organisation. Lines that do not begin with an AS number are skipped, and of two lines for one
/// number the first counts. ARIN's asn.txt is another format and is refused: its columns are
/// indented.
///
/// Lifetime: AsnText owns its text; views are valid while it lives.      Threads: as any value.
/// Fails:    kInvalid, saying what: a file that is empty, is HTML, is too great, or of which fewer
///           than half of the lines are AS names. The caller keeps the table it has.
/// Units:    bytes; at most kAsnTextBytesMax.
///
///   Result<AsnText> names = parse_asn_text(file);
///   if (!names) return names.error();
///   for (std::size_t i = 0; i < names->size(); ++i) use((*names)[i].organisation);

#include "base/result.h"
#include "flow/flow_record.h"

#include <cstddef>
#include <cstdint>
#include <optional>
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
  /// How many lines did not begin with an AS number, or named one again.
  std::size_t lines_skipped() const { return lines_skipped_; }

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
  std::size_t lines_skipped_ = 0;
};

Result<AsnText> parse_asn_text(std::string_view file);

/// An AS number in asplain or asdot, with or without "AS": "393326", "6.110", "AS6.110".
/// Fails: absent if it is anything else, or beyond 32 bits.
std::optional<Asn> parse_asn(std::string_view text);

}  // namespace flowbridge
