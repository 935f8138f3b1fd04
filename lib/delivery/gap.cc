#include "delivery/gap.h"

#include "base/coding.h"
#include "base/crc32c.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

namespace flowbridge {

namespace {

constexpr std::string_view kGapMagic = "FBGAP\r\n\x1a";
constexpr std::uint32_t kGapVersion = 1;
constexpr std::size_t kGapHeaderBytes = kGapMagic.size() + sizeof(std::uint32_t);
constexpr std::size_t kGapCrcBytes = sizeof(std::uint32_t);

using Begins = std::pair<SeriesId, Counts>;

void put_unaccepted(std::string& out, const HashMap<SeriesId, Counts>& unaccepted) {
  std::vector<Begins> sorted(unaccepted.begin(), unaccepted.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const Begins& a, const Begins& b) { return a.first < b.first; });
  put_varint(out, sorted.size());
  std::uint64_t last = 0;
  for (const Begins& each : sorted) {
    put_varint(out, each.first.value() - last);
    last = each.first.value();
    put_varint(out, each.second.bytes);
    put_varint(out, each.second.packets);
    put_varint(out, each.second.flows);
  }
}

constexpr std::uint64_t kIdMax = std::numeric_limits<SeriesId::integer>::max();

HashMap<SeriesId, Counts> get_unaccepted(ByteReader& in) {
  HashMap<SeriesId, Counts> unaccepted;
  const std::uint64_t count = in.varint();
  std::uint64_t id = 0;
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    const std::uint64_t step = in.varint();
    if (step > kIdMax - id || (i > 0 && step == 0)) in.fail();
    id += in.ok() ? step : 0;
    Counts begins;
    begins.bytes = in.varint();
    begins.packets = in.varint();
    begins.flows = in.varint();
    unaccepted[SeriesId(static_cast<SeriesId::integer>(id))] = begins;
  }
  return unaccepted;
}

void put_labels(std::string& out, const LabelsInGap& labels) {
  put_u64(out, labels.hash);
  put_string(out, encode(labels.claims));
  put_varint(out, labels.unclaimed.size());
  for (const SeriesId series : labels.unclaimed) put_varint(out, series.value());
}

LabelsInGap get_labels(ByteReader& in) {
  LabelsInGap labels;
  labels.hash = in.u64();
  Result<LabelClaims> claims = decode_label_claims(in.string());
  if (claims) {
    labels.claims = *std::move(claims);
  } else {
    in.fail();
  }
  const std::uint64_t count = in.varint();
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    const std::uint64_t id = in.varint();
    const SeriesId series(static_cast<SeriesId::integer>(std::min(id, kIdMax)));
    const bool is_next = labels.unclaimed.empty() || labels.unclaimed.back() < series;
    if (id > kIdMax || !is_next) in.fail();
    labels.unclaimed.push_back(series);
  }
  return labels;
}

GapPosition get_position(ByteReader& in) {
  GapPosition position;
  position.sequence = in.varint();
  const std::uint64_t has_begin = in.varint();
  if (has_begin > 1) in.fail();
  if (has_begin == 1) position.gap.begin = in.time();
  position.gap.tally.too_old = get_skipped(in);
  position.gap.tally.over_quota = get_skipped(in);
  position.gap.unaccepted = get_unaccepted(in);
  position.quarantine = in.string();
  position.labels = get_labels(in);
  if (!in.empty()) in.fail();
  return position;
}

Error malformed() {
  return {ErrorCode::kCorrupt, "malformed gap file"};
}

}  // namespace

SkippedTicks& SkippedTicks::operator+=(const SkippedTicks& other) {
  ticks += other.ticks;
  bytes += other.bytes;
  return *this;
}

GapTally& GapTally::operator+=(const GapTally& other) {
  too_old += other.too_old;
  over_quota += other.over_quota;
  return *this;
}

void put_skipped(std::string& out, const SkippedTicks& skipped) {
  put_varint(out, skipped.ticks);
  put_varint(out, skipped.bytes);
}

SkippedTicks get_skipped(ByteReader& in) {
  SkippedTicks skipped;
  skipped.ticks = in.varint();
  skipped.bytes = in.varint();
  return skipped;
}

std::string encode_gap_position(const GapPosition& position) {
  std::string out(kGapMagic);
  put_u32(out, kGapVersion);
  put_varint(out, position.sequence);
  const Gap& gap = position.gap;
  put_varint(out, gap.begin ? 1 : 0);
  if (gap.begin) put_time(out, *gap.begin);
  put_skipped(out, gap.tally.too_old);
  put_skipped(out, gap.tally.over_quota);
  put_unaccepted(out, gap.unaccepted);
  put_string(out, position.quarantine);
  put_labels(out, position.labels);
  put_u32(out, crc32c(out));
  return out;
}

Result<GapPosition> decode_gap_position(std::string_view bytes) {
  const bool has_frame =
      bytes.size() >= kGapHeaderBytes + kGapCrcBytes && bytes.starts_with(kGapMagic);
  if (!has_frame) return malformed();
  const std::string_view summed = bytes.substr(0, bytes.size() - kGapCrcBytes);
  if (ByteReader(bytes.substr(summed.size())).u32() != crc32c(summed)) return malformed();
  ByteReader in(summed.substr(kGapMagic.size()));
  const std::uint32_t version = in.u32();
  if (version > kGapVersion) {
    return Error(ErrorCode::kUnsupported, "the gap file was written by a newer version");
  }
  GapPosition position = get_position(in);
  if (version < kGapVersion || !in.ok()) return malformed();
  return position;
}

}  // namespace flowbridge
