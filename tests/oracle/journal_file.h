#pragma once
/// A file of the journal's lines, judged from its beginning to its end.
///
/// It holds what `flowbridge state inspect --records` has printed, or several times that, one after
/// another, as long as each begins where the one before ends, or earlier: so that a journal which
/// does not keep all can be followed.
///
/// Lifetime: borrows its arguments for the call.      Threads: one.
/// Fails:    kInvalid, naming the line that is none of a journal, or of another window than
///           options.window; kUnsupported if the beginning or a part is not there, since what was
///           decided there is not known.
/// Units:    lines are counted from 1.
///
///   std::ifstream lines(path);
///   Result<JournalOutcome> outcome = check_journal(lines, truth, options, verdict);

#include "base/result.h"
#include "flowgen/truth.h"
#include "oracle/journal_check.h"
#include "oracle/verdict.h"

#include <iosfwd>

namespace flowbridge {

Result<JournalOutcome> check_journal(std::istream& lines, const Truth& truth,
                                     const JournalOptions& options, Verdict& verdict);

}  // namespace flowbridge
