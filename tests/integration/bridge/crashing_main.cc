// flowbridge with crash points: the program itself, and decorators around its ports.
//
//   FLOWBRIDGE_CRASH_AT=<point>:<passage> flowbridge_crashing [flags of flowbridge run]
//   flowbridge_crashing --list-crash-points      a line each: point, passages to expect, need
//
// Its journal has small segments, so that checkpoints and deletions are frequent.

#include "flowbridge/command.h"
#include "flowbridge/run.h"
#include "support/crashing_directory.h"
#include "support/crashing_http_client.h"
#include "support/crashing_record_source.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

#include <unistd.h>

namespace flowbridge {
namespace {

constexpr const char* kVariable = "FLOWBRIDGE_CRASH_AT";
constexpr std::uint64_t kSegmentBytes = 8192;

const char* need_name(CrashNeed need) {
  switch (need) {
    case CrashNeed::kNothing:
      return "nothing";
    case CrashNeed::kNewState:
      return "new-state";
    case CrashNeed::kTornTail:
      return "torn-tail";
    case CrashNeed::kRefusal:
      return "refusal";
  }
  return "";
}

void list_crash_points() {
  for (const CrashPointInfo& info : crash_points()) {
    std::printf("%s %d %s\n", std::string(info.name).c_str(), info.passages, need_name(info.need));
  }
}

BridgeSeams seams_for(CrashPlan& plan) {
  return {.wrap_state =
              [&plan](std::unique_ptr<Directory> real) {
                return std::make_unique<CrashingDirectory>(std::move(real), plan);
              },
          .wrap_source =
              [&plan](std::unique_ptr<RecordSource> real) {
                return std::make_unique<CrashingRecordSource>(std::move(real), plan);
              },
          .wrap_http =
              [&plan](std::unique_ptr<HttpClient> real) {
                return std::make_unique<CrashingHttpClient>(std::move(real), plan);
              },
          .segment_bytes = kSegmentBytes};
}

Sources read_sources(int count, char** values) {
  Sources sources{.arguments = {values + 1, values + count}, .environment = {}};
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text(*entry);
    const std::size_t equals = text.find('=');
    // The product knows no such option, and would say so.
    if (equals == std::string::npos || text.substr(0, equals) == kVariable) continue;
    sources.environment.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return sources;
}

int crashing_main(int count, char** values) {
  const Sources sources = read_sources(count, values);
  if (sources.arguments == std::vector<std::string>{"--list-crash-points"}) {
    list_crash_points();
    return kExitOk;
  }
  const char* where = std::getenv(kVariable);
  Result<std::unique_ptr<CrashPlan>> plan = parse_crash_plan(where == nullptr ? "" : where);
  if (!plan) return usage_error({{.where = kVariable, .what = plan.error().message()}});
  return run_bridge(sources, seams_for(**plan));
}

}  // namespace
}  // namespace flowbridge

int main(int count, char** values) {
  return flowbridge::crashing_main(count, values);
}
