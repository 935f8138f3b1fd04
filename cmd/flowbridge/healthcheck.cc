#include "base/check.h"
#include "config/addresses.h"
#include "config/durations.h"
#include "config/values.h"
#include "flowbridge/command.h"

#include <cstdio>
#include <optional>

#include <httplib.h>

namespace flowbridge {

namespace {

struct Probe {
  WebAddress address;
  bool ready = false;
  Duration timeout{0};
};

/// Where to connect to reach who listens there.
WebAddress reachable(WebAddress address) {
  if (address.host.empty() || address.host == "0.0.0.0") address.host = "127.0.0.1";
  if (address.host == "::") address.host = "::1";
  return address;
}

/// One value, or its mistake added to the problems.
template <typename T>
T value_or_problem(const OptionValue& value, Result<T> (*parse)(std::string_view),
                   std::vector<Problem>& problems) {
  Result<T> parsed = parse(value.texts.front());
  if (parsed) return *parsed;
  problems.push_back({.where = value.where, .what = parsed.error().message()});
  return T{};
}

Probe read_probe(const std::vector<OptionValue>& values, std::vector<Problem>& problems) {
  const Probe probe{.address = value_or_problem(values[0], parse_web_address, problems),
                    .ready = value_or_problem(values[1], parse_boolean, problems),
                    .timeout = value_or_problem(values[2], parse_duration, problems)};
  if (problems.empty() && probe.address.port == 0) {
    problems.push_back({.where = values[0].where,
                        .what = "port 0 stands for any free port; name the one that is used"});
  }
  if (problems.empty() && probe.timeout == Duration(0)) {
    problems.push_back({.where = values[2].where, .what = "must be more than 0s"});
  }
  return probe;
}

std::string first_line(const std::string& body) {
  return body.substr(0, body.find_first_of("\r\n"));
}

int fail(const std::string& message) {
  std::fprintf(stderr, "flowbridge: %s\n", message.c_str());
  return kExitFailed;
}

int ask(const Probe& probe) {
  const WebAddress at = reachable(probe.address);
  const std::string path = probe.ready ? "/-/ready" : "/-/healthy";
  const std::string url = "http://" + to_string(at) + path;
  httplib::Client client(at.host, at.port);
  client.set_connection_timeout(probe.timeout);
  client.set_read_timeout(probe.timeout);
  client.set_write_timeout(probe.timeout);

  const httplib::Result answer = client.Get(path);
  if (answer && answer->status == 200) {
    std::printf("%s: %s\n", probe.ready ? "ready" : "healthy", url.c_str());
    return kExitOk;
  }
  if (answer) {
    return fail(url + " answered " + std::to_string(answer->status) + ": " +
                first_line(answer->body));
  }
  if (answer.error() == httplib::Error::Connection) {
    return fail("nothing listens on " + to_string(at) +
                "; is flowbridge running? If it listens elsewhere, say where with "
                "--web.listen-address or FLOWBRIDGE_WEB_LISTEN_ADDRESS");
  }
  return fail(url + " gave no answer within " + format_duration(probe.timeout) + " (" +
              httplib::to_string(answer.error()) + ")");
}

}  // namespace

std::vector<OptionSpec> healthcheck_options() {
  const OptionSpec* listen_address = find_option(option_table(), "web.listen-address");
  const OptionSpec* config_file = find_option(option_table(), kConfigFileOption);
  FB_CHECK(listen_address != nullptr && config_file != nullptr);
  return {*listen_address,
          {.name = "ready",
           .group = OptionGroup::kCommand,
           .type = OptionType::kBoolean,
           .default_text = "false",
           .prose = "Ask whether it takes in flows (/-/ready), not only whether its own loops run "
                    "(/-/healthy).",
           .places = OptionPlaces::kNowhere},
          {.name = "timeout",
           .group = OptionGroup::kCommand,
           .type = OptionType::kDuration,
           .placeholder = "duration",
           .default_text = "3s",
           .prose = "How long to wait for the connection, and for the answer.",
           .places = OptionPlaces::kNowhere},
          *config_file};
}

int healthcheck_command(const Sources& sources) {
  // What is wrong elsewhere in the environment is for run to say; a probe has one question. Nor is
  // what runs unwell while somebody edits its file; but that may be why a wrong address was asked.
  const std::vector<OptionSpec> options = healthcheck_options();
  const Sources without_file{.arguments = sources.arguments, .environment = sources.environment};
  std::vector<Problem> problems =
      read_options(options, without_file, UnknownNames::kIgnore).problems;
  const OptionValues given = read_options(options, sources, UnknownNames::kIgnore);
  const bool is_file_broken = given.problems.size() > problems.size();
  const Probe probe = read_probe(given.values, problems);
  if (!problems.empty()) return usage_error(problems);
  const int code = ask(probe);
  if (code != kExitOk && is_file_broken) {
    std::fputs(format_problems(given.problems).c_str(), stderr);
  }
  return code;
}

}  // namespace flowbridge
