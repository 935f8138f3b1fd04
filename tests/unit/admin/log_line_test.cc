#include "admin/log_line.h"

#include "base/utf8.h"

#include <cmath>
#include <limits>
#include <map>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using Pairs = std::map<std::string, std::string>;

constexpr UnixTime kTime = unix_ms(1'700'000'000'250);

std::string line_of(LogFormat format, std::initializer_list<LogField> fields,
                    std::string_view event = "started") {
  return log_line(format, {.time = kTime,
                           .level = LogLevel::kInfo,
                           .event = event,
                           .fields = {fields.begin(), fields.size()}});
}

/// A logfmt reader that shares nothing with the writer: key=value or key="JSON string", one space
/// between. Absent if the line is not logfmt.
std::optional<Pairs> read_logfmt(std::string_view line) {
  Pairs pairs;
  while (true) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || equals == 0) return std::nullopt;
    const std::string key(line.substr(0, equals));
    if (key.find_first_of(" \"\\") != std::string::npos) return std::nullopt;
    line.remove_prefix(equals + 1);
    std::size_t end = 0;
    std::string value;
    if (line.starts_with('"')) {
      for (end = 1; end < line.size() && line[end] != '"'; ++end) end += line[end] == '\\';
      if (end >= line.size()) return std::nullopt;
      const auto json = nlohmann::json::parse(line.substr(0, ++end), nullptr, false);
      if (!json.is_string()) return std::nullopt;
      value = json.get<std::string>();
    } else {
      end = std::min(line.find(' '), line.size());
      value = line.substr(0, end);
      if (value.empty() || value.find_first_of("\"=\\") != std::string::npos) return std::nullopt;
    }
    if (!pairs.emplace(key, value).second) return std::nullopt;
    line.remove_prefix(end);
    if (line.empty()) return pairs;
    if (line[0] != ' ') return std::nullopt;
    line.remove_prefix(1);
  }
}

TEST(LogLine, LogfmtStartsWithTimeLevelAndMessage) {
  EXPECT_EQ(line_of(LogFormat::kLogfmt, {{"destination", "mimir"}, {"status", 401}},
                    "destination is held"),
            "time=2023-11-14T22:13:20.250Z level=info msg=\"destination is held\" "
            "destination=mimir status=401");
}

TEST(LogLine, AutoIsLogfmt) {
  EXPECT_EQ(line_of(LogFormat::kAuto, {{"a", 1}}), line_of(LogFormat::kLogfmt, {{"a", 1}}));
}

TEST(LogLine, JsonKeepsTheOrderAndTheKindsOfFields) {
  EXPECT_EQ(
      line_of(LogFormat::kJson, {{"text", "a b"}, {"minus", -1}, {"half", 0.5}, {"yes", true}}),
      "{\"time\":\"2023-11-14T22:13:20.250Z\",\"level\":\"info\",\"msg\":\"started\","
      "\"text\":\"a b\",\"minus\":-1,\"half\":0.5,\"yes\":true}");
}

TEST(LogLine, ShowsHowManyMessagesWereHeldBack) {
  const LogMessage message{.time = kTime,
                           .level = LogLevel::kError,
                           .event = "disk full",
                           .fields = {},
                           .suppressed = 7};
  EXPECT_EQ(log_line(LogFormat::kLogfmt, message),
            "time=2023-11-14T22:13:20.250Z level=error msg=\"disk full\" suppressed=7");
}

void expect_value(std::string_view value, const std::string& logfmt, const std::string& json) {
  const std::string prefix = "time=2023-11-14T22:13:20.250Z level=info msg=started key=";
  EXPECT_EQ(line_of(LogFormat::kLogfmt, {{"key", value}}), prefix + logfmt);
  const std::string line = line_of(LogFormat::kJson, {{"key", value}});
  EXPECT_THAT(line, ::testing::EndsWith("\"key\":" + json + "}"));
}

