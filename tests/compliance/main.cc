// compliance_sender: what the official suite for senders of remote write is shown. See README.md.

#include "base/log.h"
#include "compliance/page_sender.h"
#include "curl/downloader.h"
#include "curl/http_client.h"
#include "posix/clock.h"
#include "posix/random.h"
#include "process/stop_signals.h"
#include "process/text.h"

#include <iostream>
#include <string>
#include <string_view>
#include <variant>

namespace flowbridge {
namespace {

constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
/// How late an answer may be seen.
constexpr Duration kStepEvery = 5ms;

constexpr const char* kUsage =
    "compliance_sender --scrape-url=URL --remote-write-url=URL [--scrape-interval=10s]\n"
    "                  [--protocol=auto|1.0|2.0]\n";

class StderrLines final : public Log {
 public:
  void write(LogLevel level, std::string_view event,
             std::initializer_list<LogField> fields) override {
    std::cerr << log_level_name(level) << ' ' << event;
    for (const LogField& field : fields) {
      std::cerr << ' ' << field.key() << '=';
      std::visit([](const auto& value) { std::cerr << value; }, field.value());
    }
    std::cerr << std::endl;
  }
};

Result<void> set_option(std::string_view name, std::string_view value, PageSenderOptions& options) {
  if (name == "--scrape-url") {
    options.scrape_url = value;
  } else if (name == "--remote-write-url") {
    options.remote_write_url = value;
  } else if (name == "--scrape-interval") {
    const Result<Duration> interval = parse_duration(value);
    if (!interval) return interval.error().within("--scrape-interval");
    options.scrape_interval = *interval;
  } else if (name == "--protocol" && value == "auto") {
    options.protocol = ProtocolSetting::kAuto;
  } else if (name == "--protocol" && value == "1.0") {
    options.protocol = ProtocolSetting::kV1;
  } else if (name == "--protocol" && value == "2.0") {
    options.protocol = ProtocolSetting::kV2;
  } else {
    return Error(ErrorCode::kInvalid, "cannot use " + std::string(name));
  }
  return {};
}

Result<PageSenderOptions> read_options(int count, char** arguments) {
  PageSenderOptions options;
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = arguments[i];
    const std::size_t equals = argument.find('=');
    if (equals == std::string_view::npos) {
      return Error(ErrorCode::kInvalid, "expected --NAME=VALUE");
    }
    const std::string_view value = argument.substr(equals + 1);
    if (Result<void> set = set_option(argument.substr(0, equals), value, options); !set) {
      return set.error();
    }
  }
  if (options.scrape_url.empty() || options.remote_write_url.empty()) {
    return Error(ErrorCode::kInvalid, "--scrape-url and --remote-write-url are required");
  }
  options.seed = random_u64();
  return options;
}

int run(const PageSenderOptions& options) {
  Result<StopSignals> signals = StopSignals::make();
  if (!signals) {
    std::cerr << signals.error().message() << '\n';
    return kExitFailed;
  }
  StderrLines log;
  CurlHttpClient http;
  CurlDownloader downloader;
  PageSender sender({.http = http, .downloader = downloader, .log = log}, options);
  while (!signals->wait(kStepEvery)) sender.step(read_now());
  return 0;
}

}  // namespace
}  // namespace flowbridge

int main(int count, char** arguments) {
  const flowbridge::Result<flowbridge::PageSenderOptions> options =
      flowbridge::read_options(count, arguments);
  if (!options) {
    std::cerr << "compliance_sender: " << options.error().message() << '\n' << flowbridge::kUsage;
    return flowbridge::kExitUsage;
  }
  return flowbridge::run(*options);
}
