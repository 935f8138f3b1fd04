#include "property/journal_history.h"

#include "base/crc32c.h"
#include "journal/journal.h"
#include "journal/reader.h"
#include "journal/verify.h"
#include "support/memory_directory.h"

#include <map>
#include <random>

namespace flowbridge {

namespace {

constexpr std::uint64_t kLives = 4;
constexpr std::uint64_t kStepsPerLife = 24;
constexpr std::uint64_t kGroupRecordsMax = 5;
constexpr std::uint64_t kTextBytesMax = 1200;

using Violation = std::optional<std::string>;

/// A destination: it has read everything before `next`.
struct Destination {
  Sequence next = kFirstSequence;
};

class History {
 public:
  explicit History(const JournalHistoryOptions& options)
      : random_(options.seed),
        disk_(options.seed),
        journal_options_({.segment_bytes = 100 + draw(3000)}) {
    if (options.disk_ignores_syncs) disk_.ignore_syncs();
    destinations_["fast"] = {};
    destinations_["slow"] = {};
  }

  Violation run();

 private:
  std::uint64_t draw(std::uint64_t limit) { return random_() % limit; }
  bool one_in(std::uint64_t count) { return draw(count) == 0; }

  Violation open();
  Violation adopt_recovered();
  Violation check_restart();
  Violation check_range(Sequence from);
  Violation read_some(Destination& destination);
  Violation step();
  void set_floors();
  void plan_trouble();
  void append_group();
  void end_life();

  /// The state before a record: a sum of everything before it.
  std::string state_before(Sequence sequence) const;
  const std::string& text(Sequence sequence) const { return texts_[sequence - 1]; }
  Sequence next() const { return texts_.size() + 1; }

  std::mt19937_64 random_;
  MemoryDisk disk_;
  JournalOptions journal_options_;
  std::unique_ptr<Directory> directory_;
  std::unique_ptr<Journal> journal_;

