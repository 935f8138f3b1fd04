#include "oracle/journal_check.h"

#include "oracle/journal_file.h"
#include "unit/oracle/journal_book.h"

#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Json = nlohmann::json;

struct Judged {
  Verdict verdict;
  JournalOutcome outcome;

  std::vector<std::string> faults() const {
    std::vector<std::string> names;
    for (const Finding& finding : verdict.findings()) names.push_back(fault_name(finding.fault));
    return names;
  }
  Finding first() const { return verdict.holds() ? Finding{} : *verdict.first(); }
};

Judged judge(const JournalBook& book, const Truth& truth, const JournalOptions& options = {}) {
  Judged judged;
  std::istringstream lines(book.text());
  Result<JournalOutcome> outcome = check_journal(lines, truth, options, judged.verdict);
  EXPECT_TRUE(outcome) << outcome.error().message();
  if (outcome) judged.outcome = *std::move(outcome);
  return judged;
}

class OracleJournal : public ::testing::Test {
 protected:
  /// Finds the same with every option that only asks for more.
  Judged judged() const { return judge(book_, truth_, {.complete_topic = true}); }

  const Truth truth_ = small_truth();
  JournalBook book_{truth_};
};

TEST_F(OracleJournal, ARightOneHoldsAndSaysWhereLateBytesCount) {
  const Judged right = judged();
  EXPECT_TRUE(right.verdict.holds()) << right.first().series << right.first().note;
  const JournalNumbers& numbers = right.outcome.numbers;
  EXPECT_EQ(numbers.batches, 18u);
  EXPECT_EQ(numbers.records, 900u);
  EXPECT_EQ(numbers.bytes, counted(truth_.totals).bytes);
  EXPECT_EQ(numbers.open_windows, 0u);
  EXPECT_EQ(numbers.unplanned.bytes, 0u);
  EXPECT_EQ(numbers.folded.bytes, 0u);
  EXPECT_GT(numbers.late.bytes, 0u);
  EXPECT_LE(numbers.late.bytes, truth_.totals.late.bytes);
  std::uint64_t bytes = 0;
  for (const ExpectedSeries& series : right.outcome.expected.series) {
    for (const ExpectedWindow& window : series.windows) {
      bytes += window.on_time.bytes;
      EXPECT_EQ(window.late, Counts{});
    }
  }
  EXPECT_EQ(bytes, counted(truth_.totals).bytes);
}

TEST_F(OracleJournal, ALateByteThatIsMovedIsNamedWithItsBatch) {
  Json& batch = book_.late_batch();
  Json& windows = batch["windows"];
  ASSERT_GT(windows.size(), 1u);
  Json& from = windows[0]["contributions"][0];
  from["bytes"] = from["bytes"].get<std::uint64_t>() - 1;
  windows[1]["contributions"].push_back(
      {{"series", from["series"]}, {"bytes", 1}, {"packets", 0}, {"flows", 0}});
  const Judged wrong = judged();
  EXPECT_THAT(wrong.faults(), ElementsAre("wrong_contribution", "wrong_contribution"));
  const Finding first = wrong.first();
  EXPECT_EQ(first.sequence, batch["sequence"].get<std::uint64_t>());
  EXPECT_EQ(to_ms(first.tick), windows[0]["tick_ms"].get<std::int64_t>());
  EXPECT_EQ(*first.found, *first.expected - 1);
  EXPECT_THAT(first.series, HasSubstr("of flows["));
  EXPECT_THAT(first.series,
              HasSubstr(std::to_string(batch["next_offset"].get<int>()) + "): flow_"));
}

TEST_F(OracleJournal, LateBytesThatAreNotSaidToBeAreNamed) {
  Json& totals = book_.late_batch()["totals"];
  const auto late = totals["late_bytes"].get<std::int64_t>();
  totals["late_bytes"] = late - 1;
  const Judged wrong = judged();
  EXPECT_THAT(wrong.faults(), ElementsAre("wrong_batch"));
  EXPECT_EQ(wrong.first().expected, late);
  EXPECT_EQ(wrong.first().found, late - 1);
  EXPECT_EQ(wrong.first().note, "late bytes");
}

TEST_F(OracleJournal, TotalsOfABatchAreThoseOfItsRecords) {
  for (const char* name : {"records", "flows", "bytes"}) {
    JournalBook book(truth_);
    Json& total = book.batch(4)["totals"][name];
    total = total.get<std::uint64_t>() + 1;
    const Judged wrong = judge(book, truth_);
    EXPECT_THAT(wrong.faults(), ElementsAre("wrong_batch"));
    EXPECT_EQ(wrong.first().note, name);
  }
}

