#include "flowgen/run.h"

#include "base/check.h"
#include "flowgen/payload.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace flowbridge {
namespace {

using Steady = std::chrono::steady_clock;

/// Records between two looks at signals and delivery reports.
constexpr int kBurst = 1000;
constexpr Duration kIdleWait = 2ms;
constexpr Duration kProgressInterval = 200ms;
constexpr Duration kProgressTimeout = 1s;
constexpr std::int64_t kMicroseconds = 1'000'000;

enum class BurstEnd {
  kMore,     // the burst is over, the work is not
  kNothing,  // nothing is due, or nothing may be written now
  kDone,     // the limit is reached
};

class Run {
 public:
  Run(const FlowgenOptions& options, const RunParts& parts)
      : options_(options),
        parts_(parts),
        generator_(options.generator),
        next_(options.first_offsets),
        level_(*std::min_element(next_.begin(), next_.end())) {
    make_next();
  }

  Result<Truth> run() {
    started_ = Steady::now();
    BurstEnd end = BurstEnd::kMore;
    while (end != BurstEnd::kDone && !parts_.signals.wait(0ms)) {
      refresh_progress();
      const Result<BurstEnd> burst = write_burst();
      if (!burst) return burst.error();
      end = *burst;
      const Duration wait = end == BurstEnd::kNothing ? kIdleWait : 0ms;
      if (auto served = parts_.output.serve(wait); !served) return served.error();
    }
    const Result<std::vector<Offset>> ends = parts_.output.finish(options_.flush_timeout);
    if (!ends) return ends.error();
    return truth(*ends);
  }

 private:
  RecordAddress next_record() const { return {.partition = partition_, .offset = level_}; }

  std::int64_t due() const {
    if (options_.rate == 0) return std::numeric_limits<std::int64_t>::max();
    const auto elapsed =
        std::chrono::duration_cast<std::chrono::microseconds>(Steady::now() - started_).count();
    const std::int64_t seconds = elapsed / kMicroseconds;
    return seconds * options_.rate + elapsed % kMicroseconds * options_.rate / kMicroseconds;
  }

  bool is_too_far_ahead() const {
    return parts_.progress != nullptr &&
           level_ >= parts_.progress->committed(partition_) + options_.ahead_limit;
  }

  Result<BurstEnd> write_burst() {
    const std::int64_t due_now = due();
    for (int i = 0; i < kBurst; ++i) {
      if (options_.records_limit && written_ >= *options_.records_limit) return BurstEnd::kDone;
      if (written_ >= due_now || is_too_far_ahead()) return BurstEnd::kNothing;
      const Result<WriteOutcome> outcome = parts_.output.write(
          {.where = next_record(), .timestamp = plan_.timestamp, .payload = payload_});
      if (!outcome) return outcome.error();
      if (*outcome == WriteOutcome::kFull) return BurstEnd::kNothing;
      advance();
    }
    return BurstEnd::kMore;
  }

  /// Counts the record just written, and makes the one after it.
  void advance() {
    totals_.add(plan_);
    ++written_;
    next_.at(static_cast<std::size_t>(partition_)) = level_ + 1;
    make_next();
  }

  /// Moves to the first record, in the order of levels, that is not written yet. A level is passed
  /// over where a partition began later than the others.
  void make_next() {
    while (next_.at(static_cast<std::size_t>(partition_)) > level_) {
      ++partition_;
      if (partition_ == options_.generator.partitions) {
        partition_ = 0;
        ++level_;
      }
    }
    generator_.plan(next_record(), plan_);
    render_payload(plan_, generator_.options(), payload_);
  }

  void refresh_progress() {
    if (parts_.progress == nullptr || Steady::now() < progress_due_) return;
    parts_.progress->refresh(kProgressTimeout);
    progress_due_ = Steady::now() + kProgressInterval;
  }

  Truth truth(const std::vector<Offset>& ends) {
    Truth truth{.generator = options_.generator, .topic = options_.topic};
    for (std::size_t i = 0; i < ends.size(); ++i) {
      const auto partition = static_cast<std::int32_t>(i);
      FB_CHECK(ends[i] >= options_.first_offsets[i] && ends[i] <= next_[i]);
      for (Offset offset = ends[i]; offset < next_[i]; ++offset) {
        generator_.plan({.partition = partition, .offset = offset}, plan_);
        totals_.subtract(plan_);
      }
      truth.ranges.push_back(
          {.partition = partition, .first = options_.first_offsets[i], .end = ends[i]});
    }
    truth.totals = totals_;
    return truth;
  }

  const FlowgenOptions& options_;
  const RunParts parts_;
  const Generator generator_;
  Steady::time_point started_;
  Steady::time_point progress_due_;
  std::vector<Offset> next_;
  Offset level_;
  std::int32_t partition_ = 0;
  std::int64_t written_ = 0;
  TruthTotals totals_;
  // The record at (partition_, level_).
  RecordPlan plan_;
  std::string payload_;
};

}  // namespace

Result<Truth> run_flowgen(const FlowgenOptions& options, const RunParts& parts) {
  return Run(options, parts).run();
}

}  // namespace flowbridge
