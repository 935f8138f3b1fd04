#include "admin/status_page.h"

#include "admin/text.h"
#include "base/rfc3339.h"

#include <algorithm>
#include <initializer_list>
#include <limits>
#include <optional>

namespace flowbridge {

namespace {

constexpr const char* kHead = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="15">
<title>flowbridge</title>
<style>
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2 { line-height: 1.2; }
h2 { margin-top: 2rem; font-size: 1.1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid #8884; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
.good { color: #1a7f37; } .bad { color: #cf222e; } .dim { opacity: .65; }
</style>
</head>
<body>
)";

constexpr const char* kFoot = R"(<p class="dim"><a href="/metrics">metrics</a> ·
<a href="/-/ready">ready</a> · <a href="/-/healthy">healthy</a> ·
<a href="/api/v1/status/buildinfo">build</a> ·
<a href="/api/v1/status/runtimeinfo">runtime</a> ·
<a href="/api/v1/asn/15169">the name of AS15169</a></p>
</body>
</html>
)";

/// A cell of text from outside, or of a number.
struct Cell {
  std::string text;
  const char* css_class = "";
};

Cell number_cell(std::uint64_t value) {
  return {human_count(value), "number"};
}

Cell number_cell(const std::optional<std::int64_t>& value) {
  if (!value) return {"?", "number"};
  return {human_count(static_cast<std::uint64_t>(std::max(std::int64_t{0}, *value))), "number"};
}

Cell age_cell(const std::optional<UnixTime>& time, UnixTime now) {
  if (!time) return {"never", "number"};
  return {human_duration(std::max(Duration{0}, now - *time)) + " ago", "number"};
}

void append_row(std::string& page, std::initializer_list<Cell> cells, const char* tag = "td") {
  page += "<tr>";
  for (const Cell& cell : cells) {
    page.append("<").append(tag).append(" class=\"").append(cell.css_class).append("\">");
    page.append(html_escaped(cell.text)).append("</").append(tag).append(">");
  }
  page += "</tr>\n";
}

std::optional<std::int64_t> lag_of(const LaneReport& lane) {
  if (!lane.high_watermark) return std::nullopt;
  return std::max(std::int64_t{0}, *lane.high_watermark - lane.next_offset);
}

std::string lane_state(const LaneReport& lane) {
  if (lane.paused && lane.holding) return "paused, holds the next tick";
  if (lane.paused) return "paused";
  if (lane.holding) return "holds the next tick";
  return "reading";
}

void append_readiness(std::string& page, const StatusView& view) {
  if (view.unmet.empty()) {
    page += "<p class=\"good\">ready</p>\n";
    return;
  }
  page += "<p class=\"bad\">not ready</p>\n<ul>\n";
  for (const std::string& condition : view.unmet) {
    page += "<li>" + html_escaped(condition) + "</li>\n";
  }
  page += "</ul>\n";
}

void append_destination(std::string& page, const DeliveryReport& report, UnixTime now) {
  const Cell good{"delivering", "good"};
  Cell state = good;
  if (report.backoff > Duration{0}) state = {"retries, " + human_duration(report.backoff), ""};
  if (report.held_because) state = {"held: " + *report.held_because, "bad"};
  append_row(page, {{report.name},
                    {report.url},
                    state,
                    number_cell(report.ticks_pending),
                    number_cell(report.samples_pending),
                    number_cell(report.samples_delivered),
                    age_cell(report.last_success, now)});
}

void append_destinations(std::string& page, const StatusView& view) {
  page += "<h2>Destinations</h2>\n";
  if (view.scrape.loops.deliveries.empty()) {
    page += "<p class=\"dim\">none has reported yet</p>\n";
    return;
  }
  page += "<table>\n";
  append_row(page,
             {{"name"},
              {"url"},
              {"state"},
              {"ticks pending", "number"},
              {"samples pending", "number"},
              {"samples delivered", "number"},
              {"last success", "number"}},
             "th");
  for (const auto& report : view.scrape.loops.deliveries) {
    append_destination(page, *report, view.time);
  }
  page += "</table>\n";
}

/// The lanes to show: those with the most lag, an unknown lag first of all.
std::vector<const LaneReport*> lanes_by_lag(const IngestReport& report) {
  std::vector<const LaneReport*> lanes;
  for (const LaneReport& lane : report.lanes) lanes.push_back(&lane);
  const auto rank = [](const LaneReport* lane) {
    return lag_of(*lane).value_or(std::numeric_limits<std::int64_t>::max());
  };
  std::stable_sort(lanes.begin(), lanes.end(),
                   [&rank](const LaneReport* left, const LaneReport* right) {
                     return rank(left) > rank(right);
                   });
  return lanes;
}

void append_partitions(std::string& page, const IngestReport& report, UnixTime now) {
  std::vector<const LaneReport*> lanes = lanes_by_lag(report);
  const std::size_t hidden = lanes.size() - std::min(lanes.size(), kPartitionsShownMax);
  lanes.resize(lanes.size() - hidden);
  page += "<h2>Partitions</h2>\n<table>\n";
  append_row(page,
             {{"topic"},
              {"partition", "number"},
              {"state"},
              {"lag", "number"},
              {"next offset", "number"},
              {"records", "number"},
              {"last record", "number"}},
             "th");
  for (const LaneReport* lane : lanes) {
    append_row(page, {{lane->topic},
                      {std::to_string(lane->partition), "number"},
                      {lane_state(*lane)},
                      number_cell(lag_of(*lane)),
                      number_cell(std::optional(lane->next_offset)),
                      number_cell(lane->records_consumed),
                      age_cell(lane->last_record, now)});
  }
  page += "</table>\n";
  if (hidden > 0) {
    page += "<p class=\"dim\">and " + human_count(hidden) + " more with less lag</p>\n";
  }
}

std::uint64_t sum_of(const NamedCounts& counts) {
  std::uint64_t sum = 0;
  for (const NamedCount& each : counts) sum += each.count;
  return sum;
}

void append_counters(std::string& page, const IngestReport& report, UnixTime now) {
  const auto of_limit = [](std::string value, std::string limit) {
    return Cell{std::move(value) + " of " + std::move(limit), "number"};
  };
  const DecodeReport& decode = report.decode;
  page += "<h2>Counters</h2>\n<table>\n";
  append_row(page, {{"state"}, {ingest_state_name(report.state), "number"}});
  append_row(page, {{"newest tick"}, age_cell(report.windows.newest_tick, now)});
  append_row(page, {{"open windows"}, number_cell(report.windows.open_windows)});
  append_row(page, {{"flow records decoded"}, number_cell(decode.entries_decoded)});
  append_row(page, {{"entries ignored"}, number_cell(sum_of(decode.entries_ignored))});
  append_row(page, {{"entries rejected"}, number_cell(sum_of(decode.entries_rejected))});
  append_row(page, {{"traffic counted"}, {human_bytes(decode.flow_bytes), "number"}});
  append_row(page, {{"series"},
                    of_limit(human_count(report.series.live), human_count(report.series.limit))});
  append_row(
      page, {{"journal"},
             of_limit(human_bytes(report.journal.bytes), human_bytes(report.journal.bytes_limit))});
  page += "</table>\n";
}

}  // namespace

std::string status_page(const StatusView& view) {
  const SelfReport& self = view.scrape.self;
  std::string page = kHead;
  page += "<h1>flowbridge <span class=\"dim\">" + html_escaped(self.build.version) + "</span></h1>";
  page += "\n<p class=\"dim\">" + rfc3339(view.time);
  if (self.process) page += ", up since " + rfc3339(self.process->started);
  page += "</p>\n";
  append_readiness(page, view);
  append_destinations(page, view);
  if (view.scrape.loops.ingest) {
    append_counters(page, *view.scrape.loops.ingest, view.time);
    append_partitions(page, *view.scrape.loops.ingest, view.time);
  }
  page += kFoot;
  return page;
}

}  // namespace flowbridge
