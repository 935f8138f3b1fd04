#include "flowbridge/run.h"

#include "admin/log_writer.h"
#include "config/settings.h"
#include "flowbridge/bridge.h"
#include "flowbridge/command.h"
#include "flowbridge/named_file.h"
#include "posix/clock.h"
#include "posix/signals.h"

#include <cstdio>

namespace flowbridge {

namespace {

constexpr Duration kSignalWait = 1h;

LogFormat log_format(LogFormatSetting setting) {
  switch (setting) {
    case LogFormatSetting::kAuto:
      return LogFormat::kAuto;
    case LogFormatSetting::kLogfmt:
      return LogFormat::kLogfmt;
    case LogFormatSetting::kJson:
      return LogFormat::kJson;
  }
  FB_CHECK(false);
}

int failed(LogWriter& log, const Error& error) {
  log.write(LogLevel::kError, "cannot go on",
            {{"error", error.message()}, {"kind", error_code_name(error.code())}});
  return kExitFailed;
}

}  // namespace

int run_bridge(const Sources& sources, const BridgeSeams& seams) {
  const LoadedSettings loaded = load_settings(sources);
  if (!loaded.problems.empty()) return usage_error(loaded.problems);
  const auto load_again = [&sources] {
    return load_settings(with_named_file(option_table(), sources));
  };
  const Settings& settings = loaded.settings;
  LogWriter log({.level = settings.logging.level, .format = log_format(settings.logging.format)},
                read_now, stderr_output());
  log_warnings(loaded, log);
  Result<std::unique_ptr<Signals>> signals = Signals::open();
  if (!signals) return failed(log, signals.error());
  Result<std::unique_ptr<Bridge>> bridge =
      Bridge::build(settings, {log, [&signals] { (*signals)->interrupt(); }, seams});
  if (!bridge) return failed(log, bridge.error());
  if (Result<void> started = (*bridge)->start(); !started) return failed(log, started.error());

  bool running = true;
  while (running && !(*bridge)->failure()) {
    switch ((*signals)->wait(kSignalWait)) {
      case SignalRequest::kStop:
        running = false;
        break;
      case SignalRequest::kReload:
        (*bridge)->reload(load_again);
        break;
      case SignalRequest::kInterrupted:
        if ((*bridge)->is_reload_requested()) (*bridge)->reload(load_again);
        break;
      case SignalRequest::kNone:
        break;
    }
  }
  if (std::optional<Error> broken = (*bridge)->failure()) return failed(log, *broken);
  if (Result<void> stopped = (*bridge)->stop(); !stopped) return failed(log, stopped.error());
  return kExitOk;
}

}  // namespace flowbridge
