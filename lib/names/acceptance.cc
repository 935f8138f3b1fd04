#include "names/acceptance.h"

#include "base/check.h"

#include <algorithm>
#include <array>

namespace flowbridge {
namespace {

// Lumen, Google, Cloudflare, Amazon, Akamai: a list without them is not complete.
constexpr std::array kCanaries = {Asn(3356), Asn(15169), Asn(13335), Asn(16509), Asn(20940)};

bool exceeds(std::size_t part, std::size_t whole, std::uint32_t per_mille) {
  return std::uint64_t{part} * 1000 > std::uint64_t{whole} * per_mille;
}

bool has(std::span<const EditionEntry> entries, Asn asn) {
  const auto found =
      std::lower_bound(entries.begin(), entries.end(), asn,
                       [](const EditionEntry& entry, Asn value) { return entry.asn < value; });
  return found != entries.end() && found->asn == asn;
}

}  // namespace

std::uint64_t hash_of_name(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char byte : name) {
    hash ^= static_cast<unsigned char>(byte);
    hash *= 0x100000001b3;
  }
  return hash;
}

EditionChange compare_editions(std::span<const EditionEntry> before,
                               std::span<const EditionEntry> after) {
  EditionChange change;
  change.before = before.size();
  change.after = after.size();
  std::size_t in_both = 0;
  auto old = before.begin();
  for (const EditionEntry& entry : after) {
    while (old != before.end() && old->asn < entry.asn) ++old;
    if (old == before.end() || old->asn != entry.asn) continue;
    ++in_both;
    if (old->name_hash != entry.name_hash) ++change.renamed;
    if (old->named && !entry.named) ++change.names_lost;
  }
  change.added = after.size() - in_both;
  change.removed = before.size() - in_both;
  change.canaries_missing = static_cast<std::size_t>(
      std::count_if(kCanaries.begin(), kCanaries.end(), [&](Asn asn) { return !has(after, asn); }));
  return change;
}

const char* edition_verdict_name(EditionVerdict verdict) {
  switch (verdict) {
    case EditionVerdict::kAccepted:
      return "accepted";
    case EditionVerdict::kTooFew:
      return "too_few";
    case EditionVerdict::kShrunken:
      return "shrunken";
    case EditionVerdict::kCanariesMissing:
      return "canaries_missing";
    case EditionVerdict::kNamesLost:
      return "names_lost";
    case EditionVerdict::kNamesChanged:
      return "names_changed";
  }
  FB_CHECK(false);
}

bool is_held(EditionVerdict verdict) {
  return verdict == EditionVerdict::kNamesLost || verdict == EditionVerdict::kNamesChanged;
}

EditionVerdict judge_edition(const EditionChange& change, const EditionLimits& limits) {
  if (change.before == 0 && change.after < limits.first_copy_min) return EditionVerdict::kTooFew;
  if (std::uint64_t{change.after} * 1000 <
      std::uint64_t{change.before} * limits.kept_per_mille_min) {
    return EditionVerdict::kShrunken;
  }
  if (limits.canaries && change.canaries_missing > 0) return EditionVerdict::kCanariesMissing;
  if (exceeds(change.names_lost, change.before, limits.names_lost_per_mille_max)) {
    return EditionVerdict::kNamesLost;
  }
  if (exceeds(change.renamed, change.before, limits.renamed_per_mille_max)) {
    return EditionVerdict::kNamesChanged;
  }
  return EditionVerdict::kAccepted;
}

std::optional<HeldEdition> hold_edition(EditionVerdict verdict, UnixTime now,
                                        const std::optional<HeldEdition>& held,
                                        const EditionChange& from_held,
                                        const EditionLimits& limits) {
  FB_CHECK(is_held(verdict));
  const HeldEdition first{.verdict = verdict, .first_held_at = now, .editions = 1};
  if (!held || judge_edition(from_held, limits) != EditionVerdict::kAccepted) return first;
  HeldEdition next = *held;
  next.verdict = verdict;
  ++next.editions;
  const bool only_loses = verdict == EditionVerdict::kNamesLost;
  if (next.editions >= kAgreeingEditionsMin && !only_loses) return std::nullopt;
  return next;
}

}  // namespace flowbridge
