#pragma once
/// Named places in the real program at which a test kills it.
///
/// A point is an operation on a port: which one, on what kind of file, and whether before it, after
/// it or in its middle. The decorators of this folder (crashing_*.h) tell a CrashPlan of each
/// passage; at the one that FLOWBRIDGE_CRASH_AT=<point>:<passage> names, the process dies as by
/// kill -9.
///
/// Lifetime: a plan must outlive the decorators that borrow it.
/// Threads:  a plan: any.
/// Fails:    parse_crash_plan: kInvalid, naming what is no point or no number.
/// Units:    passages count from 1, per process.
///
///   Result<std::unique_ptr<CrashPlan>> plan = parse_crash_plan("group-in-write:3");
///   (*plan)->pass(CrashPoint::kGroupInWrite);   // the third call does not return

#include "base/result.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace flowbridge {

/// "In" is after the first half of the bytes. A write has no point of its own before its sync:
/// after the one is before the other.
enum class CrashPoint : std::uint8_t {
  // The state directory, at its first start.
  kWriterBeforeRename,
  kWriterAfterRename,
  kCursorBeforeRename,
  kCursorAfterRename,
  // A journal's segment.
  kSegmentBeforeCreate,
  kSegmentAfterCreate,
  kSegmentInHeader,
  kSegmentAfterHeader,
  kGroupBeforeWrite,
  kGroupInWrite,
  kGroupAfterWrite,
  kGroupAfterSync,
  kTailBeforeCut,
  kTailAfterCut,
  kTailInRewrite,
  kJournalBeforeDirectorySync,
  kJournalAfterDirectorySync,
  // A journal's checkpoint, and what it lets go.
  kCheckpointBeforeCreate,
  kCheckpointInWrite,
  kCheckpointAfterWrite,
  kCheckpointBeforeRename,
  kCheckpointAfterRename,
  kCheckpointBeforeRemove,
  kCheckpointAfterRemove,
  kSegmentBeforeRemove,
  kSegmentAfterRemove,
  // A destination.
  kCursorBeforeWrite,
  kCursorInWrite,
  kCursorAfterWrite,
  kCursorAfterSync,
  kQuarantineInWrite,
  kQuarantineBeforeRename,
  kHttpBeforeStart,
  kHttpAfterStart,
  kHttpSent,
  kHttpAnswered,
  // Kafka.
  kKafkaBeforeAssign,
  kKafkaAfterAssign,
  kKafkaRecord,
  kKafkaAfterPoll,
  kKafkaPosition,
  kKafkaEndOffsets,
  kKafkaBeforeCommit,
  kKafkaAfterCommit,
};
inline constexpr int kCrashPointCount = 44;

/// What must be so before a point can be passed.
enum class CrashNeed : std::uint8_t {
  kNothing,
  kNewState,  // the state directory does not exist
  kTornTail,  // the process before died in kGroupInWrite
  kRefusal,   // a series is refused; CrashingHttpClient sees to it
};

struct CrashPointInfo {
  CrashPoint point = {};
  std::string_view name;
  /// How often the first second or two of a run pass it, at least.
  int passages = 1;
  CrashNeed need = CrashNeed::kNothing;
};
/// In the order of CrashPoint.
std::span<const CrashPointInfo> crash_points();
const CrashPointInfo& info_of(CrashPoint point);

class CrashPlan {
 public:
  /// Dies at no point.
  CrashPlan() = default;
  /// Requires: passage > 0.
  CrashPlan(CrashPoint point, std::uint64_t passage) : point_(point), passage_(passage) {}

  /// Whether this is the passage to die at, after half of the operation: call die() then.
  bool reached(CrashPoint point);
  [[noreturn]] void die() const;
  void pass(CrashPoint point);
  /// Whether the plan is to die at this point, sooner or later.
  bool is_for(CrashPoint point) const { return point_ == point; }
  CrashNeed need() const { return point_ ? info_of(*point_).need : CrashNeed::kNothing; }

 private:
  const std::optional<CrashPoint> point_ = {};
  const std::uint64_t passage_ = 0;
  std::atomic<std::uint64_t> passed_ = 0;
};

/// "<point>:<passage>"; nothing dies for an empty text.
Result<std::unique_ptr<CrashPlan>> parse_crash_plan(std::string_view text);

/// What a process that dies writes to its standard error, before the point's name.
inline constexpr std::string_view kCrashMark = "crashing at ";

}  // namespace flowbridge