TEST_F(OracleJournal, ABatchThatIsThereTwiceIsNamed) {
  const Json batch = book_.batch(5);
  book_.lines.push_back(batch);
  book_.lines.back()["sequence"] = book_.lines.size();
  const Judged wrong = judged();
  EXPECT_THAT(wrong.faults(), ElementsAre("batch_repeated"));
  EXPECT_EQ(wrong.first().sequence, book_.lines.size());
  EXPECT_EQ(wrong.first().expected, 450);
  EXPECT_EQ(wrong.first().found, batch["first_offset"].get<std::int64_t>());
}

TEST_F(OracleJournal, AHoleBetweenBatchesIsNamedAndStillExpected) {
  Json& batch = book_.batch(4);
  const auto first = batch["first_offset"].get<std::int64_t>();
  const auto next = batch["next_offset"].get<std::int64_t>();
  batch["type"] = "unknown";
  const Judged wrong = judge(book_, truth_);
  EXPECT_THAT(wrong.faults(), ElementsAre("batch_hole"));
  EXPECT_EQ(wrong.first().expected, first);
  EXPECT_EQ(wrong.first().found, next);
  std::uint64_t bytes = 0;
  for (const ExpectedSeries& series : wrong.outcome.expected.series) {
    for (const ExpectedWindow& window : series.windows) bytes += window.on_time.bytes;
  }
  EXPECT_EQ(bytes, counted(truth_.totals).bytes);
}

TEST_F(OracleJournal, RecordsAtTheEndOrTheBeginningThatNoBatchCountsAreNamed) {
  book_.batch(16)["type"] = "unknown";
  const Judged at_end = judge(book_, truth_);
  EXPECT_THAT(at_end.faults(), ElementsAre("batch_hole"));
  EXPECT_EQ(at_end.first().series, "flows[0] [400, 450)");

  JournalBook book(truth_);
  book.line("lane", 1)["start_offset"] = 50;
  book.batch(1)["type"] = "unknown";
  const Judged at_beginning = judge(book, truth_);
  EXPECT_THAT(at_beginning.faults(), ElementsAre("batch_hole"));
  EXPECT_EQ(at_beginning.first().note, "the offset at which counting begins");

  JournalBook without(truth_);
  without.line("lane", 1)["type"] = "unknown";
  const Judged unknown = judge(without, truth_);
  EXPECT_EQ(unknown.verdict.count(Fault::kBatchUnknown), 9u);
  EXPECT_EQ(unknown.verdict.count(Fault::kBatchHole), 1u);
}

TEST_F(OracleJournal, BytesOfAnotherSeriesOrOfNoneAreNamed) {
  Json& contribution = book_.batch(2)["windows"][0]["contributions"][0];
  const int other = contribution["series"].get<int>() + 1;
  contribution["series"] = other;
  EXPECT_EQ(judged().verdict.count(Fault::kWrongContribution), 2u);

  contribution["series"] = 9999;
  EXPECT_THAT(judged().faults(), ElementsAre("batch_unknown", "wrong_contribution"));
}

TEST_F(OracleJournal, PacketsAndFlowsAreHeldToTheTruthToo) {
  Json& packets = book_.batch(2)["windows"][0]["contributions"][0]["packets"];
  packets = packets.get<std::uint64_t>() + 1;
  const Judged wrong = judged();
  EXPECT_THAT(wrong.faults(), ElementsAre("wrong_contribution"));
  EXPECT_THAT(wrong.first().series, HasSubstr("_packets_total{"));
}

TEST_F(OracleJournal, ATickOutOfOrderOrOffTheGridIsNamed) {
  Json& tick = book_.line("tick", 8);
  tick["tick_ms"] = tick["tick_ms"].get<std::int64_t>() + 1;
  const Judged off = judge(book_, truth_);
  EXPECT_GE(off.verdict.count(Fault::kWrongTick), 1u);
  EXPECT_EQ(off.first().note, "no window ends there");

  JournalBook book(truth_);
  book.lines.push_back(book.line("tick", 8));
  book.lines.back()["sequence"] = book.lines.size();
  const Judged again = judge(book, truth_);
  EXPECT_THAT(again.faults(), ElementsAre("wrong_tick"));
}

