// The oracle as a program, against a real Prometheus that was given right and wrong samples.

#include "flowgen/payload.h"
#include "flowgen/truth.h"
#include "oracle/series.h"
#include "process/whole_file.h"
#include "support/child_process.h"
#include "support/prometheus_process.h"
#include "support/temporary_directory.h"
#include "unit/oracle/journal_book.h"

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::int64_t kWindowMs = 15'000;
constexpr std::int64_t kStartMs = 1'767'225'600'000;  // 2026-01-01T00:00:00Z

/// Labels of the series that a message feeds, told from its text.
Labels labels_of(const nlohmann::json& flow) {
  const auto asn = [&](const char* key) {
    return flow.contains(key) ? std::to_string(flow.at(key).get<std::int64_t>()) : "missing";
  };
  const std::string source = asn("as_src");
  const std::string destination = asn("as_dst");
  Labels labels = {{"hostname", flow.at("label")}, {"job", "flowbridge"}, {"instance", "test"}};
  const bool receive = destination == "64496";
  if (receive && source == "64496") {
    labels["__name__"] = "flow_internal_bytes_total";
  } else if (receive || source == "64496") {
    labels["__name__"] = receive ? "flow_receive_bytes_total" : "flow_transmit_bytes_total";
    labels["source_as"] = source;
    labels["source_as_name"] = "AS" + source;
    labels["destination_as"] = destination;
    labels["destination_as_name"] = "AS" + destination;
  } else if (source == "0" || destination == "0") {
    labels["__name__"] = "flow_unclassified_bytes_total";
    labels["reason"] = "as_zero";
  } else {
    labels["__name__"] = "flow_transit_bytes_total";
  }
  return labels;
}

/// Bytes of each tick and series.
using Windows = std::map<std::int64_t, std::map<Labels, std::uint64_t>>;

struct Scene {
  Truth truth = {};
  Windows windows = {};
  std::int64_t last_tick = 0;
};

