#pragma once
/// One attempt to get a source's newest file: the requests that it takes.
///
/// The file is asked for with the validators of the copy that is there, redirects are followed as
/// answer.h allows, and where the publisher has a digest it is fetched, too, and compared. A digest
/// that is missing promises nothing and refuses nothing.
///
/// Lifetime: owns all of it.      Threads: one.
/// Fails:    never; the result says how the attempt ended.
/// Units:    bytes.
///
///   Attempt attempt(source, state, options);
///   downloader.start(attempt.request());
///   if (std::optional<AttemptResult> end = attempt.take(*done, now)) use(*end);
///   else downloader.start(attempt.request());   // after a gap

#include "asndb/answer.h"
#include "asndb/source.h"
#include "asndb/source_state.h"
#include "base/time.h"
#include "port/downloader.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

struct AttemptOptions {
  /// Names the program and where its makers are to be found.
  std::string user_agent;
  /// The URL of a proxy; empty: the environment's.
  std::string proxy = {};
  /// Redirects may lead to these.
  std::vector<std::string> hosts = {};
  /// PeeringDB's; sent to the host of increments_url only. Empty: none.
  std::string peeringdb_key = {};
  /// Ask for what has changed since then, instead of the file.
  std::optional<UnixTime> since = {};
};

struct AttemptResult {
  enum class Kind { kFile, kNotModified, kFailed };
  Kind kind = Kind::kFailed;
  /// kFile; of the validators, what the server sent.
  std::string body{};
  std::string etag{};
  std::string last_modified{};
  /// kFailed.
  FetchFailure failure = FetchFailure::kStatus;
  std::string detail{};
  std::optional<Duration> asked_wait{};
};

class Attempt final {
 public:
  Attempt(const AsnSource& source, const SourceState& state, AttemptOptions options);

  const std::string& source() const { return source_.name; }
  /// Whether it asks for changes.
  bool is_incremental() const { return options_.since.has_value(); }
  DownloadRequest request() const;
  /// How the attempt ended; absent if another request follows.
  std::optional<AttemptResult> take(Download download, UnixTime now);

 private:
  std::optional<AttemptResult> take_file(Download download, UnixTime now);
  std::optional<AttemptResult> follow(const std::string& location);
  AttemptResult take_digest(const Download& download);

  // Constant after construction.
  const AsnSource source_;
  const AttemptOptions options_;
  // Of the copy that is there; empty: none to compare with.
  const std::string etag_;
  const std::string last_modified_;

  std::string url_;
  int redirects_ = 0;
  // The file, while its digest is fetched.
  std::optional<AttemptResult> file_;
};

}  // namespace flowbridge
