#include "support/mock_kafka.h"

#include "base/check.h"

#include <cstdio>
#include <optional>
#include <string_view>

namespace flowbridge {
namespace {

/// Longer than mockkafka itself waits for its records to be taken.
constexpr Duration kAnswerLimit = 60s;
constexpr std::string_view kAddressPrefix = "bootstrap.servers=";

}  // namespace

MockKafka MockKafka::start(const Options& options) {
  std::vector<std::string> command = {FLOWBRIDGE_MOCKKAFKA};
  for (const std::string& topic : options.topics) command.push_back("--topic=" + topic);
  if (options.port != 0) command.push_back("--port=" + std::to_string(options.port));
  command.insert(command.end(), options.arguments.begin(), options.arguments.end());
  Result<ChildProcess> process = ChildProcess::start({.command = command});
  FB_CHECK(process.has_value());
  const std::optional<std::string> line = process->read_line(kAnswerLimit);
  if (!line) std::fprintf(stderr, "%s", process->error_output().c_str());
  FB_CHECK(line.has_value() && line->rfind(kAddressPrefix, 0) == 0);
  return {*std::move(process), line->substr(kAddressPrefix.size())};
}

std::string MockKafka::tell(const std::string& command) {
  if (!process_.write_line(command)) return "error mockkafka has ended";
  return process_.read_line(kAnswerLimit).value_or("error no answer");
}

void MockKafka::command(const std::string& command) {
  const std::string answer = tell(command);
  if (answer != "ok") std::fprintf(stderr, "mockkafka: %s: %s\n", command.c_str(), answer.c_str());
  FB_CHECK(answer == "ok");
}

}  // namespace flowbridge
