#pragma once
/// With whom to peer next: the networks that are worth most, in order, and why.
///
/// Candidates are all remote AS but those that are excluded, each of which is named with its
/// reason. They are ranked by what they would be billed for, the larger of the 95th percentiles of
/// both directions, then by the larger average, then by number. Beside them stands what each
/// exchange is worth: the traffic of its members that are candidates, by their policies.
///
/// Lifetime: values; the sources are borrowed during the call.      Threads: any.
/// Fails:    never. What is not known is absent, and a note says what is missing.
/// Units:    bits per second, averages of the window's days that count unless they say otherwise;
///           shares are of all that was exchanged with remote AS.
/// Bounds:   candidates as many as were examined; kExchangesMax exchanges.
///
///   const std::vector<AsVolume> candidates = candidates_of(volumes, relations);
///   const Examination rates = *examine(ask, options, {volumes.days, candidates});
///   const PeeringReport report = make_report({volumes, rates, relations, names});

#include "names/as_names.h"
#include "peering/prospect.h"
#include "peering/relations.h"
#include "peering/traffic.h"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

inline constexpr std::size_t kExchangesMax = 50;
/// Members that are named of each.
inline constexpr std::size_t kMembersNamed = 5;

struct NamedAs {
  Asn asn{};
  std::string name{};
};

struct Candidate {
  AsTraffic traffic{};
  std::string name{};
  double share = 0;
  PeeringFacts facts{};
  /// By which of our neighbours it is reached; empty if that is not known.
  std::vector<NamedAs> neighbours{};

  Outlook outlook() const { return outlook_of(facts); }
};

/// One that is no candidate.
struct ExcludedAs {
  AsVolume volume{};
  std::string name{};
  Exclusion why = Exclusion::kOwn;
};

/// What an exchange is worth.
struct ExchangeCase {
  Place exchange{};
  /// Absent: it is not known where we are.
  std::optional<bool> is_ours{};
  /// Candidates that are members.
  std::size_t members = 0;
  double in_bits = 0;
  double out_bits = 0;
  /// Both directions.
  std::array<double, kPolicyKinds> bits_by_policy{};
  /// Of it, what could not move to an exchange where we are already; absent as is_ours is.
  std::optional<double> new_bits{};
  /// The members with most, the largest first.
  std::vector<NamedAs> largest{};

  double total_bits() const { return in_bits + out_bits; }
};

/// Some of the traffic, and of how many AS it is.
struct TrafficPart {
  std::size_t count = 0;
  double in_bits = 0;
  double out_bits = 0;

  void add(const AsVolume& volume);
  double total_bits() const { return in_bits + out_bits; }
};

struct PeeringReport {
  UnixTime end{};
  Duration window{0};
  /// Of each direction, in the days that count.
  std::size_t samples_expected = 0;
  std::vector<NamedAs> own{};
  /// The regular expression of routers; empty: all.
  std::string hostname{};

  TrafficPart all{};
  TrafficPart candidate_part{};
  std::array<TrafficPart, kOutlooks> by_outlook{};
  std::array<TrafficPart, kExclusions> by_exclusion{};
  /// What the bridge counted as "other".
  AsVolume folded{};

  std::vector<Candidate> candidates{};
  std::size_t examined = 0;
  std::optional<double> unexamined_p95_bits_max{};
  /// How many of the candidates are certain to be at their rank.
  std::size_t certain = 0;

  /// The one with most first.
  std::vector<ExchangeCase> exchanges{};
  std::size_t exchanges_left_off = 0;
  /// Those with traffic, by reason, the one with most first.
  std::vector<ExcludedAs> excluded{};

  std::vector<std::string> notes{};
};

/// Ascending by AS number.
std::vector<AsVolume> candidates_of(const Volumes& volumes, const Relations& relations);

struct ReportSources {
  const Volumes& volumes;
  const Examination& examination;
  const Relations& relations;
  const AsNames& names;
  std::string hostname{};
};

PeeringReport make_report(const ReportSources& sources);

}  // namespace flowbridge