/// Ten minutes of traffic of 12 AS. Late records count in the window after the newest so far.
Scene make_scene(std::uint32_t late_per_million) {
  Scene scene;
  scene.truth.generator = {.seed = 11,
                           .partitions = 2,
                           .event_rate = 5,
                           .start = unix_ms(kStartMs),
                           .as_count = 12,
                           .routers = {"r1", "r2"},
                           .traffic_weights = {5, 5, 1, 1, 0, 0, 0},
                           .malformed_per_million = 20'000,
                           .late_per_million = late_per_million,
                           .multi_values_per_million = 50'000};
  scene.truth.topic = "flows";
  const Generator generator(scene.truth.generator);
  RecordPlan plan;
  std::string payload;
  for (Offset offset = 0; offset < 1500; ++offset) {
    for (std::int32_t partition = 0; partition < 2; ++partition) {
      generator.plan({partition, offset}, plan);
      scene.truth.totals.add(plan);
      render_payload(plan, scene.truth.generator, payload);
      const std::int64_t own_tick = (to_ms(plan.timestamp) / kWindowMs + 1) * kWindowMs;
      scene.last_tick = std::max(scene.last_tick, own_tick);
      const std::int64_t counted_at = plan.late ? scene.last_tick : own_tick;
      std::istringstream lines(payload);
      std::size_t entry = 0;
      for (std::string line; std::getline(lines, line); ++entry) {
        if (plan.entries.at(entry).form != GeneratedForm::kFlow) continue;
        const auto flow = nlohmann::json::parse(line);
        scene.windows[counted_at][labels_of(flow)] += flow.at("bytes").get<std::uint64_t>();
      }
    }
  }
  scene.truth.ranges = {{0, 0, 1500}, {1, 0, 1500}};
  return scene;
}

WrittenSeries one_sample(const Labels& labels, UnixTime timestamp, double value) {
  WrittenSeries series;
  for (const auto& [name, text] : labels) series.labels.push_back({name, text});
  series.samples.push_back({timestamp, value_bits(value)});
  return series;
}

/// The requests that send the windows: per tick one with anchors at the tick before, one with the
/// samples of what rose (R15, R17).
std::vector<std::vector<WrittenSeries>> requests_of(const Windows& windows) {
  std::vector<std::vector<WrittenSeries>> requests;
  std::map<Labels, double> values;
  std::map<Labels, std::int64_t> newest;
  for (const auto& [tick, series] : windows) {
    std::vector<WrittenSeries> anchors;
    std::vector<WrittenSeries> samples;
    for (const auto& [labels, bytes] : series) {
      double& value = values[labels];
      const auto sent = newest.find(labels);
      if (sent == newest.end() || sent->second < tick - kWindowMs) {
        anchors.push_back(one_sample(labels, unix_ms(tick - kWindowMs), value));
      }
      value += static_cast<double>(bytes);
      newest[labels] = tick;
      samples.push_back(one_sample(labels, unix_ms(tick), value));
    }
    if (!anchors.empty()) requests.push_back(anchors);
    requests.push_back(samples);
  }
  return requests;
}

struct Judgement {
  int exit_code = -1;
  std::string output;
  std::string errors;
};

Judgement run_oracle(const std::vector<std::string>& arguments) {
  std::vector<std::string> command = {FLOWBRIDGE_ORACLE};
  command.insert(command.end(), arguments.begin(), arguments.end());
  Result<ChildProcess> oracle = ChildProcess::start({.command = command});
  EXPECT_TRUE(oracle);
  Judgement judgement;
  judgement.output = oracle->read_rest(60s);
  judgement.exit_code = oracle->wait(10s).value_or(ExitStatus{}).code;
  judgement.errors = oracle->error_output();
  return judgement;
}

class OracleOnPrometheus : public ::testing::Test {
 protected:
  void SetUp() override {
    Result<std::unique_ptr<PrometheusProcess>> started = PrometheusProcess::start();
    if (!started && started.error().code() == ErrorCode::kNotFound) {
      GTEST_SKIP() << "needs Prometheus: " << started.error().message();
    }
    ASSERT_TRUE(started) << started.error().message();
    prometheus_ = *std::move(started);
  }

  void store(const Windows& windows) {
    for (const std::vector<WrittenSeries>& request : requests_of(windows)) {
      ASSERT_EQ(prometheus_->write(request), 204);
    }
  }

  Judgement judge(const Scene& scene, const std::vector<std::string>& more = {}) {
    return judge_at(prometheus_->url(), scene, more);
  }

  Judgement judge_at(const std::string& url, const Scene& scene,
                     const std::vector<std::string>& more = {}) {
    const std::string path = directory_.file("truth.json");
    EXPECT_TRUE(write_file(path, to_json(scene.truth)));
    std::vector<std::string> arguments = {"--truth-file=" + path, "--prometheus=" + url};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_oracle(arguments);
  }

  std::unique_ptr<PrometheusProcess> prometheus_;
  TemporaryDirectory directory_;
};

TEST_F(OracleOnPrometheus, RightSamplesHold) {
  const Scene scene = make_scene(0);
  store(scene.windows);
  const Judgement judgement = judge(scene, {"--wait=20s"});
  EXPECT_EQ(judgement.exit_code, 0) << judgement.output << judgement.errors;
  EXPECT_THAT(judgement.output, StartsWith("oracle: everything holds\n"));
}

TEST_F(OracleOnPrometheus, RightSamplesWithLateBytesHold) {
  const Scene scene = make_scene(50'000);
  ASSERT_GT(scene.truth.totals.late.bytes, 0u);
  store(scene.windows);
  const Judgement judgement = judge(scene);
  EXPECT_EQ(judgement.exit_code, 0) << judgement.output << judgement.errors;
}

TEST_F(OracleOnPrometheus, AByteInTheWrongWindowIsNamed) {
  const Scene scene = make_scene(0);
  Windows wrong = scene.windows;
  const std::int64_t tick = kStartMs + 20 * kWindowMs;
  const Labels labels = wrong.at(tick).begin()->first;
  wrong.at(tick).at(labels) -= 1;
  wrong[tick + kWindowMs][labels] += 1;
  store(wrong);
  const Judgement judgement = judge(scene, {"--json"});
  EXPECT_EQ(judgement.exit_code, 1);
  const nlohmann::json json = nlohmann::json::parse(judgement.output);
  EXPECT_EQ(json.at("findings_count"), 1) << judgement.output;
  EXPECT_EQ(json.at("windows_wrong"), 2);
  const nlohmann::json& first = json.at("findings").at(0);
  EXPECT_EQ(first.at("fault"), "wrong_window");
  EXPECT_EQ(first.at("tick_ms"), tick);
  EXPECT_EQ(first.at("difference"), -1);
  EXPECT_EQ(first.at("expected"), scene.windows.at(tick).at(labels));
  EXPECT_THAT(first.at("series").get<std::string>(), HasSubstr(labels.at("hostname")));
}

TEST_F(OracleOnPrometheus, AWindowThatWasNeverSentIsNamed) {
  const Scene scene = make_scene(0);
  Windows wrong = scene.windows;
  wrong.erase(scene.last_tick);
  store(wrong);
  const Judgement judgement = judge(scene, {"--wait=1s"});
  EXPECT_EQ(judgement.exit_code, 1);
  EXPECT_THAT(judgement.output, HasSubstr(": wrong_window at "));
  EXPECT_THAT(judgement.output, HasSubstr("(" + std::to_string(scene.last_tick) + ")"));
  EXPECT_THAT(judgement.output, HasSubstr("  wrong_total: "));
  EXPECT_THAT(judgement.errors, HasSubstr("oracle: bytes: found "));
}

TEST_F(OracleOnPrometheus, ASurplusSeriesIsNamed) {
  const Scene scene = make_scene(0);
  Windows wrong = scene.windows;
  Labels labels = wrong.begin()->second.begin()->first;
  labels["hostname"] = "r9";
  wrong.begin()->second[labels] = 77;
  store(wrong);
  const Judgement judgement = judge(scene);
  EXPECT_EQ(judgement.exit_code, 1);
  EXPECT_THAT(judgement.output, HasSubstr("hostname=\"r9\""));
  EXPECT_THAT(judgement.output, HasSubstr("unexpected_series at"));
  EXPECT_THAT(judgement.output, HasSubstr("expected 0, found 77"));
}

TEST_F(OracleOnPrometheus, AnEmptyStoreMissesEverySeries) {
  const Judgement judgement = judge(make_scene(0));
  EXPECT_EQ(judgement.exit_code, 1);
  EXPECT_THAT(judgement.output, HasSubstr("missing_series"));
  EXPECT_THAT(judgement.output, HasSubstr("found 0; samples: 0"));
}

/// What a right bridge sends for the journal.
Windows windows_of(const JournalBook& book) {
  std::map<int, Labels> labels;
  Windows windows;
  for (const nlohmann::json& line : book.lines) {
    if (line.at("type") == "series") labels[line.at("series")] = line.at("labels").get<Labels>();
    if (line.at("type") != "batch") continue;
    for (const nlohmann::json& window : line.at("windows")) {
      for (const nlohmann::json& contribution : window.at("contributions")) {
        windows[window.at("tick_ms")][labels.at(contribution.at("series"))] +=
            contribution.at("bytes").get<std::uint64_t>();
      }
    }
  }
  return windows;
}

TEST_F(OracleOnPrometheus, WithAJournalLateAndFoldedBytesAreExactToo) {
  const Scene scene{.truth = small_truth()};
  const JournalBook book(scene.truth, JournalBook::Folding::kEvenAs);
  const std::string journal = directory_.file("journal.jsonl");
  ASSERT_TRUE(write_file(journal, book.text()));
  store(windows_of(book));
  const Judgement right = judge(scene, {"--wait=20s", "--journal-file=" + journal});
  EXPECT_EQ(right.exit_code, 0) << right.output << right.errors;
  EXPECT_THAT(right.output, HasSubstr("\njournal: batches: 18; "));
}

TEST_F(OracleOnPrometheus, ALateByteIsWhereTheJournalPutItOrIsNamed) {
  const Scene scene{.truth = small_truth()};
  JournalBook book(scene.truth);
  const std::string journal = directory_.file("journal.jsonl");
  ASSERT_TRUE(write_file(journal, book.text()));
  Windows wrong = windows_of(book);
  const nlohmann::json& window = book.late_batch().at("windows").at(0);
  const std::int64_t tick = window.at("tick_ms");
  const Labels labels = wrong.at(tick).begin()->first;
  wrong.at(tick).at(labels) -= 1;
  wrong[tick + kWindowMs][labels] += 1;
  store(wrong);
  const Judgement judgement = judge(scene, {"--wait=20s", "--json", "--journal-file=" + journal});
  EXPECT_EQ(judgement.exit_code, 1) << judgement.output << judgement.errors;
  const nlohmann::json json = nlohmann::json::parse(judgement.output);
  EXPECT_EQ(json.at("findings_count"), 1) << judgement.output;
  EXPECT_EQ(json.at("windows_wrong"), 2);
  const nlohmann::json& first = json.at("findings").at(0);
  EXPECT_EQ(first.at("fault"), "wrong_window");
  EXPECT_EQ(first.at("tick_ms"), tick);
  EXPECT_EQ(first.at("difference"), -1);
}

TEST_F(OracleOnPrometheus, UsageAndUnreachableAreExitCodeTwo) {
  const Scene scene = make_scene(0);
  const Judgement unreachable = judge_at("http://127.0.0.1:" + std::to_string(free_port()), scene);
  EXPECT_EQ(unreachable.exit_code, 2);
  EXPECT_THAT(unreachable.errors, HasSubstr("127.0.0.1"));
  EXPECT_EQ(judge(scene, {"--metrics=bits"}).exit_code, 2);
  EXPECT_EQ(judge(scene, {"--window=soon"}).exit_code, 2);
  EXPECT_EQ(judge(scene, {"--truth-file=/nonexistent"}).exit_code, 2);
}

class OracleOnAJournal : public ::testing::Test {
 protected:
  Judgement judge(const std::string& journal, const std::vector<std::string>& more = {}) {
    EXPECT_TRUE(write_file(directory_.file("truth.json"), to_json(truth_)));
    EXPECT_TRUE(write_file(directory_.file("journal.jsonl"), journal));
    std::vector<std::string> arguments = {"--truth-file=" + directory_.file("truth.json"),
                                          "--journal-file=" + directory_.file("journal.jsonl")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_oracle(arguments);
  }

  const Truth truth_ = small_truth();
  JournalBook book_{truth_};
  TemporaryDirectory directory_;
};

TEST_F(OracleOnAJournal, NeedsNoStore) {
  const Judgement right = judge(book_.text(), {"--complete-topic"});
  EXPECT_EQ(right.exit_code, 0) << right.output << right.errors;
  EXPECT_THAT(right.output, StartsWith("oracle: everything holds\njournal: batches: 18; ticks: "));
}

TEST_F(OracleOnAJournal, NamesTheFirstBatchThatIsWrong) {
  nlohmann::json& bytes = book_.batch(3).at("totals").at("bytes");
  bytes = bytes.get<std::uint64_t>() + 1;
  const std::string sequence = book_.batch(3).at("sequence").dump();
  const Judgement wrong = judge(book_.text());
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.output, StartsWith("oracle: WRONG, 1 findings\nfirst: batch " + sequence +
                                       " of flows[1] [50, 100): wrong_batch: expected "));
}

TEST_F(OracleOnAJournal, WithoutItsBeginningIsUsage) {
  book_.lines.erase(book_.lines.begin());
  const Judgement wrong = judge(book_.text());
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.errors, HasSubstr("not all of its decisions are known"));
  EXPECT_THAT(wrong.errors, HasSubstr("judge without --journal-file"));
}

TEST_F(OracleOnAJournal, ABridgeThatDoesNotAnswerIsNoVerdict) {
  const std::string url = "--bridge=http://127.0.0.1:" + std::to_string(free_port());
  const Judgement judgement = judge(book_.text(), {url});
  EXPECT_EQ(judgement.exit_code, 2);
  EXPECT_THAT(judgement.errors, HasSubstr("--bridge: http://127.0.0.1:"));
}

}  // namespace
}  // namespace flowbridge
