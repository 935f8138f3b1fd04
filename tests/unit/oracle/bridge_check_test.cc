#include "oracle/bridge_check.h"

#include "unit/oracle/journal_book.h"

#include <map>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// /metrics of a bridge that has read all of the truth, as names with labels and values.
class Scrape {
 public:
  explicit Scrape(const Truth& truth) {
    const TruthTotals& totals = truth.totals;
    for (std::size_t i = 0; i < totals.by_class.size(); ++i) {
      const std::string name = flow_class_name(static_cast<FlowClass>(i));
      of["flowbridge_flow_bytes_total{class=\"" + name + "\"}"] = totals.by_class.at(i).bytes;
    }
    for (const PartitionRange& range : truth.ranges) {
      const std::string labels =
          "{topic=\"flows\",partition=\"" + std::to_string(range.partition) + "\"}";
      const auto end = static_cast<std::uint64_t>(range.end);
      of["flowbridge_kafka_records_consumed_total" + labels] = end;
      of["flowbridge_kafka_consumer_offset" + labels] = end;
    }
    of["flowbridge_flow_bytes_decoded_total"] = counted(totals).bytes;
    of["flowbridge_entries_decoded_total"] = entries(truth).decoded;
    for (const auto& [reason, count] : entries(truth).ignored) {
      of["flowbridge_entries_ignored_total{reason=\"" + reason + "\"}"] = count;
    }
    for (const auto& [reason, count] : entries(truth).rejected) {
      of["flowbridge_entries_rejected_total{reason=\"" + reason + "\"}"] = count;
    }
    of["flowbridge_entries_rejected_total{reason=\"bad_number\"}"] = 0;
    for (const char* name :
         {"flowbridge_late_records_total", "flowbridge_late_bytes_total",
          "flowbridge_excluded_records_total", "flowbridge_series_overflow_records_total",
          "flowbridge_series_overflow_bytes_total", "flowbridge_kafka_offsets_lost_total",
          "flowbridge_ticks_closed_total"}) {
      of[name] = 0;
    }
    for (const char* remote : {"a", "b"}) {
      const std::string label = std::string("{remote_name=\"") + remote;
      of["flowbridge_remote_write_samples_enqueued_total" + label + "\"}"] = 100;
      of["flowbridge_remote_write_samples_delivered_total" + label + "\"}"] = 60;
      of["flowbridge_remote_write_samples_pending" + label + "\"}"] = 30;
      of["flowbridge_remote_write_samples_rejected_total" + label + "\",reason=\"400\"}"] = 6;
      of["flowbridge_remote_write_samples_rejected_total" + label + "\",reason=\"422\"}"] = 3;
      of["flowbridge_remote_write_samples_skipped_total" + label + "\",reason=\"age\"}"] = 1;
    }
  }

  static EntryCounts entries(const Truth& truth) {
    const Result<Expected> expected = expected_from(truth, 15s);
    return expected ? expected->entries : EntryCounts{};
  }

  std::string text() const {
    std::string all = "# HELP flowbridge_ready Whether.\n# TYPE flowbridge_ready gauge\n";
    for (const auto& [name, value] : of) all += name + " " + std::to_string(value) + "\n";
    return all;
  }

  std::map<std::string, std::uint64_t> of;
};

struct Judged {
  Verdict verdict;
  BridgeOutcome outcome;

  std::vector<std::string> wrong() const {
    std::vector<std::string> names;
    for (const Finding& finding : verdict.findings()) {
      names.push_back(std::string(fault_name(finding.fault)) + " " + finding.series);
    }
    return names;
  }
};

class OracleBridge : public ::testing::Test {
 protected:
  Judged judge(const std::optional<JournalNumbers>& journal = {}, bool whole = false) const {
    Judged judged;
    const Result<Exposition> exposition = parse_exposition(scrape_.text());
    EXPECT_TRUE(exposition) << exposition.error().message();
    if (!exposition) return judged;
    const EntryCounts entries = Scrape::entries(truth_);
    judged.outcome = check_bridge(
        *exposition, {.truth = truth_, .entries = entries, .journal = journal, .whole = whole},
        judged.verdict);
    return judged;
  }

  const Truth truth_ = small_truth();
  Scrape scrape_{truth_};
};

TEST_F(OracleBridge, RightCountersHold) {
  const Judged right = judge(JournalNumbers{}, true);
  EXPECT_THAT(right.wrong(), IsEmpty());
  EXPECT_TRUE(right.outcome.has_all);
  EXPECT_EQ(right.outcome.records_consumed, 900u);
  EXPECT_GT(right.outcome.counters_checked, 25u);
}

TEST_F(OracleBridge, ACounterOffByOneIsNamed) {
  for (const char* name :
       {"flowbridge_entries_decoded_total", "flowbridge_entries_ignored_total{reason=\"marker\"}",
        "flowbridge_entries_rejected_total{reason=\"truncated\"}",
        "flowbridge_entries_rejected_total{reason=\"bad_number\"}"}) {
    scrape_ = Scrape(truth_);
    ++scrape_.of.at(name);
    EXPECT_THAT(judge().wrong(), ElementsAre(std::string("wrong_counter ") + name));
  }
}

