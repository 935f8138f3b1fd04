#pragma once
/// Dumps of registries' databases in RPSL: who an AS number is assigned to.
///
///   aut-num:        AS49981
///   as-name:        WorldStream
///   org:            ORG-SMP2-RIPE      # organisation: ORG-SMP2-RIPE, org-name: WorldStream B.V.
///
/// Objects are blocks of attributes between blank lines; values continue on lines that begin with a
/// blank, a tab or "+"; "#" begins a comment; bytes may be UTF-8 on one line and Latin-1 on the
/// next. Of all this only aut-num and organisation objects are read, and of those only what names
/// them. Some registries write both kinds into one file, others into two: each file is parsed by
/// itself, and rpsl_names() brings together what they say. A file may be gzipped, as registries
/// publish them; it is inflated piece by piece, and never in memory as a whole.
/// https://www.rfc-editor.org/rfc/rfc2622
///
/// Lifetime: values own their texts.      Threads: any.
/// Fails:    a Refusal: kEmpty, kHtml, kTooLarge (bytes, once inflated, or objects), kTruncated (a
///           gzip stream that is damaged or has no end), and kForeign for a file that has no
///           attribute at all. Objects without a sound key are skipped and counted.
/// Units:    bytes. Texts are clean (names/clean.h), and empty where the object has none. Memory:
///           what is returned.
///
///   Parsed<RpslDump> aut_nums = parse_rpsl(file);
///   for (const RpslName& as : rpsl_names(std::array{*aut_nums, *organisations})) use(as.name);

#include "flow/flow_record.h"
#include "names/country.h"
#include "names/refusal.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct RpslLimits {
  /// The largest dumps are those that hold the routes of many registries.
  std::size_t file_bytes_max = std::size_t{1} << 30;
  /// Aut-nums and organisations together; there are about 120 000 AS numbers. Half a kilobyte each.
  std::size_t objects_max = 500'000;
};

struct RpslAutNum {
  Asn asn{};
  Country country{};
  /// As-name, but UNSPECIFIED is none.
  std::string handle{};
  /// The first descr that says anything.
  std::string description{};
  /// The key of the organisation that holds it, in upper case. Never the sponsor's.
  std::string organisation{};
};

struct RpslOrganisation {
  /// In upper case: "ORG-SMP2-RIPE".
  std::string key{};
  std::string name{};
  Country country{};
};

struct RpslDump {
  /// In the order of the file. A key may come twice.
  std::vector<RpslAutNum> aut_nums;
  std::vector<RpslOrganisation> organisations;
  /// Aut-nums without an AS number, and organisations without a key or a name.
  std::size_t objects_bad = 0;
};

Parsed<RpslDump> parse_rpsl(std::string_view file, const RpslLimits& limits = {});

struct RpslName {
  Asn asn{};
  std::string handle{};
  /// The organisation's; the description if there is none or no dump holds it; or empty.
  std::string name{};
  /// The aut-num's own, else the organisation's.
  Country country{};
};

/// Ascending by AS number, each once: of two objects of one key the first counts.
std::vector<RpslName> rpsl_names(std::span<const RpslDump> dumps);

}  // namespace flowbridge
