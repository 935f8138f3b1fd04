// Refreshes the cache of AS names once, while somebody watches.

#include "asndb/refresher.h"
#include "curl/downloader.h"
#include "flowbridge/asn_request.h"
#include "flowbridge/asn_sources.h"
#include "flowbridge/command.h"
#include "flowbridge/refresh_text.h"
#include "posix/clock.h"
#include "posix/directory.h"
#include "posix/signals.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <utility>

#include <unistd.h>

namespace flowbridge {

namespace {

/// Between two looks at how far a download is.
constexpr Duration kLookWait = 200ms;

/// Tells what is said of no source; what became of a source is told from its state.
class CommandLog final : public Log {
 public:
  void write(LogLevel level, std::string_view event,
             std::initializer_list<LogField> fields) override {
    if (level < LogLevel::kWarn) return;
    std::string reason;
    for (const LogField& field : fields) {
      if (field.key() == "source") return;
      const auto* text = std::get_if<std::string_view>(&field.value());
      if (text != nullptr && field.key() == "because") reason = *text;
    }
    std::fprintf(stderr, "flowbridge: %s: %s\n", std::string(event).c_str(), reason.c_str());
  }
};

/// The line of a terminal that shows how far the file is.
class ProgressLine {
 public:
  void show(const std::string& text) {
    if (!is_terminal_ || text == shown_) return;
    std::fprintf(stderr, "\r%s\x1b[K", text.c_str());
    shown_ = text;
  }
  void clear() { show(""); }

 private:
  const bool is_terminal_ = ::isatty(STDERR_FILENO) == 1;
  std::string shown_;
};

class RefreshRun {
 public:
  RefreshRun(const AsnRequest& request, Directory& directory)
      : request_(request),
        directory_(directory),
        refresher_({.directory = directory,
                    .downloader = downloader_,
                    .log = log_,
                    .publish = [](const std::shared_ptr<const NameTable>&) {},
                    .report = [](const AsnDbReport&) {}},
                   asn_refresher_options(request.settings.as_names), read_now()) {
    for (const AsnSource& source : request.sources)
      before_[source.name] = refresher_.state(source.name);
  }

  int run(Signals& signals) {
    for (const std::string& source : request_.accepted) {
      const Result<void> accepted = accept(source);
      if (!refresher_.has_lock()) return not_locked();
      if (!accepted) return asn_command_failed("--accept: " + accepted.error().message());
    }
    const std::vector<std::string> left_alone = refresher_.refresh_now(read_now().wall);
    Now now = read_now();
    do {
      const Duration wait = refresher_.step(now);
      if (!refresher_.has_lock()) return not_locked();
      look();
      if (signals.wait(std::min(wait, kLookWait)) == SignalRequest::kStop) return stopped();
      now = read_now();
    } while (!refresher_.idle(now.wall));
    return end(left_alone);
  }

 private:
  Result<void> accept(const std::string& source) {
    const UnixTime now = read_now().wall;
    Result<void> taken = refresher_.accept_held(source, now);
    if (taken) std::printf("%s: the edition that waited is in force\n", source.c_str());
    if (taken || taken.error().code() != ErrorCode::kNotFound) return taken;
    if (!refresher_.accept_shrunken(source, now)) {
      return Error(ErrorCode::kNotFound,
                   taken.error().message() + ", and none was refused as shrunken");
    }
    std::printf("%s: an edition of about %llu entries is not refused this time\n", source.c_str(),
                static_cast<unsigned long long>(*refresher_.state(source).shrunken_to));
    return {};
  }

  /// A source that is not asked any more has been answered.
  void look() {
    const std::optional<std::string> asked = refresher_.running();
    if (asked_ && asked != asked_) tell(*asked_);
    asked_ = asked;
    if (asked_) line_.show(progress_text(*asked_, downloader_.progress()));
  }

  void tell(const std::string& source) {
    line_.clear();
    const SourceState& after = refresher_.state(source);
    any_failed_ = any_failed_ || after.failures > 0;
    std::printf("%s\n", outcome_text(source, before_[source], after).c_str());
    std::fflush(stdout);
  }

  int not_locked() {
    const Result<void> taken = directory_.lock();
    const bool in_use = taken || taken.error().code() == ErrorCode::kInUse;
    return asn_command_failed(
        (taken ? "the lock was held a moment ago" : taken.error().message()) +
        (in_use ? "; the bridge that runs refreshes these names, see flowbridge asn status" : ""));
  }

  int stopped() {
    line_.clear();
    return asn_command_failed("stopped; the files that came are kept");
  }

  int end(const std::vector<std::string>& left_alone) {
    line_.clear();
    for (const std::string& source : left_alone) {
      const std::optional<UnixTime> until = refresher_.state(source).not_before;
      std::printf("%s\n", left_alone_text(source, until.value()).c_str());
      any_failed_ = true;
    }
    if (!refresher_.is_table_saved()) {
      return asn_command_failed("the new names could not be kept; those of before are in force");
    }
    std::printf("%zu names in force\n", refresher_.table()->named_count());
    return any_failed_ ? kExitFailed : kExitOk;
  }

  const AsnRequest& request_;
  Directory& directory_;
  CurlDownloader downloader_;
  CommandLog log_;
  // Of each source, when the command began.
  std::map<std::string, SourceState> before_;
  Refresher refresher_;
  ProgressLine line_;
  std::optional<std::string> asked_;
  bool any_failed_ = false;
};

void check_accepted(AsnRequest& request) {
  for (const std::string& name : request.accepted) {
    if (find_source(request.sources, name) != nullptr) continue;
    request.problems.push_back(
        {.where = "--accept", .what = "there is no source " + in_quotes(name)});
  }
  if (request.sources.empty()) {
    request.problems.push_back({.where = "--asn-db.source", .what = "all sources are off"});
  }
}

}  // namespace

std::vector<OptionSpec> asn_refresh_options() {
  std::vector<OptionSpec> options = options_of_the_bridge(
      {kConfigFileOption, "storage.path", "asn-db.path", "asn-db.source", "asn-db.peeringdb",
       "asn-db.peeringdb-key-file", "asn-db.file", "asn-db.proxy"});
  options.push_back({.name = "accept",
                     .group = OptionGroup::kCommand,
                     .type = OptionType::kTextList,
                     .placeholder = "source",
                     .default_note = "none",
                     .prose =
                         "Take the edition of this source that is held back, first of all; or, "
                         "where editions are refused as shrunken, the one that is fetched now. "
                         "Look at it before: flowbridge asn status says why it waits or is "
                         "refused, and flowbridge asn lookup what one that waits would change.",
                     .places = OptionPlaces::kNowhere});
  return options;
}

int asn_refresh_command(const Sources& sources) {
  AsnRequest request = read_asn_request(asn_refresh_options(), sources);
  check_accepted(request);
  if (!request.problems.empty()) return usage_error(request.problems);
  Result<std::unique_ptr<Signals>> signals = Signals::open();
  if (!signals) return asn_command_failed(signals.error().message());
  Result<std::unique_ptr<Directory>> directory = open_directory(request.path);
  if (!directory) return asn_command_failed(directory.error().message());
  return RefreshRun(request, **directory).run(**signals);
}

}  // namespace flowbridge
