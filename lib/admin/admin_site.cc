#include "admin/admin_site.h"

#include "admin/api_json.h"
#include "admin/status_page.h"
#include "admin/text.h"
#include "base/check.h"
#include "telemetry/exposition.h"
#include "telemetry/readiness.h"

#include <algorithm>
#include <array>

namespace flowbridge {

namespace {

constexpr std::string_view kOtherHandler = "other";
constexpr const char* kReadingMethods = "GET, HEAD";
constexpr const char* kActingMethods = "POST, PUT";
constexpr const char* kJson = "application/json";

HttpPage text_page(int status, std::string body) {
  return {.status = status, .body = std::move(body)};
}

bool is_allowed(const std::string& method, bool acts) {
  return acts ? method == "POST" || method == "PUT" : method == "GET" || method == "HEAD";
}

HttpPage method_page(bool acts) {
  const std::string allowed = acts ? kActingMethods : kReadingMethods;
  HttpPage page = text_page(405, "this page is asked by one of: " + allowed + "\n");
  page.headers.emplace_back("Allow", allowed);
  return page;
}

std::string lines_of(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text.append(line).append("\n");
  return text;
}

}  // namespace

AdminSite::AdminSite(AdminSources sources) : sources_(std::move(sources)) {
  FB_CHECK(sources_.hub != nullptr && sources_.watchdog != nullptr);
  FB_CHECK(sources_.now && sources_.self && sources_.explain_as);
}

std::span<const AdminSite::Route> AdminSite::routes() {
  static constexpr std::array<Route, 8> kRoutes = {{
      {"/", "status page", &AdminSite::status},
      {"/metrics", "metrics, for Prometheus to scrape", &AdminSite::metrics},
      {"/-/healthy", "200 while every loop steps", &AdminSite::healthy},
      {"/-/ready", "200 while flows are taken in", &AdminSite::ready},
      {"/-/reload", "loads the configuration anew, by POST", &AdminSite::reload, true},
      {"/api/v1/status/buildinfo", "what is running, as JSON", &AdminSite::build_info},
      {"/api/v1/status/runtimeinfo", "how it is doing, as JSON", &AdminSite::runtime_info},
      {"/api/v1/asn/<number>", "why an AS has its name, as JSON", &AdminSite::explanation},
  }};
  return kRoutes;
}

std::optional<AdminSite::Operand> AdminSite::operand_of(const Route& route, std::string_view path) {
  const std::size_t place = route.path.find('<');
  if (place == std::string_view::npos) return path == route.path ? std::optional("") : std::nullopt;
  if (path.substr(0, place) != route.path.substr(0, place)) return std::nullopt;
  return path.substr(place);
}

HttpPage AdminSite::answer(const HttpQuery& query) {
  const auto known = routes();
  std::optional<Operand> operand;
  const auto route = std::find_if(known.begin(), known.end(), [&](const Route& each) {
    operand = operand_of(each, query.path);
    return operand.has_value();
  });
  HttpPage page;
  if (route == known.end()) {
    page = not_found();
  } else if (!is_allowed(query.method, route->acts)) {
    page = method_page(route->acts);
  } else {
    page = (this->*route->page)(*operand);
  }
  page.headers.emplace_back("Cache-Control", "no-store");
  page.headers.emplace_back("X-Content-Type-Options", "nosniff");
  count(std::string(route == known.end() ? kOtherHandler : route->path), page.status);
  return page;
}

std::vector<std::string> AdminSite::unmet(const Snapshot& snapshot) const {
  std::vector<std::string> conditions = unmet_conditions(snapshot);
  if (!sources_.more_unmet) return conditions;
  for (std::string& more : sources_.more_unmet()) conditions.push_back(std::move(more));
  return conditions;
}

Scrape AdminSite::scrape() const {
  Scrape scrape{.loops = sources_.hub->snapshot(), .self = sources_.self()};
  scrape.self.ready = unmet(scrape.loops).empty();
  MutexLock lock(mutex_);
  for (const auto& [key, requests] : requests_) {
    scrape.self.http_requests.push_back(
        {.handler = key.first, .code = key.second, .count = requests});
  }
  return scrape;
}

// Bounded: handlers are our routes, and each has a handful of codes.
void AdminSite::count(const std::string& handler, int code) {
  MutexLock lock(mutex_);
  ++requests_[{handler, code}];
}

HttpPage AdminSite::status(Operand) const {
  const Scrape now = scrape();
  const UnixTime time = sources_.now().wall;
  HttpPage page;
  page.content_type = "text/html; charset=utf-8";
  page.body = status_page({.scrape = now, .unmet = unmet(now.loops), .time = time});
  page.headers.emplace_back("Content-Security-Policy",
                            "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; "
                            "frame-ancestors 'none'; base-uri 'none'");
  return page;
}

HttpPage AdminSite::metrics(Operand) const {
  return {.content_type = kExpositionContentType, .body = exposition(scrape())};
}

HttpPage AdminSite::healthy(Operand) const {
  const std::vector<StalledLoop> stalled = sources_.watchdog->stalled(sources_.now().monotonic);
  if (stalled.empty()) return text_page(200, "healthy\n");
  std::string body;
  for (const StalledLoop& loop : stalled) {
    const auto since = std::chrono::duration_cast<Duration>(loop.since_last_step);
    body += "loop " + loop.name + " has not stepped for " + human_duration(since) + "\n";
  }
  return text_page(503, std::move(body));
}

HttpPage AdminSite::ready(Operand) const {
  const std::vector<std::string> conditions = unmet(sources_.hub->snapshot());
  if (conditions.empty()) return text_page(200, "ready\n");
  return text_page(503, lines_of(conditions));
}

// The statuses are those of Prometheus.
HttpPage AdminSite::reload(Operand) const {
  if (!sources_.reload) {
    return text_page(403, "reloading by HTTP is not enabled (--web.enable-lifecycle)\n");
  }
  const Result<void> reloaded = sources_.reload();
  if (reloaded) return text_page(200, "the configuration was reloaded\n");
  return text_page(reloaded.error().code() == ErrorCode::kUnavailable ? 503 : 500,
                   "failed to reload the configuration: " + reloaded.error().message() + "\n");
}

HttpPage AdminSite::build_info(Operand) const {
  return {.content_type = kJson, .body = build_info_json(sources_.self().build)};
}

HttpPage AdminSite::runtime_info(Operand) const {
  const Scrape now = scrape();
  return {.content_type = kJson,
          .body = runtime_info_json({.scrape = now, .unmet = unmet(now.loops)})};
}

HttpPage AdminSite::explanation(Operand number) const {
  const Result<std::string> explained = sources_.explain_as(number);
  if (explained) return {.content_type = kJson, .body = success_json(*explained)};
  ApiFailure failure = failure_json(explained.error());
  HttpPage page{.status = failure.status, .content_type = kJson, .body = std::move(failure.body)};
  if (page.status == 503) page.headers.emplace_back("Retry-After", "1");
  return page;
}

HttpPage AdminSite::not_found() const {
  std::string body = "there is no such page; these are:\n";
  for (const Route& route : routes()) {
    body.append(route.path).append("  ").append(route.what).append("\n");
  }
  return text_page(404, std::move(body));
}

}  // namespace flowbridge