TEST_F(OracleBridge, BytesOfAClassThatAreNotThoseDecodedBreakTheLaw) {
  ++scrape_.of.at("flowbridge_flow_bytes_total{class=\"transit\"}");
  EXPECT_THAT(judge().wrong(),
              ElementsAre("broken_law flowbridge_flow_bytes_total",
                          "wrong_counter flowbridge_flow_bytes_total{class=\"transit\"}"));
}

TEST_F(OracleBridge, ASampleThatIsNowhereBreaksTheLawOfItsDestination) {
  --scrape_.of.at("flowbridge_remote_write_samples_pending{remote_name=\"b\"}");
  const Judged wrong = judge();
  EXPECT_THAT(wrong.wrong(),
              ElementsAre("broken_law "
                          "flowbridge_remote_write_samples_enqueued_total{remote_name=\"b\"}"));
  EXPECT_EQ(wrong.verdict.first()->expected, 99);
  EXPECT_EQ(wrong.verdict.first()->found, 100);
}

TEST_F(OracleBridge, LateAndFoldedBytesAreThoseOfTheJournal) {
  const JournalNumbers journal{
      .late = {.flows = 3, .bytes = 300}, .excluded = {.flows = 1}, .folded = {.flows = 2}};
  EXPECT_THAT(judge(journal).wrong(),
              ElementsAre("wrong_counter flowbridge_excluded_records_total",
                          "wrong_counter flowbridge_late_bytes_total",
                          "wrong_counter flowbridge_late_records_total",
                          "wrong_counter flowbridge_series_overflow_records_total"));
  scrape_.of["flowbridge_excluded_records_total"] = 1;
  scrape_.of["flowbridge_late_bytes_total"] = 300;
  scrape_.of["flowbridge_late_records_total"] = 3;
  scrape_.of["flowbridge_series_overflow_records_total"] = 2;
  EXPECT_THAT(judge(journal).wrong(), IsEmpty());
}

TEST_F(OracleBridge, AProcessThatBeganLaterIsHeldOnlyToTheLaw) {
  --scrape_.of.at("flowbridge_kafka_records_consumed_total{topic=\"flows\",partition=\"1\"}");
  --scrape_.of.at("flowbridge_entries_decoded_total");
  const Judged later = judge();
  EXPECT_THAT(later.wrong(), IsEmpty());
  EXPECT_FALSE(later.outcome.has_all);
  EXPECT_THAT(judge({}, true).wrong(),
              ElementsAre("wrong_counter flowbridge_kafka_records_consumed_total"));
}

TEST_F(OracleBridge, RecordsThatAreStillToBeReadAreNamed) {
  --scrape_.of.at("flowbridge_kafka_consumer_offset{topic=\"flows\",partition=\"0\"}");
  EXPECT_THAT(judge().wrong(), ElementsAre("wrong_counter flowbridge_kafka_consumer_offset"
                                           "{topic=\"flows\", partition=\"0\"}"));
}

TEST_F(OracleBridge, AMetricThatIsGoneIsNamed) {
  scrape_.of.erase("flowbridge_late_bytes_total");
  const Judged wrong = judge();
  EXPECT_THAT(wrong.wrong(), ElementsAre("wrong_counter flowbridge_late_bytes_total"));
  EXPECT_EQ(wrong.verdict.first()->note, "is not there");
}

TEST(OracleExposition, LabelsAndValuesAreRead) {
  const Result<Exposition> exposition = parse_exposition(
      "# TYPE a counter\n"
      "a 17\n"
      "b{x=\"1\",y=\"say \\\"so\\\" \\\\ {and} \\n\"} 1.5e+06 1700000000000\n"
      "b{x=\"2\",} 2\n");
  ASSERT_TRUE(exposition) << exposition.error().message();
  EXPECT_EQ(exposition->sum("a"), 17);
  EXPECT_EQ(exposition->sum("b"), 1'500'002);
  EXPECT_EQ(exposition->sum("c"), std::nullopt);
  EXPECT_EQ(exposition->of("b").at(0).labels.at("y"), "say \"so\" \\ {and} \n");
  EXPECT_THAT(exposition->by("b", "x"),
              ElementsAre(std::pair<const std::string, double>("1", 1.5e6),
                          std::pair<const std::string, double>("2", 2)));
}

TEST(OracleExposition, ALineThatIsNoneIsNamed) {
  for (const char* text : {"<html>", "a{x=1} 2", "a{x=\"1\" 2", "a", "a seven"}) {
    const Result<Exposition> exposition = parse_exposition(text);
    ASSERT_FALSE(exposition) << text;
    EXPECT_THAT(exposition.error().message(), HasSubstr(text));
  }
}

}  // namespace
}  // namespace flowbridge
