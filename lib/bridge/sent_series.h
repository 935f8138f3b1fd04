#pragma once
/// Which of the samples that are planned a destination is sent.
///
/// Rules may drop a series, leave it labels that no receiver takes, or give it those of another
/// one. Each is judged once; its samples are taken out of every stage from then on, and counted by
/// why.
///
/// Two series of one name (R8): the one that was born first has it, at a first contact the one that
/// is live. The other is refused, as a whole, until the first has ended and has told all that it
/// has. Then it has the name, and begins as one that the destination had refused before (R21): with
/// a 0, and its value minutes later. So to the receiver it is one counter that begins again, and
/// what it adds up to is exact, also when the first comes back in its turn: it counts on from where
/// it was left. That is what happens to an AS that gets another name where a rule removes the
/// names.
///
/// Lifetime: borrows labels, accounts, quarantine and log. Made anew wherever the accounts are.
/// Threads:  one.
/// Fails:    never.
/// Units:    times are those of stages.
/// Bounds:   two bytes for each series and measure; with rules 40 to 80 more for each that is sent.
///
///   SentSeries sent(wire_labels, accounts, quarantine, {.measures = measures}, log);
///   sent.begin(claims, {});
///   const SkippedSamples skipped = sent.take_out(timestamp, samples);
///   if (sent.has_changed()) store(encode(sent.claims()));   // before the cursor; then settled()

#include "base/log.h"
#include "bridge/wire_labels.h"
#include "delivery/label_claims.h"
#include "delivery/quarantine.h"
#include "relabel/collision_guard.h"
#include "series/accounts.h"
#include "series/tick_plan.h"

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace flowbridge {

/// By verdict; none is counted as kSent.
class SkippedSamples {
 public:
  std::uint64_t& operator[](LabelVerdict why) { return counts_[static_cast<std::size_t>(why)]; }
  std::uint64_t operator[](LabelVerdict why) const {
    return counts_[static_cast<std::size_t>(why)];
  }
  SkippedSamples& operator+=(const SkippedSamples& other);
  std::uint64_t sum() const;

 private:
  std::array<std::uint64_t, kLabelVerdicts.size()> counts_{};
};

struct SentSeriesOptions {
  /// Those that are sent.
  MeasureSet measures{Measure::kBytes};
  /// Who writes, and to whom: for the log.
  std::string instance;
  std::string destination;
};

class SentSeries final {
 public:
  SentSeries(const WireLabels& labels, const Accounts& accounts, const Quarantine& quarantine,
             const SentSeriesOptions& options, Log& log);
  SentSeries(const SentSeries&) = delete;
  SentSeries& operator=(const SentSeries&) = delete;

  /// Goes on with what was made durable when the accounts were as they are now; `unclaimed` are
  /// those of unclaimed() then. There are no claims at the first contact with these labels: of
  /// equal series that which is live has them. Requires: nothing was taken out before.
  void begin(LabelClaims claims, const std::vector<SeriesId>& unclaimed);

  /// Takes out what is not sent at that time. What is left has the values that are sent. Requires:
  /// samples are in order of series.
  SkippedSamples take_out(UnixTime time, std::vector<PlannedSample>& samples);
  /// Whether take_out() has left any sample of the series where it was.
  bool is_sent(SeriesId series);
  /// The series is no more; its number may be given to another.
  void forget(SeriesId series);

  /// Series that have got labels that were another's, since settled(): to be let in by R21.
  const std::set<SeriesId>& admitted() const { return admitted_; }
  /// Series that another one's labels kept from being sent, when samples were last taken out.
  std::size_t waiting_count() const { return waiting_; }
  /// Since settled(): the claims.
  bool has_changed() const { return has_changed_; }
  const LabelClaims& claims() const { return claims_; }
  /// Series that have not claimed their labels yet, because nothing that they have was planned;
  /// sorted. None is in claims() as refused, and none is here if no rules can make two equal.
  std::vector<SeriesId> unclaimed();
  /// What has changed is durable.
  void settled();

 private:
  struct Claim {
    ClaimantId claimant;
    LabelSet labels;
  };
  struct StageSamples {
    UnixTime time{};
    std::span<const PlannedSample> samples{};
  };
  struct Refusal {
    ClaimantId holder;
    /// releases_ when it was refused.
    std::uint64_t releases = 0;
  };

  std::vector<Measure> measures_of(SeriesId series) const;
  std::optional<LabelVerdict>& verdict_at(SeriesId series, Measure measure);
  /// In the order in which they were born.
  std::vector<SeriesId> undecided(std::span<const PlannedSample> samples);
  std::vector<SeriesId> refused() const;
  bool is_refused(SeriesId series) const;
  /// There is something that the destination has not been told.
  bool owes(SeriesId series) const;
  /// All of its measures: judges them, and claims the labels of those that are sent.
  void decide(SeriesId series);
  /// It was refused: are its labels free by now, or those of a series that has ended?
  void decide_again(SeriesId series, const StageSamples& stage);
  std::vector<Claim> judge(SeriesId series);
  /// Who has one of them; absent: all are this series' now.
  std::optional<ClaimantId> claim(SeriesId series, const std::vector<Claim>& claims);
  bool has_ended(ClaimantId holder, const StageSamples& stage) const;
  void take_from(SeriesId ended);
  void refuse(SeriesId series, ClaimantId holder);
  void take_back(SeriesId series);
  void admit(SeriesId series);
  void release(SeriesId series);
  void correct(PlannedSample& sample);
  LabelSet labels_of(ClaimantId claimant) const;
  void tell(SeriesId series, Measure measure, LabelVerdict verdict);

  // Constant after construction.
  const WireLabels& labels_;
  const Accounts& accounts_;
  const Quarantine& quarantine_;
  const SentSeriesOptions options_;
  Log& log_;

  // By series and measure; absent: not decided yet.
  std::vector<std::optional<LabelVerdict>> verdicts_;
  // Who has which labels; nobody if no rules can make two equal.
  CollisionGuard guard_;
  // How often labels have become free.
  std::uint64_t releases_ = 0;
  LabelClaims claims_;
  // Of claims that are refused: whose labels they are, once it is known.
  HashMap<SeriesId, Refusal> refused_;
  std::size_t waiting_ = 0;
  std::set<SeriesId> admitted_;
  bool has_changed_ = false;
  // What the operator has been told: of which metric, by its family.
  std::set<std::pair<LabelVerdict, std::size_t>> told_;
};

}  // namespace flowbridge
