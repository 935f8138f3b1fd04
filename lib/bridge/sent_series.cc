#include "bridge/sent_series.h"

#include "base/check.h"
#include "bridge/series_slot.h"
#include "series/families.h"
#include "series/labels.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <numeric>

namespace flowbridge {

namespace {

/// R20: no series may be taken for it.
constexpr ClaimantId kProbeClaimant{std::numeric_limits<std::uint64_t>::max()};

ClaimantId claimant_of(SeriesId series, Measure measure) {
  return ClaimantId(series_slot(series, measure));
}

SeriesId series_of(ClaimantId claimant) {
  return SeriesId(static_cast<SeriesId::integer>(claimant.value() / kSlotsPerSeries));
}

}  // namespace

SkippedSamples& SkippedSamples::operator+=(const SkippedSamples& other) {
  for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
  return *this;
}

std::uint64_t SkippedSamples::sum() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

SentSeries::SentSeries(const WireLabels& labels, const Accounts& accounts,
                       const Quarantine& quarantine, const SentSeriesOptions& options, Log& log)
    : labels_(labels),
      accounts_(accounts),
      quarantine_(quarantine),
      options_(options),
      log_(log),
      guard_([this](ClaimantId claimant) { return labels_of(claimant); }) {}

void SentSeries::begin(LabelClaims claims, const std::vector<SeriesId>& unclaimed) {
  if (!labels_.may_collide()) return;
  claims_ = std::move(claims);
  // The file has no checksum: a damaged number may be that of no series.
  std::erase_if(claims_, [this](const auto& claim) {
    return claim.first.value() >= accounts_.accounts().size();
  });
  guard_.claim(kProbeClaimant, labels_.probe());
  // A first contact may find two of one name: what is live needs it more.
  for (const auto state : {SeriesAccount::State::kLive, SeriesAccount::State::kExpired}) {
    for (const SeriesAccount& account : accounts_.accounts()) {
      if (account.state != state) continue;
      const bool waits = std::ranges::binary_search(unclaimed, account.id());
      if (!is_refused(account.id()) && !waits) decide(account.id());
    }
  }
}

SkippedSamples SentSeries::take_out(UnixTime time, std::vector<PlannedSample>& samples) {
  const StageSamples stage{time, samples};
  for (const SeriesId series : undecided(samples)) decide(series);
  waiting_ = 0;
  for (const SeriesId series : refused()) {
    if (!owes(series)) continue;
    decide_again(series, stage);
    if (is_refused(series)) ++waiting_;
  }
  SkippedSamples skipped;
  std::erase_if(samples, [&](const PlannedSample& sample) {
    LabelVerdict verdict = *verdict_at(sample.series, sample.measure);
    // It begins with a 0 of its own, not with what is planned here.
    const bool is_admitted = !admitted_.empty() && admitted_.contains(sample.series);
    if (is_admitted) verdict = LabelVerdict::kCollision;
    if (verdict == LabelVerdict::kSent) return false;
    ++skipped[verdict];
    return true;
  });
  if (!claims_.empty()) {
    for (PlannedSample& sample : samples) correct(sample);
  }
  return skipped;
}

std::vector<SeriesId> SentSeries::unclaimed() {
  std::vector<SeriesId> unclaimed;
  if (!labels_.may_collide()) return unclaimed;
  for (const SeriesAccount& account : accounts_.accounts()) {
    if (account.state == SeriesAccount::State::kAbsent || is_refused(account.id())) continue;
    if (!verdict_at(account.id(), measures_of(account.id()).front())) {
      unclaimed.push_back(account.id());
    }
  }
  return unclaimed;
}

// A stage may hold what is born at two ticks, and is not the same stage after a restart: in which
// order they claim labels must not hang on it.
std::vector<SeriesId> SentSeries::undecided(std::span<const PlannedSample> samples) {
  std::vector<SeriesId> undecided;
  for (const PlannedSample& sample : samples) {
    if (verdict_at(sample.series, sample.measure)) continue;
    if (undecided.empty() || undecided.back() != sample.series) undecided.push_back(sample.series);
  }
  std::ranges::stable_sort(undecided, {}, [this](SeriesId series) {
    const SeriesAccount& account = accounts_.account(series);
    const bool is_gauge = account.gauge() != nullptr;
    return std::pair(is_gauge ? account.last_rise : account.started.value_or(UnixTime::min()),
                     !is_gauge);
  });
  return undecided;
}

std::optional<LabelVerdict>& SentSeries::verdict_at(SeriesId series, Measure measure) {
  const std::size_t slot = series_slot(series, measure);
  if (slot >= verdicts_.size()) verdicts_.resize((series.value() + 1) * kSlotsPerSeries);
  return verdicts_[slot];
}

void SentSeries::decide(SeriesId series) {
  const std::vector<Claim> claims = judge(series);
  if (is_refused(series)) return take_back(series);
  if (!labels_.may_collide()) return;
  if (const std::optional<ClaimantId> holder = claim(series, claims)) refuse(series, *holder);
}

void SentSeries::decide_again(SeriesId series, const StageSamples& stage) {
  const auto refused = refused_.find(series);
  const bool is_as_before = refused != refused_.end() && refused->second.releases == releases_ &&
                            !has_ended(refused->second.holder, stage);
  if (is_as_before) return;
  const std::vector<Claim> claims = judge(series);
  std::optional<ClaimantId> holder = claim(series, claims);
  while (holder && has_ended(*holder, stage)) {
    take_from(series_of(*holder));
    holder = claim(series, claims);
  }
  if (holder) return refuse(series, *holder);
  admit(series);
}

std::vector<SentSeries::Claim> SentSeries::judge(SeriesId series) {
  std::vector<Claim> claims;
  for (const Measure measure : measures_of(series)) {
    std::optional<LabelSet> labels = labels_.find(accounts_, series, measure);
    LabelVerdict verdict = labels_.judge(labels);
    const bool is_twice =
        verdict == LabelVerdict::kSent && labels_.may_collide() &&
        std::ranges::any_of(claims, [&](const Claim& each) { return each.labels == *labels; });
    if (is_twice) verdict = LabelVerdict::kCollision;
    verdict_at(series, measure) = verdict;
    const bool is_on_purpose =
        verdict == LabelVerdict::kSent || verdict == LabelVerdict::kRelabelled;
    if (!is_on_purpose) tell(series, measure, verdict);
    if (verdict != LabelVerdict::kSent) continue;
    claims.push_back({claimant_of(series, measure), *std::move(labels)});
  }
  return claims;
}

std::optional<ClaimantId> SentSeries::claim(SeriesId series, const std::vector<Claim>& claims) {
  for (const Claim& each : claims) {
    const ClaimantId holder = guard_.claim(each.claimant, each.labels);
    if (holder == each.claimant) continue;
    release(series);
    return holder;
  }
  return std::nullopt;
}

std::vector<Measure> SentSeries::measures_of(SeriesId series) const {
  if (accounts_.account(series).gauge() != nullptr) return {Measure::kInfo};
  std::vector<Measure> measures;
  for (const Measure measure : kMeasures) {
    if (options_.measures.contains(measure)) measures.push_back(measure);
  }
  return measures;
}

std::vector<SeriesId> SentSeries::refused() const {
  std::vector<SeriesId> refused;
  for (const auto& [series, claim] : claims_) {
    if (claim.refused) refused.push_back(series);
  }
  return refused;
}

bool SentSeries::is_refused(SeriesId series) const {
  const auto claim = claims_.find(series);
  return claim != claims_.end() && claim->second.refused;
}

bool SentSeries::owes(SeriesId series) const {
  const SeriesAccount& account = accounts_.account(series);
  if (account.state == SeriesAccount::State::kLive) return true;
  const auto claim = claims_.find(series);
  const bool is_told = claim != claims_.end() && claim->second.told == account.value;
  return account.has_value() && !is_told;
}

bool SentSeries::has_ended(ClaimantId holder, const StageSamples& stage) const {
  if (holder == kProbeClaimant) return false;
  const SeriesId series = series_of(holder);
  const SeriesAccount& account = accounts_.account(series);
  if (account.state == SeriesAccount::State::kAbsent) return true;
  // Its stale marker is at that time, and what follows must be later.
  const bool is_over =
      account.state == SeriesAccount::State::kExpired && account.expired_at < stage.time;
  const bool is_coming_in = quarantine_.entries().contains(series) || admitted_.contains(series);
  return is_over && !is_coming_in &&
         !std::ranges::binary_search(stage.samples, series, {}, &PlannedSample::series);
}

void SentSeries::take_from(SeriesId ended) {
  const SeriesAccount& account = accounts_.account(ended);
  if (account.state == SeriesAccount::State::kAbsent) return forget(ended);
  release(ended);
  claims_[ended] = {.refused = true, .told = account.value};
  has_changed_ = true;
  take_back(ended);
}

void SentSeries::refuse(SeriesId series, ClaimantId holder) {
  refused_[series] = {holder, releases_};
  take_back(series);
  if (is_refused(series)) return;
  claims_[series].refused = true;
  has_changed_ = true;
  tell(series, measures_of(series).front(), LabelVerdict::kCollision);
}

void SentSeries::take_back(SeriesId series) {
  for (const Measure measure : measures_of(series)) {
    std::optional<LabelVerdict>& verdict = verdict_at(series, measure);
    if (verdict == LabelVerdict::kSent) verdict = LabelVerdict::kCollision;
  }
}

void SentSeries::admit(SeriesId series) {
  const auto claim = claims_.find(series);
  claim->second.refused = false;
  if (claim->second == LabelClaim{}) claims_.erase(claim);
  refused_.erase(series);
  admitted_.insert(series);
  has_changed_ = true;
}

void SentSeries::release(SeriesId series) {
  const std::size_t held = guard_.held_count();
  for (const Measure measure : kMeasures) guard_.release(claimant_of(series, measure));
  if (guard_.held_count() != held) ++releases_;
}

void SentSeries::forget(SeriesId series) {
  release(series);
  for (const Measure measure : kMeasures) verdict_at(series, measure).reset();
  if (claims_.erase(series) > 0) has_changed_ = true;
  refused_.erase(series);
  admitted_.erase(series);
}

bool SentSeries::is_sent(SeriesId series) {
  return std::ranges::any_of(kMeasures, [&](Measure measure) {
    return verdict_at(series, measure) == LabelVerdict::kSent;
  });
}

void SentSeries::correct(PlannedSample& sample) {
  const auto claim = claims_.find(sample.series);
  if (claim == claims_.end() || sample.value == kStaleMarkerBits) return;
  if (sample.measure == Measure::kInfo) return;
  const std::uint64_t told = measured(claim->second.told, sample.measure);
  const auto value = static_cast<std::uint64_t>(std::bit_cast<double>(sample.value));
  if (value >= told) {
    sample.value = value_bits(static_cast<double>(value - told));
  } else if (value > 0) {
    // R9: it has begun again by itself.
    claim->second.told = {};
    has_changed_ = true;
  }
}

LabelSet SentSeries::labels_of(ClaimantId claimant) const {
  if (claimant == kProbeClaimant) return labels_.probe();
  const SeriesId series = series_of(claimant);
  const bool is_gauge = accounts_.account(series).gauge() != nullptr;
  const Measure measure = is_gauge ? Measure::kInfo : kMeasures[claimant.value() % kSlotsPerSeries];
  return labels_.find(accounts_, series, measure).value_or(LabelSet{});
}

void SentSeries::tell(SeriesId series, Measure measure, LabelVerdict verdict) {
  const SeriesAccount& account = accounts_.account(series);
  if (!told_.emplace(verdict, family_of(account, measure)).second) return;
  const LabelSet own = account_labels(accounts_, account, {measure, options_.instance});
  const LabelSet sent = labels_.find(accounts_, series, measure).value_or(LabelSet{});
  log_.write(LogLevel::kError, "a series is not sent for its labels, others of its kind may follow",
             {{"destination", options_.destination},
              {"because", label_verdict_name(verdict)},
              {"series", to_string(own)},
              {"labels", to_string(sent)}});
}

void SentSeries::settled() {
  admitted_.clear();
  has_changed_ = false;
}

}  // namespace flowbridge
