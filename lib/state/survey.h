#pragma once
/// A whole state directory, read without changing it.
///
/// What `flowbridge state verify` judges and `flowbridge state inspect` explains: whose it is,
/// every record and checkpoint of the journal, what they add up to, and how far each destination
/// has come. A bridge may be running in it: nothing is locked. Cursors are read before the journal,
/// so that they cannot be ahead of it; and what looks like damage is looked at again, because the
/// bridge moves files meanwhile.
///
/// Lifetime: a value.      Threads: one.
/// Fails:    kIo, kInvalid (not permitted), kNotFound (a running bridge deletes what is being read,
///           each time again). What is damaged is a Finding.
/// Units:    sequences; times are ticks.
///
///   Result<StateSurvey> survey = survey_state(*directory);
///   if (survey && survey->findings.empty()) std::puts("whole");

#include "delivery/cursor.h"
#include "delivery/gap.h"
#include "delivery/quarantine.h"
#include "journal/state_directory.h"
#include "journal/verify.h"
#include "ledger/ledger.h"
#include "series/accounts.h"
#include "state/finding.h"
#include "state/log_walk.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace flowbridge {

/// The ticks whose records lie in a segment.
struct SegmentTicks {
  std::uint64_t count = 0;
  std::optional<UnixTime> first;
  std::optional<UnixTime> last;
};

/// A tick that closed without some lanes (R5).
struct Exclusion {
  Sequence sequence = 0;
  UnixTime tick{};
  std::vector<LaneId> lanes;
};

struct DestinationSurvey {
  std::string name;
  /// Absent: it has not begun, and will begin at the journal's end; or the file is damaged.
  std::optional<Cursor> cursor;
  /// Where it stands in a gap that has taken what the cursor names from the journal (R22).
  std::optional<GapPosition> inside;
  /// Ticks in the journal that are not settled; absent without a cursor.
  std::optional<std::uint64_t> ticks_behind;
  std::map<SeriesId, Quarantine::Entry> quarantine;
};

struct StateSurvey {
  /// There is nothing of flowbridge in the directory.
  bool nothing = false;
  /// Who holds the lock; absent if nobody does.
  std::optional<std::string> in_use_by;
  std::optional<WriterIdentity> writer;

  VerifyReport journal;
  /// By the first sequence of the segment.
  std::map<Sequence, SegmentTicks> segment_ticks;
  std::vector<CheckpointContents> checkpoints;
  /// Where the replay began: 1, or the oldest checkpoint.
  Sequence replayed_from = kFirstSequence;
  std::uint64_t ticks = 0;
  std::vector<Exclusion> exclusions;
  /// What the whole log adds up to; absent if it does not.
  std::optional<Ledger> ledger;
  std::optional<Accounts> accounts;

  std::vector<DestinationSurvey> destinations;
  std::vector<Finding> findings;
};

Result<StateSurvey> survey_state(Directory& root);

}  // namespace flowbridge
