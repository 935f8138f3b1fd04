#pragma once
/// Reports as busy loops would publish them, with every field set and every law kept.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    as in telemetry/reports.h; times are around 2023-11-14 22:13:20 UTC.
///
///   hub.publish(busy_ingest_report());

#include "telemetry/catalogue.h"

namespace flowbridge {

inline std::vector<LaneReport> busy_lane_reports() {
  return {{.topic = "pmacct.acct",
           .partition = 0,
           .records_consumed = 1000,
           .bytes_consumed = 360'000,
           .duplicates_skipped = 2,
           .offsets_skipped = 1,
           .next_offset = 5003,
           .high_watermark = 5010,
           .committed_offset = 4900,
           .last_record = unix_ms(1'700'000'000'250),
           .paused = false,
           .holding = false},
          {.topic = "pmacct.acct",
           .partition = 1,
           .records_consumed = 10,
           .bytes_consumed = 3600,
           .next_offset = 20,
           .high_watermark = {},
           .committed_offset = {},
           .last_record = {},
           .paused = true,
           .holding = true}};
}

inline IngestReport busy_ingest_report() {
  IngestReport report;
  report.state = IngestState::kConsuming;
  report.partitions_known = true;
  report.broker_answers = true;
  report.lanes = busy_lane_reports();
  report.consumer = {.commits = 7,
                     .commits_failed = 1,
                     .offsets_lost = 3,
                     .logs_replaced = 1,
                     .errors_by_code = {{"_TRANSPORT", 4}, {"_AUTO_OFFSET_RESET", 0}}};
  report.decode = {.entries_decoded = 990,
                   .entries_ignored = {{"marker", 15}, {"not_a_flow", 0}},
                   .entries_rejected = {{"invalid_json", 5}, {"bad_number", 0}},
                   .flow_bytes = 9'007'199'254'740'991,
                   .flow_bytes_by_class = {{"receive", 9'007'199'254'740'000},
                                           {"transmit", 900},
                                           {"internal", 50},
                                           {"transit", 40},
                                           {"unclassified", 1}}};
  report.windows = {.late_records = 6,
                    .late_bytes = 4200,
                    .timestamps_clamped = 3,
                    .stalls = 1,
                    .excluded_records = 2,
                    .ticks_closed = 44,
                    .open_windows = 2,
                    .newest_tick = unix_ms(1'699'999'995'000),
                    .event_clock = unix_ms(1'700'000'000'500)};
  report.series = {.live = 321,
                   .limit = 100'000,
                   .created = 330,
                   .expired = 9,
                   .forgotten = 4,
                   .renamed = 2,
                   .folded_records = 8,
                   .folded_bytes = 800,
                   .hosts = 3,
                   .info_live = 57,
                   .info_created = 60,
                   .name_lookups = 660,
                   .name_lookups_missed = 12,
                   .unnamed_bytes = 700};
  report.journal = {.bytes = 123'456,
                    .bytes_limit = 10'737'418'240,
                    .segments = 2,
                    .appended_records = 77,
                    .appended_bytes = 65'536,
                    .commits = 44,
                    .checkpoint_time = unix_ms(1'699'999'000'000),
                    .checkpoint_bytes = 4096,
                    .no_space = false,
                    .recovered = true};
  return report;
}

inline DeliveryReport busy_delivery_report(std::string name = "prometheus") {
  DeliveryReport report;
  report.name = std::move(name);
  report.url = "http://user:password@prometheus:9090/api/v1/write?token=hunter2";
  report.protocol = "2.0";
  report.samples_enqueued = 1000;
  report.samples_delivered = 900;
  report.samples_rejected = {{"bad_series", 3}, {"too_old", 0}};
  report.samples_skipped = {{"too_old", 7}, {"quota", 0}};
  report.ticks_skipped = {{"too_old", 3}, {"quota", 0}};
  report.bytes_skipped = {{"too_old", 900}, {"quota", 0}};
  report.samples_pending = 90;
  report.samples_retried = 50;
  report.requests_retried = 5;
  report.requests_by_code = {{"200", 40}, {"503", 5}, {"timeout", 0}};
  report.own_pushes = {{"accepted", 7}, {"failed", 1}};
  report.bytes_sent = 20'000;
  report.request_duration.observe(3ms);
  report.request_duration.observe(200ms);
  report.request_duration.observe(45s);
  report.requests_in_flight = 1;
  report.backoff = 1500ms;
  report.last_success = unix_ms(1'699'999'990'000);
  report.ticks_pending = 3;
  report.highest_journaled = unix_ms(1'699'999'995'000);
  report.highest_delivered = unix_ms(1'699'999'950'000);
  report.series_quarantined = 1;
  return report;
}

inline SelfReport busy_self_report() {
  SelfReport report;
  report.build = {
      .version = "0.1.0", .revision = "abc1234", .compiler = "gcc 12", .arch = "x86_64"};
  report.process = {.cpu_seconds = 12.5,
                    .resident_bytes = 41'943'040,
                    .virtual_bytes = 419'430'400,
                    .open_fds = 21,
                    .max_fds = 1024,
                    .threads = 9,
                    .started = unix_ms(1'699'990'000'120)};
  report.ready = true;
  report.log_messages = {{"debug", 0}, {"info", 12}, {"warn", 2}, {"error", 0}};
  report.log_messages_suppressed = 1;
  report.config.last_reload_success = unix_ms(1'700'000'060'000);
  report.http_requests = {{"/metrics", 200, 17}, {"other", 404, 1}};
  return report;
}

inline AsnDbReport busy_asn_db_report() {
  AsnDbReport report;
  report.names = 122'591;
  report.built_at = unix_ms(1'699'980'000'000);
  report.sources = {{.name = "asnames",
                     .entries = 122'588,
                     .refreshes = 3,
                     .failures = {{"unreachable", 1}, {"shrunken", 0}},
                     .checked_at = unix_ms(1'699'980'000'000),
                     .fetched_at = unix_ms(1'699'900'000'000),
                     .held = true},
                    {.name = "delegated-arin", .failures = {{"unreachable", 0}, {"shrunken", 0}}}};
  return report;
}

inline Scrape busy_scrape() {
  Hub hub;
  hub.publish(busy_ingest_report());
  hub.publish(busy_delivery_report());
  hub.publish(busy_asn_db_report());
  return {hub.snapshot(), busy_self_report()};
}

}  // namespace flowbridge
