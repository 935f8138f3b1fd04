#include "state/json.h"

#include "base/check.h"
#include "series/families.h"
#include "series/labels.h"
#include "state/series_view.h"

#include <nlohmann/json.hpp>

namespace flowbridge {

namespace {

// Keys keep the order in which a reader wants them.
using Json = nlohmann::ordered_json;

std::string dumped(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json time_json(const std::optional<UnixTime>& time) {
  return time ? Json(to_ms(*time)) : Json(nullptr);
}

template <typename T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

template <typename Id>
Json ids_json(const std::vector<Id>& ids) {
  Json out = Json::array();
  for (const Id id : ids) out.push_back(id.value());
  return out;
}

void put_counts(Json& out, const Counts& counts) {
  out["bytes"] = counts.bytes;
  out["packets"] = counts.packets;
  out["flows"] = counts.flows;
}

void put_grid(Json& out, const GridRecord& grid) {
  out["from_ms"] = grid.from == UnixTime::min() ? Json(nullptr) : Json(to_ms(grid.from));
  out["width_ms"] = grid.width.count();
}

Json totals_json(const LaneTotals& totals) {
  return {{"records", totals.records},
          {"flows", totals.flows},
          {"bytes", totals.bytes},
          {"late_bytes", totals.late_bytes},
          {"lost_offsets", totals.lost_offsets},
          {"empty_offsets", totals.empty_offsets}};
}

/// What identifies a lane beside its number; null if the number means nothing yet.
void put_place(Json& out, const Ledger& ledger, LaneId id, Meaning meaning) {
  const bool known = meaning == Meaning::kKnown && id.value() < ledger.lanes().size();
  out["lane"] = id.value();
  out["topic"] = known ? Json(ledger.lane(id).identity.where.topic) : Json(nullptr);
  out["partition"] = known ? Json(ledger.lane(id).identity.where.partition) : Json(nullptr);
}

Json lanes_json(const Ledger& ledger, const std::vector<LaneId>& lanes, Meaning meaning) {
  Json out = Json::array();
  for (const LaneId id : lanes) put_place(out.emplace_back(), ledger, id, meaning);
  return out;
}

Json tail_json(const std::optional<LogTail>& tail) {
  if (!tail) return nullptr;
  Json out = {{"timestamp_ms", nullptr},
              {"payload_crc32c", nullptr},
              {"claimed_max_ms", to_ms(tail->claimed_max)}};
  if (tail->last) {
    out["timestamp_ms"] = time_json(tail->last->timestamp);
    out["payload_crc32c"] = tail->last->payload_crc;
  }
  return out;
}

void put_lane_state(Json& out, const Lane& lane) {
  out["start_offset"] = lane.identity.start;
  out["next_offset"] = lane.next;
  out["timestamp_max_ms"] = time_json(lane.timestamp_max);
  out["tail"] = tail_json(lane.log_tail());
  out["totals"] = totals_json(lane.totals);
}

/// What a series is; its labels are those of its bytes.
void put_definition(Json& out, const LogView& view, const SeriesRecord& series, Meaning meaning) {
  out["series"] = series.id.value();
  out["kind"] = series_kind_name(series.kind);
  out["class"] = flow_class_name(series.flow_class);
  const std::string reason = unclassified_reason_name(series.reason);
  out["reason"] = reason.empty() ? Json(nullptr) : Json(reason);
  out["source_as"] = series.source_as.value();
  out["destination_as"] = series.destination_as.value();
  Json& labels = out["labels"];
  if (meaning == Meaning::kUnknown) return;
  for (const Label& label :
       series_labels(view.accounts, series, {Measure::kBytes, view.instance})) {
    labels[label.name] = label.value;
  }
}

/// What an info gauge says.
void put_gauge(Json& out, const LogView& view, const InfoRecord& info, Meaning meaning) {
  out["series"] = info.id.value();
  out["metric"] = metric_families()[info_family(info.metric)].name;
  out["asn"] = info.asn.value();
  Json& labels = out["labels"];
  if (meaning == Meaning::kUnknown) return;
  for (const Label& label : info_labels(view.accounts, info, view.instance)) {
    labels[label.name] = label.value;
  }
}

void put_gauge_state(Json& out, const SeriesAccount& account) {
  const bool expired = account.state == SeriesAccount::State::kExpired;
  const bool began = account.last_rise != UnixTime{};
  out["state"] = series_state_name(account.state);
  out["begun_at_ms"] = began ? Json(to_ms(account.last_rise)) : Json(nullptr);
  out["ended_at_ms"] = expired ? Json(to_ms(account.expired_at)) : Json(nullptr);
}

void put_account(Json& out, const SeriesAccount& account) {
  const bool expired = account.state == SeriesAccount::State::kExpired;
  const bool rose = account.last_rise != UnixTime{};
  out["state"] = series_state_name(account.state);
  put_counts(out, account.value);
  out["last_rise_ms"] = rose ? Json(to_ms(account.last_rise)) : Json(nullptr);
  out["expired_at_ms"] = expired ? Json(to_ms(account.expired_at)) : Json(nullptr);
}

Json window_json(const WindowSums& window) {
  Json out;
  out["tick_ms"] = to_ms(window.tick);
  put_counts(out, window.total);
  out["folded_bytes"] = window.folded_bytes;
  out["contributions"] = Json::array();
  for (const auto& [series, counts] : window.series) {
    Json& contribution = out["contributions"].emplace_back();
    contribution["series"] = series.value();
    put_counts(contribution, counts);
  }
  return out;
}

Json windows_json(const StateSurvey& survey) {
  Json out;
  out["last_tick_ms"] = time_json(survey.accounts->last_tick());
  out["widths"] = Json::array();
  for (const GridRecord& span : survey.ledger->grid().spans()) {
    put_grid(out["widths"].emplace_back(), span);
  }
  out["open"] = Json::array();
  for (const WindowSums& window : open_windows(*survey.accounts)) {
    out["open"].push_back(window_json(window));
  }
  out["excluded"] = Json::array();
  for (const Exclusion& exclusion : survey.exclusions) {
    out["excluded"].push_back(
        {{"sequence", exclusion.sequence},
         {"tick_ms", to_ms(exclusion.tick)},
         {"lanes", lanes_json(*survey.ledger, exclusion.lanes, Meaning::kKnown)}});
  }
  return out;
}

void put_tally(Json& out, const GapTally& tally) {
  out["ticks_skipped"] = tally.too_old.ticks;
  out["bytes_skipped"] = tally.too_old.bytes;
  out["ticks_given_up"] = tally.over_quota.ticks;
  out["bytes_given_up"] = tally.over_quota.bytes;
}

Json cursor_json(const Cursor& cursor) {
  Json out;
  out["sequence"] = cursor.sequence;
  out["tick_ms"] = cursor.tick == UnixTime{} ? Json(nullptr) : Json(to_ms(cursor.tick));
  const bool settled = cursor.stages_settled == kAllStages;
  out["settled"] = settled;
  out["stages_settled"] = settled ? Json(nullptr) : Json(cursor.stages_settled);
  out["measures"] = Json::array();
  const MeasureSet contacted = MeasureSet::from_bits(cursor.measures_contacted);
  for (const Measure measure :
       {Measure::kBytes, Measure::kPackets, Measure::kFlows, Measure::kInfo}) {
    if (contacted.contains(measure)) out["measures"].push_back(measure_name(measure));
  }
  out["delivered"] = cursor.delivered;
  out["rejected"] = cursor.rejected;
  out["skip_until_ms"] = time_json(cursor.skip_until);
  put_tally(out, cursor.skipped);
  return out;
}

Json gap_json(const GapPosition& inside) {
  Json out{{"sequence", inside.sequence}, {"begin_ms", time_json(inside.gap.begin)}};
  put_tally(out, inside.gap.tally);
  out["series_unaccepted"] = inside.gap.unaccepted.size();
  return out;
}

Json destination_json(const DestinationSurvey& destination, const LogView* view) {
  Json out{{"name", destination.name}};
  out["cursor"] = destination.cursor ? cursor_json(*destination.cursor) : Json(nullptr);
  out["gap"] = destination.inside ? gap_json(*destination.inside) : Json(nullptr);
  out["ticks_behind"] = or_null(destination.ticks_behind);
  out["quarantine"] = Json::array();
  for (const auto& [series, entry] : destination.quarantine) {
    Json& item = out["quarantine"].emplace_back();
    const bool known = view != nullptr && series.value() < view->accounts.accounts().size() &&
                       view->accounts.account(series).state != SeriesAccount::State::kAbsent;
    item["series"] = series.value();
    if (known) {
      const SeriesAccount& account = view->accounts.account(series);
      if (const InfoRecord* gauge = account.gauge()) {
        put_gauge(item, *view, *gauge, Meaning::kKnown);
      } else {
        put_definition(item, *view, *account.counter(), Meaning::kKnown);
      }
    }
    item["accepted_before"] = entry.accepted_before;
    item["next_try_ms"] = to_ms(entry.next_try);
    item["refusals"] = entry.refusals;
    item["back_at_ms"] = entry.returning ? Json(to_ms(entry.back_at)) : Json(nullptr);
  }
  return out;
}

/// ,"series":{"live":1,…,"list":[…]}, element by element.
void write_series(const LogView& view, const Sink& sink) {
  const SeriesCounts counts = count_series(view.accounts);
  const Json head = {{"live", counts.live},
                     {"expired", counts.expired},
                     {"unborn", counts.unborn},
                     {"folded", counts.folded}};
  std::string text = dumped(head);
  text.pop_back();
  sink(",\"series\":" + text + ",\"list\":[");
  const HashMap<SeriesId, SeriesId> renamed = renamed_series(view.accounts);
  bool first = true;
  for (const SeriesAccount& account : view.accounts.accounts()) {
    const bool absent = account.state == SeriesAccount::State::kAbsent;
    const SeriesRecord* counter = account.counter();
    if (absent || counter == nullptr) continue;
    Json item;
    put_definition(item, view, *counter, Meaning::kKnown);
    put_account(item, account);
    const auto other = renamed.find(counter->id);
    item["renamed_to"] = other == renamed.end() ? Json(nullptr) : Json(other->second.value());
    sink((first ? "" : ",") + dumped(item));
    first = false;
  }
  sink("]}");
}

/// ,"info_gauges":[…], element by element.
void write_gauges(const LogView& view, const Sink& sink) {
  sink(",\"info_gauges\":[");
  bool first = true;
  for (const SeriesAccount& account : view.accounts.accounts()) {
    const bool absent = account.state == SeriesAccount::State::kAbsent;
    if (absent || account.gauge() == nullptr) continue;
    Json item;
    put_gauge(item, view, *account.gauge(), Meaning::kKnown);
    put_gauge_state(item, account);
    sink((first ? "" : ",") + dumped(item));
    first = false;
  }
  sink("]");
}

void put_batch(Json& out, const BatchRecord& batch, const LogView& view, Meaning meaning) {
  put_place(out, view.ledger, batch.lane, meaning);
  out["first_offset"] = batch.first;
  out["next_offset"] = batch.next;
  out["timestamp_max_ms"] = time_json(batch.timestamp_max);
  out["tail"] = tail_json(batch.tail);
  out["totals"] = totals_json(batch.totals);
  out["windows"] = Json::array();
  for (const WindowContributions& window : batch.windows) {
    if (meaning == Meaning::kUnknown) continue;
    out["windows"].push_back(
        window_json(sums_of(window.tick, window.contributions, view.accounts)));
  }
}

void put_tick(Json& out, const TickRecord& tick, const LogView& view, Meaning meaning) {
  out["tick_ms"] = to_ms(tick.tick);
  out["previous_ms"] = to_ms(tick.previous);
  out["width_ms"] = tick.width.count();
  out["excluded"] = lanes_json(view.ledger, tick.excluded, meaning);
  out["expired"] = ids_json(tick.expired);
  out["forgotten"] = ids_json(tick.forgotten);
}

void put_record(Json& out, const JournalRecord& record, const LogView& view, Meaning meaning) {
  switch (static_cast<RecordType>(record.type)) {
    case RecordType::kSymbol: {
      const SymbolRecord symbol = decode_symbol(record.payload).value();
      out["symbol"] = symbol.id.value();
      out["text"] = symbol.text;
      return;
    }
    case RecordType::kSeries:
      return put_definition(out, view, decode_series(record.payload).value(), meaning);
    case RecordType::kLane: {
      const LaneRecord lane = decode_lane(record.payload).value();
      out["lane"] = lane.id.value();
      out["topic"] = lane.where.topic;
      out["partition"] = lane.where.partition;
      out["start_offset"] = lane.start;
      return;
    }
    case RecordType::kGrid:
      return put_grid(out, decode_grid(record.payload).value());
    case RecordType::kBatch:
      return put_batch(out, decode_batch(record.payload).value(), view, meaning);
    case RecordType::kTick:
      return put_tick(out, decode_tick(record.payload).value(), view, meaning);
    case RecordType::kInfo:
      return put_gauge(out, view, decode_info(record.payload).value(), meaning);
  }
  FB_CHECK(false);
}

}  // namespace

void inspect_json(const StateSurvey& survey, const Shown& shown, const Sink& sink) {
  Json out;
  out["writer"] = nullptr;
  if (survey.writer) {
    out["writer"] = Json::parse(encode_writer(*survey.writer), nullptr, /*allow_exceptions=*/false);
  }
  out["journal"] = survey.journal.problem ? Json(nullptr) : Json::parse(journal_json(survey));
  std::optional<LogView> view;
  if (survey.ledger && survey.accounts)
    view.emplace(LogView{*survey.ledger, *survey.accounts, shown.instance});
  out["windows"] = view ? windows_json(survey) : Json(nullptr);
  out["lanes"] = view ? Json::array() : Json(nullptr);
  const std::vector<Lane> none;
  for (const Lane& lane : view ? view->ledger.lanes() : none) {
    Json& item = out["lanes"].emplace_back();
    put_place(item, view->ledger, lane.identity.id, Meaning::kKnown);
    put_lane_state(item, lane);
  }
  out["destinations"] = Json::array();
  for (const DestinationSurvey& destination : survey.destinations) {
    out["destinations"].push_back(destination_json(destination, view ? &*view : nullptr));
  }
  std::string text = dumped(out);
  text.pop_back();
  sink(json_header(survey, shown) + "," + text.substr(1));
  if (view) {
    write_series(*view, sink);
    write_gauges(*view, sink);
  } else {
    sink(",\"series\":null,\"info_gauges\":null");
  }
  sink("}\n");
}

std::string record_line(const PlacedRecord& placed, const LogView& view, Meaning meaning) {
  Json out;
  out["type"] = record_type_name(placed.record.type);
  out["sequence"] = placed.record.sequence;
  out["file"] = placed.file;
  out["byte"] = placed.offset;
  out["ends_group"] = placed.record.ends_group;
  put_record(out, placed.record, view, meaning);
  return dumped(out) + "\n";
}

void write_state(const LogView& view, Sequence checkpoint, const Sink& sink) {
  for (const Lane& lane : view.ledger.lanes()) {
    Json out = {{"type", "lane"}, {"checkpoint", checkpoint}};
    put_place(out, view.ledger, lane.identity.id, Meaning::kKnown);
    put_lane_state(out, lane);
    sink(dumped(out) + "\n");
  }
  for (const SeriesAccount& account : view.accounts.accounts()) {
    if (account.state == SeriesAccount::State::kAbsent) continue;
    const InfoRecord* gauge = account.gauge();
    Json out = {{"type", gauge == nullptr ? "series" : "info"}, {"checkpoint", checkpoint}};
    if (gauge == nullptr) {
      put_definition(out, view, *account.counter(), Meaning::kKnown);
      put_account(out, account);
    } else {
      put_gauge(out, view, *gauge, Meaning::kKnown);
      put_gauge_state(out, account);
    }
    sink(dumped(out) + "\n");
  }
}

}  // namespace flowbridge
