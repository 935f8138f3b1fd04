#pragma once
/// Keeps the cache of AS names fresh.
///
/// The refresher fetches one file at a time, when its schedule says so (schedule.h), refuses what
/// is not whole or has lost what was there before (edition.h, names/acceptance.h), keeps the rest
/// (store.h), and when nothing more is due makes a new table and publishes it. Whatever fails, the
/// table in force stays. Several processes may share the directory: the one that locks it
/// refreshes, the others follow its snapshot. What the disk does not take is in memory only, until
/// the process ends, and counts as a failure until the disk does; so does everything where the
/// directory cannot be locked and nobody else holds it.
///
/// Lifetime: borrows its ports.      Threads: one; waits only in the downloader.
/// Fails:    never. What went wrong is counted by source and reason, logged, and tried again.
/// Units:    milliseconds; a step takes as long as a download may wait (a quarter of a second) or
///           as building a table takes (half a second).
///
///   Refresher refresher(ports, options, now);
///   publish(refresher.table());
///   for (;;) wait(refresher.step(now));

#include "asndb/attempt.h"
#include "asndb/schedule.h"
#include "asndb/source.h"
#include "asndb/store.h"
#include "base/log.h"
#include "base/split_mix.h"
#include "base/time.h"
#include "port/directory.h"
#include "port/downloader.h"
#include "telemetry/reports.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

struct RefresherPorts {
  Directory& directory;
  Downloader& downloader;
  Log& log;
  /// Called from step() with a table that takes effect now.
  std::function<void(std::shared_ptr<const NameTable>)> publish;
  /// Called from step() whenever something to be told has changed.
  std::function<void(AsnDbReport)> report;
};

struct RefresherOptions {
  /// Each with a URL.
  std::vector<AsnSource> sources = {};
  /// How often a file is asked for. Shorter finds new names earlier, and is a load on others.
  Duration period = 24h;
  /// How often PeeringDB is asked for what has changed.
  Duration increments_period = 8h;
  /// How often a whole copy of PeeringDB is fetched.
  Duration full_copy_period = 7 * 24h;
  /// Minutes after midnight UTC at which a new table takes effect; absent: at once.
  std::optional<std::chrono::minutes> rename_at = {};
  std::string user_agent;
  std::string proxy = {};
  /// Read anew for each request: keys are replaced.
  std::function<std::string()> peeringdb_key = {};
  std::uint64_t seed = 0;
};

class Refresher final {
 public:
  /// Opens the snapshot, or builds one of the files that are there.
  Refresher(RefresherPorts ports, RefresherOptions options, const Now& now);
  Refresher(const Refresher&) = delete;
  Refresher& operator=(const Refresher&) = delete;

  /// The table in force.
  std::shared_ptr<const NameTable> table() const { return {in_force_, &in_force_->table}; }
  /// Whether a start would find it.
  bool is_table_saved() const { return !unsaved_; }
  /// Goes on; returns for how long there is nothing to do.
  Duration step(const Now& now);
  /// Ask every source at the next steps, whatever the schedule says, but for those returned: their
  /// servers have asked to be left alone, until their state's not_before.
  std::vector<std::string> refresh_now(UnixTime now);
  /// Nothing runs, is due or waits to be built.
  bool idle(UnixTime now) const;
  /// The source that is being asked; absent: none.
  std::optional<std::string> running() const;
  /// What is known of a source. Requires: it is one of the options'.
  const SourceState& state(const std::string& source) const;
  /// Whether it is this process that refreshes; false before the first step.
  bool has_lock() const { return role_ == Role::kRefreshing; }
  /// The operator's word: the edition that the source has waiting is in force, and the next steps
  /// make a table of it. Fails: kNotFound: no edition waits; kInUse; as the store's accept(), and
  /// then it is in force in memory.
  Result<void> accept_held(const std::string& source, UnixTime now);
  /// The operator's word on a source whose editions are refused as shrunken: the next one is not,
  /// if it is about as large as the one before. Fails: kNotFound: none was refused; kInUse.
  Result<void> accept_shrunken(const std::string& source, UnixTime now);

 private:
  /// What this process is to the directory.
  enum class Role {
    kNone,        // before the first step
    kRefreshing,  // it has the lock
    kInMemory,    // nobody has the lock, and it cannot be had: nothing is written
    kFollowing,   // another one has the lock
  };
  struct Tracked {
    AsnSource source;
    SourceState state;
    UnixTime due{};
    AsnSourceReport report;
    // The next edition may be as small as the one that was refused.
    bool may_shrink = false;
  };

  void open(UnixTime now);
  bool may_refresh(UnixTime now);
  Role role_after(const Result<void>& locked) const;
  void change_role(Role role, const Result<void>& locked, UnixTime now);
  void follow();
  Tracked* next_due(UnixTime now);
  void begin(Tracked& tracked, UnixTime now);
  std::optional<UnixTime> increments_since(const Tracked& tracked, UnixTime now) const;
  void advance(const Now& now);
  void finish(Tracked& tracked, AttemptResult result, UnixTime now);
  void take_body(Tracked& tracked, AttemptResult result, UnixTime now);
  bool take_known(Tracked& tracked, FetchedFile& fresh, const std::string& body, UnixTime now);
  void judge(Tracked& tracked, FetchedFile fresh, const std::string& body, UnixTime now);
  void accept(Tracked& tracked, FetchedFile fresh, const std::string& body, UnixTime now);
  void hold(Tracked& tracked, FetchedFile fresh, const std::string& body, HeldEdition held,
            UnixTime now);
  void not_kept(Tracked& tracked, const Error& error, UnixTime now);
  void succeeded(Tracked& tracked, UnixTime now);
  void failed(Tracked& tracked, std::string_view reason, std::string_view detail, Failure failure,
              UnixTime now);
  void count_failure(Tracked& tracked, std::string_view reason, std::string_view detail,
                     Failure failure, UnixTime now);
  Duration period_of(const Tracked& tracked) const;
  void build(const Now& now);
  void publish(NameSnapshot snapshot, const Now& now);
  void put_in_force(NameSnapshot snapshot);
  void save_snapshot(const Now& now);
  void tell();

  RefresherPorts ports_;
  RefresherOptions options_;
  AsnStore store_;
  SplitMix64 random_;
  std::vector<Tracked> sources_;

  std::shared_ptr<const NameSnapshot> in_force_ = std::make_shared<const NameSnapshot>();
  // The one in force is not on disk yet; from when on it is tried to save it.
  bool unsaved_ = false;
  MonotonicTime save_due_{};
  // Built, and waiting for its hour.
  std::optional<NameSnapshot> pending_;
  UnixTime pending_until_{};
  // A file has changed since the last table was built.
  bool dirty_ = false;
  Role role_ = Role::kNone;

  std::optional<Attempt> attempt_;
  bool running_ = false;
  MonotonicTime next_request_{};
};

}  // namespace flowbridge
