#pragma once
/// The names that the bridge shows: there before the first series is bound, and kept fresh.
///
/// What is there at the start, first to last: the cache's table, the operator's file of names, a
/// package's seed, nothing. With a refresh a loop keeps the cache (asndb/refresher.h); the
/// operator's own names are read again when their file changes.
///
/// Lifetime: borrows the published names, the hub and the log.
/// Threads:  open() main's; step() one, the loop's.
/// Fails:    open: a file that the operator named cannot be read or is not what it should be. A
///           cache that cannot be used is told, and the names are kept in memory.
/// Units:    a step takes as long as asndb/refresher.h says.
///
///   Result<std::unique_ptr<NameKeeper>> keeper = NameKeeper::open(settings, parts, read_now());
///   if ((*keeper)->has_work()) run_in_a_loop(**keeper);

#include "asndb/refresher.h"
#include "base/log.h"
#include "config/settings.h"
#include "names/published_names.h"
#include "port/directory.h"
#include "port/downloader.h"
#include "telemetry/hub.h"

#include <memory>
#include <optional>
#include <string>

namespace flowbridge {

struct NameKeeperParts {
  PublishedNames& names;
  Hub& hub;
  Log& log;
};

class NameKeeper final {
 public:
  static Result<std::unique_ptr<NameKeeper>> open(const Settings& settings,
                                                  const NameKeeperParts& parts, const Now& now);
  /// Whether the operator's files can be read as they are now. Fails: as open.
  static Result<void> check(const AsNameSettings& settings);
  NameKeeper(const NameKeeper&) = delete;
  NameKeeper& operator=(const NameKeeper&) = delete;

  /// Whether anything can change while the bridge runs.
  bool has_work() const { return refresher_ != nullptr || overrides_path_.has_value(); }
  /// Goes on; returns for how long there is nothing to do.
  Duration step(const Now& now);

 private:
  /// What tells one state of a file from another.
  struct FileStamp {
    std::int64_t modified_ns = 0;
    std::uint64_t size = 0;
    std::uint64_t inode = 0;

    bool operator==(const FileStamp&) const = default;
  };

  explicit NameKeeper(const NameKeeperParts& parts) : parts_(parts) {}

  Result<void> load_overrides();
  void open_cache(const Settings& settings, const Now& now);
  Result<void> load_first_table(const Settings& settings);
  void watch_overrides(MonotonicTime now);
  std::optional<FileStamp> stamp_of_overrides() const;

  NameKeeperParts parts_;
  std::optional<std::string> overrides_path_;
  std::optional<FileStamp> overrides_stamp_;
  MonotonicTime overrides_looked_at_{};

  std::unique_ptr<Directory> directory_;
  std::unique_ptr<Downloader> downloader_;
  std::unique_ptr<Refresher> refresher_;
};

}  // namespace flowbridge
