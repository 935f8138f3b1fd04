#pragma once
/// What the journal's records mean, and their bytes.
///
/// The journal stores (type, payload); this is the only place that knows what is inside. Ingest
/// writes them, a restart and every delivery loop read them. A decision that is not a function of
/// earlier records (a window closed, a lane left out, a series expired) is itself a record, so that
/// a replay reads decisions and repeats none (R7). The bytes: lib/record/FORMAT.md.
///
/// Lifetime: records own their contents.      Threads: as any value.
/// Fails:    decode returns kCorrupt for bytes that no version of this program wrote.
/// Units:    ticks are window ends; contributions are sorted by tick, then by series, without
///           repeats.
///
///   journal.append(RecordType::kTick, encode(TickRecord{.tick = tick, .previous = tick - 15s,
///   .width = 15s}));

#include "base/result.h"
#include "base/time.h"
#include "flow/flow_key.h"
#include "flow/offset.h"
#include "flow/series_id.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

enum class RecordType : std::uint8_t {
  kSymbol = 1,
  kSeries = 2,
  kLane = 3,
  kGrid = 4,
  kBatch = 5,
  kTick = 6,
  kInfo = 7,
};

/// A text that series refer to: a router's or an AS's name. 0 means no text.
using SymbolId = StrongId<struct SymbolIdTag, std::uint32_t>;

struct SymbolRecord {
  SymbolId id{};
  std::string text{};

  bool operator==(const SymbolRecord&) const = default;
};

/// Whether a series stands for one key or for all keys beyond the limit (R13).
enum class SeriesKind : std::uint8_t { kOwnKey = 0, kFolded = 1 };

/// Whether a series that is labelled by AS numbers is labelled by their names, too.
enum class NameLabels : std::uint8_t { kPresent = 0, kAbsent = 1 };

/// A flow's counter: everything its labels are made of. A folded one keeps the router and our own
/// AS.
struct SeriesRecord {
  SeriesId id{};
  SeriesKind kind = SeriesKind::kOwnKey;
  FlowClass flow_class = FlowClass::kUnclassified;
  UnclassifiedReason reason = UnclassifiedReason::kNone;
  Asn source_as{};
  Asn destination_as{};
  SymbolId host{};
  SymbolId source_as_name{};
  SymbolId destination_as_name{};
  /// Kept by those alone that are labelled by AS numbers.
  NameLabels name_labels = NameLabels::kPresent;

  bool operator==(const SeriesRecord&) const = default;
};

/// Design §5: the metrics that are 1 and say something about an AS in their labels.
enum class InfoMetric : std::uint8_t {
  kAsInfo = 0,         // flow_as_info
  kAsPeeringInfo = 1,  // flow_as_peering_info
};
inline constexpr std::array kInfoMetrics{InfoMetric::kAsInfo, InfoMetric::kAsPeeringInfo};

/// As many as the metric with the most labels has, beside the AS number.
inline constexpr std::size_t kInfoValuesMax = 5;
/// In the order in which the metric's row names its labels (series/labels.h).
using InfoSymbols = std::array<SymbolId, kInfoValuesMax>;

/// An info gauge (R14): a series without a counter, from the next tick on. Its number is one among
/// those of all series. When any of its values changes it ends, and another one begins.
struct InfoRecord {
  SeriesId id{};
  InfoMetric metric = InfoMetric::kAsInfo;
  Asn asn{};
  InfoSymbols values{};

  bool operator==(const InfoRecord&) const = default;
};

/// A lane, and the offset at which this writer began to count.
struct LaneRecord {
  LaneId id{};
  TopicPartition where{};
  Offset start = 0;

  bool operator==(const LaneRecord&) const = default;
};

/// From `from` on, windows are `width` wide (R25). `from` is a tick, or the beginning of time.
struct GridRecord {
  UnixTime from{};
  Duration width{0};

  bool operator==(const GridRecord&) const = default;
};

struct Contribution {
  SeriesId series{};
  Counts counts{};

  bool operator==(const Contribution&) const = default;
};

struct WindowContributions {
  UnixTime tick{};
  std::vector<Contribution> contributions{};

  bool operator==(const WindowContributions&) const = default;
};

/// What a lane has counted. Kept per lane so that conservation can be checked per lane (R7).
struct LaneTotals {
  std::uint64_t records = 0;
  std::uint64_t flows = 0;
  std::uint64_t bytes = 0;
  std::uint64_t late_bytes = 0;
  /// Offsets that the broker no longer had when we came for them.
  std::uint64_t lost_offsets = 0;
  /// Offsets that hold no record for us: control records, compaction.
  std::uint64_t empty_offsets = 0;

  LaneTotals& operator+=(const LaneTotals& other);
  bool operator==(const LaneTotals&) const = default;
};

/// Of the last record that a lane has counted: enough to know it again, should the log be another.
struct RecordMark {
  std::optional<UnixTime> timestamp{};
  /// CRC-32C.
  std::uint32_t payload_crc = 0;

  bool operator==(const RecordMark&) const = default;
};

/// Where a lane's log ended for us.
struct LogTail {
  /// Absent if no record was counted there: the log is another since.
  std::optional<RecordMark> last{};
  /// The lane's highest timestamp as producers wrote it, however far ahead of our clock.
  UnixTime claimed_max{};

  bool operator==(const LogTail&) const = default;
};

/// What a lane adds in one flush: offsets [first, next) are counted once this is durable.
struct BatchRecord {
  LaneId lane{};
  Offset first = 0;
  Offset next = 0;
  /// The highest Kafka timestamp of the lane so far; absent before its first record.
  std::optional<UnixTime> timestamp_max{};
  /// Of this batch alone.
  LaneTotals totals{};
  std::vector<WindowContributions> windows{};
  /// Absent before the lane's first record.
  std::optional<LogTail> tail{};

  bool operator==(const BatchRecord&) const = default;
};

/// Closes the window that ends at `tick`. `previous` is P, the tick before.
struct TickRecord {
  UnixTime tick{};
  UnixTime previous{};
  Duration width{0};
  /// Lanes that were holding the tick and were left out (R5).
  std::vector<LaneId> excluded{};
  /// Series that end at this tick (R11, R12, R14), and ended ones that are forgotten; both sorted.
  std::vector<SeriesId> expired{};
  std::vector<SeriesId> forgotten{};

  bool operator==(const TickRecord&) const = default;
};

std::string encode(const SymbolRecord& record);
std::string encode(const SeriesRecord& record);
std::string encode(const LaneRecord& record);
std::string encode(const GridRecord& record);
std::string encode(const BatchRecord& record);
std::string encode(const TickRecord& record);
std::string encode(const InfoRecord& record);

Result<SymbolRecord> decode_symbol(std::string_view payload);
Result<SeriesRecord> decode_series(std::string_view payload);
Result<LaneRecord> decode_lane(std::string_view payload);
Result<GridRecord> decode_grid(std::string_view payload);
Result<BatchRecord> decode_batch(std::string_view payload);
Result<TickRecord> decode_tick(std::string_view payload);
Result<InfoRecord> decode_info(std::string_view payload);

}  // namespace flowbridge
