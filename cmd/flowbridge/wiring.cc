#include "flowbridge/wiring.h"

#include "admin/admin_site.h"
#include "admin/http_server.h"
#include "admin/process_stats.h"
#include "bridge/delivery_loop.h"
#include "bridge/ingest_loop.h"
#include "curl/http_client.h"
#include "flowbridge/asn_explainer.h"
#include "flowbridge/build_info.h"
#include "flowbridge/name_keeper.h"
#include "flowbridge/translate.h"
#include "journal/state_directory.h"
#include "kafka/record_source.h"
#include "posix/clock.h"
#include "posix/directory.h"
#include "posix/loop_runner.h"
#include "posix/random.h"
#include "telemetry/watchdog.h"

#include <utility>

namespace flowbridge {

namespace {

constexpr const char* kDestinationName = "default";
/// Above the longest wait inside a step: a broker that is away is asked a few times, 2 s each.
constexpr Duration kLoopStalledAfter = 60s;

StepResult as_step_result(const Result<StepOutcome>& outcome, const Now& now) {
  if (!outcome) return outcome.error();
  switch (outcome->next) {
    case StepOutcome::Next::kAgain:
      return StepAgain{};
    case StepOutcome::Next::kWait:
      return StepWait{now.monotonic + outcome->wait};
    case StepOutcome::Next::kFinished:
      return StepFinished{};
  }
  FB_CHECK(false);
}

BuildReport build_report() {
  const BuildInfo build = build_info();
  return {std::string(build.version), std::string(build.revision), std::string(build.compiler),
          std::string(build.architecture)};
}

template <typename Port>
std::unique_ptr<Port> wrapped(
    std::unique_ptr<Port> real,
    const std::function<std::unique_ptr<Port>(std::unique_ptr<Port>)>& wrap) {
  return wrap ? wrap(std::move(real)) : std::move(real);
}

}  // namespace

// In the order in which they are made; destroyed from the last to the first.
struct Bridge::Parts {
  explicit Parts(const Settings& all, const BridgeParts& given)
      : settings(all),
        log(given.log),
        on_loop_end(given.on_loop_end),
        seams(given.seams),
        http(wrapped<HttpClient>(std::make_unique<CurlHttpClient>(), seams.wrap_http)) {}

  Result<void> open_state();
  Result<void> fit_limit();
  Result<void> open_kafka_source();
  Result<void> open_names();
  Result<void> build_ingest();
  Result<void> build_delivery();
  Result<void> listen();
  void run_delivery();
  void run_ingest();
  void run_names();

  // Constant after construction.
  Settings settings;
  LogWriter& log;
  std::function<void()> on_loop_end;
  BridgeSeams seams;

  Hub hub;
  Watchdog watchdog;
  std::optional<StateDirectory> state;
  std::unique_ptr<Directory> destination;
  std::unique_ptr<Journal> journal;
  std::string instance;

  std::unique_ptr<RecordSource> source;
  std::unique_ptr<Decoder> decoder;
  std::unique_ptr<Classifier> classifier;
  HostTable hosts{HostTableOptions{}};
  PublishedNames names{std::make_shared<const AsNames>()};
  std::unique_ptr<NameKeeper> name_keeper;
  std::unique_ptr<IngestLoop> ingest;

  std::unique_ptr<HttpClient> http;
  std::unique_ptr<DeliveryLoop> delivery;

