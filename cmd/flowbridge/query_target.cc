#include "flowbridge/query_target.h"

#include "auth/request_url.h"
#include "base/ascii.h"
#include "base/quoted.h"
#include "config/addresses.h"
#include "config/problem.h"
#include "config/suggest.h"

#include <algorithm>

namespace flowbridge {

namespace {

/// What a path that is pushed to ends with, and what stands there for queries.
struct PathRow {
  std::string_view write;
  std::string_view query;
};
constexpr PathRow kPaths[] = {
    {"/api/v1/write", ""},            // Prometheus, VictoriaMetrics
    {"/api/v1/remote_write", ""},     // Amazon Managed Service for Prometheus
    {"/api/v1/push", "/prometheus"},  // Mimir, Cortex
    {"/api/prom/push", "/api/prom"},  // Grafana Cloud, Cortex of old
};
/// A cluster of VictoriaMetrics answers queries elsewhere.
constexpr std::string_view kInsertOnly = "/insert/";

Error invalid(std::string what) {
  return {ErrorCode::kInvalid, std::move(what)};
}

std::string_view scheme_of(std::string_view url) {
  return url.substr(0, std::min(url.find("://"), url.size()));
}

/// "me:secret@"; empty if there is none.
std::string user_of(std::string_view url) {
  const std::size_t begin = url.find("://") + 3;
  const std::string_view authority = url.substr(begin, url.find_first_of("/?", begin) - begin);
  const std::size_t at = authority.rfind('@');
  return at == std::string_view::npos ? std::string() : std::string(authority.substr(0, at + 1));
}

/// The user and the password of a destination's URL are some of what says who sends.
std::string with_user_of(const std::string& url, const DestinationSettings& destination) {
  if (!user_of(url).empty()) return url;
  const std::size_t begin = url.find("://") + 3;
  return url.substr(0, begin) + user_of(destination.url) + url.substr(begin);
}

const DestinationSettings* find_named(const std::vector<DestinationSettings>& destinations,
                                      const std::string& name) {
  const auto found =
      std::find_if(destinations.begin(), destinations.end(),
                   [&](const DestinationSettings& each) { return each.name == name; });
  return found == destinations.end() ? nullptr : &*found;
}

Error no_destination(const std::vector<DestinationSettings>& destinations,
                     const std::string& name) {
  std::vector<std::string_view> names;
  names.reserve(destinations.size());
  for (const DestinationSettings& each : destinations) names.emplace_back(each.name);
  const std::string_view meant = nearest(name, names);
  return invalid("there is no destination " + in_quotes(name) +
                 (meant.empty() ? std::string() : did_you_mean(meant)));
}

Result<QueryTarget> target_of(const DestinationSettings& destination) {
  const std::optional<std::string> url = query_url_of(destination.url);
  if (url) return QueryTarget{.url = *url, .destination = destination};
  return invalid("where " + redact_url(destination.url) +
                 " is asked cannot be told from its path; say it with --query.url");
}

}  // namespace

Result<std::string> parse_query_url(std::string_view text) {
  const std::size_t host = std::min(text.find("://"), text.size());
  const bool has_path = host < text.size() && text.find('/', host + 3) != std::string_view::npos;
  Result<std::string> url = parse_http_url(has_path ? std::string(text) : std::string(text) + "/");
  if (!url) return url;
  if (url->find('?') != std::string::npos) {
    return invalid(in_quotes(redact_url(text)) +
                   " has a query; write what stands before /api/v1/query only");
  }
  while (url->ends_with('/')) url->pop_back();
  for (const std::string_view end : {"/api/v1/query", "/api/v1/query_range", "/api/v1"}) {
    if (!url->ends_with(end)) continue;
    const std::string base = url->substr(0, url->size() - end.size());
    return invalid(in_quotes(redact_url(text)) + " goes too far" + did_you_mean(redact_url(base)));
  }
  return url;
}

std::optional<std::string> query_url_of(std::string_view write_url) {
  const std::string_view plain = write_url.substr(0, write_url.find_first_of("?#"));
  if (plain.size() != write_url.size() || plain.find(kInsertOnly) != std::string_view::npos) {
    return std::nullopt;
  }
  for (const PathRow& row : kPaths) {
    if (!plain.ends_with(row.write)) continue;
    return std::string(plain.substr(0, plain.size() - row.write.size())) + std::string(row.query);
  }
  return std::nullopt;
}

bool is_same_origin(std::string_view a, std::string_view b) {
  const std::optional<RequestUrl> url_a = parse_request_url(a);
  const std::optional<RequestUrl> url_b = parse_request_url(b);
  return url_a && url_b && lower_case(scheme_of(a)) == lower_case(scheme_of(b)) &&
         lower_case(url_a->host) == lower_case(url_b->host);
}

Result<QueryTarget> find_query_target(const std::vector<DestinationSettings>& destinations,
                                      const QueryWish& wish) {
  const DestinationSettings* destination = nullptr;
  if (wish.destination) {
    destination = find_named(destinations, *wish.destination);
    if (destination == nullptr) return no_destination(destinations, *wish.destination);
  }
  if (!wish.url) {
    if (destination == nullptr && destinations.empty()) {
      return invalid(
          "whom to ask? Say where the store is, for example "
          "--query.url=http://prometheus:9090");
    }
    return target_of(destination == nullptr ? destinations.front() : *destination);
  }
  if (destination == nullptr) {
    const auto found = std::find_if(
        destinations.begin(), destinations.end(),
        [&](const DestinationSettings& each) { return is_same_origin(each.url, *wish.url); });
    if (found != destinations.end()) destination = &*found;
  }
  if (destination == nullptr) return QueryTarget{.url = *wish.url};
  return QueryTarget{.url = with_user_of(*wish.url, *destination), .destination = *destination};
}

}  // namespace flowbridge
