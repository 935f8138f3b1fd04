// How long a start or a refresh takes to read the public sources of AS names: RIPE NCC's asn.txt,
// and the five registries' statistics with the map that is made of them; then the snapshot of their
// table, and lookups in it, alone and while another thread refreshes. Sizes, rows and shapes are
// those of the editions of 2026-09-28. Best of kRuns, because the machine is not ours alone.
#include "base/check.h"
#include "base/split_mix.h"
#include "bench/bench_report.h"
#include "bench/registry_files.h"
#include "names/as_names.h"
#include "names/asn_text.h"
#include "names/delegated.h"
#include "names/name_merge.h"
#include "names/name_snapshot.h"
#include "names/published_names.h"
#include "names/registry_map.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace flowbridge {
namespace {

constexpr int kRuns = 7;
// 6.2 MB in 30 ms, 46 MB in 250 ms.
constexpr double kTargetAsnTextMbPerSecond = 6.2 / 0.030;
constexpr double kTargetDelegatedMbPerSecond = 46 / 0.250;
// A lookup in 15 ns; a table of at most 20 MB, in names for each megabyte.
constexpr double kTargetLookupsPerSecond = 1 / 15e-9;
// One lookup of a thousand is slower than 60 ns, and than 1.1 times what it is without a refresh.
constexpr double kTargetTailLookupsPerSecond = 1 / 60e-9;
constexpr double kTargetTailPercent = 100 / 1.1;
constexpr double kTargetNamesPerMb = kAsnTextLines / 20.0;

double size_mb(const std::vector<std::string>& files) {
  std::size_t bytes = 0;
  for (const std::string& file : files) bytes += file.size();
  return static_cast<double>(bytes) / 1e6;
}

RegistryMap read_registries(const std::vector<std::string>& files) {
  std::vector<Delegated> sources;
  for (const std::string& file : files) {
    Parsed<Delegated> source = parse_delegated(file);
    FB_CHECK(source && source->rows_bad == 0);
    sources.push_back(*std::move(source));
  }
  return RegistryMap::from(sources);
}

/// Seconds of the best run.
template <typename Work>
double best_seconds(const Work& work) {
  double best = 1e9;
  for (int run = 0; run < kRuns; ++run) {
    const double start = core_seconds();
    work();
    best = std::min(best, core_seconds() - start);
  }
  return best;
}

void add(BenchReport& report, const BenchFigure& figure, double mb) {
  std::printf("# %s: %.1f MB in %.1f ms\n", figure.name, mb, 1000 * mb / figure.value);
  report.add(figure);
}

NameSnapshot snapshot_of(const std::string& asn_text, const RegistryMap& registries) {
  const Parsed<AsnText> names = parse_asn_text(asn_text, registries);
  FB_CHECK(names.has_value());
  NameSources sources;
  sources.text = &*names;
  sources.registries = registries;
  NameSnapshot snapshot;
  snapshot.table = merge_names(std::move(sources));
  return snapshot;
}

/// A quarter of them has no name.
std::vector<Asn> numbers_to_ask() {
  constexpr std::size_t kNumbers = 1 << 16;
  SplitMix64 random(1);
  std::vector<Asn> numbers;
  for (std::size_t i = 0; i < kNumbers; ++i) {
    numbers.push_back(Asn(1 + random.below(kAsnTextLines) + (i % 4 == 0 ? 1'000'000 : 0)));
  }
  return numbers;
}

void measure_lookups(const PublishedNames& published, BenchReport& report) {
  constexpr int kRounds = 64;
  const std::vector<Asn> numbers = numbers_to_ask();
  const std::shared_ptr<const AsNames> names = published.current();
  std::size_t bytes = 0;
  const double seconds = best_seconds([&] {
    for (int round = 0; round < kRounds; ++round) {
      for (const Asn number : numbers) bytes += names->name(number).text().size();
    }
  });
  FB_CHECK(bytes > 0);
  report.add({"names_lookup", kRounds * static_cast<double>(numbers.size()) / seconds, "lookups/s",
              kTargetLookupsPerSecond});
}

using Nanoseconds = std::chrono::duration<float, std::nano>;

/// How long each of `count` calls took, in ascending order. The clock's own time is in them.
template <typename Call>
std::vector<Nanoseconds> time_of_each(std::size_t count, const Call& call) {
  std::vector<Nanoseconds> times(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto start = std::chrono::steady_clock::now();
    call(i);
    times[i] = std::chrono::steady_clock::now() - start;
  }
  std::sort(times.begin(), times.end());
  return times;
}

/// What the slowest of a thousand lookups takes, done as ingest does them: whether there are other
/// names, then the name.
Nanoseconds lookup_tail(const PublishedNames& published, const std::vector<Asn>& numbers) {
  std::shared_ptr<const AsNames> names = published.current();
  std::uint64_t version = published.version();
  std::size_t bytes = 0;
  const auto lookup = [&](std::size_t i) {
    if (const std::uint64_t newest = published.version(); newest != version) {
      version = newest;
      names = published.current();
    }
    bytes += names->name(numbers[i]).text().size();
  };
  // Warm: what is asked is the table, not what the run before has left of the caches.
  for (std::size_t i = 0; i < numbers.size(); ++i) lookup(i);
  const std::vector<Nanoseconds> times = time_of_each(numbers.size(), lookup);
  FB_CHECK(bytes > 0);
  const std::vector<Nanoseconds> clock = time_of_each(numbers.size(), [](std::size_t) {});
  const Nanoseconds slow = times[times.size() - times.size() / 1000];
  return std::max(slow - clock[clock.size() / 2], Nanoseconds(1));
}

/// The best of many runs, for the machine has other things to do.
Nanoseconds best_tail(const PublishedNames& published, const std::vector<Asn>& numbers) {
  constexpr int kTailRuns = 8;
  Nanoseconds best = std::chrono::seconds(1);
  for (int run = 0; run < kTailRuns; ++run) best = std::min(best, lookup_tail(published, numbers));
  return best;
}

/// The same while another thread publishes one table after another.
Nanoseconds best_tail_beside(const PublishedNames& published, const std::vector<Asn>& numbers,
                             const std::function<void()>& refresh) {
  std::atomic<bool> enough{false};
  std::thread refresher([&] {
    while (!enough) refresh();
  });
  const Nanoseconds best = best_tail(published, numbers);
  enough = true;
  refresher.join();
  return best;
}

/// `refresh` publishes a table. In turns, so that both figures have the same quiet moments.
void measure_tails(const PublishedNames& published, const std::function<void()>& refresh,
                   BenchReport& report) {
  constexpr int kTurns = 16;
  const std::vector<Asn> numbers = numbers_to_ask();
  Nanoseconds alone = std::chrono::seconds(1);
  Nanoseconds beside = alone;
  for (int turn = 0; turn < kTurns; ++turn) {
    alone = std::min(alone, best_tail(published, numbers));
    beside = std::min(beside, best_tail_beside(published, numbers, refresh));
  }
  std::printf("# names_lookup_tail: %.0f ns alone, %.0f ns beside refreshes\n", alone.count(),
              beside.count());
  report.add({"names_lookup_tail", 1e9 / alone.count(), "lookups/s", kTargetTailLookupsPerSecond});
  report.add({"names_lookup_tail_beside", 100.0 * (alone / beside), "%", kTargetTailPercent});
}

void measure_snapshot(const NameSnapshot& snapshot, BenchReport& report) {
  const std::string bytes = encode_snapshot(snapshot);
  const double seconds = best_seconds([&bytes] { FB_CHECK(decode_snapshot(bytes).has_value()); });
  add(report, {"names_snapshot_open", size_mb({bytes}) / seconds, "MB/s", 0}, size_mb({bytes}));
  const double table_mb = static_cast<double>(snapshot.table.memory_bytes()) / 1e6;
  std::printf("# names_memory: %.1f MB\n", table_mb);
  report.add({"names_memory", kAsnTextLines / table_mb, "names/MB", kTargetNamesPerMb});
}

int run() {
  RegistryFiles generator;
  std::vector<std::string> delegated;
  for (std::uint32_t registry = 0; registry < kRegistries; ++registry) {
    delegated.push_back(generator.delegated(registry));
  }
  const std::string asn_text = generator.asn_text();
  const double delegated_mb = size_mb(delegated);
  const double asn_text_mb = size_mb({asn_text});
  FB_CHECK(delegated_mb > 45 && delegated_mb < 47 && asn_text_mb > 6.1 && asn_text_mb < 6.3);

  BenchReport report;
  const double delegated_seconds = best_seconds([&delegated] { read_registries(delegated); });
  add(report,
      {"names_delegated", delegated_mb / delegated_seconds, "MB/s", kTargetDelegatedMbPerSecond},
      delegated_mb);

  const RegistryMap registries = read_registries(delegated);
  const auto read_names = [&asn_text](const RegistryMap& map) {
    const Parsed<AsnText> names = parse_asn_text(asn_text, map);
    FB_CHECK(names && names->size() == kAsnTextLines && names->lines_bad() == 0);
  };
  const double known = best_seconds([&] { read_names(registries); });
  add(report, {"names_asn_text", asn_text_mb / known, "MB/s", kTargetAsnTextMbPerSecond},
      asn_text_mb);
  const double guessed = best_seconds([&] { read_names(RegistryMap()); });
  add(report,
      {"names_asn_text_without_registries", asn_text_mb / guessed, "MB/s",
       kTargetAsnTextMbPerSecond},
      asn_text_mb);
  const NameSnapshot snapshot = snapshot_of(asn_text, registries);
  measure_snapshot(snapshot, report);
  PublishedNames published(
      std::make_shared<const AsNames>(std::make_shared<const NameTable>(snapshot.table)));
  measure_lookups(published, report);
  const auto refresh = [&] {
    published.publish(
        std::make_shared<const NameTable>(snapshot_of(asn_text, read_registries(delegated)).table));
  };
  measure_tails(published, refresh, report);
  return report.exit_code();
}

}  // namespace
}  // namespace flowbridge

int main() {
  return flowbridge::run();
}
