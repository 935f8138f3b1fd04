#include "flowbridge/name_keeper.h"

#include "asndb/store.h"
#include "curl/downloader.h"
#include "flowbridge/asn_sources.h"
#include "flowbridge/translate.h"
#include "names/name_snapshot.h"
#include "names/overrides.h"
#include "port/missing_directory.h"
#include "posix/directory.h"
#include "process/whole_file.h"

#include <algorithm>
#include <utility>

#include <sys/stat.h>

namespace flowbridge {

namespace {

/// A change is seen within a second.
constexpr Duration kOverridesPeriod = 500ms;

RefresherOptions refresher_options(const AsNameSettings& settings) {
  RefresherOptions options = asn_refresher_options(settings);
  options.rename_at = settings.rename_at;
  return options;
}

/// The table that an earlier run, or a bridge that shares the cache, has left.
std::shared_ptr<const NameTable> cached_table(const std::string& path, Log& log) {
  Result<std::unique_ptr<Directory>> directory = open_existing_directory(path);
  if (!directory) return nullptr;
  Result<NameSnapshot> snapshot = AsnStore(**directory).snapshot();
  if (snapshot) return std::make_shared<const NameTable>(std::move(snapshot->table));
  if (snapshot.error().code() != ErrorCode::kNotFound) {
    log.write(LogLevel::kWarn, "the cache of AS names cannot be used",
              {{"path", path}, {"because", snapshot.error().message()}});
  }
  return nullptr;
}

std::shared_ptr<const NameTable> seed_table(const std::string& path, Log& log) {
  const Result<std::string> bytes = read_file(path);
  if (!bytes) return nullptr;
  Result<NameSnapshot> snapshot = decode_snapshot(*bytes);
  if (snapshot) return std::make_shared<const NameTable>(std::move(snapshot->table));
  log.write(LogLevel::kWarn, "the seed of AS names cannot be used",
            {{"path", path}, {"because", snapshot.error().message()}});
  return nullptr;
}

Result<Overrides> read_overrides(const std::string& path) {
  const Result<std::string> text = read_file(path);
  if (!text) return text.error().within("--asn-db.overrides");
  Result<Overrides> overrides = parse_overrides({.path = path, .text = *text});
  if (!overrides) return overrides.error().within("--asn-db.overrides");
  return overrides;
}

}  // namespace

Result<void> NameKeeper::check(const AsNameSettings& settings) {
  if (settings.overrides) {
    const Result<Overrides> overrides = read_overrides(*settings.overrides);
    if (!overrides) return overrides.error();
  }
  const Result<AsNames> from_file = load_names(settings);
  if (!from_file) return from_file.error();
  return {};
}

Result<std::unique_ptr<NameKeeper>> NameKeeper::open(const Settings& settings,
                                                     const NameKeeperParts& parts, const Now& now) {
  std::unique_ptr<NameKeeper> keeper(new NameKeeper(parts));
  keeper->overrides_path_ = settings.as_names.overrides;
  if (Result<void> loaded = keeper->load_overrides(); !loaded) return loaded.error();
  if (settings.as_names.refresh) keeper->open_cache(settings, now);
  if (Result<void> loaded = keeper->load_first_table(settings); !loaded) return loaded.error();
  parts.log.write(LogLevel::kInfo, "names of AS are in force",
                  {{"named", parts.names.current()->table().named_count()}});
  return keeper;
}

Result<void> NameKeeper::load_overrides() {
  if (!overrides_path_) {
    parts_.names.publish(std::make_shared<const Overrides>());
    return {};
  }
  // Before the file is read: a change while it is read is seen the next time.
  overrides_stamp_ = stamp_of_overrides();
  Result<Overrides> overrides = read_overrides(*overrides_path_);
  if (!overrides) return overrides.error();
  parts_.names.publish(std::make_shared<const Overrides>(*std::move(overrides)));
  return {};
}

void NameKeeper::open_cache(const Settings& settings, const Now& now) {
  Result<std::unique_ptr<Directory>> opened = open_directory(asn_db_path(settings));
  if (opened) {
    directory_ = *std::move(opened);
  } else {
    // The names go on in memory, and the refresher says so.
    directory_ = std::make_unique<MissingDirectory>(opened.error());
  }
  downloader_ = std::make_unique<CurlDownloader>();
  refresher_ = std::make_unique<Refresher>(
      RefresherPorts{
          .directory = *directory_,
          .downloader = *downloader_,
          .log = parts_.log,
          .publish = [this](auto table) { parts_.names.publish(std::move(table)); },
          .report = [this](AsnDbReport report) { parts_.hub.publish(std::move(report)); }},
      refresher_options(settings.as_names), now);
}

Result<void> NameKeeper::load_first_table(const Settings& settings) {
  Result<AsNames> from_file = load_names(settings.as_names);
  if (!from_file) return from_file.error();
  if (refresher_ && refresher_->table()->named_count() > 0) {
    parts_.names.publish(refresher_->table());
    return {};
  }
  if (settings.as_names.file) {
    parts_.names.publish(from_file->shared_table());
    return {};
  }
  std::shared_ptr<const NameTable> table = cached_table(asn_db_path(settings), parts_.log);
  if (table == nullptr || table->named_count() == 0) {
    table = seed_table(settings.as_names.seed, parts_.log);
  }
  if (table != nullptr) parts_.names.publish(std::move(table));
  return {};
}

std::optional<NameKeeper::FileStamp> NameKeeper::stamp_of_overrides() const {
  struct stat status {};
  if (stat(overrides_path_->c_str(), &status) != 0) return std::nullopt;
  constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;
  return FileStamp{
      .modified_ns = status.st_mtim.tv_sec * kNanosecondsPerSecond + status.st_mtim.tv_nsec,
      .size = static_cast<std::uint64_t>(status.st_size),
      .inode = status.st_ino};
}

void NameKeeper::watch_overrides(MonotonicTime now) {
  if (!overrides_path_ || now < overrides_looked_at_ + kOverridesPeriod) return;
  overrides_looked_at_ = now;
  const std::optional<FileStamp> stamp = stamp_of_overrides();
  if (stamp == overrides_stamp_) return;
  overrides_stamp_ = stamp;
  // An editor replaces a file by removing it first.
  if (!stamp) return;
  if (const Result<void> loaded = load_overrides(); !loaded) {
    parts_.log.write(LogLevel::kError, "the operator's AS names are wrong, the ones before stay",
                     {{"because", loaded.error().message()}});
    return;
  }
  parts_.log.write(LogLevel::kInfo, "the operator's AS names were read again",
                   {{"path", *overrides_path_}});
}

Duration NameKeeper::step(const Now& now) {
  watch_overrides(now.monotonic);
  const Duration wait = refresher_ ? refresher_->step(now) : kOverridesPeriod;
  return overrides_path_ ? std::min(wait, kOverridesPeriod) : wait;
}

}  // namespace flowbridge
