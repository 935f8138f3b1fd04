#include "telemetry/conservation.h"

#include <set>
#include <string_view>
#include <utility>

namespace flowbridge {

namespace {

using Violations = std::vector<std::string>;

std::uint64_t sum_of(const NamedCounts& counts) {
  std::uint64_t sum = 0;
  for (const NamedCount& each : counts) sum += each.count;
  return sum;
}

/// Two numbers with their names.
struct Side {
  std::string what;
  std::uint64_t value = 0;
};

void expect_equal(Violations& out, const Side& left, const Side& right) {
  if (left.value == right.value) return;
  out.push_back(left.what + " is " + std::to_string(left.value) + ", but " + right.what + " is " +
                std::to_string(right.value));
}

void expect_part(Violations& out, const Side& part, const Side& whole) {
  if (part.value <= whole.value) return;
  out.push_back(part.what + " is " + std::to_string(part.value) + ", more than " + whole.what +
                ", which is " + std::to_string(whole.value));
}

// A name that occurs twice would be two points of one series, and a receiver would drop both.
void expect_unique(Violations& out, std::string_view list, const NamedCounts& counts) {
  std::set<std::string_view> seen;
  for (const NamedCount& each : counts) {
    if (seen.insert(each.name).second) continue;
    out.push_back(std::string(list) + " names " + each.name + " twice");
  }
}

void check_lanes(Violations& out, const std::vector<LaneReport>& lanes) {
  std::set<std::pair<std::string_view, std::int32_t>> seen;
  for (const LaneReport& lane : lanes) {
    const std::string name = lane.topic + "[" + std::to_string(lane.partition) + "]";
    if (!seen.insert({lane.topic, lane.partition}).second) out.push_back("two lanes are " + name);
    if (lane.next_offset < 0) out.push_back(name + " has a negative next offset");
  }
}

void check_ingest(Violations& out, const IngestReport& report) {
  const DecodeReport& decode = report.decode;
  const Side bytes{"flow bytes decoded", decode.flow_bytes};
  const Side entries{"entries decoded", decode.entries_decoded};
  expect_equal(out, bytes, {"their sum over the classes", sum_of(decode.flow_bytes_by_class)});
  expect_part(out, {"late bytes", report.windows.late_bytes}, bytes);
  expect_part(out, {"folded bytes", report.series.folded_bytes}, bytes);
  expect_part(out, {"unnamed bytes", report.series.unnamed_bytes}, bytes);
  expect_part(out, {"late records", report.windows.late_records}, entries);
  expect_part(out, {"folded records", report.series.folded_records}, entries);
  expect_part(out, {"name lookups missed", report.series.name_lookups_missed},
              {"name lookups", report.series.name_lookups});
  expect_unique(out, "entries ignored", decode.entries_ignored);
  expect_unique(out, "entries rejected", decode.entries_rejected);
  expect_unique(out, "flow bytes by class", decode.flow_bytes_by_class);
  expect_unique(out, "kafka errors", report.consumer.errors_by_code);
  check_lanes(out, report.lanes);
}

void check_delivery(Violations& out, const DeliveryReport& report) {
  const std::uint64_t accounted = report.samples_delivered + sum_of(report.samples_rejected) +
                                  sum_of(report.samples_skipped) + report.samples_pending;
  expect_equal(out, {report.name + ": samples enqueued", report.samples_enqueued},
               {"delivered + rejected + skipped + pending", accounted});
  if (report.highest_delivered &&
      (!report.highest_journaled || *report.highest_delivered > *report.highest_journaled)) {
    out.push_back(report.name + ": delivered a time that the journal does not hold");
  }
  expect_unique(out, report.name + ": samples rejected", report.samples_rejected);
  expect_unique(out, report.name + ": samples skipped", report.samples_skipped);
  expect_unique(out, report.name + ": requests", report.requests_by_code);
}

}  // namespace

std::vector<std::string> check_conservation(const Snapshot& snapshot) {
  Violations out;
  if (snapshot.ingest) check_ingest(out, *snapshot.ingest);
  for (const auto& report : snapshot.deliveries) check_delivery(out, *report);
  return out;
}

}  // namespace flowbridge
