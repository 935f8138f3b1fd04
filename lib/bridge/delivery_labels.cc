// What the delivery loop keeps of series that rules make equal (R8).

#include "bridge/delivery_loop.h"

namespace flowbridge {

// R10: all series are new to the destination. What is left of others would be taken for theirs,
// should these rules have been in force before.
Result<void> DeliveryLoop::begin_labels() {
  cursor_.labels_hash = wire_labels_.hash();
  cursor_.limits_hash = wire_labels_.limits_hash();
  cursor_.measures_contacted = 0;
  if (!wire_labels_.may_collide()) return {};
  return replace_file(ports_.directory, kLabelClaimsFileName, encode(LabelClaims{}));
}

// Inside a gap the claims' own file is as old as the cursor.
Result<LabelsInGap> DeliveryLoop::read_labels(const GapPosition* inside) const {
  if (!wire_labels_.may_collide()) return LabelsInGap{};
  if (inside != nullptr && inside->labels.hash == wire_labels_.hash()) return inside->labels;
  const auto kept = read_replaced_file(ports_.directory, kLabelClaimsFileName);
  if (!kept) return kept.error();
  if (!*kept) return LabelsInGap{};
  Result<LabelClaims> claims = decode_label_claims(**kept);
  if (!claims) return claims.error();
  return LabelsInGap{.hash = wire_labels_.hash(), .claims = *std::move(claims)};
}

Result<void> DeliveryLoop::make_sent_series(const GapPosition* inside) {
  sent_series_.emplace(wire_labels_, queue_->accounts(), quarantine_,
                       SentSeriesOptions{.measures = options_.measures,
                                         .instance = options_.instance,
                                         .destination = options_.name},
                       ports_.log);
  Result<LabelsInGap> labels = read_labels(inside);
  if (!labels) return labels.error();
  sent_series_->begin(std::move(labels->claims), labels->unclaimed);
  return {};
}

// What changed inside a gap is in the gap's file.
Result<void> DeliveryLoop::store_label_claims(bool ends_gap) {
  const bool is_stored = !sent_series_->has_changed() && !ends_gap;
  if (is_stored || !wire_labels_.may_collide()) return {};
  return replace_file(ports_.directory, kLabelClaimsFileName, encode(sent_series_->claims()));
}

void DeliveryLoop::note_admitted(const QueuedStage& settled, Quarantine& judged) const {
  for (const SeriesId series : sent_series_->admitted()) {
    // A gauge has no 0 that it could begin with.
    const bool is_gauge = queue_->accounts().account(series).gauge() != nullptr;
    judged.put(series, {.tick = settled.tick, .accepted_before = is_gauge});
  }
}

}  // namespace flowbridge
