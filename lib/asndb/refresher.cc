#include "asndb/refresher.h"

#include "asndb/failure_reasons.h"
#include "asndb/peeringdb_copy.h"
#include "base/check.h"

#include <algorithm>

namespace flowbridge {
namespace {

/// As long as a step waits for a download, and so how soon a stop is noticed.
constexpr Duration kCollectWait = 250ms;
/// The longest a loop sleeps: the wall clock may be set meanwhile.
constexpr Duration kIdleWaitMax = 60s;
constexpr Duration kFollowPeriod = 60s;

constexpr std::string_view kFileScheme = "file:";

std::vector<std::string> hosts_of(const std::vector<AsnSource>& sources) {
  std::vector<std::string> hosts;
  for (const AsnSource& source : sources) {
    for (const std::string& url : {source.url, source.increments_url}) {
      if (const std::string host = url_host(url); !host.empty()) hosts.push_back(host);
    }
  }
  return hosts;
}

/// A file on this machine, or one from another place than before, is looked at first.
bool is_out_of_turn(const AsnSource& source, const SourceState& state) {
  const bool has_moved = state.file && state.file->url != source.url;
  const bool others_wait = !state.asked_by.empty() && state.asked_by != source.url;
  return has_moved || others_wait || source.url.starts_with(kFileScheme);
}

}  // namespace

Refresher::Refresher(RefresherPorts ports, RefresherOptions options, const Now& now)
    : ports_(std::move(ports)),
      options_(std::move(options)),
      store_(ports_.directory),
      random_(options_.seed) {
  for (const AsnSource& source : options_.sources) {
    Tracked tracked{.source = source, .state = {}, .due = now.wall, .report = {}};
    tracked.report.name = source.name;
    for (const std::string_view reason : refresh_failure_reasons()) {
      tracked.report.failures.push_back({std::string(reason), 0});
    }
    sources_.push_back(std::move(tracked));
  }
  open(now.wall);
}

void Refresher::open(UnixTime now) {
  for (Tracked& tracked : sources_) {
    tracked.state = store_.state(tracked.source.name);
    tracked.due = is_out_of_turn(tracked.source, tracked.state)
                      ? attempt_out_of_turn(now, asked_until(tracked.state, tracked.source.url))
                      : first_attempt(now, period_of(tracked), tracked.state.checked_at,
                                      tracked.state.not_before, random_);
  }
  Result<NameSnapshot> snapshot = store_.snapshot();
  if (snapshot) {
    put_in_force(*std::move(snapshot));
  } else if (snapshot.error().code() != ErrorCode::kNotFound) {
    ports_.log.write(LogLevel::kWarn, "the snapshot of AS names cannot be used, it is built anew",
                     {{"because", snapshot.error().message()}});
  }
  dirty_ = in_force_->editions != editions_in_force(options_.sources, store_);
  // Names are loaded before the first series is bound (R11).
  if (!snapshot && dirty_) {
    put_in_force(build_snapshot(options_.sources, store_, now));
    dirty_ = false;
    // The next step that may write saves it.
    unsaved_ = true;
  }
  tell();
}

Duration Refresher::step(const Now& now) {
  if (!may_refresh(now.wall)) return kFollowPeriod;
  if (attempt_) {
    advance(now);
    return running_ ? 0ms : kRequestGap / 10;
  }
  if (pending_ && now.wall >= pending_until_) {
    publish(*std::exchange(pending_, std::nullopt), now);
  }
  if (unsaved_ && now.monotonic >= save_due_) save_snapshot(now);
  if (Tracked* due = next_due(now.wall)) {
    begin(*due, now.wall);
    return 0ms;
  }
  if (dirty_) {
    build(now);
    return 0ms;
  }
  Duration wait = kIdleWaitMax;
  for (const Tracked& tracked : sources_) wait = std::min(wait, tracked.due - now.wall);
  return std::max<Duration>(wait, 1ms);
}

bool Refresher::may_refresh(UnixTime now) {
  // What is being fetched in memory is fetched to its end.
  if (role_ == Role::kRefreshing || (role_ == Role::kInMemory && attempt_)) return true;
  const Result<void> locked = ports_.directory.lock();
  const Role role = role_after(locked);
  if (role != role_) change_role(role, locked, now);
  if (role == Role::kFollowing) follow();
  return role != Role::kFollowing;
}

Refresher::Role Refresher::role_after(const Result<void>& locked) const {
  if (locked) return Role::kRefreshing;
  if (locked.error().code() == ErrorCode::kInUse) return Role::kFollowing;
  const Result<std::optional<std::string>> holder = ports_.directory.lock_holder();
  return holder && *holder ? Role::kFollowing : Role::kInMemory;
}

void Refresher::change_role(Role role, const Result<void>& locked, UnixTime now) {
  const Role before = std::exchange(role_, role);
  store_.resume_writing();
  if (role == Role::kInMemory) {
    store_.suspend_writing();
    ports_.log.write(LogLevel::kWarn,
                     "AS names are kept in memory only, their directory cannot be locked",
                     {{"because", locked.error().message()}});
  }
  if (role == Role::kFollowing) {
    ports_.log.write(LogLevel::kInfo, "AS names are refreshed by another process, this one follows",
                     {{"because", locked.error().message()}});
    // What was made in memory is over.
    store_.forget();
    pending_.reset();
  }
  // Whoever held it until now has gone on from what we read, and may have published since.
  if (before == Role::kFollowing) {
    open(now);
    ports_.publish(table());
  }
}

void Refresher::follow() {
  Result<NameSnapshot> snapshot = store_.snapshot();
  if (!snapshot || snapshot->built_at == in_force_->built_at) return;
  put_in_force(*std::move(snapshot));
  ports_.publish(table());
  tell();
}

Refresher::Tracked* Refresher::next_due(UnixTime now) {
  const auto first =
      std::min_element(sources_.begin(), sources_.end(),
                       [](const Tracked& a, const Tracked& b) { return a.due < b.due; });
  return first != sources_.end() && first->due <= now ? &*first : nullptr;
}

void Refresher::begin(Tracked& tracked, UnixTime now) {
  AttemptOptions options;
  options.user_agent = options_.user_agent;
  options.proxy = options_.proxy;
  options.hosts = hosts_of(options_.sources);
  if (options_.peeringdb_key) options.peeringdb_key = options_.peeringdb_key();
  options.since = increments_since(tracked, now);
  // To the validators of a copy that is gone the answer would be that nothing has changed.
  const std::string& name = tracked.source.name;
  const bool is_here = tracked.state.held_file ? store_.held_file(name, tracked.state).has_value()
                                               : store_.file(name, tracked.state).has_value();
  attempt_.emplace(tracked.source, is_here ? tracked.state : SourceState(), std::move(options));
}

void Refresher::advance(const Now& now) {
  if (!running_) {
    if (now.monotonic < next_request_) return;
    ports_.downloader.start(attempt_->request());
    running_ = true;
  }
  std::optional<Download> done = ports_.downloader.collect(kCollectWait);
  if (!done) return;
  running_ = false;
  next_request_ = now.monotonic + kRequestGap;
  std::optional<AttemptResult> result = attempt_->take(*std::move(done), now.wall);
  if (!result) return;
  const auto tracked = std::find_if(sources_.begin(), sources_.end(), [this](const Tracked& each) {
    return each.source.name == attempt_->source();
  });
  FB_CHECK(tracked != sources_.end());
  finish(*tracked, *std::move(result), now.wall);
  attempt_.reset();
  tell();
}

void Refresher::finish(Tracked& tracked, AttemptResult result, UnixTime now) {
  switch (result.kind) {
    case AttemptResult::Kind::kFile:
      take_body(tracked, std::move(result), now);
      return;
    case AttemptResult::Kind::kNotModified:
      if (tracked.state.file) tracked.state.file->full_copy_at = now;
      succeeded(tracked, now);
      return;
    case AttemptResult::Kind::kFailed:
      Failure failure;
      failure.throttled = result.failure == FetchFailure::kThrottled;
      failure.refused = result.failure == FetchFailure::kDigestMismatch;
      failure.asked_wait = result.asked_wait;
      failed(tracked, fetch_failure_name(result.failure), result.detail, failure, now);
      return;
  }
}

std::optional<UnixTime> Refresher::increments_since(const Tracked& tracked, UnixTime now) const {
  const AsnSource& source = tracked.source;
  const std::optional<FetchedFile>& file = tracked.state.file;
  if (!is_peeringdb(source.format) || source.increments_url.empty() || !file) return std::nullopt;
  const bool full_copy_due =
      file->url != source.url || now >= file->full_copy_at + options_.full_copy_period;
  if (full_copy_due) return std::nullopt;
  const std::optional<std::string> copy = store_.file(source.name, tracked.state);
  return copy ? changes_since(source.format, *copy) : std::nullopt;
}

Duration Refresher::period_of(const Tracked& tracked) const {
  const bool has_increments =
      is_peeringdb(tracked.source.format) && !tracked.source.increments_url.empty();
  return has_increments ? std::min(options_.period, options_.increments_period) : options_.period;
}

void Refresher::build(const Now& now) {
  dirty_ = false;
  NameSnapshot fresh = build_snapshot(options_.sources, store_, now.wall);
  const bool has_names = in_force_->table.named_count() > 0;
  if (!options_.rename_at || !has_names) return publish(std::move(fresh), now);
  // A newer table does not make the one that waits wait longer.
  if (!pending_) pending_until_ = next_time_of_day(now.wall, *options_.rename_at);
  pending_ = std::move(fresh);
}

void Refresher::publish(NameSnapshot snapshot, const Now& now) {
  put_in_force(std::move(snapshot));
  save_snapshot(now);
  ports_.publish(table());
  tell();
}

void Refresher::put_in_force(NameSnapshot snapshot) {
  in_force_ = std::make_shared<const NameSnapshot>(std::move(snapshot));
}

void Refresher::save_snapshot(const Now& now) {
  unsaved_ = true;
  if (role_ == Role::kInMemory) return;
  const Result<void> saved = store_.save_snapshot(*in_force_);
  if (saved) {
    unsaved_ = false;
    return;
  }
  save_due_ = now.monotonic + kRefreshRetryLast;
  ports_.log.write(LogLevel::kWarn, "the snapshot of AS names cannot be kept, a start builds it",
                   {{"because", saved.error().message()}});
}

void Refresher::tell() {
  AsnDbReport report;
  report.built_at = in_force_->built_at;
  report.names = in_force_->table.named_count();
  for (Tracked& tracked : sources_) {
    tracked.report.entries = tracked.state.file ? tracked.state.file->entries : 0;
    tracked.report.checked_at = tracked.state.checked_at;
    tracked.report.held = tracked.state.held.has_value();
    if (tracked.state.file) tracked.report.fetched_at = tracked.state.file->fetched_at;
    report.sources.push_back(tracked.report);
  }
  ports_.report(std::move(report));
}

std::vector<std::string> Refresher::refresh_now(UnixTime now) {
  std::vector<std::string> left_alone;
  for (Tracked& tracked : sources_) {
    tracked.due = attempt_out_of_turn(now, asked_until(tracked.state, tracked.source.url));
    if (tracked.due > now) left_alone.push_back(tracked.source.name);
  }
  return left_alone;
}

std::optional<std::string> Refresher::running() const {
  return attempt_ ? std::optional(attempt_->source()) : std::nullopt;
}

const SourceState& Refresher::state(const std::string& source) const {
  const auto tracked =
      std::find_if(sources_.begin(), sources_.end(),
                   [&source](const Tracked& each) { return each.source.name == source; });
  FB_CHECK(tracked != sources_.end());
  return tracked->state;
}

bool Refresher::idle(UnixTime now) const {
  const bool due = std::any_of(sources_.begin(), sources_.end(),
                               [now](const Tracked& each) { return each.due <= now; });
  return !attempt_ && !due && !dirty_;
}

}  // namespace flowbridge
