#include "support/crash_points.h"

#include "base/check.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <csignal>

#include <unistd.h>

namespace flowbridge {

namespace {

using enum CrashPoint;

constexpr std::array<CrashPointInfo, kCrashPointCount> kPoints = {{
    {kWriterBeforeRename, "writer-before-rename", 1, CrashNeed::kNewState},
    {kWriterAfterRename, "writer-after-rename", 1, CrashNeed::kNewState},
    {kCursorBeforeRename, "cursor-before-rename", 1, CrashNeed::kNewState},
    {kCursorAfterRename, "cursor-after-rename", 1, CrashNeed::kNewState},
    {kSegmentBeforeCreate, "segment-before-create", 1},
    {kSegmentAfterCreate, "segment-after-create", 1},
    {kSegmentInHeader, "segment-in-header", 1},
    {kSegmentAfterHeader, "segment-after-header", 1},
    {kGroupBeforeWrite, "group-before-write", 3},
    {kGroupInWrite, "group-in-write", 3},
    {kGroupAfterWrite, "group-after-write", 3},
    {kGroupAfterSync, "group-after-sync", 3},
    {kTailBeforeCut, "tail-before-cut", 1, CrashNeed::kTornTail},
    {kTailAfterCut, "tail-after-cut", 1, CrashNeed::kTornTail},
    {kTailInRewrite, "tail-in-rewrite", 1},
    {kJournalBeforeDirectorySync, "journal-before-directory-sync", 4},
    {kJournalAfterDirectorySync, "journal-after-directory-sync", 4},
    {kCheckpointBeforeCreate, "checkpoint-before-create", 1},
    {kCheckpointInWrite, "checkpoint-in-write", 2},
    {kCheckpointAfterWrite, "checkpoint-after-write", 1},
    {kCheckpointBeforeRename, "checkpoint-before-rename", 1},
    {kCheckpointAfterRename, "checkpoint-after-rename", 1},
    {kCheckpointBeforeRemove, "checkpoint-before-remove", 1},
    {kCheckpointAfterRemove, "checkpoint-after-remove", 1},
    {kSegmentBeforeRemove, "segment-before-remove", 2},
    {kSegmentAfterRemove, "segment-after-remove", 2},
    {kCursorBeforeWrite, "cursor-before-write", 6},
    {kCursorInWrite, "cursor-in-write", 6},
    {kCursorAfterWrite, "cursor-after-write", 6},
    {kCursorAfterSync, "cursor-after-sync", 6},
    {kQuarantineInWrite, "quarantine-in-write", 1, CrashNeed::kRefusal},
    {kQuarantineBeforeRename, "quarantine-before-rename", 1, CrashNeed::kRefusal},
    {kHttpBeforeStart, "http-before-start", 12},
    {kHttpAfterStart, "http-after-start", 12},
    {kHttpSent, "http-sent", 12},
    {kHttpAnswered, "http-answered", 12},
    {kKafkaBeforeAssign, "kafka-before-assign", 3},
    {kKafkaAfterAssign, "kafka-after-assign", 3},
    {kKafkaRecord, "kafka-record", 2000},
    {kKafkaAfterPoll, "kafka-after-poll", 8},
    {kKafkaPosition, "kafka-position", 1},
    {kKafkaEndOffsets, "kafka-end-offsets", 2},
    {kKafkaBeforeCommit, "kafka-before-commit", 1},
    {kKafkaAfterCommit, "kafka-after-commit", 1},
}};

static_assert(std::ranges::is_sorted(kPoints, {}, &CrashPointInfo::point) &&
              kPoints.back().point == CrashPoint(kCrashPointCount - 1));

}  // namespace

std::span<const CrashPointInfo> crash_points() {
  return kPoints;
}

const CrashPointInfo& info_of(CrashPoint point) {
  return kPoints.at(static_cast<std::size_t>(point));
}

bool CrashPlan::reached(CrashPoint point) {
  return is_for(point) && ++passed_ == passage_;
}

void CrashPlan::die() const {
  FB_CHECK(point_);
  const std::string line = std::string(kCrashMark) + std::string(info_of(*point_).name) + "\n";
  // One write: nothing of it stays in a buffer that dies with us.
  static_cast<void>(::write(STDERR_FILENO, line.data(), line.size()) == 0);
  ::kill(::getpid(), SIGKILL);
  while (true) ::pause();
}

void CrashPlan::pass(CrashPoint point) {
  if (reached(point)) die();
}

Result<std::unique_ptr<CrashPlan>> parse_crash_plan(std::string_view text) {
  if (text.empty()) return std::make_unique<CrashPlan>();
  const std::size_t colon = std::min(text.find(':'), text.size());
  const std::string_view name = text.substr(0, colon);
  const auto found = std::ranges::find(kPoints, name, &CrashPointInfo::name);
  if (found == kPoints.end()) {
    return Error(ErrorCode::kInvalid, "there is no crash point '" + std::string(name) + "'");
  }
  std::uint64_t passage = 0;
  const std::string_view digits = text.substr(std::min(colon + 1, text.size()));
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), passage);
  if (passage == 0 || parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size()) {
    return Error(ErrorCode::kInvalid, "expected <point>:<passage>, the first being 1, found '" +
                                          std::string(text) + "'");
  }
  return std::make_unique<CrashPlan>(found->point, passage);
}

}  // namespace flowbridge
