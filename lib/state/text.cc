#include "state/text.h"

#include "base/rfc3339.h"
#include "series/labels.h"
#include "state/series_view.h"

#include <algorithm>

namespace flowbridge {

namespace {

constexpr std::size_t kTopSeries = 10;
constexpr std::size_t kTitleColumns = 14;

std::string line(std::string title, const std::string& text) {
  title.resize(std::max(kTitleColumns, title.size() + 2), ' ');
  return title + text + "\n";
}

/// "1 segment", "3 segments".
std::string many(std::uint64_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string bytes_text(std::uint64_t bytes) {
  return many(bytes, "byte");
}

std::string time_text(const std::optional<UnixTime>& time) {
  return time ? rfc3339(*time) : "none";
}

std::string header(const StateSurvey& survey, const Shown& shown) {
  std::string text = "state directory " + shown.directory +
                     (survey.findings.empty() ? ": whole\n" : ": damaged\n");
  for (const Finding& finding : survey.findings) text += to_text(finding);
  return text;
}

std::string use(const StateSurvey& survey) {
  if (!survey.in_use_by) return "";
  return line("in use", "by " + *survey.in_use_by + "; it was read while it moves");
}

std::string writer(const StateSurvey& survey) {
  if (!survey.writer) return "";
  std::string text = "instance " + survey.writer->instance + ", format version " +
                     std::to_string(kStateFormatVersion);
  return line("writer", text);
}

std::string journal(const StateSurvey& survey) {
  std::uint64_t bytes = 0;
  for (const SegmentExtent& segment : survey.journal.inventory.segments) bytes += segment.bytes;
  for (const CheckpointFile& file : survey.journal.inventory.checkpoints) bytes += file.bytes;
  std::string text = many(survey.journal.inventory.segments.size(), "segment") + ", " +
                     many(survey.journal.inventory.checkpoints.size(), "checkpoint") + ", " +
                     bytes_text(bytes);
  if (!survey.journal.segments.empty()) {
    text += ": records " + std::to_string(survey.journal.segments.front().first) + " to " +
            std::to_string(survey.journal.next - 1) + ", " + many(survey.ticks, "tick");
  }
  return line("journal", text);
}

/// What a start would remove; none of it is damage.
std::string tail(const StateSurvey& survey) {
  std::string text;
  if (survey.journal.torn_bytes > 0) {
    const std::string file =
        journal_path(segment_name(survey.journal.inventory.segments.back().first));
    const std::string size = bytes_text(survey.journal.torn_bytes);
    text += survey.in_use_by
                ? line("tail", size + " of " + file + " are being written")
                : line("torn tail", "a start cuts " + size + " from " + file +
                                        ": a group that was being written when the process ended");
  }
  for (const std::string& name : survey.journal.leftovers) {
    text += line("unfinished",
                 journal_path(name) +
                     (survey.in_use_by ? " is being made" : " was being made; a start removes it"));
  }
  return text;
}

std::string progress(const DestinationSurvey& destination) {
  if (!destination.cursor) return "has not begun";
  if (!destination.ticks_behind) return "has a cursor";
  if (*destination.ticks_behind == 0) return "has been sent everything";
  return "is " + many(*destination.ticks_behind, "tick") + " behind";
}

std::string segments(const StateSurvey& survey) {
  std::string text;
  for (std::size_t i = 0; i < survey.journal.segments.size(); ++i) {
    const SegmentSummary& segment = survey.journal.segments[i];
    text += "  " + journal_path(segment_name(segment.first)) + "  " +
            bytes_text(survey.journal.inventory.segments[i].bytes) + ", " +
            many(segment.records, "record") + " in " + many(segment.groups, "group");
    const auto ticks = survey.segment_ticks.find(segment.first);
    if (ticks != survey.segment_ticks.end()) {
      text += ", ticks " + time_text(ticks->second.first) + " to " + time_text(ticks->second.last);
    }
    text += "\n";
  }
  for (const CheckpointFile& file : survey.journal.inventory.checkpoints) {
    text += "  " + journal_path(checkpoint_name(file.sequence)) + " " +
            (file.damaged ? "damaged" : bytes_text(file.bytes)) + ", the state before record " +
            std::to_string(file.sequence) + "\n";
  }
  return text;
}

std::string lanes(const Ledger& ledger) {
  std::string text = line("lanes", std::to_string(ledger.lanes().size()));
  for (const Lane& lane : ledger.lanes()) {
    const LaneTotals& totals = lane.totals;
    text += "  " + to_string(lane.identity.where) + "  offsets " +
            std::to_string(lane.identity.start) + " to " + std::to_string(lane.next) + ": " +
            many(totals.records, "record") + ", " + many(totals.flows, "flow") + ", " +
            bytes_text(totals.bytes) + "; late " + bytes_text(totals.late_bytes) + ", lost " +
            many(totals.lost_offsets, "offset") + ", empty " +
            std::to_string(totals.empty_offsets) + "; newest record " +
            time_text(lane.timestamp_max) + "\n";
  }
  return text;
}

std::string windows(const StateSurvey& survey) {
  std::string text =
      line("last tick", time_text(survey.accounts->last_tick()) + ", windows of " +
                            std::to_string(survey.ledger->grid().newest_width().count()) + " ms");
  const std::vector<WindowSums> open = open_windows(*survey.accounts);
  text += line("open windows", std::to_string(open.size()));
  for (const WindowSums& window : open) {
    text += "  " + rfc3339(window.tick) + "  " + bytes_text(window.total.bytes) + ", " +
            many(window.total.packets, "packet") + ", " + many(window.total.flows, "flow") +
            " of " + std::to_string(window.series.size()) + " series\n";
  }
  for (const Exclusion& exclusion : survey.exclusions) {
    text += "  " + rfc3339(exclusion.tick) + "  closed without";
    for (const LaneId lane : exclusion.lanes) {
      const bool known = lane.value() < survey.ledger->lanes().size();
      text += " " + (known ? to_string(survey.ledger->lane(lane).identity.where)
                           : "lane " + std::to_string(lane.value()));
    }
    text += "\n";
  }
  return text;
}

// Absent if none are asked for (--as-names, --asn-db.peeringdb).
std::string gauges(const Accounts& accounts) {
  const std::size_t live = live_gauges(accounts).size();
  return live == 0 ? "" : line("info gauges", std::to_string(live) + " live");
}

std::string series(const Accounts& accounts, const std::string& instance) {
  const SeriesCounts counts = count_series(accounts);
  const HashMap<SeriesId, SeriesId> renamed = renamed_series(accounts);
  std::string text =
      line("series", std::to_string(counts.live) + " live, " + std::to_string(counts.expired) +
                         " expired, " + std::to_string(counts.unborn) + " unborn; " +
                         std::to_string(counts.folded) + " of them folded, " +
                         std::to_string(renamed.size()) + " under a name of before");
  for (const SeriesId id : top_by_bytes(accounts, kTopSeries)) {
    const SeriesAccount& account = accounts.account(id);
    const LabelSet labels = account_labels(accounts, account, {Measure::kBytes, instance});
    text += "  " + bytes_text(account.value.bytes) + "  " + series_state_name(account.state) +
            "  " + to_string(labels) + "\n";
  }
  return text + gauges(accounts);
}

// Absent for a destination that has taken everything.
std::string gaps(const DestinationSurvey& destination) {
  const Cursor& cursor = *destination.cursor;
  GapTally skipped = cursor.skipped;
  std::string text;
  if (destination.inside) {
    skipped += destination.inside->gap.tally;
    text += "  what follows was given up while the journal was full; goes on at record " +
            std::to_string(destination.inside->sequence) + "\n";
  }
  if (cursor.skip_until) {
    text += "  takes nothing so old: is sent nothing before " + rfc3339(*cursor.skip_until) + "\n";
  }
  if (skipped.too_old.ticks > 0) {
    text += "  " + many(skipped.too_old.ticks, "tick") + " with " +
            bytes_text(skipped.too_old.bytes) + " were too old for it, and count later\n";
  }
  if (skipped.over_quota.ticks > 0) {
    text += "  " + many(skipped.over_quota.ticks, "tick") + " with " +
            bytes_text(skipped.over_quota.bytes) +
            " were given up while the journal was full, and count later\n";
  }
  return text;
}

std::string destination(const DestinationSurvey& destination, const StateSurvey& survey,
                        const std::string& instance) {
  std::string text = line("destination", destination.name + " " + progress(destination));
  if (destination.cursor) {
    const Cursor& cursor = *destination.cursor;
    const bool settled = cursor.stages_settled == kAllStages;
    text += "  at record " + std::to_string(cursor.sequence) + ", tick " +
            (cursor.tick == UnixTime{} ? "none" : rfc3339(cursor.tick)) + ", " +
            (settled ? "all stages" : many(cursor.stages_settled, "stage")) + " settled; " +
            many(cursor.delivered, "sample") + " delivered, " + std::to_string(cursor.rejected) +
            " rejected\n" + gaps(destination);
  }
  for (const auto& [id, entry] : destination.quarantine) {
    text += "  kept apart: series " + std::to_string(id.value());
    const bool known = survey.accounts && id.value() < survey.accounts->accounts().size() &&
                       survey.accounts->account(id).state != SeriesAccount::State::kAbsent;
    if (known) {
      const SeriesAccount& account = survey.accounts->account(id);
      text +=
          " " + to_string(account_labels(*survey.accounts, account, {Measure::kBytes, instance}));
    }
    if (entry.returning) {
      text += ", its 0 was taken, its value follows from " + rfc3339(entry.back_at) + "\n";
    } else {
      text += ", refused " + many(static_cast<std::uint64_t>(entry.refusals), "time") +
              ", next try " + rfc3339(entry.next_try) + "\n";
    }
  }
  return text;
}

}  // namespace

std::string verify_text(const StateSurvey& survey, const Shown& shown) {
  std::string text = header(survey, shown) + use(survey) + writer(survey);
  if (!survey.journal.problem) text += journal(survey) + tail(survey);
  for (const DestinationSurvey& each : survey.destinations) {
    text += line("destination", each.name + " " + progress(each));
  }
  return text;
}

std::string inspect_text(const StateSurvey& survey, const Shown& shown) {
  std::string text = header(survey, shown) + use(survey) + writer(survey);
  if (!survey.journal.problem) text += journal(survey) + segments(survey) + tail(survey);
  if (survey.ledger && survey.accounts) {
    text += windows(survey) + lanes(*survey.ledger) + series(*survey.accounts, shown.instance);
  }
  for (const DestinationSurvey& each : survey.destinations) {
    text += destination(each, survey, shown.instance);
  }
  return text;
}

}  // namespace flowbridge
