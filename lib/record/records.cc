#include "record/records.h"

#include "base/check.h"
#include "base/coding.h"
#include "base/utf8.h"

#include <limits>

namespace flowbridge {

namespace {

// As long as a time may be far from 1970, so that adding the two cannot overflow.
Duration get_duration(ByteReader& in) {
  const Duration duration(in.signed_varint());
  if (duration <= 0ms || duration > kCodedTimeMax) in.fail();
  return in.ok() ? duration : 0ms;
}

Offset get_offset(ByteReader& in, std::int64_t offset) {
  if (offset < 0) in.fail();
  return in.ok() ? offset : 0;
}

// Only what this program writes is read: a number that does not fit is damage, not a smaller one.
template <typename Integer>
Integer fit(ByteReader& in, std::uint64_t value) {
  if (value > std::numeric_limits<Integer>::max()) in.fail();
  return in.ok() ? static_cast<Integer>(value) : Integer{0};
}

// Texts become labels and are shown to people; all that is written was made UTF-8 before.
std::string get_text(ByteReader& in) {
  const std::string_view text = in.string();
  if (!is_utf8(text)) in.fail();
  return std::string(in.ok() ? text : std::string_view());
}

template <typename Id>
Id get_id(ByteReader& in) {
  return Id(fit<typename Id::integer>(in, in.varint()));
}

bool get_flag(ByteReader& in) {
  const std::uint64_t flag = in.varint();
  if (flag > 1) in.fail();
  return flag == 1;
}

std::int64_t get_sum(ByteReader& in, std::int64_t base, std::int64_t step) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(base, step, &sum)) in.fail();
  return sum;
}

// Ids in a list rise; the first may be 0.
template <typename Id>
Id get_rising_id(ByteReader& in, const std::optional<Id>& last) {
  const std::uint64_t step = in.varint();
  if (last && step == 0) in.fail();
  std::uint64_t id = 0;
  if (__builtin_add_overflow(last ? last->value() : 0, step, &id)) in.fail();
  return Id(fit<typename Id::integer>(in, id));
}

// Ascending ids as their differences: idle series end together, and neighbours cost a byte each.
template <typename Id>
void put_ids(std::string& out, const std::vector<Id>& ids) {
  put_varint(out, ids.size());
  typename Id::integer last = 0;
  for (const Id& id : ids) {
    FB_CHECK(&id == &ids.front() || id.value() > last);
    put_varint(out, id.value() - last);
    last = id.value();
  }
}

template <typename Id>
std::vector<Id> get_ids(ByteReader& in) {
  std::vector<Id> ids;
  const std::uint64_t count = in.varint();
  std::optional<Id> last;
  // Every id takes a byte, so a count beyond the rest is damage and must not size a vector.
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    last = get_rising_id(in, last);
    ids.push_back(*last);
  }
  return ids;
}

void put_optional_time(std::string& out, const std::optional<UnixTime>& time) {
  put_varint(out, time.has_value() ? 1 : 0);
  if (time) put_time(out, *time);
}

std::optional<UnixTime> get_optional_time(ByteReader& in) {
  if (!get_flag(in)) return std::nullopt;
  return in.time();
}

/// What is known of the last record: nothing, as no record was counted there; or with, or without a
/// timestamp.
constexpr std::uint64_t kLastWithoutTimestamp = 0;
constexpr std::uint64_t kLastWithTimestamp = 1;
constexpr std::uint64_t kNoLast = 2;

// The last record's own timestamp is whatever a producer wrote; it is only compared.
void put_tail(std::string& out, const LogTail& tail) {
  put_time(out, tail.claimed_max);
  if (!tail.last) return put_varint(out, kNoLast);
  put_varint(out, tail.last->timestamp ? kLastWithTimestamp : kLastWithoutTimestamp);
  if (tail.last->timestamp) put_signed(out, to_ms(*tail.last->timestamp));
  put_u32(out, tail.last->payload_crc);
}

LogTail get_tail(ByteReader& in) {
  LogTail tail;
  tail.claimed_max = in.time();
  const std::uint64_t known = in.varint();
  if (known > kNoLast) in.fail();
  if (known == kNoLast) return tail;
  RecordMark& last = tail.last.emplace();
  if (known == kLastWithTimestamp) last.timestamp = unix_ms(in.signed_varint());
  last.payload_crc = in.u32();
  return tail;
}

void put_totals(std::string& out, const LaneTotals& totals) {
  put_varint(out, totals.records);
  put_varint(out, totals.flows);
  put_varint(out, totals.bytes);
  put_varint(out, totals.late_bytes);
  put_varint(out, totals.lost_offsets);
  put_varint(out, totals.empty_offsets);
}

