#include "flowbridge/wiring.h"

#include "bridge/ingest_loop.h"
#include "curl/http_client.h"
#include "flowbridge/destination.h"
#include "flowbridge/name_keeper.h"
#include "flowbridge/step_result.h"
#include "flowbridge/translate.h"
#include "journal/state_directory.h"
#include "kafka/record_source.h"
#include "posix/clock.h"
#include "posix/directory.h"
#include "posix/loop_runner.h"
#include "posix/random.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace flowbridge {

namespace {

template <typename Port>
std::unique_ptr<Port> wrapped(
    std::unique_ptr<Port> real,
    const std::function<std::unique_ptr<Port>(std::unique_ptr<Port>)>& wrap) {
  return wrap ? wrap(std::move(real)) : std::move(real);
}

}  // namespace

// In the order in which they are made; destroyed from the last to the first.
struct Wiring::Parts {
  Parts(const Settings& all, const WiringParts& given)
      : settings(all),
        log(given.log),
        hub(given.hub),
        watchdog(given.watchdog),
        names(given.names),
        on_loop_end(given.on_loop_end),
        scrape(given.scrape),
        seams(given.seams) {}

  Result<void> open_state();
  Result<void> fit_limit();
  Result<void> open_kafka_source();
  Result<void> open_names();
  Result<void> build_ingest();
  Result<std::vector<std::string>> forgotten_by(const Settings& chosen);
  Result<void> release_destinations();
  Result<void> open_destinations();
  void run_ingest();
  void run_names();

  // Constant after construction.
  Settings settings;
  Log& log;
  Hub& hub;
  Watchdog& watchdog;
  PublishedNames& names;
  std::function<void()> on_loop_end;
  std::function<Scrape()> scrape;
  BridgeSeams seams;

  std::optional<StateDirectory> state;
  std::unique_ptr<Journal> journal;
  std::string instance;

  std::unique_ptr<RecordSource> source;
  std::unique_ptr<Decoder> decoder;
  std::unique_ptr<Classifier> classifier;
  HostTable hosts{HostTableOptions{}};
  std::unique_ptr<NameKeeper> name_keeper;
  std::unique_ptr<IngestLoop> ingest;

  std::vector<std::unique_ptr<Destination>> destinations;

  // Ingest wakes destinations, so it is stopped first and started last.
  std::unique_ptr<LoopRunner> ingest_runner;
  std::unique_ptr<LoopRunner> names_runner;
};

Result<void> Wiring::Parts::fit_limit() {
  Result<std::uint64_t> size = file_system_bytes(settings.storage.path);
  if (!size) return size.error();
  const std::uint64_t asked = settings.storage.limit_bytes;
  settings.storage.limit_bytes = fitted_limit(asked, *size);
  if (settings.storage.limit_bytes == asked) return {};
  log.write(LogLevel::kWarn, "the disk is too small for --storage.limit, the journal takes less",
            {{"limit", asked}, {"disk", *size}, {"journal", settings.storage.limit_bytes}});
  return {};
}

Result<void> Wiring::Parts::open_state() {
  Result<std::unique_ptr<Directory>> root = open_directory(settings.storage.path);
  if (!root) return root.error();
  if (Result<void> fitted = fit_limit(); !fitted) return fitted;
  const std::uint64_t writer_id = random_u64();
  Result<StateDirectory> opened =
      StateDirectory::open(wrapped(*std::move(root), seams.wrap_state),
                           {.writer_id = writer_id, .instance = default_instance(writer_id)});
  if (!opened) return opened.error().within("state directory " + settings.storage.path);
  state.emplace(*std::move(opened));
  instance = settings.process.instance.value_or(state->writer().instance);
  JournalOptions options = journal_options(settings);
  options.segment_bytes = seams.segment_bytes.value_or(options.segment_bytes);
  Result<std::unique_ptr<Journal>> recovered = Journal::open(state->journal(), options);
  if (!recovered) return recovered.error().within("journal in " + settings.storage.path);
  journal = *std::move(recovered);
  for (const std::string& warning : journal->recovery().warnings) {
    log.write(LogLevel::kWarn, "a checkpoint is damaged, the log before it serves instead",
              {{"because", warning}});
  }
  return {};
}

