#include "support/peeringdb_table.h"

#include "base/check.h"
#include "base/rfc3339.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <sstream>

#include <nlohmann/json.hpp>

namespace flowbridge {

namespace {

using Json = nlohmann::ordered_json;

/// Answers with a larger limit come out of the API's cache, which says when it was made.
constexpr std::size_t kCacheLimitMin = 250;

Json parse(std::string_view json) {
  Json parsed = Json::parse(json, nullptr, false);
  FB_CHECK(parsed.is_object() && parsed.contains("data"));
  return parsed;
}

// As Python's json.dumps writes.
std::string dump(const Json& value) {
  if (!value.is_structured()) return value.dump(-1, ' ', true);
  std::string out;
  for (const auto& [key, item] : value.items()) {
    if (!out.empty()) out += ", ";
    if (value.is_object()) out += Json(key).dump(-1, ' ', true) + ": ";
    out += dump(item);
  }
  return value.is_object() ? "{" + out + "}" : "[" + out + "]";
}

std::map<std::string, std::string> parameters_of(std::string_view query) {
  std::map<std::string, std::string> parameters;
  std::istringstream in{std::string(query)};
  for (std::string pair; std::getline(in, pair, '&');) {
    const std::size_t equals = std::min(pair.find('='), pair.size());
    parameters[pair.substr(0, equals)] = pair.substr(std::min(equals + 1, pair.size()));
  }
  return parameters;
}

std::optional<double> number_of(const std::string& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = error == std::errc() && end == text.data() + text.size();
  return is_whole ? std::optional(number) : std::nullopt;
}

std::int64_t seconds_of(const Json& row, const char* field) {
  const std::optional<UnixTime> time = read_rfc3339(row.value(field, ""));
  return time ? to_ms(*time) / 1000 : 0;
}

bool is_newer(const Json& row, std::int64_t since) {
  return seconds_of(row, "updated") > since || seconds_of(row, "created") > since;
}

// In the order they are asked for.
Json with_fields(const Json& row, const std::string& fields) {
  Json kept = Json::object();
  std::istringstream in(fields);
  for (std::string field; std::getline(in, field, ',');) {
    if (row.contains(field)) kept[field] = row[field];
  }
  return kept;
}

AsnContent failed(int status, const std::string& error) {
  Json answer = Json::object();
  if (status == 404) answer["data"] = Json::array();
  answer["meta"] = {{"error", error}};
  return {status, dump(answer)};
}

}  // namespace

PeeringdbTable::PeeringdbTable(std::string_view json) {
  const Json answer = parse(json);
  if (answer.contains("meta")) generated_ = dump(answer["meta"]);
  apply(json);
}

void PeeringdbTable::apply(std::string_view json) {
  const Json answer = parse(json);
  for (const Json& row : answer["data"]) {
    const std::string id = dump(row.at("id"));
    const auto found =
        std::find_if(rows_.begin(), rows_.end(), [&](const Row& old) { return old.id == id; });
    if (found == rows_.end()) {
      rows_.push_back({id, dump(row)});
    } else {
      found->json = dump(row);
    }
  }
}

AsnContent PeeringdbTable::answer(std::string_view query) const {
  const std::map<std::string, std::string> asked = parameters_of(query);
  const auto has = [&](const char* name) { return asked.count(name) > 0; };
  const auto count = [&](const char* name) {
    return static_cast<std::size_t>(has(name) ? number_of(asked.at(name)).value_or(0) : 0);
  };
  std::int64_t since = 0;
  if (has("since")) {
    const std::optional<double> number = number_of(asked.at("since"));
    if (!number) return failed(400, "'since' needs to be a unix timestamp (epoch seconds)");
    since = static_cast<std::int64_t>(std::trunc(*number));
  }
  std::vector<Json> rows;
  for (const Row& stored : rows_) {
    Json row = Json::parse(stored.json);
    const bool is_shown = since > 0 ? is_newer(row, since) : row.value("status", "") == "ok";
    const bool is_meant = !has("asn") || dump(row["asn"]) == asked.at("asn");
    if (is_shown && is_meant) rows.push_back(std::move(row));
  }
  if (has("asn") && rows.empty()) return failed(404, "Entity not found");
  if (since > 0) {
    std::stable_sort(rows.begin(), rows.end(), [](const Json& a, const Json& b) {
      return seconds_of(a, "updated") < seconds_of(b, "updated");
    });
  }
  const std::size_t skip = std::min(count("skip"), rows.size());
  const std::size_t limit = count("limit") > 0 ? count("limit") : rows.size();
  Json data = Json::array();
  for (std::size_t i = skip; i < rows.size() && i - skip < limit; ++i) {
    data.push_back(has("fields") ? with_fields(rows[i], asked.at("fields")) : rows[i]);
  }
  const bool is_whole = since <= 0 && !has("asn") && !has("fields") && !has("skip");
  const bool is_cached = is_whole && (!has("limit") || count("limit") > kCacheLimitMin);
  return {200, "{\"data\": " + dump(data) + ", \"meta\": " + (is_cached ? generated_ : "{}") + "}"};
}

}  // namespace flowbridge
