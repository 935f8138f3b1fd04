#include "flowbridge/bridge.h"

#include "flowbridge/build_info.h"
#include "flowbridge/reload_plan.h"
#include "flowbridge/reloads.h"
#include "flowbridge/web_front.h"
#include "posix/clock.h"

#include <string>
#include <utility>
#include <vector>

namespace flowbridge {

namespace {

/// As one text, for who has one line.
Error as_error(const std::vector<Problem>& problems) {
  std::string all;
  for (const Problem& problem : problems) {
    all += all.empty() ? "" : "; ";
    if (!problem.where.empty()) all += problem.where + ": ";
    all += problem.what;
  }
  return {ErrorCode::kInvalid, all};
}

/// Of one that was to take their place and did not begin: what destinations it has added are gone.
Settings without_traces_of(const Settings& failed, Settings settings) {
  for (const DestinationSettings& each : failed.destinations) {
    settings.forgotten_destinations.push_back(each.name);
  }
  return settings;
}

}  // namespace

// In the order in which they are made; destroyed from the last to the first.
struct Bridge::Parts {
  Parts(const Settings& all, const BridgeParts& given_parts)
      : given(given_parts), settings(all), reloads(given_parts.wake_main, read_now().wall) {}
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;
  // Workers of the HTTP server may be waiting for a reload.
  ~Parts() { reloads.close(); }

  Result<void> build(const Settings& chosen);
  Result<void> try_reload(const LoadedSettings& loaded);
  Result<void> replace_loops(const Settings& next);
  void log_outcome(const Result<void>& reloaded) const;

  // Constant after construction.
  const BridgeParts given;

  // Those in force.
  Settings settings;
  Reloads reloads;
  Hub hub;
  Watchdog watchdog;
  PublishedNames names{std::make_shared<const AsNames>()};
  WebFront web{
      {.log = given.log, .hub = hub, .watchdog = watchdog, .names = names, .reloads = reloads}};
  // Null only if none could be built in the place of one that had ended; `failure` then says why.
  std::unique_ptr<Wiring> wiring;
  std::optional<Error> failure;
};

Result<void> Bridge::Parts::build(const Settings& chosen) {
  Result<std::unique_ptr<Wiring>> built =
      Wiring::build(chosen, {.log = given.log,
                             .hub = hub,
                             .watchdog = watchdog,
                             .names = names,
                             .on_loop_end = given.wake_main,
                             .scrape = [this] { return web.scrape(); },
                             .seams = given.seams});
  if (!built) return built.error();
  wiring = *std::move(built);
  web.explain_by(chosen);
  return {};
}

Result<void> Bridge::Parts::replace_loops(const Settings& next) {
  wiring.reset();
  // What the old ones have said is said of them alone.
  hub.clear();
  watchdog.clear();
  if (next.as_names != settings.as_names) names.publish(std::make_shared<const NameTable>());
  if (Result<void> built = build(next); !built) return built;
  wiring->start();
  return {};
}

Result<void> Bridge::Parts::try_reload(const LoadedSettings& loaded) {
  if (!loaded.problems.empty()) return as_error(loaded.problems);
  const ReloadPlan plan = plan_reload(settings, loaded.settings);
  if (plan.restarts_loops) {
    if (Result<void> fine = wiring->check_successor(plan.settings); !fine) return fine;
  }
  log_warnings(loaded, given.log);
  for (const std::string& option : plan.kept) {
    given.log.write(LogLevel::kWarn, "an option stays as it was until the next start",
                    {{"option", option}});
  }
  if (plan.restarts_loops) {
    wiring->suspend();
    if (std::optional<Error> failed = wiring->failure()) return *failed;
    if (const Result<void> replaced = replace_loops(plan.settings); !replaced) {
      const Result<void> back = replace_loops(without_traces_of(plan.settings, settings));
      if (!back) failure = back.error();
      return replaced;
    }
  }
  given.log.set_level(plan.settings.logging.level);
  settings = plan.settings;
  return {};
}

void Bridge::Parts::log_outcome(const Result<void>& reloaded) const {
  if (reloaded) {
    given.log.write(LogLevel::kInfo, "configuration was reloaded", {});
  } else {
    given.log.write(LogLevel::kError, "configuration was not reloaded, the one before holds",
                    {{"because", reloaded.error().message()}});
  }
}

Bridge::Bridge(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Bridge::~Bridge() = default;

Result<std::unique_ptr<Bridge>> Bridge::build(const Settings& settings, const BridgeParts& given) {
  auto parts = std::make_unique<Parts>(settings, given);
  if (Result<void> built = parts->build(settings); !built) return built.error();
  return std::unique_ptr<Bridge>(new Bridge(std::move(parts)));
}

Result<void> Bridge::start() {
  if (Result<void> listening = parts_->web.listen(parts_->settings.web); !listening) {
    return listening;
  }
  parts_->wiring->start();
  parts_->given.log.write(LogLevel::kInfo, "started",
                          {{"version", build_info().version},
                           {"instance", parts_->wiring->instance()},
                           {"state", parts_->settings.storage.path},
                           {"port", parts_->web.port()},
                           {"journal", parts_->wiring->is_new() ? "new" : "recovered"}});
  return {};
}

std::optional<Error> Bridge::failure() const {
  return parts_->wiring ? parts_->wiring->failure() : parts_->failure;
}

bool Bridge::is_reload_requested() const {
  return parts_->reloads.is_requested();
}

void Bridge::reload(const std::function<LoadedSettings()>& load) {
  parts_->reloads.run(
      [&] {
        Result<void> reloaded = parts_->try_reload(load());
        parts_->log_outcome(reloaded);
        return reloaded;
      },
      read_now);
}

Result<void> Bridge::stop() {
  parts_->reloads.close();
  return parts_->wiring->stop();
}

void log_warnings(const LoadedSettings& loaded, Log& log) {
  for (const Problem& warning : loaded.warnings) {
    log.write(LogLevel::kWarn, "a key of the configuration has no effect",
              {{"where", warning.where}, {"because", warning.what}});
  }
}

}  // namespace flowbridge