TEST_F(OracleJournal, AWindowThatNoTickClosesIsNamed) {
  // The tick before the last holds something, and is passed over.
  int ticks = 0;
  for (const Json& line : book_.lines) ticks += line["type"] == "tick" ? 1 : 0;
  book_.line("tick", ticks - 2)["type"] = "unknown";
  const Judged wrong = judge(book_, truth_);
  EXPECT_GE(wrong.verdict.count(Fault::kWrongTick), 1u);
  EXPECT_THAT(wrong.verdict.findings().back().note, HasSubstr("left out"));
}

TEST_F(OracleJournal, AWindowMayNotCloseBeforeEveryPartitionHasPassedIt) {
  // The batch of a partition comes after the ticks that it has to come before.
  for (std::size_t i = 0; i + 1 < book_.lines.size(); ++i) {
    Json& line = book_.lines[i];
    if (line["type"] != "tick" || line["tick_ms"] < to_ms(truth_.generator.start)) continue;
    for (std::size_t batch = i; batch-- > 0;) {
      if (book_.lines[batch]["type"] != "batch") continue;
      std::swap(book_.lines[batch], line);
      std::swap(book_.lines[batch]["sequence"], line["sequence"]);
      break;
    }
    break;
  }
  const Judged strict = judged();
  EXPECT_GE(strict.verdict.count(Fault::kWrongTick), 1u);
  EXPECT_THAT(strict.first().note, HasSubstr("has not passed it, has more, and is not left out"));
}

TEST_F(OracleJournal, APartitionThatHasPassedIsNotLeftOut) {
  book_.line("tick", 12)["excluded"] = {{{"lane", 1}}};
  const Judged wrong = judged();
  EXPECT_THAT(wrong.faults(), ElementsAre("wrong_tick"));
  EXPECT_EQ(wrong.first().note, "flows[1] has passed it, and is left out");
}

TEST_F(OracleJournal, ACutTimestampIsSaidToBe) {
  Json& stamp = book_.batch(6)["timestamp_max_ms"];
  stamp = stamp.get<std::int64_t>() - 1;
  const Judged wrong = judged();
  EXPECT_THAT(wrong.faults(), ElementsAre("wrong_batch"));
  EXPECT_THAT(wrong.first().note, HasSubstr("R1"));
}

class OracleJournalFolded : public ::testing::Test {
 protected:
  /// A batch's first contribution to a folded series.
  Json& folded_contribution() {
    std::vector<int> folded;
    for (Json& line : book_.lines) {
      if (line["type"] == "series" && line["kind"] == "folded") folded.push_back(line["series"]);
      if (line["type"] != "batch") continue;
      for (Json& contribution : line["windows"].back()["contributions"]) {
        if (std::count(folded.begin(), folded.end(), contribution["series"]) > 0) {
          return contribution;
        }
      }
    }
    return book_.lines.front();
  }

  const Truth truth_ = small_truth();
  JournalBook book_{truth_, JournalBook::Folding::kEvenAs};
};

TEST_F(OracleJournalFolded, HoldWhatTheirOwnKeysLack) {
  const Judged right = judge(book_, truth_);
  EXPECT_TRUE(right.verdict.holds()) << right.first().series;
  EXPECT_GT(right.outcome.numbers.folded.bytes, 0u);
  std::uint64_t folded = 0;
  std::uint64_t bytes = 0;
  for (const ExpectedSeries& series : right.outcome.expected.series) {
    for (const ExpectedWindow& window : series.windows) {
      bytes += window.on_time.bytes;
      if (series.key.folded) folded += window.on_time.bytes;
    }
  }
  EXPECT_EQ(folded, right.outcome.numbers.folded.bytes);
  EXPECT_EQ(bytes, counted(truth_.totals).bytes);
}

TEST_F(OracleJournalFolded, AByteTooManyOrTooFewIsNamed) {
  Json& bytes = folded_contribution()["bytes"];
  bytes = bytes.get<std::uint64_t>() + 1;
  const Judged more = judge(book_, truth_);
  EXPECT_THAT(more.faults(), ElementsAre("wrong_fold"));
  EXPECT_EQ(*more.first().found, *more.first().expected + 1);
  EXPECT_THAT(more.first().series, HasSubstr("=\"other\""));
  bytes = bytes.get<std::uint64_t>() - 2;
  EXPECT_THAT(judge(book_, truth_).faults(), ElementsAre("wrong_fold"));
}

TEST_F(OracleJournalFolded, ASeriesIsWhatItsLabelsSay) {
  for (Json& line : book_.lines) {
    if (line["type"] == "series" && line["kind"] == "folded") line["kind"] = "own_key";
  }
  EXPECT_GE(judge(book_, truth_).verdict.count(Fault::kWrongLabels), 1u);
}

}  // namespace
}  // namespace flowbridge
