#pragma once
/// The operator's own names of AS numbers.
///
/// They come before every other source, special ranges included: private AS numbers get the names
/// that they have at home. A file is YAML (.yaml, .yml) or CSV (.csv):
///
///   asns:                                          asn,name,country,tags
///     64512: Lab                                   64512,Lab,,
///     64513-64520:                                 64513-64520,"Branches, all",DE,internal branch
///       name: Branches, all                        # a comment
///       country: DE                                AS4200000000-AS4294967294,Fabric
///       tags: [internal, branch]
///
/// AS numbers are asplain or asdot, with or without "AS"; a range has both its ends in it. Name is
/// required, country (two capitals) and tags (letters, digits, "-", "_", "."; between blanks in
/// CSV) are not, and columns may be left out or stand in any order. An AS number is that of the
/// smallest range it lies in; two ranges of one size that overlap are an error.
///
/// Lifetime: Overrides owns its texts; views are valid while it lives.
/// Threads:  any, at the same time; it does not change.
/// Fails:    kInvalid, with a line for everything that is wrong with the file: where it is, what it
///           is, and what to write instead. The caller keeps what it has.
/// Units:    bytes; a file has at most kOverridesBytesMax.
///
///   Result<Overrides> overrides = parse_overrides({.path = "names.yaml", .text = file});
///   if (!overrides) return overrides.error();
///   if (const Override* own = overrides->find(Asn(64513))) use(own->name);   // "Branches, all"

#include "base/result.h"
#include "flow/flow_record.h"
#include "names/country.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

inline constexpr std::size_t kOverridesBytesMax = std::size_t{1} << 20;
inline constexpr std::size_t kTagBytesMax = 32;
/// Of one entry.
inline constexpr std::size_t kTagsMax = 16;

struct Override {
  /// Both inclusive; first <= last.
  Asn first{};
  Asn last{};
  /// Clean (names/clean.h), and never empty.
  std::string name{};
  Country country{};
  /// In the order of the file, each once.
  std::vector<std::string> tags{};

  bool operator==(const Override&) const = default;
};

class Overrides final {
 public:
  Overrides() = default;
  /// Of ranges of one size that overlap the first counts.
  explicit Overrides(std::vector<Override> entries);

  /// Null if the operator says nothing of this AS.
  const Override* find(Asn asn) const;

  /// In the order of the file.
  std::span<const Override> entries() const { return entries_; }

 private:
  // Up to the next one's first; without an entry where nothing is said.
  struct Stretch {
    Asn first;
    std::uint32_t entry;
  };
  static constexpr std::uint32_t kNoEntry = ~std::uint32_t{0};

  std::vector<Override> entries_;
  /// Ascending.
  std::vector<Stretch> stretches_;
};

struct OverridesFile {
  /// Tells the format, and names the file in messages.
  std::string_view path;
  std::string_view text;
};

Result<Overrides> parse_overrides(const OverridesFile& file);

}  // namespace flowbridge
