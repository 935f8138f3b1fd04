#include "asndb/answer.h"

#include "asndb/schedule.h"
#include "base/ascii.h"
#include "base/check.h"
#include "base/retry_after.h"

#include <algorithm>

namespace flowbridge {
namespace {

constexpr std::string_view kAfterScheme = "://";
constexpr std::size_t kDetailBytesMax = 200;

struct UrlParts {
  std::string scheme;
  /// Host and port.
  std::string_view authority;
};

std::optional<UrlParts> split_url(std::string_view url) {
  const std::size_t end = url.find(kAfterScheme);
  if (end == std::string_view::npos) return std::nullopt;
  UrlParts parts{lower_case(url.substr(0, end)), url.substr(end + kAfterScheme.size())};
  parts.authority = parts.authority.substr(0, parts.authority.find_first_of("/?#"));
  if (const std::size_t at = parts.authority.rfind('@'); at != std::string_view::npos) {
    parts.authority.remove_prefix(at + 1);
  }
  return parts;
}

FetchFailure failure_of(DownloadFault fault) {
  switch (fault) {
    case DownloadFault::kUnreachable:
      return FetchFailure::kUnreachable;
    case DownloadFault::kTimeout:
      return FetchFailure::kTimeout;
    case DownloadFault::kBrokenOff:
      return FetchFailure::kBrokenOff;
    case DownloadFault::kTooLarge:
      return FetchFailure::kTooLarge;
  }
  FB_CHECK(false);
}

FetchFailure failure_of_status(int status) {
  if (status == 429) return FetchFailure::kThrottled;
  if (status == 401 || status == 403) return FetchFailure::kForbidden;
  if (status == 404 || status == 410) return FetchFailure::kMissing;
  if (status >= 500) return FetchFailure::kServerError;
  return FetchFailure::kStatus;
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

SourceAnswer failed(const Download& download, FetchFailure failure, UnixTime now) {
  SourceAnswer answer;
  answer.failure = failure;
  if (download.fault) {
    answer.detail = download.error;
  } else {
    answer.detail = "status " + std::to_string(*download.status);
    if (!download.body.empty()) answer.detail += ": " + download.body.substr(0, kDetailBytesMax);
  }
  if (const auto value = header_of(download.headers, "retry-after")) {
    answer.asked_wait = parse_retry_after(*value, now, kAskedWaitMax);
  }
  return answer;
}

}  // namespace

const char* fetch_failure_name(FetchFailure failure) {
  switch (failure) {
    case FetchFailure::kUnreachable:
      return "unreachable";
    case FetchFailure::kTimeout:
      return "timeout";
    case FetchFailure::kBrokenOff:
      return "broken_off";
    case FetchFailure::kTooLarge:
      return "too_large";
    case FetchFailure::kRedirect:
      return "redirect";
    case FetchFailure::kThrottled:
      return "throttled";
    case FetchFailure::kForbidden:
      return "forbidden";
    case FetchFailure::kMissing:
      return "missing";
    case FetchFailure::kServerError:
      return "server_error";
    case FetchFailure::kStatus:
      return "status";
    case FetchFailure::kDigestMismatch:
      return "digest_mismatch";
    case FetchFailure::kDisk:
      return "disk";
  }
  FB_CHECK(false);
}

SourceAnswer judge_answer(const Download& download, UnixTime now) {
  if (download.fault) return failed(download, failure_of(*download.fault), now);
  FB_CHECK(download.status.has_value());
  SourceAnswer answer;
  if (*download.status == 200) {
    answer.kind = SourceAnswer::Kind::kFile;
    return answer;
  }
  if (*download.status == 304) {
    answer.kind = SourceAnswer::Kind::kNotModified;
    return answer;
  }
  if (is_redirect(*download.status)) {
    if (const auto location = header_of(download.headers, "location")) {
      answer.kind = SourceAnswer::Kind::kRedirect;
      answer.location = std::string(*location);
      return answer;
    }
  }
  return failed(download, failure_of_status(*download.status), now);
}

std::optional<std::string> redirect_target(std::string_view from, std::string_view location,
                                           std::span<const std::string> hosts) {
  const std::optional<UrlParts> origin = split_url(from);
  if (!origin) return std::nullopt;
  std::string target(location);
  if (location.starts_with("//")) {
    target = origin->scheme + ":" + target;
  } else if (location.starts_with('/')) {
    target = origin->scheme + std::string(kAfterScheme) + std::string(origin->authority) + target;
  }
  const std::optional<UrlParts> parts = split_url(target);
  if (!parts || target.find('@') != std::string::npos) return std::nullopt;
  const std::string host = url_host(target);
  const bool same_host = host == url_host(from);
  if (host.empty() || (parts->scheme != "https" && parts->scheme != "http")) return std::nullopt;
  if (parts->scheme != "https" && !(same_host && origin->scheme == "http")) return std::nullopt;
  const bool known = std::find(hosts.begin(), hosts.end(), host) != hosts.end();
  return same_host || known ? std::optional(target) : std::nullopt;
}

std::string url_host(std::string_view url) {
  const std::optional<UrlParts> parts = split_url(url);
  if (!parts || parts->scheme == "file") return {};
  std::string_view host = parts->authority;
  // The colons of an IPv6 address are within brackets.
  const std::size_t port = host.find(':', host.starts_with('[') ? host.find(']') : 0);
  return lower_case(host.substr(0, port));
}

}  // namespace flowbridge