  // The model: what is committed, and the group that is or was being committed.
  std::vector<std::string> texts_;
  std::vector<std::string> group_;
  /// The newest checkpoint that was certainly written.
  std::optional<Sequence> checkpoint_;
  std::map<std::string, Destination> destinations_;
  /// The journal said that it will take no more.
  bool failed_ = false;
  /// No process can know what a failed sync of names has left; only the power tells.
  bool names_are_unknown_ = false;
};

std::string describe(const Error& error) {
  return std::string(error_code_name(error.code())) + ": " + error.message();
}

std::string History::state_before(Sequence sequence) const {
  std::uint32_t sum = 0;
  for (Sequence i = kFirstSequence; i < sequence; ++i) sum = crc32c(text(i), sum);
  return std::to_string(sequence) + " " + std::to_string(sum);
}

Violation History::open() {
  directory_ = disk_.root();
  Result<std::unique_ptr<Journal>> opened = Journal::open(*directory_, journal_options_);
  if (!opened) return "does not open: " + describe(opened.error());
  journal_ = *std::move(opened);
  failed_ = false;
  names_are_unknown_ = false;
  if (Violation violation = adopt_recovered()) return violation;
  set_floors();
  return check_restart();
}

/// The group that was being committed is there, or it is not.
Violation History::adopt_recovered() {
  const Sequence recovered = journal_->recovery().next;
  if (recovered != next()) {
    if (recovered != next() + group_.size()) {
      return "next is " + std::to_string(recovered) + ", " + std::to_string(next()) +
             " is committed and a group has " + std::to_string(group_.size());
    }
    texts_.insert(texts_.end(), group_.begin(), group_.end());
  }
  group_.clear();
  return {};
}

Violation History::check_restart() {
  const std::optional<Sequence> found = journal_->recovery().checkpoint;
  if (checkpoint_ && (!found || *found < *checkpoint_)) return "a checkpoint is lost";
  if (!journal_->recovery().warnings.empty()) return journal_->recovery().warnings.front();
  checkpoint_ = found;
  const VerifyReport report = verify_journal(*directory_);
  if (report.problem) return "is not whole: " + report.problem->message();
  if (report.torn_bytes > 0) return "a torn tail is still there";
  if (Violation violation = check_range(found.value_or(kFirstSequence))) return violation;
  for (const auto& [name, destination] : destinations_) {
    if (Violation violation = check_range(destination.next)) return name + ": " + *violation;
  }
  return {};
}

/// From the newest checkpoint before a record to the end, everything is as it was committed.
Violation History::check_range(Sequence from) {
  JournalReader reader(*directory_, journal_->index());
  const Result<std::optional<Checkpoint>> checkpoint = reader.newest_checkpoint_at_or_before(from);
  if (!checkpoint) return "no checkpoint: " + describe(checkpoint.error());
  Sequence sequence = kFirstSequence;
  if (*checkpoint) {
    sequence = (*checkpoint)->sequence;
    if ((*checkpoint)->state != state_before(sequence)) return "the state is wrong";
  }
  if (Result<void> found = reader.seek(sequence); !found) return describe(found.error());
  for (;; ++sequence) {
    const Result<std::optional<JournalRecord>> record = reader.next();
    if (!record) return describe(record.error());
    if (!*record) break;
    if (sequence >= next()) return "record " + std::to_string(sequence) + " was invented";
    if ((*record)->sequence != sequence || (*record)->payload != text(sequence)) {
      return "record " + std::to_string(sequence) + " is another";
    }
  }
  if (sequence != next()) return "records from " + std::to_string(sequence) + " on are lost";
  return {};
}

Violation History::read_some(Destination& destination) {
  JournalReader reader(*directory_, journal_->index());
  if (Result<void> found = reader.seek(destination.next); !found) return describe(found.error());
  for (std::uint64_t count = draw(20); count > 0; --count) {
    const Result<std::optional<JournalRecord>> record = reader.next();
    // The power may be off.
    if (!record) return {};
    if (!*record) {
      if (destination.next != next()) return "a destination does not see what is committed";
      return {};
    }
    if (destination.next >= next()) return "a destination sees what is not committed";
    if ((*record)->payload != text(destination.next)) return "a destination reads another record";
    ++destination.next;
  }
  return {};
}

void History::set_floors() {
  for (const auto& [name, destination] : destinations_) {
    journal_->index().set_floor(name, destination.next);
  }
}

void History::append_group() {
  for (std::uint64_t count = 1 + draw(kGroupRecordsMax); count > 0; --count) {
    const char letter = static_cast<char>('a' + draw(26));
    const std::uint64_t size = one_in(3) ? draw(kTextBytesMax) : draw(40);
    group_.emplace_back(static_cast<std::size_t>(size), letter);
    journal_->append(static_cast<std::uint8_t>(draw(256)), group_.back());
  }
}

Violation History::step() {
  if (group_.empty() && one_in(6)) {
    const Sequence sequence = next();
    const Result<void> written = journal_->write_checkpoint(state_before(sequence));
    if (written) checkpoint_ = sequence;
    failed_ = !written && written.error().code() == ErrorCode::kIo;
    return {};
  }
  if (one_in(4)) {
    for (auto& [name, destination] : destinations_) {
      if (name == "slow" && !one_in(5)) continue;
      if (Violation violation = read_some(destination)) return violation;
    }
    set_floors();
    return {};
  }
  if (one_in(10)) disk_.set_capacity(std::nullopt);
  if (group_.empty()) append_group();
  const Result<void> committed = journal_->commit();
  if (committed) {
    texts_.insert(texts_.end(), group_.begin(), group_.end());
    group_.clear();
    return {};
  }
  if (committed.error().code() == ErrorCode::kNoSpace) return {};
  failed_ = true;
  if (committed.error().code() != ErrorCode::kIo) return "commit: " + describe(committed.error());
  return {};
}

void History::plan_trouble() {
  disk_.set_capacity(std::nullopt);
  if (one_in(3)) disk_.power_off_after(draw(60));
  if (one_in(4)) {
    std::uint64_t used = 0;
    for (const auto& [name, contents] : disk_.files()) used += contents.size();
    disk_.set_capacity(used + draw(5000));
  }
  if (one_in(4)) disk_.fail(DiskOperation::kTruncate, 1 + draw(2), ErrorCode::kNoSpace);
  if (one_in(5)) disk_.fail(DiskOperation::kAppend, 1 + draw(30), ErrorCode::kNoSpace);
  if (one_in(8)) disk_.fail(DiskOperation::kCreate, 1 + draw(5), ErrorCode::kNoSpace);
  if (one_in(8)) disk_.fail(DiskOperation::kRename, 1 + draw(3), ErrorCode::kNoSpace);
  if (one_in(8)) disk_.fail(DiskOperation::kRemove, 1 + draw(5), ErrorCode::kIo);
  if (one_in(6)) disk_.fail(DiskOperation::kAppend, 1 + draw(30), ErrorCode::kIo);
  if (one_in(4)) disk_.fail(DiskOperation::kSyncFile, 1 + draw(30), ErrorCode::kIo);
  if (one_in(8)) {
    disk_.fail(DiskOperation::kSyncDirectory, 1 + draw(10), ErrorCode::kIo);
    names_are_unknown_ = true;
  }
}

void History::end_life() {
  journal_.reset();
  directory_.reset();
  if (names_are_unknown_ || one_in(2)) {
    disk_.crash();
  } else {
    disk_.kill();
  }
  disk_.set_capacity(std::nullopt);
}

Violation History::run() {
  for (std::uint64_t life = 0; life < kLives; ++life) {
    if (Violation violation = open()) return violation;
    plan_trouble();
    for (std::uint64_t i = draw(kStepsPerLife); i > 0 && !failed_; --i) {
      if (Violation violation = step()) return violation;
    }
    end_life();
    // Sometimes the power goes during the recovery, too.
    if (!one_in(3)) continue;
    disk_.power_off_after(draw(12));
    directory_ = disk_.root();
    static_cast<void>(Journal::open(*directory_, journal_options_).has_value());
    disk_.crash();
  }
  return open();
}

}  // namespace

std::optional<std::string> run_journal_history(const JournalHistoryOptions& options) {
  return History(options).run();
}

}  // namespace flowbridge
