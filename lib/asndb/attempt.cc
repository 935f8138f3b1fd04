#include "asndb/attempt.h"

#include "asndb/digest.h"
#include "base/check.h"

namespace flowbridge {
namespace {

constexpr std::uint64_t kDigestBytesMax = 4096;

const FetchedFile* newest_copy(const SourceState& state) {
  // The edition that waits is newer than the one in force.
  if (state.held_file) return &*state.held_file;
  return state.file ? &*state.file : nullptr;
}

/// The validators of a copy from elsewhere mean nothing to this server.
std::string validator(const AsnSource& source, const SourceState& state,
                      std::string FetchedFile::*member) {
  const FetchedFile* copy = newest_copy(state);
  return copy != nullptr && copy->url == source.url ? copy->*member : std::string();
}

std::string first_url(const AsnSource& source, const AttemptOptions& options) {
  if (!options.since) return source.url;
  const std::int64_t seconds = to_ms(*options.since) / 1000;
  return source.increments_url + "?since=" + std::to_string(seconds);
}

std::string text_of(const std::vector<HttpHeader>& headers, std::string_view name) {
  return std::string(header_of(headers, name).value_or(std::string_view()));
}

}  // namespace

Attempt::Attempt(const AsnSource& source, const SourceState& state, AttemptOptions options)
    : source_(source),
      options_(std::move(options)),
      etag_(validator(source, state, &FetchedFile::etag)),
      last_modified_(validator(source, state, &FetchedFile::last_modified)),
      url_(first_url(source, options_)) {}

DownloadRequest Attempt::request() const {
  DownloadRequest request;
  request.url = url_;
  request.proxy = options_.proxy;
  request.bytes_max = source_.bytes_max;
  request.headers.push_back({"User-Agent", options_.user_agent});
  if (file_) {
    request.url += ".md5";
    request.bytes_max = kDigestBytesMax;
    return request;
  }
  if (is_incremental()) {
    const bool own_host = url_host(url_) == url_host(source_.increments_url);
    if (!options_.peeringdb_key.empty() && own_host) {
      request.headers.push_back({"Authorization", "Api-Key " + options_.peeringdb_key});
    }
    return request;
  }
  if (!etag_.empty()) request.headers.push_back({"If-None-Match", etag_});
  if (!last_modified_.empty()) request.headers.push_back({"If-Modified-Since", last_modified_});
  return request;
}

std::optional<AttemptResult> Attempt::take(Download download, UnixTime now) {
  if (file_) return take_digest(download);
  return take_file(std::move(download), now);
}

std::optional<AttemptResult> Attempt::take_file(Download download, UnixTime now) {
  SourceAnswer answer = judge_answer(download, now);
  AttemptResult result;
  switch (answer.kind) {
    case SourceAnswer::Kind::kFile:
      result.kind = AttemptResult::Kind::kFile;
      result.body = std::move(download.body);
      result.etag = text_of(download.headers, "etag");
      result.last_modified = text_of(download.headers, "last-modified");
      if (!source_.has_md5 || is_incremental()) return result;
      file_ = std::move(result);
      return std::nullopt;
    case SourceAnswer::Kind::kNotModified:
      result.kind = AttemptResult::Kind::kNotModified;
      return result;
    case SourceAnswer::Kind::kRedirect:
      return follow(answer.location);
    case SourceAnswer::Kind::kFailed:
      result.failure = answer.failure;
      result.detail = std::move(answer.detail);
      result.asked_wait = answer.asked_wait;
      return result;
  }
  FB_CHECK(false);
}

std::optional<AttemptResult> Attempt::follow(const std::string& location) {
  AttemptResult refused;
  refused.failure = FetchFailure::kRedirect;
  if (++redirects_ > kRedirectsMax) {
    refused.detail = "more than " + std::to_string(kRedirectsMax) + " redirects";
    return refused;
  }
  std::optional<std::string> target = redirect_target(url_, location, options_.hosts);
  if (!target) {
    refused.detail = "a redirect to " + url_host(location) +
                     ", which is neither this host nor a configured one, or not https";
    return refused;
  }
  url_ = *std::move(target);
  return std::nullopt;
}

AttemptResult Attempt::take_digest(const Download& download) {
  AttemptResult result = *std::move(file_);
  if (download.fault || download.status != 200) return result;
  const std::optional<std::string> digest = digest_in(download.body);
  if (!digest || *digest == md5_of(result.body)) return result;
  AttemptResult refused;
  refused.failure = FetchFailure::kDigestMismatch;
  refused.detail = "the file has MD5 " + md5_of(result.body) + ", its digest says " + *digest;
  return refused;
}

}  // namespace flowbridge