Result<void> Wiring::Parts::open_kafka_source() {
  Result<KafkaOptions> options = kafka_options(settings);
  if (!options) return options.error();
  options->log = [this](const KafkaLogLine& line) {
    const LogLevel level = line.severity <= 4 ? LogLevel::kWarn : LogLevel::kDebug;
    log.write(level, "kafka client says", {{"facility", line.facility}, {"text", line.text}});
  };
  Result<std::unique_ptr<RecordSource>> opened = open_kafka(*std::move(options));
  if (!opened) return opened.error();
  source = wrapped(*std::move(opened), seams.wrap_source);
  return {};
}

Result<void> Wiring::Parts::open_names() {
  Result<std::unique_ptr<NameKeeper>> opened =
      NameKeeper::open(settings, {.names = names, .hub = hub, .log = log}, read_now());
  if (!opened) return opened.error();
  name_keeper = *std::move(opened);
  return {};
}

Result<void> Wiring::Parts::build_ingest() {
  decoder = make_decoder(FlowFormat::kPmacctJson);
  classifier = std::make_unique<Classifier>(classifier_options(settings));
  const IngestPorts ports{
      *source, *journal, state->journal(), *decoder, *classifier, hosts, names, hub, log, [this] {
        for (const std::unique_ptr<Destination>& each : destinations) each->wake();
      }};
  IngestOptions options = ingest_options(settings, state->writer().writer_id);
  options.checkpoint_after_bytes = seams.segment_bytes.value_or(options.checkpoint_after_bytes);
  Result<std::unique_ptr<IngestLoop>> recovered = IngestLoop::recover(ports, options);
  if (!recovered) return recovered.error().within("journal in " + settings.storage.path);
  ingest = *std::move(recovered);
  return {};
}

// A position in the journal is never let go by accident: a name that is not configured may only
// have been changed, and what it has not been sent would be gone.
Result<std::vector<std::string>> Wiring::Parts::forgotten_by(const Settings& chosen) {
  Result<std::vector<std::string>> kept = state->destinations();
  if (!kept) return kept.error();
  std::erase_if(*kept, [&chosen](const std::string& name) {
    return std::any_of(chosen.destinations.begin(), chosen.destinations.end(),
                       [&name](const DestinationSettings& each) { return each.name == name; });
  });
  for (const std::string& name : *kept) {
    const std::vector<std::string>& forgotten = chosen.forgotten_destinations;
    if (std::find(forgotten.begin(), forgotten.end(), name) != forgotten.end()) continue;
    return Error(ErrorCode::kInvalid,
                 "destination " + name + " is in " + settings.storage.path +
                     " and not in the configuration: give it back its name, or let go what it "
                     "has not been sent with --remote-write.forget=" +
                     name);
  }
  return kept;
}

Result<void> Wiring::Parts::release_destinations() {
  const Result<std::vector<std::string>> forgotten = forgotten_by(settings);
  if (!forgotten) return forgotten.error();
  for (const std::string& name : *forgotten) {
    if (Result<void> released = state->forget_destination(name); !released) return released;
    log.write(LogLevel::kWarn, "destination is forgotten, with all that it was not sent",
              {{"destination", name}});
  }
  return {};
}

Result<void> Wiring::Parts::open_destinations() {
  if (Result<void> released = release_destinations(); !released) return released;
  for (const DestinationSettings& each : settings.destinations) {
    DeliveryOptions options = delivery_options(each, settings.flows.metrics);
    options.instance = instance;
    options.seed = random_u64();
    options.auth.seed = random_u64();
    Result<std::unique_ptr<Destination>> opened = Destination::open(
        options, {.state = *state,
                  .journal = *journal,
                  .http = wrapped<HttpClient>(std::make_unique<CurlHttpClient>(curl_options(each)),
                                              seams.wrap_http),
                  .hub = hub,
                  .watchdog = watchdog,
                  .log = log,
                  .on_end = on_loop_end,
                  .scrape = settings.pushes_self_metrics ? scrape : nullptr});
    if (!opened) return opened.error();
    destinations.push_back(*std::move(opened));
  }
  return {};
}

