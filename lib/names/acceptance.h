#pragma once
/// Whether a new edition of a source may replace the one in force.
///
/// A file can be whole and well-formed and still be wrong: three times in eleven years a public
/// list of AS names lost the organisations of a third of its lines overnight, while the number of
/// lines rose. So an edition is compared with the one before, name by name. In 3 545 daily changes
/// of such a list no good edition lost 0.07 % of its names, or 5 % of its lines. An edition that
/// loses or changes too many names is held back: the third in a row that agrees with the first one
/// held is taken, but one that loses names only on the operator's word.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never.
/// Units:    counts of AS numbers; shares are per mille of those of the edition in force.
///
///   const EditionChange change = compare_editions(in_force, fresh);
///   if (judge_edition(change, limits) == EditionVerdict::kAccepted) take(fresh);

#include "base/time.h"
#include "flow/flow_record.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace flowbridge {

/// What an edition says of one AS, as far as it matters here.
struct EditionEntry {
  Asn asn;
  /// Whether it has a name better than a handle.
  bool named = false;
  /// Of the clean name it would show: what cleaning makes equal is no change.
  std::uint64_t name_hash = 0;
};

/// Ascending by AS number, each once.
using EditionEntries = std::vector<EditionEntry>;

/// FNV-1a, 64 bits: equal on every machine and in every version.
std::uint64_t hash_of_name(std::string_view name);

struct EditionChange {
  std::size_t before = 0;
  std::size_t after = 0;
  std::size_t added = 0;
  std::size_t removed = 0;
  /// In both, under another name; those that lost theirs included.
  std::size_t renamed = 0;
  /// In both, named before and not any more.
  std::size_t names_lost = 0;
  /// Of kCanaries, those that the new edition lacks.
  std::size_t canaries_missing = 0;
};

EditionChange compare_editions(std::span<const EditionEntry> before,
                               std::span<const EditionEntry> after);

struct EditionLimits {
  /// Of a first copy, when there is nothing to compare with. 0: any.
  std::size_t first_copy_min = 0;
  /// Whether large networks that every complete list has must be there.
  bool canaries = false;
  std::uint32_t kept_per_mille_min = 950;
  std::uint32_t names_lost_per_mille_max = 20;
  std::uint32_t renamed_per_mille_max = 50;
};

enum class EditionVerdict {
  kAccepted,
  kTooFew,           // a first copy below the floor
  kShrunken,         // too many AS numbers gone
  kCanariesMissing,  // networks that every list has
  kNamesLost,        // held back
  kNamesChanged,     // held back
};

/// A word for a metric's label: "names_lost".
const char* edition_verdict_name(EditionVerdict verdict);
/// Whether the edition is kept beside the one in force, waiting.
bool is_held(EditionVerdict verdict);

EditionVerdict judge_edition(const EditionChange& change, const EditionLimits& limits);

/// An edition that waits beside the one in force.
struct HeldEdition {
  EditionVerdict verdict = EditionVerdict::kNamesChanged;
  UnixTime first_held_at{};
  /// Editions in a row that agree, itself included.
  std::uint32_t editions = 1;

  friend bool operator==(const HeldEdition&, const HeldEdition&) = default;
};

/// So many editions in a row that agree are taken for the new normal.
inline constexpr std::uint32_t kAgreeingEditionsMin = 3;

/// What becomes of a new edition that the one in force would hold back: taken (absent), or held,
/// where `from_held` is its change from the edition held so far.
std::optional<HeldEdition> hold_edition(EditionVerdict verdict, UnixTime now,
                                        const std::optional<HeldEdition>& held,
                                        const EditionChange& from_held,
                                        const EditionLimits& limits);

}  // namespace flowbridge
