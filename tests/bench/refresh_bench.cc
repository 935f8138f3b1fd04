// How much memory a bridge's cache of AS names takes, and how long a refresh of it: the program
// itself fetches files as large as the public ones, PeeringDB's six among them, from a directory,
// and again a day later, when some of their names have changed. Peaks are of whole processes; what
// counts is how much larger they are than one that does nothing. Then, with that cache and no
// network, how long it is from the start of a bridge to the moment at which its names are in force.

#include "base/check.h"
#include "bench/bench_report.h"
#include "bench/registry_files.h"
#include "support/child_process.h"
#include "support/peeringdb_files.h"
#include "support/temporary_directory.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace flowbridge {
namespace {

/// Megabytes, beside the program's own.
constexpr double kRefreshMbMax = 60;
constexpr double kNamesAfterMsMax = 50;
constexpr int kStarts = 21;

struct Source {
  std::string name;
  std::function<std::string()> file;
};

std::vector<Source> sources() {
  std::vector<Source> all;
  for (std::uint32_t registry = 0; registry < kRegistries; ++registry) {
    all.push_back({std::string("delegated-") + kShapes[registry].name,
                   [registry] { return RegistryFiles().delegated(registry); }});
  }
  all.push_back({"asnames", [] { return RegistryFiles().asn_text(); }});
  const auto add = [&all](const char* name, std::uint32_t rows, std::string (*row)(std::uint32_t)) {
    all.push_back({name, [rows, row] { return peeringdb_dump(rows, row); }});
  };
  add("peeringdb-net", kNets, peeringdb_net);
  add("peeringdb-org", kOrgs, peeringdb_org);
  add("peeringdb-ix", kExchanges, peeringdb_ix);
  add("peeringdb-netixlan", kPorts, peeringdb_netixlan);
  add("peeringdb-fac", kFacilities, peeringdb_fac);
  add("peeringdb-netfac", kPresences, peeringdb_netfac);
  return all;
}

/// What changes from day to day: the names of one AS in 500.
std::string a_day_later(std::string file) {
  for (std::size_t i = 1, at = file.find("Network"); at != std::string::npos;
       at = file.find("Network", at + 1), ++i) {
    if (i % 500 == 0) file[at] = 'n';
  }
  return file;
}

void write_files(const std::string& directory, bool later) {
  for (const Source& source : sources()) {
    std::ofstream out(directory + "/" + source.name, std::ios::binary);
    out << (later ? a_day_later(source.file()) : source.file());
    FB_CHECK(out.good());
  }
}

/// In a process of its own: what it takes does not count.
void write_files_apart(const std::string& directory, bool later) {
  // Else both processes would write what waits.
  std::fflush(stdout);
  const pid_t child = fork();
  FB_CHECK(child >= 0);
  if (child == 0) {
    write_files(directory, later);
    _exit(0);
  }
  int status = 0;
  FB_CHECK(waitpid(child, &status, 0) == child && status == 0);
}

struct Run {
  double seconds = 0;
  double peak_mb = 0;
};

Run run_flowbridge(std::vector<std::string> arguments) {
  const auto start = std::chrono::steady_clock::now();
  // Else both processes would write what waits.
  std::fflush(stdout);
  const pid_t child = fork();
  FB_CHECK(child >= 0);
  if (child == 0) {
    std::vector<char*> argv{const_cast<char*>("flowbridge")};
    for (std::string& each : arguments) argv.push_back(each.data());
    argv.push_back(nullptr);
    FB_CHECK(std::freopen("/dev/null", "w", stdout) != nullptr);
    execv(FLOWBRIDGE_PROGRAM, argv.data());
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  FB_CHECK(wait4(child, &status, 0, &usage) == child);
  FB_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  return {.seconds = took.count(), .peak_mb = static_cast<double>(usage.ru_maxrss) * 1024 / 1e6};
}

double ms_until_names(const std::string& cache) {
  const TemporaryDirectory state;
  const auto start = std::chrono::steady_clock::now();
  // It reports to stderr, of which a ChildProcess keeps no line.
  Result<ChildProcess> bridge = ChildProcess::start(
      {.command = {"sh", "-c", "exec \"$0\" \"$@\" 2>&1", FLOWBRIDGE_PROGRAM, cache,
                   "--asn-db.refresh=off", "--kafka.brokers=127.0.0.1:1", "--kafka.topics=flows",
                   "--asn=64496", "--storage.path=" + state.path(),
                   "--web.listen-address=127.0.0.1:0", "--remote-write.url=http://127.0.0.1:1/"}});
  FB_CHECK(bridge.has_value());
  while (std::optional<std::string> line = bridge->read_line(10s)) {
    if (line->find("names of AS are in force") == std::string::npos) continue;
    FB_CHECK(line->find("named=0") == std::string::npos);
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
        .count();
  }
  FB_CHECK(false);
}

/// The median, because of what the machine does beside.
bool measure_names_after(const std::string& cache) {
  std::vector<double> took;
  for (int i = 0; i < kStarts; ++i) took.push_back(ms_until_names(cache));
  std::sort(took.begin(), took.end());
  const double median = took[kStarts / 2];
  const bool is_soon = median <= kNamesAfterMsMax;
  std::printf("# names after a start: %.1f ms at best, %.1f ms at worst\n", took.front(),
              took.back());
  std::printf("names_after %.1f ms %.0f %s\n", median, kNamesAfterMsMax, is_soon ? "ok" : "short");
  return is_soon;
}

int run() {
  const TemporaryDirectory temporary;
  const std::string cache = "--asn-db.path=" + temporary.file("cache");
  std::vector<std::string> refresh{"asn", "refresh", cache, "--asn-db.peeringdb"};
  for (const Source& source : sources()) {
    refresh.push_back("--asn-db.source=" + source.name + "=file://" + temporary.file(source.name));
  }
  const Run nothing = run_flowbridge({"version"});
  bool is_small = true;
  for (const bool later : {false, true}) {
    write_files_apart(temporary.path(), later);
    const Run run = run_flowbridge(refresh);
    const double growth = run.peak_mb - nothing.peak_mb;
    is_small = is_small && growth <= kRefreshMbMax;
    std::printf("# %s: %.1f s, %.1f MB at the peak, %.1f MB of them the program itself\n",
                later ? "a day later" : "first", run.seconds, run.peak_mb, nothing.peak_mb);
    std::printf("%s %.1f MB %.0f %s\n", later ? "refresh_later_peak" : "refresh_first_peak", growth,
                kRefreshMbMax, growth <= kRefreshMbMax ? "ok" : "short");
  }
  return measure_names_after(cache) && is_small ? 0 : 1;
}

}  // namespace
}  // namespace flowbridge

int main() {
  return flowbridge::run();
}