void Wiring::Parts::run_ingest() {
  const LoopId id =
      watchdog.add("ingest", {.limit = kLoopStalledAfter, .now = read_now().monotonic});
  ingest_runner = std::make_unique<LoopRunner>(
      LoopOptions{.name = "ingest", .on_end = on_loop_end},
      [this, id](const Now& now, const std::stop_token& stop) -> StepResult {
        watchdog.stepped(id, now.monotonic);
        if (!stop.stop_requested()) return as_step_result(ingest->step(now), now);
        watchdog.remove(id);
        if (Result<void> stopped = ingest->stop(now); !stopped) return stopped.error();
        return StepFinished{};
      });
}

// No watchdog: a mirror that takes five minutes, or a name server that does, stalls names only.
void Wiring::Parts::run_names() {
  if (!name_keeper->has_work()) return;
  names_runner = std::make_unique<LoopRunner>(
      LoopOptions{.name = "asn-db", .on_end = on_loop_end},
      [this](const Now& now, const std::stop_token& stop) -> StepResult {
        if (stop.stop_requested()) return StepFinished{};
        const Duration wait = name_keeper->step(now);
        if (wait <= 0ms) return StepAgain{};
        return StepWait{now.monotonic + wait};
      });
}

Wiring::Wiring(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Wiring::~Wiring() = default;

Result<std::unique_ptr<Wiring>> Wiring::build(const Settings& settings, const WiringParts& given) {
  auto parts = std::make_unique<Parts>(settings, given);
  if (Result<void> opened = parts->open_state(); !opened) return opened.error();
  if (Result<void> opened = parts->open_names(); !opened) return opened.error();
  if (Result<void> opened = parts->open_kafka_source(); !opened) return opened.error();
  if (Result<void> built = parts->build_ingest(); !built) return built.error();
  if (Result<void> opened = parts->open_destinations(); !opened) return opened.error();
  return std::unique_ptr<Wiring>(new Wiring(std::move(parts)));
}

void Wiring::start() {
  for (const std::unique_ptr<Destination>& each : parts_->destinations) each->start();
  parts_->run_ingest();
  parts_->run_names();
}

std::optional<Error> Wiring::failure() const {
  const std::unique_ptr<LoopRunner>& ingest = parts_->ingest_runner;
  std::optional<Error> failed = ingest ? ingest->failure() : std::nullopt;
  for (const std::unique_ptr<Destination>& each : parts_->destinations) {
    if (!failed) failed = each->failure();
  }
  return failed;
}

Result<void> Wiring::check_successor(const Settings& next) {
  const Result<std::vector<std::string>> forgotten = parts_->forgotten_by(next);
  if (!forgotten) return forgotten.error();
  // It makes a client that has not begun to talk.
  Result<KafkaOptions> kafka = kafka_options(next);
  if (!kafka) return kafka.error();
  const Result<std::unique_ptr<RecordSource>> source = open_kafka(*std::move(kafka));
  if (!source) return source.error();
  return NameKeeper::check(next.as_names);
}

void Wiring::suspend() {
  if (parts_->names_runner) parts_->names_runner->request_stop();
  parts_->ingest_runner->request_stop();
  if (parts_->ingest_runner->wait_ended(parts_->settings.process.shutdown_timeout)) return;
  parts_->log.write(LogLevel::kWarn,
                    "ingest takes too long to end, what is not durable is read again", {});
}

const std::string& Wiring::instance() const {
  return parts_->instance;
}

bool Wiring::is_new() const {
  return parts_->state->is_new();
}

Result<void> Wiring::stop() {
  const Duration timeout = parts_->settings.process.shutdown_timeout;
  const MonotonicTime end = read_now().monotonic + timeout;
  if (parts_->names_runner) parts_->names_runner->request_stop();
  parts_->ingest_runner->request_stop();
  const bool durable = parts_->ingest_runner->wait_ended(timeout);
  for (const std::unique_ptr<Destination>& each : parts_->destinations) each->request_stop();
  bool delivered = true;
  for (const std::unique_ptr<Destination>& each : parts_->destinations) {
    const auto left = std::chrono::duration_cast<Duration>(end - read_now().monotonic);
    delivered = each->wait_ended(std::max<Duration>(left, 0ms)) && delivered;
  }
  parts_->log.write(LogLevel::kInfo, "stopped",
                    {{"everything_durable", durable}, {"everything_delivered", delivered}});
  if (std::optional<Error> failed = failure()) return *failed;
  return {};
}

}  // namespace flowbridge