  std::unique_ptr<AsnExplainer> explainer;
  std::unique_ptr<AdminSite> site;
  std::unique_ptr<HttpServer> server;
  // Ingest wakes delivery, so it is stopped first and started last.
  std::unique_ptr<LoopRunner> delivery_runner;
  std::unique_ptr<LoopRunner> ingest_runner;
  std::unique_ptr<LoopRunner> names_runner;
};

Result<void> Bridge::Parts::fit_limit() {
  Result<std::uint64_t> size = file_system_bytes(settings.storage.path);
  if (!size) return size.error();
  const std::uint64_t asked = settings.storage.limit_bytes;
  settings.storage.limit_bytes = fitted_limit(asked, *size);
  if (settings.storage.limit_bytes == asked) return {};
  log.write(LogLevel::kWarn, "the disk is too small for --storage.limit, the journal takes less",
            {{"limit", asked}, {"disk", *size}, {"journal", settings.storage.limit_bytes}});
  return {};
}

Result<void> Bridge::Parts::open_state() {
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
  Result<std::unique_ptr<Directory>> own = state->destination(kDestinationName);
  if (!own) return own.error();
  destination = *std::move(own);
  return {};
}

Result<void> Bridge::Parts::open_kafka_source() {
  KafkaOptions options = kafka_options(settings);
  options.log = [this](const KafkaLogLine& line) {
    const LogLevel level = line.severity <= 4 ? LogLevel::kWarn : LogLevel::kDebug;
    log.write(level, "kafka client says", {{"facility", line.facility}, {"text", line.text}});
  };
  Result<std::unique_ptr<RecordSource>> opened = open_kafka(std::move(options));
  if (!opened) return opened.error();
  source = wrapped(*std::move(opened), seams.wrap_source);
  return {};
}

Result<void> Bridge::Parts::open_names() {
  Result<std::unique_ptr<NameKeeper>> opened =
      NameKeeper::open(settings, {.names = names, .hub = hub, .log = log}, read_now());
  if (!opened) return opened.error();
  name_keeper = *std::move(opened);
  return {};
}

Result<void> Bridge::Parts::build_ingest() {
  decoder = make_decoder(FlowFormat::kPmacctJson);
  classifier = std::make_unique<Classifier>(classifier_options(settings));
  const IngestPorts ports{
      *source, *journal, state->journal(), *decoder, *classifier, hosts, names, hub, log, [this] {
        if (delivery_runner) delivery_runner->wake();
      }};
  IngestOptions options = ingest_options(settings, state->writer().writer_id);
  options.checkpoint_after_bytes = seams.segment_bytes.value_or(options.checkpoint_after_bytes);
  Result<std::unique_ptr<IngestLoop>> recovered = IngestLoop::recover(ports, options);
  if (!recovered) return recovered.error().within("journal in " + settings.storage.path);
  ingest = *std::move(recovered);
  return {};
}

Result<void> Bridge::Parts::build_delivery() {
  DeliveryOptions options = delivery_options(settings);
  options.name = kDestinationName;
  options.instance = instance;
  options.seed = random_u64();
  const DeliveryPorts ports{state->journal(), journal->index(), *destination, *http, hub, log};
  Result<std::unique_ptr<DeliveryLoop>> recovered = DeliveryLoop::recover(ports, options);
  if (!recovered) return recovered.error().within("destination " + options.name);
  delivery = *std::move(recovered);
  return {};
}

Result<void> Bridge::Parts::listen() {
  AdminSources sources;
  sources.hub = &hub;
  sources.watchdog = &watchdog;
  sources.now = read_now;
  sources.self = [this] {
    SelfReport self;
    self.build = build_report();
    self.process = read_process_report();
    self.log_messages = log.messages();
    self.log_messages_suppressed = log.messages_held_back();
    return self;
  };
  explainer = std::make_unique<AsnExplainer>(settings, names, read_now);
  sources.explain_as = [this](std::string_view number) { return explainer->explain(number); };
  site = std::make_unique<AdminSite>(std::move(sources));
  HttpServerOptions options;
  options.listen_address = to_string(settings.web.listen_address);
  Result<std::unique_ptr<HttpServer>> started =
      HttpServer::start(options, [this](const HttpQuery& query) { return site->answer(query); });
  if (!started) return started.error();
  server = *std::move(started);
  return {};
}

void Bridge::Parts::run_delivery() {
  const LoopId id =
      watchdog.add("delivery", {.limit = kLoopStalledAfter, .now = read_now().monotonic});
  delivery_runner = std::make_unique<LoopRunner>(
      LoopOptions{.name = "delivery", .on_end = on_loop_end},
      [this, id](const Now& now, const std::stop_token& stop) -> StepResult {
        watchdog.stepped(id, now.monotonic);
        if (stop.stop_requested() && delivery->idle()) {
          watchdog.remove(id);
          return StepFinished{};
        }
        return as_step_result(delivery->step(now), now);
      });
}

void Bridge::Parts::run_ingest() {
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
void Bridge::Parts::run_names() {
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

Bridge::Bridge(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Bridge::~Bridge() = default;

Result<std::unique_ptr<Bridge>> Bridge::build(const Settings& settings, const BridgeParts& given) {
  auto parts = std::make_unique<Parts>(settings, given);
  if (Result<void> opened = parts->open_state(); !opened) return opened.error();
  if (Result<void> opened = parts->open_kafka_source(); !opened) return opened.error();
  if (Result<void> opened = parts->open_names(); !opened) return opened.error();
  if (Result<void> built = parts->build_ingest(); !built) return built.error();
  if (Result<void> built = parts->build_delivery(); !built) return built.error();
  return std::unique_ptr<Bridge>(new Bridge(std::move(parts)));
}

Result<void> Bridge::start() {
  if (Result<void> listening = parts_->listen(); !listening) return listening;
  parts_->run_delivery();
  parts_->run_ingest();
  parts_->run_names();
  parts_->log.write(LogLevel::kInfo, "started",
                    {{"version", build_info().version},
                     {"instance", parts_->instance},
                     {"state", parts_->settings.storage.path},
                     {"port", parts_->server->port()},
                     {"journal", parts_->state->is_new() ? "new" : "recovered"}});
  return {};
}

std::optional<Error> Bridge::failure() const {
  for (const auto* runner : {&parts_->ingest_runner, &parts_->delivery_runner}) {
    if (std::optional<Error> failed = *runner ? (*runner)->failure() : std::nullopt) return failed;
  }
  return std::nullopt;
}

Result<void> Bridge::stop() {
  const Duration timeout = parts_->settings.process.shutdown_timeout;
  const MonotonicTime end = read_now().monotonic + timeout;
  if (parts_->names_runner) parts_->names_runner->request_stop();
  parts_->ingest_runner->request_stop();
  const bool durable = parts_->ingest_runner->wait_ended(timeout);
  parts_->delivery_runner->request_stop();
  const auto left = std::chrono::duration_cast<Duration>(end - read_now().monotonic);
  const bool delivered = parts_->delivery_runner->wait_ended(std::max<Duration>(left, 0ms));
  parts_->log.write(LogLevel::kInfo, "stopped",
                    {{"everything_durable", durable}, {"everything_delivered", delivered}});
  if (std::optional<Error> failed = failure()) return *failed;
  return {};
}

}  // namespace flowbridge
