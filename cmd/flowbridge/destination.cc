#include "flowbridge/destination.h"

#include "flowbridge/step_result.h"
#include "posix/clock.h"
#include "process/whole_file.h"

#include <utility>

namespace flowbridge {

Result<std::unique_ptr<Destination>> Destination::open(const DeliveryOptions& options,
                                                       DestinationPorts given) {
  std::unique_ptr<Destination> destination(new Destination(options.name, std::move(given)));
  const DestinationPorts& ports = destination->ports_;
  Result<std::unique_ptr<Directory>> directory = ports.state.destination(options.name);
  if (!directory) return directory.error().within("destination " + options.name);
  destination->directory_ = *std::move(directory);
  const DeliveryPorts needed{ports.state.journal(),
                             ports.journal.index(),
                             *destination->directory_,
                             *ports.http,
                             ports.hub,
                             ports.log,
                             [](const std::string& path) { return read_file(path); },
                             ports.scrape};
  Result<std::unique_ptr<DeliveryLoop>> recovered = DeliveryLoop::recover(needed, options);
  if (!recovered) return recovered.error().within("destination " + options.name);
  destination->loop_ = *std::move(recovered);
  return destination;
}

void Destination::start() {
  const LoopId id = ports_.watchdog.add("delivery to " + name_,
                                        {.limit = kLoopStalledAfter, .now = read_now().monotonic});
  runner_ = std::make_unique<LoopRunner>(
      LoopOptions{.name = name_, .on_end = ports_.on_end},
      [this, id](const Now& now, const std::stop_token& stop) -> StepResult {
        ports_.watchdog.stepped(id, now.monotonic);
        if (stop.stop_requested() && loop_->idle()) {
          ports_.watchdog.remove(id);
          return StepFinished{};
        }
        return as_step_result(loop_->step(now), now);
      });
}

void Destination::wake() {
  if (runner_) runner_->wake();
}

void Destination::request_stop() {
  runner_->request_stop();
}

bool Destination::wait_ended(Duration timeout) {
  return runner_->wait_ended(timeout);
}

std::optional<Error> Destination::failure() const {
  return runner_ ? runner_->failure() : std::nullopt;
}

}  // namespace flowbridge
