// What people write in a flag: one spelling is read, formatting it gives what is read the same, and
// every other is explained by a short message whose suggestions are accepted.

#include "base/check.h"
#include "base/rfc3339.h"
#include "base/utf8.h"
#include "config/addresses.h"
#include "config/durations.h"
#include "config/times.h"
#include "config/values.h"
#include "fuzz/targets.h"

#include <algorithm>

namespace flowbridge {
namespace {

constexpr UnixTime kYear9999Ends = unix_ms(253'402'300'799'999);
constexpr Duration kZoneMax = 24h;
constexpr std::size_t kMessageBytesMax = 1000;

/// The "15s" of "…; did you mean 15s?"; empty if nothing is suggested.
std::string_view suggestion_in(std::string_view message) {
  constexpr std::string_view kBefore = "; did you mean ";
  const std::size_t at = message.rfind(kBefore);
  // What was typed may hold the same words.
  if (at == std::string_view::npos || !message.ends_with('?')) return {};
  message.remove_suffix(1);
  return message.substr(at + kBefore.size());
}

void check_message(const Error& error) {
  const std::string& message = error.message();
  FB_CHECK(error.code() == ErrorCode::kInvalid);
  FB_CHECK(!message.empty() && message.size() <= kMessageBytesMax && is_utf8(message));
  FB_CHECK(std::none_of(message.begin(), message.end(),
                        [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }));
}

/// The value, or absent and its message held to the rules. Whatever is suggested is read.
template <typename Parse>
auto read(Parse parse, std::string_view text) {
  auto parsed = parse(text);
  if (!parsed) {
    check_message(parsed.error());
    const std::string_view meant = suggestion_in(parsed.error().message());
    FB_CHECK(meant.empty() || parse(meant).has_value());
  }
  return parsed;
}

void check_duration(std::string_view text) {
  const Result<Duration> duration = read(parse_duration, text);
  if (!duration) return;
  FB_CHECK(*duration >= Duration(0) && *duration <= kDurationMax);
  FB_CHECK(parse_duration(format_duration(*duration)).value() == *duration);
}

void check_time(std::string_view text) {
  const std::optional<UnixTime> strict = read_rfc3339(text);
  const std::optional<UnixTime> loose =
      read_rfc3339(text, {.blank_for_t = true, .leap_second = true});
  FB_CHECK(!strict || strict == loose);
  if (loose) FB_CHECK(*loose <= kYear9999Ends + kZoneMax);
  const Result<UnixTime> time = read(parse_rfc3339, text);
  FB_CHECK(time.has_value() == (strict && *strict >= unix_ms(0)));
  if (!time) return;
  FB_CHECK(*time == *strict);
  // Times that a zone moves beyond the year 9999 cannot be written.
  FB_CHECK(read_rfc3339(rfc3339(*time)) == std::min(*time, kYear9999Ends));
}

void check_start(std::string_view text) {
  const Result<StartSetting> start = read(parse_start_position, text);
  const Result<Duration> ago = parse_duration(text);
  const Result<UnixTime> at = parse_rfc3339(text);
  FB_CHECK(!ago || !at);
  StartSetting expected;
  if (ago) expected = {.kind = StartSetting::Kind::kAgo, .ago = *ago};
  if (at) expected = {.kind = StartSetting::Kind::kAt, .at = *at};
  if (text == "earliest") expected = {.kind = StartSetting::Kind::kEarliest};
  if (text == "latest") expected = {.kind = StartSetting::Kind::kLatest};
  const bool is_start = ago || at || text == "earliest" || text == "latest";
  FB_CHECK(start.has_value() == is_start && (!start || *start == expected));
}

void check_numbers(std::string_view text) {
  const Result<std::uint64_t> number = read(parse_unsigned, text);
  const Result<std::uint64_t> size = read(parse_size, text);
  if (number) FB_CHECK(parse_unsigned(std::to_string(*number)).value() == *number);
  // Bytes need no unit.
  if (number) FB_CHECK(size.value() == *number);
  if (size) FB_CHECK(parse_size(format_size(*size)).value() == *size);

  const Result<std::int32_t> partition = read(parse_partition, text);
  if (partition) FB_CHECK(*partition >= 0 && number.value() == static_cast<unsigned>(*partition));
  const Result<std::uint32_t> asn = read(parse_own_asn, text);
  if (asn) FB_CHECK(parse_own_asn("AS" + std::to_string(*asn)).value() == *asn);
  const bool is_number = number.has_value() && *number > 0 && *number < 65'535;
  FB_CHECK(!is_number || asn.value() == *number);
  static_cast<void>(read(parse_boolean, text));
}

void check_texts(std::string_view text) {
  if (const Result<std::string> label = read(parse_label_text, text)) {
    FB_CHECK(*label == text && is_utf8(text) && text.size() <= kLabelTextBytesMax);
  }
  if (const Result<KeyValue> pair = read(parse_key_value, text)) {
    FB_CHECK(!pair->key.empty() && pair->key + "=" + pair->value == text);
  }
  const std::vector<std::string_view> items = split_list(text);
  FB_CHECK(!items.empty());
  const auto commas = static_cast<std::size_t>(std::count(text.begin(), text.end(), ','));
  FB_CHECK(items.size() == commas + 1);
}

void check_addresses(std::string_view text) {
  if (const Result<WebAddress> address = read(parse_web_address, text)) {
    FB_CHECK(parse_web_address(to_string(*address)).value() == *address);
  }
  if (const Result<std::string> broker = read(parse_broker, text)) FB_CHECK(*broker == text);
  if (const Result<std::string> topic = read(parse_topic, text)) FB_CHECK(*topic == text);
  if (const Result<std::string> url = read(parse_http_url, text)) FB_CHECK(*url == text);
}

}  // namespace

void fuzz_values(std::string_view text) {
  check_duration(text);
  check_time(text);
  check_start(text);
  check_numbers(text);
  check_texts(text);
  check_addresses(text);
}

}  // namespace flowbridge