LaneTotals get_totals(ByteReader& in) {
  LaneTotals totals;
  totals.records = in.varint();
  totals.flows = in.varint();
  totals.bytes = in.varint();
  totals.late_bytes = in.varint();
  totals.lost_offsets = in.varint();
  totals.empty_offsets = in.varint();
  return totals;
}

void put_window(std::string& out, const WindowContributions& window) {
  put_time(out, window.tick);
  put_varint(out, window.contributions.size());
  std::uint32_t last = 0;
  for (const Contribution& contribution : window.contributions) {
    FB_CHECK(&contribution == &window.contributions.front() || contribution.series.value() > last);
    put_varint(out, contribution.series.value() - last);
    put_varint(out, contribution.counts.bytes);
    put_varint(out, contribution.counts.packets);
    put_varint(out, contribution.counts.flows);
    last = contribution.series.value();
  }
}

WindowContributions get_window(ByteReader& in) {
  WindowContributions window;
  window.tick = in.time();
  const std::uint64_t count = in.varint();
  std::optional<SeriesId> last;
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    last = get_rising_id(in, last);
    Contribution contribution;
    contribution.series = *last;
    contribution.counts.bytes = in.varint();
    contribution.counts.packets = in.varint();
    contribution.counts.flows = in.varint();
    window.contributions.push_back(contribution);
  }
  return window;
}

/// Added to a series' kind: its labels hold no names.
constexpr std::uint64_t kWithoutNames = 2;

std::uint64_t coded_kind(const SeriesRecord& record) {
  const bool without_names = record.name_labels == NameLabels::kAbsent;
  return static_cast<std::uint64_t>(record.kind) + (without_names ? kWithoutNames : 0);
}

// Values that are empty at the end are left out, so that a metric may get another label.
void put_values(std::string& out, const InfoSymbols& values) {
  std::size_t count = values.size();
  while (count > 0 && values[count - 1].value() == 0) --count;
  put_varint(out, count);
  for (std::size_t i = 0; i < count; ++i) put_varint(out, values[i].value());
}

InfoSymbols get_values(ByteReader& in) {
  InfoSymbols values{};
  const std::uint64_t count = in.varint();
  if (count > values.size()) in.fail();
  for (std::size_t i = 0; i < count && in.ok(); ++i) values[i] = get_id<SymbolId>(in);
  if (in.ok() && count > 0 && values[count - 1].value() == 0) in.fail();
  return values;
}

template <typename Record>
Result<Record> finish(const ByteReader& in, Record record, const char* what) {
  if (in.ok() && in.empty()) return record;
  return Error(ErrorCode::kCorrupt, std::string("malformed ") + what + " record");
}

}  // namespace

LaneTotals& LaneTotals::operator+=(const LaneTotals& other) {
  records += other.records;
  flows += other.flows;
  bytes += other.bytes;
  late_bytes += other.late_bytes;
  lost_offsets += other.lost_offsets;
  empty_offsets += other.empty_offsets;
  return *this;
}

std::string encode(const SymbolRecord& record) {
  std::string out;
  put_varint(out, record.id.value());
  put_string(out, record.text);
  return out;
}

Result<SymbolRecord> decode_symbol(std::string_view payload) {
  ByteReader in(payload);
  SymbolRecord record;
  record.id = get_id<SymbolId>(in);
  record.text = get_text(in);
  return finish(in, std::move(record), "symbol");
}

std::string encode(const SeriesRecord& record) {
  std::string out;
  put_varint(out, record.id.value());
  put_varint(out, coded_kind(record));
  put_varint(out, static_cast<std::uint64_t>(record.flow_class));
  put_varint(out, static_cast<std::uint64_t>(record.reason));
  put_varint(out, record.source_as.value());
  put_varint(out, record.destination_as.value());
  put_varint(out, record.host.value());
  put_varint(out, record.source_as_name.value());
  put_varint(out, record.destination_as_name.value());
  return out;
}

