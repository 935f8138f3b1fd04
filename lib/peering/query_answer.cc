#include "peering/query_answer.h"

#include "base/quoted.h"
#include "base/utf8.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using Json = nlohmann::json;

/// Times beyond the year 9999 are none.
constexpr double kSecondsMax = 253'402'300'799.0;

Error no_answer(const char* what) {
  return {ErrorCode::kInvalid, std::string("the answer is not that of a query API (") + what +
                                   "); is --query.url right?"};
}

const Json* member(const Json& object, const char* name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

bool is_text(const Json* value, std::string_view text) {
  return value != nullptr && value->is_string() && value->get_ref<const std::string&>() == text;
}

/// "1.5", "NaN", "+Inf": as Go writes floats.
std::optional<double> read_number(std::string_view text) {
  if (text == "NaN") return std::nan("");
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool is_whole = end == text.data() + text.size() && !text.empty();
  // What is beyond a double is as infinite as it can be here.
  if (error == std::errc::result_out_of_range && is_whole) return HUGE_VAL;
  if (error != std::errc() || !is_whole) return std::nullopt;
  return value;
}

std::optional<AnsweredPoint> read_point(const Json& pair) {
  if (!pair.is_array() || pair.size() != 2) return std::nullopt;
  if (!pair[0].is_number() || !pair[1].is_string()) return std::nullopt;
  const auto seconds = pair[0].get<double>();
  if (!(seconds >= 0 && seconds <= kSecondsMax)) return std::nullopt;
  const std::optional<double> value = read_number(pair[1].get_ref<const std::string&>());
  if (!value) return std::nullopt;
  return AnsweredPoint{.time = unix_ms(std::llround(seconds * 1000)), .value = *value};
}

Result<AnsweredSeries> read_series(const Json& row, bool is_vector, std::size_t points_max) {
  AnsweredSeries out;
  const Json* labels = member(row, "metric");
  const Json* points = member(row, is_vector ? "value" : "values");
  if (labels == nullptr || !labels->is_object()) return no_answer("a series has no labels");
  if (points == nullptr || !points->is_array()) return no_answer("a series has no values");
  for (const auto& [name, value] : labels->items()) {
    if (!value.is_string()) return no_answer("a label is no text");
    out.labels.emplace(name, value.get_ref<const std::string&>());
  }
  const std::size_t count = is_vector ? 1 : points->size();
  if (count > points_max) return no_answer("a series has more values than were asked for");
  out.points.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const std::optional<AnsweredPoint> point = read_point(is_vector ? *points : (*points)[i]);
    if (!point) return no_answer("a value is no time and number");
    out.points.push_back(*point);
  }
  return out;
}

/// What is deep takes much memory: it is refused before it is parsed.
bool is_deep(std::string_view text) {
  std::size_t depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') in_text = !in_text;
    if (c == '\\' && in_text) ++i;
    if (in_text) continue;
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') depth -= depth > 0 ? 1 : 0;
    if (depth > kAnswerDepthMax) return true;
  }
  return false;
}

/// Discarded: it is none.
Json parse(std::string_view text) {
  if (is_deep(text)) return Json(Json::value_t::discarded);
  return Json::parse(text, nullptr, false);
}

/// Prometheus also tells there what could be written better; that changes no number.
bool is_doubt(const Json& warning) {
  return !warning.is_string() || !warning.get_ref<const std::string&>().starts_with("PromQL info");
}

bool is_partial(const Json& json) {
  const Json* said = member(json, "isPartial");
  if (said != nullptr && said->is_boolean() && said->get<bool>()) return true;
  const Json* warnings = member(json, "warnings");
  return warnings != nullptr && warnings->is_array() &&
         std::any_of(warnings->begin(), warnings->end(), is_doubt);
}

}  // namespace

Result<std::vector<AnsweredSeries>> read_query_answer(std::string_view text,
                                                      std::size_t points_max) {
  const Json json = parse(text);
  if (json.is_discarded()) return no_answer("it is no JSON");
  if (!is_text(member(json, "status"), "success")) return no_answer("its status is not success");
  if (is_partial(json)) {
    return Error(ErrorCode::kInvalid,
                 "the store warns that its answer may not be all that it has; ask again when all "
                 "parts of it are up");
  }
  const Json* data = member(json, "data");
  if (data == nullptr) return no_answer("it has no data");
  const Json* type = member(*data, "resultType");
  const bool is_vector = is_text(type, "vector");
  if (!is_vector && !is_text(type, "matrix")) return no_answer("neither a vector nor a matrix");
  const Json* result = member(*data, "result");
  if (result == nullptr || !result->is_array()) return no_answer("it has no result");
  if (result->size() > kAnswerSeriesMax) return no_answer("it has too many series");
  std::vector<AnsweredSeries> out;
  out.reserve(result->size());
  for (const Json& row : *result) {
    Result<AnsweredSeries> series = read_series(row, is_vector, points_max);
    if (!series) return series.error();
    out.push_back(*std::move(series));
  }
  return out;
}

std::string error_of_answer(std::string_view text) {
  if (text.size() > kErrorBytesMax) return {};
  const Json json = parse(text);
  const Json* error = member(json, "error");
  if (error == nullptr || !error->is_string()) return {};
  std::string words;
  const Json* type = member(json, "errorType");
  if (type != nullptr && type->is_string()) words = type->get_ref<const std::string&>() + ": ";
  words += error->get_ref<const std::string&>();
  std::string line;
  for (const char c : std::string(shortened(words, kStoreWordsMax))) {
    const auto byte = static_cast<unsigned char>(c);
    line += byte < 0x20 || byte == 0x7f ? ' ' : c;
  }
  return line;
}

}  // namespace flowbridge
