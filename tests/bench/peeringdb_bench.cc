// How long a start or a refresh takes to read PeeringDB's largest dump, net-0.json, and how much
// memory: as many networks, and as much text for each, as there were in 2026. Best of kRuns,
// because the machine is not ours alone. The peak is that of the whole process, in which the file
// is too.

#include "base/check.h"
#include "bench/bench_report.h"
#include "names/peeringdb_table.h"
#include "support/peeringdb_files.h"

#include <algorithm>
#include <ctime>
#include <string>
#include <vector>

#include <sys/resource.h>

namespace flowbridge {
namespace {

constexpr int kRuns = 5;
constexpr double kPeakMbMax = 60;

double processor_ms() {
  return 1000 * static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

double peak_mb() {
  rusage usage{};
  FB_CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
  return static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
}

template <typename Work>
double best_ms(const Work& work) {
  double best = 1e9;
  for (int run = 0; run < kRuns; ++run) {
    const double start = processor_ms();
    work();
    best = std::min(best, processor_ms() - start);
  }
  return best;
}

std::vector<PeeringdbNet> read_nets(const std::string& file) {
  Parsed<PeeringdbRows<PeeringdbNet>> nets = parse_peeringdb<PeeringdbNet>(file);
  FB_CHECK(nets && nets->rows_bad == 0 && nets->rows.size() == kNets);
  return std::move(nets->rows);
}

int run() {
  const std::string file = peeringdb_dump(kNets, peeringdb_net);
  const double before = peak_mb();
  const double parse_ms = best_ms([&file] { read_nets(file); });
  const double peak = peak_mb();
  const bool is_small = peak <= kPeakMbMax;

  PeeringdbTable<PeeringdbNet> table;
  table.replace(read_nets(file));
  const double apply_ms = best_ms([&table] { table.apply({table.rows()[kNets / 2]}); });
  std::string written;
  const double encode_ms = best_ms([&] { written = encode_peeringdb<PeeringdbNet>(table.rows()); });

  const auto mb_per_second = [](const std::string& text, double ms) {
    return static_cast<double>(text.size()) / 1e6 / ms * 1000;
  };
  BenchReport report;
  std::printf("# %.1f MB in %.0f ms; %.1f MB before, %.1f MB at the peak\n",
              static_cast<double>(file.size()) / 1e6, parse_ms, before, peak);
  report.add({"peeringdb_parse", mb_per_second(file, parse_ms), "MB/s", 0});
  report.add({"peeringdb_encode", mb_per_second(written, encode_ms), "MB/s", 0});
  report.add({"peeringdb_apply", 1000 / apply_ms, "increments/s", 0});
  std::printf("peeringdb_peak %.1f MB %.0f %s\n", peak, kPeakMbMax, is_small ? "ok" : "short");
  return is_small ? report.exit_code() : 1;
}

}  // namespace
}  // namespace flowbridge

int main() {
  return flowbridge::run();
}
