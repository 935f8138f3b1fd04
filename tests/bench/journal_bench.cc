// What durability costs on the disk below TMPDIR, and how fast a restart reads: design §11.
//
// A group is what a flush of a million changed series takes, 6 MB in a batch per lane, or one small
// record. The median of the runs counts, the slowest is printed beside it: a disk that is busy with
// something else only makes it slower. Prints `name value unit target ok|short`; exit status 1 if
// a target is missed.

#include "journal/journal.h"
#include "journal/reader.h"
#include "posix/clock.h"
#include "posix/directory.h"
#include "support/temporary_directory.h"

#include <algorithm>
#include <cstdio>
#include <random>
#include <vector>

namespace flowbridge {
namespace {

constexpr std::size_t kLanes = 12;
constexpr std::size_t kBatchBytes = 500'000;
constexpr std::size_t kSmallBytes = 200;
constexpr std::size_t kStateBytes = 24'000'000;
constexpr int kLargeRuns = 60;
constexpr int kSmallRuns = 500;
constexpr int kCheckpointRuns = 5;
constexpr double kLargeCommitMsMax = 100;
constexpr double kRecoveryMegabytesMin = 500;

template <typename Action>
double milliseconds(Action action) {
  const MonotonicTime before = read_now().monotonic;
  action();
  return static_cast<double>((read_now().monotonic - before).count()) / 1000;
}

std::string random_bytes(std::size_t size) {
  std::mt19937_64 random(1);
  std::string bytes(size, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random());
  return bytes;
}

bool at_most(const char* name, std::vector<double> runs, double limit) {
  std::sort(runs.begin(), runs.end());
  const double median = runs[runs.size() / 2];
  const bool enough = limit == 0 || median <= limit;
  std::printf("%s %.2f ms %.0f %s\n", name, median, limit, enough ? "ok" : "short");
  std::printf("%s_slowest %.2f ms 0 ok\n", name, runs.back());
  return enough;
}

bool at_least(const char* name, double value, double limit) {
  std::printf("%s %.0f MB/s %.0f %s\n", name, value, limit, value >= limit ? "ok" : "short");
  return value >= limit;
}

std::vector<double> commit_runs(Journal& journal, int runs, std::size_t records,
                                const std::string& payload) {
  std::vector<double> times;
  for (int i = 0; i < runs; ++i) {
    times.push_back(milliseconds([&] {
      for (std::size_t lane = 0; lane < records; ++lane) journal.append(1, payload);
      FB_CHECK(journal.commit().has_value());
    }));
  }
  return times;
}

double read_all_megabytes_per_second(Directory& directory, const Journal& journal) {
  std::uint64_t bytes = 0;
  const double ms = milliseconds([&] {
    JournalReader reader(directory, journal.index());
    for (;;) {
      const auto record = reader.next().value();
      if (!record) return;
      bytes += record->payload.size();
    }
  });
  return static_cast<double>(bytes) / 1000 / ms;
}

int run() {
  const TemporaryDirectory temporary;
  const std::unique_ptr<Directory> directory = open_directory(temporary.path()).value();
  std::unique_ptr<Journal> journal = Journal::open(*directory, {}).value();
  const std::string batch = random_bytes(kBatchBytes);
  const std::string state = random_bytes(kStateBytes);
  bool enough = true;
  enough &= at_most("journal_commit_small",
                    commit_runs(*journal, kSmallRuns, 1, random_bytes(kSmallBytes)), 0);
  enough &= at_most("journal_commit_million_contributions",
                    commit_runs(*journal, kLargeRuns, kLanes, batch), kLargeCommitMsMax);
  const auto log_bytes = static_cast<double>(journal->index().size().bytes);

  journal.reset();
  const double ms = milliseconds([&] { journal = Journal::open(*directory, {}).value(); });
  enough &= at_least("journal_recovery", log_bytes / 1000 / ms, kRecoveryMegabytesMin);
  enough &= at_least("journal_read", read_all_megabytes_per_second(*directory, *journal),
                     kRecoveryMegabytesMin);

  std::vector<double> checkpoints;
  for (int i = 0; i < kCheckpointRuns; ++i) {
    checkpoints.push_back(
        milliseconds([&] { FB_CHECK(journal->write_checkpoint(state).has_value()); }));
  }
  enough &= at_most("journal_checkpoint_24_megabytes", checkpoints, 0);
  return enough ? 0 : 1;
}

}  // namespace
}  // namespace flowbridge

int main() {
  return flowbridge::run();
}
