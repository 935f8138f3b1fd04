#pragma once
/// What a server's answer means for a source's file.
///
/// Lifetime: values; a SourceAnswer owns its text.      Threads: any.
/// Fails:    never; whatever came is one of four kinds.
/// Units:    milliseconds.
///
///   switch (const SourceAnswer answer = judge_answer(download, now); answer.kind) …

#include "base/time.h"
#include "port/downloader.h"

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace flowbridge {

/// Why an attempt to refresh a source failed, beside the reasons to refuse a file that came
/// (names/refusal.h, names/acceptance.h).
enum class FetchFailure {
  kUnreachable,     // no connection
  kTimeout,         // too slow
  kBrokenOff,       // fewer bytes than promised
  kTooLarge,        // more than a file of this source can have
  kRedirect,        // to where we do not follow
  kThrottled,       // 429
  kForbidden,       // 401, 403: a wrong key, an unwelcome client
  kMissing,         // 404, 410
  kServerError,     // 5xx
  kStatus,          // any other
  kDigestMismatch,  // the file and its digest are of two editions
  kDisk,            // it came, and could not be kept
};

inline constexpr std::array kFetchFailures = {
    FetchFailure::kUnreachable, FetchFailure::kTimeout,        FetchFailure::kBrokenOff,
    FetchFailure::kTooLarge,    FetchFailure::kRedirect,       FetchFailure::kThrottled,
    FetchFailure::kForbidden,   FetchFailure::kMissing,        FetchFailure::kServerError,
    FetchFailure::kStatus,      FetchFailure::kDigestMismatch, FetchFailure::kDisk};

/// A word for a metric's label: "digest_mismatch".
const char* fetch_failure_name(FetchFailure failure);

struct SourceAnswer {
  enum class Kind {
    kFile,         // 200: the body is the file
    kNotModified,  // 304: the file we have is the newest
    kRedirect,     // ask `location` instead
    kFailed,
  };
  Kind kind = Kind::kFailed;
  /// As it was sent, perhaps without a host.
  std::string location{};
  FetchFailure failure = FetchFailure::kStatus;
  /// For a person: "429 Too Many Requests".
  std::string detail{};
  std::optional<Duration> asked_wait{};
};

SourceAnswer judge_answer(const Download& download, UnixTime now);

inline constexpr int kRedirectsMax = 3;

/// Where a redirect leads, or nothing if it is not to be followed: to https, or on the same host to
/// the same scheme; on the same host, or on one of `hosts`.
std::optional<std::string> redirect_target(std::string_view from, std::string_view location,
                                           std::span<const std::string> hosts);

/// The host of a URL, without user and port, in lower case; empty for a file.
std::string url_host(std::string_view url);

}  // namespace flowbridge