TEST(LogLine, EscapesValues) {
  expect_value("plain", "plain", "\"plain\"");
  expect_value("http://host:9090/x", "http://host:9090/x", "\"http://host:9090/x\"");
  expect_value("", "\"\"", "\"\"");
  expect_value("two words", "\"two words\"", "\"two words\"");
  expect_value("a=b", "\"a=b\"", "\"a=b\"");
  expect_value("say \"hi\"", R"("say \"hi\"")", R"("say \"hi\"")");
  expect_value("C:\\", R"("C:\\")", R"("C:\\")");
  expect_value("line\r\nline\ttab", R"("line\r\nline\ttab")", R"("line\r\nline\ttab")");
  expect_value(std::string_view("\0\x1b[2J\x7f", 6), R"("\u0000\u001b[2J\u007f")",
               R"("\u0000\u001b[2J\u007f")");
  expect_value("Zürich", "\"Zürich\"", "\"Zürich\"");
  expect_value("\xc2\x85 \xe2\x80\xa8", R"("\u0085 \u2028")", R"("\u0085 \u2028")");
  expect_value(
      "\xe2\x80\xae"
      "evil",
      R"("\u202eevil")", R"("\u202eevil")");
  expect_value(
      "\xff"
      "a\xc3",
      "\"\xef\xbf\xbd"
      "a\xef\xbf\xbd\"",
      "\"\xef\xbf\xbd"
      "a\xef\xbf\xbd\"");
}

TEST(LogLine, NumbersThatJsonLacksAreStrings) {
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_THAT(line_of(LogFormat::kJson, {{"a", std::nan("")}, {"b", infinity}, {"c", -infinity}}),
              ::testing::HasSubstr(R"("a":"NaN","b":"+Inf","c":"-Inf")"));
  EXPECT_THAT(line_of(LogFormat::kLogfmt, {{"a", 1e300}, {"b", 0.1}}),
              ::testing::EndsWith("a=1e+300 b=0.1"));
}

TEST(LogLine, AKeyCannotBreakTheLineOrTakeOneOfOurNames) {
  EXPECT_THAT(line_of(LogFormat::kLogfmt, {{"a b=\"c\n", 1}, {"", 2}, {"msg", 3}, {"time", 4}}),
              ::testing::EndsWith("a_b__c_=1 _=2 msg_=3 time_=4"));
}

TEST(LogLine, CutsALongValueBetweenCodePoints) {
  const std::string value(kLogValueBytesMax - 1, 'x');
  const auto pairs = read_logfmt(line_of(LogFormat::kLogfmt, {{"key", value + "éé"}}));
  ASSERT_TRUE(pairs);
  EXPECT_EQ(pairs->at("key"), value + "…");
  const auto whole = read_logfmt(line_of(LogFormat::kLogfmt, {{"key", value + "x"}}));
  EXPECT_EQ(whole->at("key"), value + "x");
}

/// Bytes that are likely to do harm, more often than others.
std::string hostile_text(std::mt19937& random) {
  constexpr std::string_view kFavourites = "\"\\=\n\r\t {}:,\x1b\x7f\x80\xc3\xa9\xe2\x80\xa8\xff";
  std::string text;
  const std::size_t size = random() % 40;
  for (std::size_t i = 0; i < size; ++i) {
    const auto byte = static_cast<char>(random() % 256);
    text += random() % 2 == 0 ? kFavourites[random() % kFavourites.size()] : byte;
  }
  return text;
}

// For any event and values: one line, UTF-8, readable as what it claims to be, and both readers
// agree; text that was UTF-8 comes back unchanged.
TEST(LogLine, AnyTextComesBackFromBothForms) {
  constexpr unsigned kSeed = 20231114;
  std::mt19937 random(kSeed);
  for (int round = 0; round < 20'000; ++round) {
    SCOPED_TRACE("seed " + std::to_string(kSeed) + " round " + std::to_string(round));
    const std::string event = hostile_text(random);
    const std::string value = hostile_text(random);
    const std::string key = "k" + hostile_text(random);
    const std::initializer_list<LogField> fields = {{"value", value}, {key, 1}};
    const std::string logfmt = line_of(LogFormat::kLogfmt, fields, event);
    const std::string json = line_of(LogFormat::kJson, fields, event);
    for (const std::string& line : {logfmt, json}) {
      ASSERT_TRUE(is_utf8(line)) << line;
      ASSERT_EQ(line.find_first_of("\n\r"), std::string::npos) << line;
    }
    const std::optional<Pairs> pairs = read_logfmt(logfmt);
    const auto object = nlohmann::json::parse(json, nullptr, false);
    ASSERT_TRUE(pairs && object.is_object()) << logfmt << "\n" << json;
    ASSERT_EQ(pairs->size(), 5u) << logfmt;
    ASSERT_EQ(object.size(), 5u) << json;
    ASSERT_EQ(pairs->at("value"), object["value"].get<std::string>());
    ASSERT_EQ(pairs->at("msg"), object["msg"].get<std::string>());
    if (!is_utf8(value)) continue;
    ASSERT_EQ(pairs->at("value"), value);
  }
}

}  // namespace
}  // namespace flowbridge