Result<SeriesRecord> decode_series(std::string_view payload) {
  ByteReader in(payload);
  SeriesRecord record;
  record.id = get_id<SeriesId>(in);
  const std::uint64_t kind = in.varint();
  const std::uint64_t flow_class = in.varint();
  const std::uint64_t reason = in.varint();
  const bool known = kind <= static_cast<std::uint64_t>(SeriesKind::kFolded) + kWithoutNames &&
                     flow_class < kFlowClassCount &&
                     reason <= static_cast<std::uint64_t>(UnclassifiedReason::kPrivateAs);
  if (!known) return Error(ErrorCode::kCorrupt, "series record of an unknown kind");
  record.kind = static_cast<SeriesKind>(kind % kWithoutNames);
  record.name_labels = kind < kWithoutNames ? NameLabels::kPresent : NameLabels::kAbsent;
  record.flow_class = static_cast<FlowClass>(flow_class);
  record.reason = static_cast<UnclassifiedReason>(reason);
  record.source_as = get_id<Asn>(in);
  record.destination_as = get_id<Asn>(in);
  record.host = get_id<SymbolId>(in);
  record.source_as_name = get_id<SymbolId>(in);
  record.destination_as_name = get_id<SymbolId>(in);
  const bool named = record.source_as_name.value() != 0 || record.destination_as_name.value() != 0;
  if (named && record.name_labels == NameLabels::kAbsent) in.fail();
  return finish(in, record, "series");
}

std::string encode(const LaneRecord& record) {
  std::string out;
  put_varint(out, record.id.value());
  put_string(out, record.where.topic);
  put_signed(out, record.where.partition);
  put_signed(out, record.start);
  return out;
}

Result<LaneRecord> decode_lane(std::string_view payload) {
  ByteReader in(payload);
  LaneRecord record;
  record.id = get_id<LaneId>(in);
  record.where.topic = get_text(in);
  const std::int64_t partition = in.signed_varint();
  if (partition < 0) in.fail();
  record.where.partition = fit<std::int32_t>(in, static_cast<std::uint64_t>(partition));
  record.start = get_offset(in, in.signed_varint());
  return finish(in, std::move(record), "lane");
}

std::string encode(const GridRecord& record) {
  std::string out;
  put_time(out, record.from);
  put_signed(out, record.width.count());
  return out;
}

Result<GridRecord> decode_grid(std::string_view payload) {
  ByteReader in(payload);
  GridRecord record;
  record.from = unix_ms(in.signed_varint());
  if (record.from != UnixTime::min() && !is_coded_time(record.from)) in.fail();
  record.width = get_duration(in);
  return finish(in, record, "grid");
}

std::string encode(const BatchRecord& record) {
  std::string out;
  put_varint(out, record.lane.value());
  put_signed(out, record.first);
  put_signed(out, record.next - record.first);
  put_optional_time(out, record.timestamp_max);
  put_totals(out, record.totals);
  put_varint(out, record.windows.size());
  for (const WindowContributions& window : record.windows) put_window(out, window);
  if (record.tail) put_tail(out, *record.tail);
  return out;
}

Result<BatchRecord> decode_batch(std::string_view payload) {
  ByteReader in(payload);
  BatchRecord record;
  record.lane = get_id<LaneId>(in);
  record.first = get_offset(in, in.signed_varint());
  record.next = get_offset(in, get_sum(in, record.first, in.signed_varint()));
  record.timestamp_max = get_optional_time(in);
  record.totals = get_totals(in);
  const std::uint64_t windows = in.varint();
  for (std::uint64_t i = 0; i < windows && in.ok(); ++i) record.windows.push_back(get_window(in));
  // The first batches ended here.
  if (in.ok() && !in.empty()) record.tail = get_tail(in);
  return finish(in, std::move(record), "batch");
}

std::string encode(const TickRecord& record) {
  std::string out;
  put_time(out, record.tick);
  put_signed(out, (record.tick - record.previous).count());
  put_signed(out, record.width.count());
  put_ids(out, record.excluded);
  put_ids(out, record.expired);
  put_ids(out, record.forgotten);
  return out;
}

Result<TickRecord> decode_tick(std::string_view payload) {
  ByteReader in(payload);
  TickRecord record;
  record.tick = in.time();
  record.previous = record.tick - get_duration(in);
  record.width = get_duration(in);
  record.excluded = get_ids<LaneId>(in);
  record.expired = get_ids<SeriesId>(in);
  record.forgotten = get_ids<SeriesId>(in);
  return finish(in, std::move(record), "tick");
}

std::string encode(const InfoRecord& record) {
  std::string out;
  put_varint(out, record.id.value());
  put_varint(out, static_cast<std::uint64_t>(record.metric));
  put_varint(out, record.asn.value());
  put_values(out, record.values);
  return out;
}

Result<InfoRecord> decode_info(std::string_view payload) {
  ByteReader in(payload);
  InfoRecord record;
  record.id = get_id<SeriesId>(in);
  const std::uint64_t metric = in.varint();
  if (metric >= kInfoMetrics.size()) {
    return Error(ErrorCode::kCorrupt, "info record of an unknown metric");
  }
  record.metric = static_cast<InfoMetric>(metric);
  record.asn = get_id<Asn>(in);
  record.values = get_values(in);
  return finish(in, record, "info");
}

}  // namespace flowbridge
