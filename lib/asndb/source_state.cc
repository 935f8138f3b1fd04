#include "asndb/source_state.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array kHeldVerdicts = {EditionVerdict::kNamesLost, EditionVerdict::kNamesChanged};

Json to_json(const FetchedFile& file) {
  return {{"url", file.url},
          {"crc32c", file.crc32c},
          {"bytes", file.bytes},
          {"entries", file.entries},
          {"etag", file.etag},
          {"last_modified", file.last_modified},
          {"edition", file.edition},
          {"fetched_at", to_ms(file.fetched_at)},
          {"full_copy_at", to_ms(file.full_copy_at)}};
}

/// The end of the year 9999; no size is as large either.
constexpr std::uint64_t kNumberMax = 253'402'300'799'999;

/// The library converts fractions and what is too large into anything.
bool fits(const Json& value) {
  return !value.is_number() ||
         (value.is_number_unsigned() && value.get<std::uint64_t>() <= kNumberMax);
}

/// Of the state and of what it holds; a value that holds nothing has itself for its only part.
bool numbers_fit(const Json& state) {
  return std::all_of(state.begin(), state.end(), [](const Json& member) {
    return std::all_of(member.begin(), member.end(), fits);
  });
}

UnixTime time_in(const Json& json, const char* key) {
  return unix_ms(json.at(key).get<std::int64_t>());
}

FetchedFile file_in(const Json& json) {
  FetchedFile file;
  file.url = json.at("url").get<std::string>();
  file.crc32c = json.at("crc32c").get<std::uint32_t>();
  file.bytes = json.at("bytes").get<std::uint64_t>();
  file.entries = json.at("entries").get<std::uint64_t>();
  file.etag = json.at("etag").get<std::string>();
  file.last_modified = json.at("last_modified").get<std::string>();
  file.edition = json.at("edition").get<std::string>();
  file.fetched_at = time_in(json, "fetched_at");
  file.full_copy_at = time_in(json, "full_copy_at");
  return file;
}

HeldEdition held_in(const Json& json) {
  HeldEdition held;
  const auto verdict = json.at("verdict").get<std::string>();
  for (const EditionVerdict each : kHeldVerdicts) {
    if (verdict == edition_verdict_name(each)) held.verdict = each;
  }
  held.first_held_at = time_in(json, "first_held_at");
  held.editions = json.at("editions").get<std::uint32_t>();
  return held;
}

SourceState state_in(const Json& json) {
  SourceState state;
  if (json.contains("file")) state.file = file_in(json.at("file"));
  if (json.contains("held_file") && json.contains("held")) {
    state.held_file = file_in(json.at("held_file"));
    state.held = held_in(json.at("held"));
  }
  if (json.contains("checked_at")) state.checked_at = time_in(json, "checked_at");
  if (json.contains("not_before")) state.not_before = time_in(json, "not_before");
  state.failures = json.at("failures").get<std::uint32_t>();
  state.failure = json.at("failure").get<std::string>();
  // Versions before did not write what follows.
  state.asked_by = json.value("asked_by", std::string());
  if (json.contains("shrunken_to")) state.shrunken_to = json.at("shrunken_to").get<std::uint64_t>();
  state.failure_detail = json.value("failure_detail", std::string());
  return state;
}

}  // namespace

std::string failure_text(const SourceState& state) {
  return state.failure_detail.empty() ? state.failure : state.failure + ": " + state.failure_detail;
}

std::optional<UnixTime> asked_until(const SourceState& state, std::string_view url) {
  return state.asked_by == url ? state.not_before : std::nullopt;
}

std::string encode_source_state(const SourceState& state) {
  Json json = Json::object();
  if (state.file) json["file"] = to_json(*state.file);
  if (state.held_file && state.held) {
    json["held_file"] = to_json(*state.held_file);
    json["held"] = {{"verdict", edition_verdict_name(state.held->verdict)},
                    {"first_held_at", to_ms(state.held->first_held_at)},
                    {"editions", state.held->editions}};
  }
  if (state.checked_at) json["checked_at"] = to_ms(*state.checked_at);
  if (state.not_before) json["not_before"] = to_ms(*state.not_before);
  if (!state.asked_by.empty()) json["asked_by"] = state.asked_by;
  json["failures"] = state.failures;
  json["failure"] = state.failure;
  json["failure_detail"] = state.failure_detail;
  if (state.shrunken_to) json["shrunken_to"] = *state.shrunken_to;
  // Headers of a server may hold any bytes.
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<SourceState> decode_source_state(std::string_view text) {
  try {
    const Json json = Json::parse(text);
    if (!numbers_fit(json)) {
      return Error(ErrorCode::kInvalid, "not the state of a source: a number is out of range");
    }
    return state_in(json);
  } catch (const Json::exception& error) {
    return Error(ErrorCode::kInvalid, std::string("not the state of a source: ") + error.what());
  }
}

}  // namespace flowbridge
