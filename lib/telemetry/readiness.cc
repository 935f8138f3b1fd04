#include "telemetry/readiness.h"

#include "base/check.h"

namespace flowbridge {

namespace {

/// Empty if the state takes flows in.
std::string why_paused(IngestState state) {
  switch (state) {
    case IngestState::kConsuming:
    case IngestState::kHolding:
      return "";
    case IngestState::kPausedQuota:
      return "consumption is paused: the journal is at its limit (--storage.limit)";
    case IngestState::kPausedNoSpace:
      return "consumption is paused: the disk of --storage.path is full";
  }
  FB_CHECK(false);
}

}  // namespace

std::vector<std::string> unmet_conditions(const Snapshot& snapshot) {
  if (!snapshot.ingest) return {"the ingest loop has not started"};
  const IngestReport& report = *snapshot.ingest;
  std::vector<std::string> unmet;
  if (!report.journal.recovered) unmet.push_back("the journal is being recovered");
  if (!report.partitions_known) {
    unmet.push_back("no broker has told the topics' partitions yet");
  } else if (!report.broker_answers) {
    unmet.push_back("no broker answers, flows wait in Kafka");
  }
  if (const std::string why = why_paused(report.state); !why.empty()) unmet.push_back(why);
  return unmet;
}

}  // namespace flowbridge
