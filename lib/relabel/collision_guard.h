#pragma once
/// No two live series of a destination have the same labels (R8).
///
/// Relabelling can make two series equal. A receiver takes both values of a request under one name
/// and silently loses one of them, and a counter that is now one series and now another is wrong
/// for ever. So the series that claims labels first has them until it is released, and another that
/// claims them is refused: the caller does not send it, counts it, and tells the operator, whose
/// rules are wrong.
///
/// A refused series holds nothing. It may claim again, and gets the labels once they are free; to
/// its receiver that is a counter that restarts.
///
/// Who was first is not to be seen from the labels. After a restart, claim first for the series
/// that the destination has accepted before.
///
/// Lifetime: owns its state. It keeps no labels, only a hash of them, and asks for those of a
///           series to compare them, which must be what it claimed for as long as it holds them.
/// Threads:  one.
/// Fails:    never. Exact: a hash only says which labels to compare.
/// Units:    ids are the caller's, one for each series that is sent: a SeriesId and its measure.
/// Bounds:   40 to 80 bytes for each that holds labels.
///
///   CollisionGuard guard([&](ClaimantId id) { return sent_labels(id); });
///   if (guard.claim(id, labels) != id) refuse(id);
///   guard.release(id);   // it has ended

#include "base/hash_map.h"
#include "base/strong_id.h"
#include "metric/label.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>

namespace flowbridge {

using ClaimantId = StrongId<struct ClaimantIdTag, std::uint64_t>;

class CollisionGuard final {
 public:
  using LabelsOf = std::function<LabelSet(ClaimantId claimant)>;
  using Hash = std::uint64_t (*)(const LabelSet& labels);

  /// Differs from process to process.
  static std::uint64_t hash_of(const LabelSet& labels);

  /// Another hash is for tests.
  explicit CollisionGuard(LabelsOf labels_of, Hash hash = hash_of)
      : labels_of_(std::move(labels_of)), hash_(hash) {}

  /// Who has these labels: the claimant, if nobody else had them. Requires: it has no others.
  ClaimantId claim(ClaimantId claimant, const LabelSet& labels);
  /// Its labels are free. Of one that has none nothing changes.
  void release(ClaimantId claimant);

  std::size_t held_count() const { return hashes_.size(); }

 private:
  const LabelsOf labels_of_;
  const Hash hash_;
  // Of what each holds.
  HashMap<ClaimantId, std::uint64_t> hashes_;
  // By that hash.
  HashMap<std::uint64_t, ClaimantId> first_;
  // Others of the same hash, of which there are hardly ever any.
  std::multimap<std::uint64_t, ClaimantId> more_;
};

}  // namespace flowbridge
