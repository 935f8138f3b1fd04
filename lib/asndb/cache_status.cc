#include "asndb/cache_status.h"

#include "asndb/columns.h"
#include "asndb/explain_text.h"
#include "base/rfc3339.h"
#include "telemetry/hub.h"

#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using Json = nlohmann::ordered_json;

std::string line_of_table(const CacheStatus& status, const StatusView& view) {
  if (!status.built_at) return "there is no table of names yet";
  return std::to_string(status.names) + " names in force, made " +
         age_text(view.now - *status.built_at) + " ago (" + rfc3339(*status.built_at) + ")";
}

std::vector<std::string> row_of(const SourceStatus& source, const StatusView& view) {
  const std::optional<FetchedFile>& file = source.state.file;
  return {source.name,
          file ? std::to_string(file->entries) : "-",
          file ? age_text(view.now - file->fetched_at) : "-",
          age_of(source.state.checked_at, view.now),
          file && !file->edition.empty() ? in_one_line(file->edition) : "-",
          source.url};
}

std::string many(std::uint64_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string accept_command(const SourceStatus& source) {
  return "flowbridge asn refresh --accept=" + source.name;
}

std::string line_of_held(const SourceStatus& source) {
  const HeldEdition& held = *source.state.held;
  std::string text = source.name + ": an edition is held back since " +
                     rfc3339(held.first_held_at) + " (" + edition_verdict_name(held.verdict) +
                     "), " + many(held.editions, "edition") + " in a row";
  if (const std::optional<FetchedFile>& file = source.state.held_file) {
    text += "; it has " + std::to_string(file->entries) + " entries";
  }
  return text + ". To take it: " + accept_command(source) + "\n";
}

/// Whether the wait is the server's wish.
bool is_asked(const SourceStatus& source) {
  return !source.state.asked_by.empty() && public_url(source.state.asked_by) == source.url;
}

std::string line_of_failure(const SourceStatus& source, const StatusView& view) {
  const SourceState& state = source.state;
  std::string text = source.name + ": " + many(state.failures, "attempt") +
                     " failed, the last: " + in_one_line(failure_text(state));
  if (state.not_before && *state.not_before > view.now) {
    text +=
        is_asked(source) ? "; its server wants to be left alone for " : "; not asked again for ";
    text += age_text(*state.not_before - view.now) + " (" + rfc3339(*state.not_before) + ")";
  }
  if (state.shrunken_to) {
    text += ". To take an edition of about " + std::to_string(*state.shrunken_to) +
            " entries all the same: " + accept_command(source);
  }
  return text + "\n";
}

std::string lines_to_act_on(const CacheStatus& status, const StatusView& view) {
  std::string out;
  for (const SourceStatus& source : status.sources) {
    if (source.state.held) out += line_of_held(source);
    if (source.state.failures > 0) out += line_of_failure(source, view);
    const std::optional<FetchedFile>& file = source.state.file;
    if (file && public_url(file->url) != source.url) {
      out += source.name + ": the copy is from " + public_url(file->url) + "\n";
    }
  }
  if (status.built_at && status.table_is_behind) {
    out +=
        "the files are newer than the table; a bridge takes them at --asn-db.rename-at, "
        "flowbridge asn refresh at once\n";
  }
  return out;
}

Json time_or_null(const std::optional<UnixTime>& time) {
  return time ? Json(to_ms(*time)) : Json();
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json() : Json(text);
}

Json to_json(const std::optional<FetchedFile>& file) {
  if (!file) return {};
  return {{"url", public_url(file->url)},
          {"edition", file->edition},
          {"entries", file->entries},
          {"bytes", file->bytes},
          {"fetched_at_ms", to_ms(file->fetched_at)}};
}

Json to_json(const SourceStatus& source) {
  const SourceState& state = source.state;
  Json json = {{"source", source.name},
               {"url", source.url},
               {"file", to_json(state.file)},
               {"held", nullptr},
               {"checked_at_ms", time_or_null(state.checked_at)},
               {"failures", state.failures},
               {"failure", text_or_null(state.failure)},
               {"failure_detail", text_or_null(state.failure_detail)},
               {"shrunken_to", state.shrunken_to ? Json(*state.shrunken_to) : Json()},
               {"not_before_ms", time_or_null(state.not_before)},
               {"not_before_asked", is_asked(source)}};
  if (state.held) {
    json["held"] = {{"verdict", edition_verdict_name(state.held->verdict)},
                    {"first_held_at_ms", to_ms(state.held->first_held_at)},
                    {"editions", state.held->editions},
                    {"file", to_json(state.held_file)}};
  }
  return json;
}

}  // namespace

CacheStatus read_status(const std::vector<AsnSource>& sources, const AsnStore* store) {
  CacheStatus status;
  for (const AsnSource& source : sources) {
    status.sources.push_back({.name = source.name, .url = public_url(source.url)});
    if (store != nullptr) status.sources.back().state = store->state(source.name);
  }
  if (store == nullptr) return status;
  if (const Result<NameSnapshot> snapshot = store->snapshot()) {
    status.names = snapshot->table.named_count();
    status.built_at = snapshot->built_at;
    status.table_is_behind = snapshot->editions != editions_in_force(sources, *store);
  }
  return status;
}

std::string status_text(const CacheStatus& status, const StatusView& view) {
  std::string out = "AS names in " + view.directory + ": " + line_of_table(status, view) + "\n";
  if (view.in_use_by) out += "refreshed by " + *view.in_use_by + "\n";
  std::vector<std::vector<std::string>> rows = {
      {"source", "entries", "fetched", "checked", "edition", "url"}};
  for (const SourceStatus& source : status.sources) rows.push_back(row_of(source, view));
  out += "\n" + in_columns(rows, "");
  const std::string more = lines_to_act_on(status, view);
  return more.empty() ? out : out + "\n" + more;
}

std::string status_json(const CacheStatus& status, const StatusView& view) {
  Json sources = Json::array();
  for (const SourceStatus& source : status.sources) sources.push_back(to_json(source));
  const Json json = {{"schema", kAsnJsonSchema},
                     {"directory", view.directory},
                     {"in_use_by", view.in_use_by ? Json(*view.in_use_by) : Json()},
                     {"names", status.names},
                     {"built_at_ms", time_or_null(status.built_at)},
                     {"table_is_behind", status.table_is_behind},
                     {"sources", std::move(sources)}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace flowbridge
