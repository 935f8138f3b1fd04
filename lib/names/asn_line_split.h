#pragma once
/// A line of a file of AS names, taken apart.
///
/// No two registries write handle and organisation alike, and no edition of a file tells which
/// lines are whose. What is certain is cut off first, the number and the country; where the rest
/// has to be split is a matter of the registry, and of the shape that the file as a whole has.
///
/// Lifetime: none; views given back point into the line.      Threads: any.
/// Fails:    a line that does not begin with an AS number is absent. Names never fail: what has no
///           handle or no organisation has an empty one.
/// Units:    texts are as the line has them, blanks at their ends aside; cleaning is the caller's.
///
///   const AsnTextShape shape = shape_of(file);
///   std::optional<AsnLineParts> line = split_asn_line("511 PRISMA HEALTH, US", shape);
///   split_names(*line, shape, Registry::kArin).handle;   // "PRISMA HEALTH"

#include "flow/flow_record.h"
#include "names/registry.h"

#include <optional>
#include <string_view>

namespace flowbridge {

enum class AsnTextShape {
  kDashed,   // HANDLE - Organisation, except in RIPE NCC's own lines
  kPlain,    // HANDLE Organisation, or one of the two
  kColumns,  // ARIN's file: a blank, the number, the handle, contacts, in columns after a preamble
};

/// Of ARIN's columns there are more lines than of numbers at their beginning; else ARIN's lines of
/// the United States tell, which all have a dash or all have none.
AsnTextShape shape_of(std::string_view file);

/// Whether the line is of the kind that ARIN's file has beside its columns, not to be split.
bool is_prose(std::string_view line, AsnTextShape shape);

struct AsnLineParts {
  Asn asn;
  /// Handle and organisation.
  std::string_view body;
  /// Two letters, or empty.
  std::string_view country;
};

std::optional<AsnLineParts> split_asn_line(std::string_view line, AsnTextShape shape);

struct AsnNames {
  std::string_view handle;
  std::string_view organisation;
};

/// `registry` is the one that the number belongs to; if that is unknown, the country has to tell.
AsnNames split_names(const AsnLineParts& line, AsnTextShape shape, Registry registry);

/// An AS number in asplain or asdot, with or without "AS": "393326", "6.110", "AS6.110".
/// Fails: absent if it is anything else, or beyond 32 bits.
std::optional<Asn> parse_asn(std::string_view text);

}  // namespace flowbridge
