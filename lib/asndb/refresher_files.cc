// What becomes of a file that came: refused, held back, or in force.

#include "asndb/edition.h"
#include "asndb/failure_reasons.h"
#include "asndb/peeringdb_copy.h"
#include "asndb/refresher.h"
#include "base/crc32c.h"
#include "base/rfc3339.h"
#include "telemetry/hub.h"

#include <algorithm>
#include <utility>

namespace flowbridge {
namespace {

/// Those of an edition that may have as few entries as the one that was refused for it; beyond that
/// it may lose what any edition may.
EditionLimits limits_after_shrinking(EditionLimits limits, const SourceState& state,
                                     const EditionChange& change) {
  if (change.before == 0 || !state.shrunken_to) return limits;
  const std::uint64_t agreed = std::min<std::uint64_t>(*state.shrunken_to, change.before);
  limits.kept_per_mille_min =
      static_cast<std::uint32_t>(limits.kept_per_mille_min * agreed / change.before);
  return limits;
}

}  // namespace

void Refresher::take_body(Tracked& tracked, AttemptResult result, UnixTime now) {
  FetchedFile fresh;
  fresh.url = tracked.source.url;
  fresh.etag = std::move(result.etag);
  fresh.last_modified = std::move(result.last_modified);
  fresh.fetched_at = now;
  fresh.full_copy_at = now;
  std::string body = std::move(result.body);
  if (is_peeringdb(tracked.source.format)) {
    const CopyInForce in_force = [this, &tracked] {
      return store_.file(tracked.source.name, tracked.state).value_or(std::string());
    };
    Parsed<std::string> joined =
        attempt_->is_incremental()
            ? join_changes(tracked.source.format, std::move(body), in_force)
            : join_full_copy(tracked.source.format, std::move(body), in_force);
    if (!joined) {
      failed(tracked, refusal_reason_name(joined.refusal().reason), joined.refusal().detail,
             {.refused = true}, now);
      return;
    }
    if (attempt_->is_incremental()) fresh = *tracked.state.file;
    fresh.fetched_at = now;
    body = *std::move(joined);
  }
  fresh.crc32c = crc32c(body);
  fresh.bytes = body.size();
  judge(tracked, std::move(fresh), body, now);
}

/// Whether it is a file that is here already, and not only known; then it needs no judgement.
bool Refresher::take_known(Tracked& tracked, FetchedFile& fresh, const std::string& body,
                           UnixTime now) {
  SourceState& state = tracked.state;
  const auto same = [&fresh](const std::optional<FetchedFile>& file) {
    return file && file->crc32c == fresh.crc32c && file->bytes == fresh.bytes;
  };
  const std::string& source = tracked.source.name;
  const bool in_force = same(state.file) && store_.file(source, state);
  if (in_force && state.held) {
    // The publisher has taken back what waits.
    fresh.entries = state.file->entries;
    fresh.edition = state.file->edition;
    accept(tracked, std::move(fresh), body, now);
    return true;
  }
  const bool waits = same(state.held_file) && store_.held_file(source, state);
  if (!in_force && !waits) return false;
  // Another server of the same name has other validators for the same bytes.
  FetchedFile& known = in_force ? *state.file : *state.held_file;
  known.etag = fresh.etag;
  known.last_modified = fresh.last_modified;
  known.full_copy_at = fresh.full_copy_at;
  succeeded(tracked, now);
  return true;
}

void Refresher::judge(Tracked& tracked, FetchedFile fresh, const std::string& body, UnixTime now) {
  if (take_known(tracked, fresh, body, now)) return;
  SourceState& state = tracked.state;
  const AsnSource& source = tracked.source;
  const RegistryMap registries = source.format == SourceFormat::kAsnText
                                     ? read_registries(options_.sources, store_)
                                     : RegistryMap();
  Parsed<Edition> edition = read_edition(source.format, body, registries, now);
  if (!edition) {
    failed(tracked, refusal_reason_name(edition.refusal().reason), edition.refusal().detail,
           {.refused = true}, now);
    return;
  }
  fresh.entries = edition->entries.size();
  fresh.edition = edition->label.empty() ? fresh.last_modified : edition->label;

  const auto entries_of = [&](const std::optional<std::string>& file) {
    Parsed<Edition> old =
        read_edition(source.format, file.value_or(std::string()), registries, now);
    return old ? std::move(old->entries) : EditionEntries();
  };
  const EditionChange change =
      compare_editions(entries_of(store_.file(source.name, state)), edition->entries);
  const bool may_shrink = std::exchange(tracked.may_shrink, false);
  const EditionVerdict verdict = judge_edition(
      change, may_shrink ? limits_after_shrinking(source.limits, state, change) : source.limits);
  if (verdict == EditionVerdict::kShrunken) state.shrunken_to = change.after;
  if (verdict == EditionVerdict::kAccepted) return accept(tracked, std::move(fresh), body, now);
  if (!is_held(verdict)) {
    failed(tracked, edition_verdict_name(verdict), describe_change(change), {.refused = true}, now);
    return;
  }
  const EditionChange from_held =
      compare_editions(entries_of(store_.held_file(source.name, state)), edition->entries);
  if (std::optional<HeldEdition> held =
          hold_edition(verdict, now, state.held, from_held, source.limits)) {
    ports_.log.write(LogLevel::kWarn, "an edition of AS names is held back",
                     {{"source", source.name},
                      {"because", edition_verdict_name(verdict)},
                      {"change", describe_change(change)},
                      {"editions", held->editions}});
    return hold(tracked, std::move(fresh), body, *held, now);
  }
  accept(tracked, std::move(fresh), body, now);
}

void Refresher::accept(Tracked& tracked, FetchedFile fresh, const std::string& body, UnixTime now) {
  SourceState next = tracked.state;
  next.file = std::move(fresh);
  next.held_file.reset();
  next.held.reset();
  // If it is not kept it is in memory all the same.
  const Result<void> kept = store_.accept(tracked.source.name, body, next);
  tracked.state = std::move(next);
  dirty_ = true;
  if (!kept) return not_kept(tracked, kept.error(), now);
  succeeded(tracked, now);
}

void Refresher::hold(Tracked& tracked, FetchedFile fresh, const std::string& body, HeldEdition held,
                     UnixTime now) {
  SourceState next = tracked.state;
  next.held_file = std::move(fresh);
  next.held = held;
  const Result<void> kept = store_.hold(tracked.source.name, body, next);
  tracked.state = std::move(next);
  // New AS numbers in it get their names all the same.
  dirty_ = true;
  if (!kept) return not_kept(tracked, kept.error(), now);
  succeeded(tracked, now);
}

Result<void> Refresher::accept_shrunken(const std::string& source, UnixTime now) {
  if (!may_refresh(now)) return Error(ErrorCode::kInUse, "another process refreshes these names");
  for (Tracked& tracked : sources_) {
    if (tracked.source.name != source || !tracked.state.shrunken_to) continue;
    tracked.may_shrink = true;
    return {};
  }
  return Error(ErrorCode::kNotFound, "no edition of " + source + " was refused as shrunken");
}

Result<void> Refresher::accept_held(const std::string& source, UnixTime now) {
  if (!may_refresh(now)) return Error(ErrorCode::kInUse, "another process refreshes these names");
  for (Tracked& tracked : sources_) {
    if (tracked.source.name != source) continue;
    const std::optional<std::string> body = store_.held_file(source, tracked.state);
    if (!body) break;
    SourceState next = tracked.state;
    next.file = std::exchange(next.held_file, std::nullopt);
    next.held.reset();
    const Result<void> kept = store_.accept(source, *body, next);
    tracked.state = std::move(next);
    dirty_ = true;
    tell();
    return kept;
  }
  return Error(ErrorCode::kNotFound, "no edition of " + source + " waits");
}

void Refresher::not_kept(Tracked& tracked, const Error& error, UnixTime now) {
  const char* reason = fetch_failure_name(FetchFailure::kDisk);
  count_failure(tracked, reason, error.message(), {.refused = true}, now);
  ports_.log.write(LogLevel::kWarn,
                   "AS names cannot be kept on disk, they are in memory until the process ends",
                   {{"source", tracked.source.name},
                    {"because", reason},
                    {"detail", tracked.state.failure_detail},
                    {"again", rfc3339(tracked.due)}});
}

void Refresher::succeeded(Tracked& tracked, UnixTime now) {
  SourceState next = tracked.state;
  next.checked_at = now;
  next.failures = 0;
  next.not_before.reset();
  next.asked_by.clear();
  next.failure.clear();
  next.failure_detail.clear();
  next.shrunken_to.reset();
  if (const Result<void> kept = store_.keep(tracked.source.name, next); !kept) {
    return not_kept(tracked, kept.error(), now);
  }
  tracked.state = std::move(next);
  tracked.due = next_after_success(now, period_of(tracked), random_);
  ++tracked.report.refreshes;
}

void Refresher::failed(Tracked& tracked, std::string_view reason, std::string_view detail,
                       Failure failure, UnixTime now) {
  count_failure(tracked, reason, detail, failure, now);
  ports_.log.write(LogLevel::kWarn, "AS names could not be refreshed, the old ones stay",
                   {{"source", tracked.source.name},
                    {"url", public_url(tracked.source.url)},
                    {"because", reason},
                    {"detail", tracked.state.failure_detail},
                    {"again", rfc3339(tracked.due)}});
}

void Refresher::count_failure(Tracked& tracked, std::string_view reason, std::string_view detail,
                              Failure failure, UnixTime now) {
  failure.count = ++tracked.state.failures;
  tracked.due = next_after_failure(now, period_of(tracked), failure, random_);
  tracked.state.not_before = tracked.due;
  tracked.state.asked_by = failure.asked_wait ? tracked.source.url : std::string();
  tracked.state.failure = reason;
  tracked.state.failure_detail = failure_detail(detail);
  for (NamedCount& each : tracked.report.failures) {
    if (each.name == reason) ++each.count;
  }
  // Only what the schedule needs after a restart is lost if this fails, too.
  (void)store_.save(tracked.source.name, tracked.state).has_value();
}

}  // namespace flowbridge
