#include "delivery/quarantine.h"

#include "base/check.h"
#include "base/coding.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <utility>

namespace flowbridge {

namespace {

constexpr Duration kFirstTry = 1min;
constexpr Duration kLastTry = 1h;
constexpr int kDoublingsMax = 6;  // 64 min is beyond kLastTry
/// R21: longer than the usual rate window.
constexpr Duration kSettlingTime = 5min;

constexpr std::uint64_t kSeriesIdMax = std::numeric_limits<SeriesId::integer>::max();
constexpr int kRefusalsMax = 1'000'000;  // a century of them

// Only what this program writes is read: a number that does not fit is damage, not a smaller one.
std::uint64_t get_number(ByteReader& in, std::uint64_t max) {
  const std::uint64_t value = in.varint();
  if (value > max) in.fail();
  return in.ok() ? value : 0;
}

Duration try_after(int refusals) {
  return std::min<Duration>(kLastTry, kFirstTry * (1 << std::min(refusals, kDoublingsMax)));
}

}  // namespace

void Quarantine::put(SeriesId series, const SeriesRefusal& refusal) {
  const auto [found, is_new] = entries_.try_emplace(series);
  Entry& entry = found->second;
  entry.accepted_before = refusal.accepted_before && (is_new || entry.accepted_before);
  entry.returning = false;
  entry.next_try = refusal.tick + try_after(entry.refusals);
  entry.refusals = std::min(entry.refusals + 1, kRefusalsMax);
  members_.insert(series);
  returning_.erase(series);
}

void Quarantine::begin(SeriesId series, UnixTime tick) {
  Entry& entry = entries_[series];
  entry.accepted_before = true;
  entry.returning = true;
  entry.back_at = tick + kSettlingTime;
  members_.insert(series);
  returning_.erase(series);
}

std::vector<SeriesId> Quarantine::due(UnixTime tick) const {
  std::vector<SeriesId> due;
  for (const auto& [series, entry] : entries_) {
    if (!entry.returning && entry.next_try <= tick) due.push_back(series);
  }
  return due;
}

bool Quarantine::first_value_is_zero(SeriesId series) const {
  const auto found = entries_.find(series);
  FB_CHECK(found != entries_.end());
  return !found->second.accepted_before;
}

void Quarantine::accepted(SeriesId series, UnixTime tick) {
  const auto found = entries_.find(series);
  FB_CHECK(found != entries_.end());
  if (found->second.accepted_before) {
    erase(series);
    return;
  }
  begin(series, tick);
}

void Quarantine::refused(SeriesId series, UnixTime tick) {
  const auto found = entries_.find(series);
  FB_CHECK(found != entries_.end());
  put(series, {.tick = tick, .accepted_before = found->second.accepted_before});
}

void Quarantine::let_in(UnixTime tick) {
  for (const auto& [series, entry] : entries_) {
    if (!entry.returning || entry.back_at > tick) continue;
    if (members_.erase(series) > 0) returning_.insert(series);
  }
}

bool Quarantine::forget_let_in() {
  const bool any = !returning_.empty();
  for (const SeriesId series : std::exchange(returning_, {})) entries_.erase(series);
  return any;
}

void Quarantine::forget(SeriesId series) {
  erase(series);
}

void Quarantine::erase(SeriesId series) {
  entries_.erase(series);
  members_.erase(series);
  returning_.erase(series);
}

std::string Quarantine::encode() const {
  std::string out;
  put_varint(out, entries_.size());
  for (const auto& [series, entry] : entries_) {
    put_varint(out, series.value());
    put_varint(out, entry.accepted_before ? 1 : 0);
    put_time(out, entry.next_try);
    put_varint(out, static_cast<std::uint64_t>(entry.refusals));
    put_varint(out, entry.returning ? 1 : 0);
    put_time(out, entry.back_at);
  }
  return out;
}

Result<void> Quarantine::restore(std::string_view bytes) {
  ByteReader in(bytes);
  const std::uint64_t count = in.varint();
  Quarantine kept;
  std::optional<SeriesId> last;
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    const SeriesId series(static_cast<SeriesId::integer>(get_number(in, kSeriesIdMax)));
    if (last && series <= *last) in.fail();
    last = series;
    Entry entry;
    entry.accepted_before = get_number(in, 1) == 1;
    entry.next_try = in.time();
    entry.refusals = static_cast<int>(get_number(in, kRefusalsMax));
    entry.returning = get_number(in, 1) == 1;
    entry.back_at = in.time();
    // It is here because it was refused, or returns from a gap; what returns was accepted by then.
    const bool has_reason = entry.refusals > 0 || entry.returning;
    if (!has_reason || (entry.returning && !entry.accepted_before)) in.fail();
    kept.entries_.emplace(series, entry);
    kept.members_.insert(series);
  }
  if (!in.ok() || !in.empty()) return Error(ErrorCode::kCorrupt, "malformed quarantine file");
  *this = std::move(kept);
  return {};
}

}  // namespace flowbridge
