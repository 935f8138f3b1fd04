#include "telemetry/catalogue_rows.h"

#include <string>

namespace flowbridge::internal {

namespace {

using enum MetricType;

template <typename Member>
void add_process(const Scrape& scrape, Points& points, Member member) {
  if (scrape.self.process) points.add({}, (*scrape.self.process).*member);
}

constexpr MetricInfo kRows[] = {
    {"flowbridge_build_info",
     kGauge,
     "What is running; always 1.",
     {"version", "revision", "compiler", "arch"},
     [](const Scrape& scrape, Points& points) {
       const BuildReport& build = scrape.self.build;
       points.add({build.version, build.revision, build.compiler, build.arch}, true);
     }},
    {"flowbridge_ready",
     kGauge,
     "Whether /-/ready answers 200: recovered, a broker answers, and not paused.",
     {},
     [](const Scrape& scrape, Points& points) { points.add({}, scrape.self.ready); }},
    {"flowbridge_config_last_reload_successful",
     kGauge,
     "Whether the configuration that was loaded last holds; 0: it was wrong, and the one before "
     "does.",
     {},
     [](const Scrape& scrape, Points& points) {
       points.add({}, scrape.self.config.last_reload_successful);
     }},
    {"flowbridge_config_last_reload_success_timestamp_seconds",
     kGauge,
     "When the configuration that holds was loaded, since 1970.",
     {},
     [](const Scrape& scrape, Points& points) {
       points.add({}, scrape.self.config.last_reload_success);
     }},
    {"flowbridge_log_messages_total",
     kCounter,
     "Log messages at or above the configured level, held back ones included.",
     {"level"},
     [](const Scrape& scrape, Points& points) { points.add_each({}, scrape.self.log_messages); }},
    {"flowbridge_log_messages_suppressed_total",
     kCounter,
     "Log messages that were held back because the same event was logged too often.",
     {},
     [](const Scrape& scrape, Points& points) {
       points.add({}, scrape.self.log_messages_suppressed);
     }},
    {"flowbridge_http_requests_total",
     kCounter,
     "Requests answered by the HTTP server; handler \"other\" is every unknown path.",
     {"handler", "code"},
     [](const Scrape& scrape, Points& points) {
       for (const HttpRequestCount& each : scrape.self.http_requests) {
         points.add({each.handler, std::to_string(each.code)}, each.count);
       }
     }},
    {"process_cpu_seconds_total",
     kCounter,
     "User and system CPU time spent.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_process(scrape, points, &ProcessReport::cpu_seconds);
     }},
    {"process_resident_memory_bytes",
     kGauge,
     "Resident memory.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_process(scrape, points, &ProcessReport::resident_bytes);
     }},
    {"process_virtual_memory_bytes",
     kGauge,
     "Virtual memory.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_process(scrape, points, &ProcessReport::virtual_bytes);
     }},
    {"process_open_fds",
     kGauge,
     "Open file descriptors.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_process(scrape, points, &ProcessReport::open_fds);
     }},
    {"process_max_fds",
     kGauge,
     "File descriptors that may be open at once.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_process(scrape, points, &ProcessReport::max_fds);
     }},
    {"process_threads",
     kGauge,
     "Threads of the process.",
     {},
     [](const Scrape& scrape, Points& points) {
       add_process(scrape, points, &ProcessReport::threads);
     }},
    {"process_start_time_seconds",
     kGauge,
     "When the process started, since 1970.",
     {},
     [](const Scrape& scrape, Points& points) {
       if (scrape.self.process) points.add({}, std::optional(scrape.self.process->started));
     }},
};

}  // namespace

std::span<const MetricInfo> self_rows() {
  return kRows;
}

}  // namespace flowbridge::internal
