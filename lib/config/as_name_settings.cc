#include "config/as_name_settings.h"

#include "config/addresses.h"
#include "config/durations.h"
#include "config/suggest.h"

#include <algorithm>

namespace flowbridge {
namespace {

constexpr Duration kRefreshMin = 1h;
constexpr Duration kRefreshMax = 30 * 24h;
constexpr std::string_view kOff = "off";
constexpr std::string_view kFileUrl = "file:///";

Error invalid(std::string what) {
  return {ErrorCode::kInvalid, std::move(what)};
}

Result<std::string> parse_source_url(std::string_view text) {
  if (text.starts_with(kFileUrl) && text.size() > kFileUrl.size()) return std::string(text);
  Result<std::string> url = parse_http_url(text);
  if (url) return url;
  return invalid(url.error().message() + "; for a file on this machine write file:///path");
}

int two_digits(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() != 2 || !is_digit(text[0]) || !is_digit(text[1])) return -1;
  return (text[0] - '0') * 10 + (text[1] - '0');
}

std::vector<AsnSourceSetting> read_sources(SettingsReader& reader) {
  std::vector<AsnSourceSetting> sources =
      reader.each<AsnSourceSetting>("asn-db.source", parse_asn_source);
  for (auto source = sources.begin(); source != sources.end(); ++source) {
    const bool again = std::any_of(sources.begin(), source, [&](const AsnSourceSetting& before) {
      return before.name == source->name;
    });
    if (again) reader.reject("asn-db.source", in_quotes(source->name) + " is set twice");
  }
  return sources;
}

}  // namespace

Result<std::string> parse_path(std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return std::string(text);
  return invalid(in_quotes(text) + " is not a path");
}

Result<std::optional<Duration>> parse_refresh(std::string_view text) {
  if (text == kOff) return std::optional<Duration>();
  const Result<Duration> duration = parse_duration(text);
  if (!duration) return invalid(duration.error().message() + ", or off");
  if (*duration < kRefreshMin || *duration > kRefreshMax) {
    return invalid(in_quotes(text) + " is not between " + format_duration(kRefreshMin) + " and " +
                   format_duration(kRefreshMax) + "; the files change once a day");
  }
  return std::optional(*duration);
}

Result<std::chrono::minutes> parse_time_of_day(std::string_view text) {
  const std::size_t colon = text.find(':');
  const int hours = colon == 2 ? two_digits(text.substr(0, 2)) : -1;
  const int minutes = colon == 2 ? two_digits(text.substr(3)) : -1;
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
    return invalid(in_quotes(text) + " is not a time of day; write 04:30");
  }
  return std::chrono::hours(hours) + std::chrono::minutes(minutes);
}

Result<AsnSourceSetting> parse_asn_source(std::string_view text) {
  const Result<KeyValue> pair = parse_key_value(text);
  if (!pair) return pair.error();
  const bool known =
      std::find(kAsnSourceNames.begin(), kAsnSourceNames.end(), pair->key) != kAsnSourceNames.end();
  if (!known) {
    const std::vector<std::string_view> names(kAsnSourceNames.begin(), kAsnSourceNames.end());
    const std::string_view meant = nearest(pair->key, names);
    return invalid("there is no source " + in_quotes(pair->key) +
                   (meant.empty() ? std::string() : did_you_mean(meant)));
  }
  AsnSourceSetting source{.name = pair->key, .url = std::nullopt};
  if (pair->value == kOff) return source;
  Result<std::string> url = parse_source_url(pair->value);
  if (!url) return url.error();
  source.url = *std::move(url);
  return source;
}

AsNameSettings read_as_names(SettingsReader& reader) {
  AsNameSettings names;
  names.refresh = reader.one<std::optional<Duration>>("asn-db.refresh", parse_refresh);
  names.path = reader.optional<std::string>("asn-db.path", parse_path);
  names.sources = read_sources(reader);
  names.peeringdb = reader.one<bool>("asn-db.peeringdb", parse_boolean);
  names.peeringdb_key_file = reader.optional<std::string>("asn-db.peeringdb-key-file", parse_path);
  names.overrides = reader.optional<std::string>("asn-db.overrides", parse_path);
  names.rename_at = reader.optional<std::chrono::minutes>("asn-db.rename-at", parse_time_of_day);
  names.file = reader.optional<std::string>("asn-db.file", parse_path);
  names.seed = reader.one<std::string>("asn-db.seed", parse_path);
  names.proxy = reader.optional<std::string>("asn-db.proxy", parse_proxy_url).value_or("");
  names.where = reader.choice<AsNamesSetting>(
      "as-names", {AsNamesSetting::kLabels, AsNamesSetting::kInfo, AsNamesSetting::kBoth});
  return names;
}

}  // namespace flowbridge
