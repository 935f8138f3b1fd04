#include "peering/collect.h"

#include "peering/query_answer.h"
#include "support/result_matchers.h"

#include <map>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr UnixTime kEnd = unix_ms(1'790'812'800'000);

const DaysWithFlows kAllDays(7, true);

/// A store in which an AS has one rate, in bytes per second, except in the last `bursts` samples.
struct StoredAs {
  double rate = 0;
  double burst = 0;
  std::int64_t bursts = 0;
};

class FakeStore {
 public:
  std::map<std::string, StoredAs> in;
  std::map<std::string, StoredAs> out;
  std::vector<StoreQuery> queries;

  AskStore ask() {
    return [this](const StoreQuery& query) -> Result<std::string> {
      queries.push_back(query);
      if (query.expression.find(" default ") != std::string::npos) {
        return Error(ErrorCode::kInvalid, "parse error");
      }
      return answer(query);
    };
  }

 private:
  static double rate_at(const StoredAs& as, UnixTime time) {
    return kEnd - time < as.bursts * kSampleStep ? as.burst : as.rate;
  }

  static double bytes_until(const StoredAs& as, UnixTime end) {
    double bytes = 0;
    for (UnixTime time = end; time > end - kDay; time -= kSampleStep) {
      bytes += rate_at(as, time) * 300;
    }
    return bytes;
  }

  /// Those of the query's list, or all.
  static bool is_asked(const StoreQuery& query, const std::string& asn) {
    const std::size_t list = query.expression.find("_as=~\"");
    if (list == std::string::npos) return true;
    const std::string numbers = query.expression.substr(list + 6);
    return ("|" + numbers.substr(0, numbers.find('"')) + "|").find("|" + asn + "|") !=
           std::string::npos;
  }

  std::string answer(const StoreQuery& query) const {
    const bool is_in = query.expression.find("receive") != std::string::npos;
    const bool is_rate = query.expression.find("rate(") != std::string::npos;
    const bool has_routers = query.expression.find("hostname)") != std::string::npos;
    std::string result;
    for (const auto& [asn, as] : is_in ? in : out) {
      if (!is_asked(query, asn)) continue;
      result += (result.empty() ? "" : ",") + std::string(R"({"metric":{")") +
                (is_in ? "source_as" : "destination_as") + R"(":")" + asn + '"' +
                (has_routers ? R"(,"hostname":"edge-1")" : "") + "},";
      std::string points;
      for (UnixTime time = query.first; time <= query.last;
           time += std::max(query.step, Duration(1))) {
        const double value = is_rate ? rate_at(as, time) : bytes_until(as, time);
        points += (points.empty() ? "" : ",") + std::string("[") +
                  std::to_string(to_ms(time) / 1000) + ",\"" + std::to_string(value) + "\"]";
      }
      result += query.is_range() ? "\"values\":[" + points + "]}" : "\"value\":" + points + "}";
    }
    return std::string(R"({"status":"success","data":{"resultType":")") +
           (query.is_range() ? "matrix" : "vector") + R"(","result":[)" + result + "]}}";
  }
};

CollectOptions seven_days(std::size_t shown = 2) {
  return {.end = kEnd, .window = 7 * kDay, .shown = shown};
}

TEST(CollectVolumes, AddsUpDaysAndDirections) {
  FakeStore store;
  store.in = {{"15169", {.rate = 1000}}, {"0", {.rate = 10}}, {"other", {.rate = 5}}, {"", {}}};
  store.out = {{"15169", {.rate = 250}}, {"2906", {.rate = 500}}, {"AS7", {.rate = 1}}};
  const Result<Volumes> volumes = collect_volumes(store.ask(), seven_days());
  ASSERT_THAT(volumes, IsOk());
  EXPECT_THAT(volumes->remote, ElementsAre(AsVolume{Asn(0), 80, 0}, AsVolume{Asn(2906), 0, 4000},
                                           AsVolume{Asn(15169), 8000, 2000}));
  EXPECT_EQ(volumes->folded.in_bits, 40);
  EXPECT_EQ(volumes->days, kAllDays);
  EXPECT_EQ(volumes->series_unread, 14U) << "two labels, seven days";
  EXPECT_EQ(store.queries.size(), 14U);
}

TEST(CollectVolumes, CountsDaysWithoutTraffic) {
  FakeStore store;
  store.in = {{"15169", {.rate = 0, .burst = 9, .bursts = 289}}};
  const Result<Volumes> volumes = collect_volumes(store.ask(), seven_days());
  ASSERT_THAT(volumes, IsOk());
  EXPECT_THAT(volumes->days, ElementsAre(false, false, false, false, false, true, true));
  EXPECT_EQ(volumes->days_that_count(), 2U);
  // 289 samples in two days.
  EXPECT_DOUBLE_EQ(volumes->remote.front().in_bits, 9 * 8 * 289 / 576.0);
}

TEST(CollectVolumes, OfAnEmptyStoreAreNone) {
  FakeStore store;
  store.in = {{"15169", {}}};
  const Result<Volumes> volumes = collect_volumes(store.ask(), seven_days());
  ASSERT_THAT(volumes, IsOk());
  EXPECT_EQ(volumes->days_that_count(), 0U);
  EXPECT_EQ(volumes->remote.front().total_bits(), 0);
}

TEST(CollectVolumes, AreThoseOfOurOwnAs) {
  FakeStore store;
  CollectOptions options = seven_days();
  options.own = {Asn(1103), Asn(1104)};
  ASSERT_THAT(collect_volumes(store.ask(), options), IsOk());
  for (const StoreQuery& query : store.queries) {
    const bool is_in = query.expression.find("receive") != std::string::npos;
    EXPECT_NE(query.expression.find(is_in ? "{destination_as=~\"1103|1104\"}"
                                          : "{source_as=~\"1103|1104\"}"),
              std::string::npos)
        << query.expression;
  }
}

TEST(FindDialect, TakesAStoreForVictoriaMetricsIfItUnderstandsMore) {
  const auto store = [](const Result<std::string>& answer) {
    return [answer](const StoreQuery&) { return answer; };
  };
  EXPECT_THAT(find_dialect(store(std::string("{}")), kEnd), IsOkAndHolds(Dialect::kMetricsql));
  EXPECT_THAT(find_dialect(store(Error(ErrorCode::kInvalid, "parse error")), kEnd),
              IsOkAndHolds(Dialect::kPromql));
  EXPECT_THAT(find_dialect(store(Error(ErrorCode::kUnavailable, "no route")), kEnd),
              FailsWith(ErrorCode::kUnavailable, "no route"));
}

TEST(Examine, RanksByPercentilesAndNotByAverages) {
  FakeStore store;
  // Of 2016 samples 101 are at the percentile and above.
  store.in = {{"1", {.rate = 100}},
              {"2", {.rate = 10, .burst = 900, .bursts = 101}},
              {"3", {.rate = 10, .burst = 900, .bursts = 100}}};
  store.out = {{"1", {.rate = 40}}};
  const std::vector<AsVolume> candidates = {{Asn(1), 800, 320}, {Asn(2), 430, 0}, {Asn(3), 425, 0}};
  const Result<Examination> found = examine(store.ask(), seven_days(3), {kAllDays, candidates});
  ASSERT_THAT(found, IsOk());
  ASSERT_EQ(found->traffic.size(), 3U);
  EXPECT_EQ(found->traffic[0].asn, Asn(2));
  EXPECT_EQ(found->traffic[0].window.in.p95_bits, 7200);
  EXPECT_EQ(found->traffic[1].asn, Asn(1));
  EXPECT_EQ(found->traffic[1].window.out.average_bits, 320);
  EXPECT_EQ(found->traffic[2].asn, Asn(3));
  EXPECT_EQ(found->traffic[2].window.in.p95_bits, 80);
  EXPECT_EQ(found->traffic[2].window.out, RateSummary{}) << "no series, no traffic";
  EXPECT_EQ(found->examined, 3U);
  EXPECT_EQ(found->unexamined_p95_bits_max, std::nullopt);
}

TEST(Examine, LeavesOutDaysOfWhichTheStoreHasNothing) {
  FakeStore store;
  // A day of the seven: less than the twentieth part that a percentile needs.
  store.in = {{"1", {.burst = 20, .bursts = 288}}, {"2", {.burst = 30, .bursts = 288}}};
  const std::vector<AsVolume> candidates = {{Asn(1), 160, 0}, {Asn(2), 240, 0}};
  const DaysWithFlows last = {false, false, false, false, false, false, true};
  const Result<Examination> found = examine(store.ask(), seven_days(), {last, candidates});
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->traffic[0].asn, Asn(2));
  EXPECT_EQ(found->traffic[0].window.in, (RateSummary{240, 240, 288}));
  EXPECT_EQ(found->traffic[0].short_window.in, (RateSummary{240, 240, 288}));
  EXPECT_THAT(found->traffic[0].in_days, ElementsAre(0, 0, 0, 0, 0, 0, 240));
  EXPECT_DOUBLE_EQ(found->traffic[0].routers[0].in_bits, 240);
}

TEST(Examine, RanksEqualBillsByAverages) {
  FakeStore store;
  // Too few samples for a percentile.
  store.in = {{"1", {.burst = 20, .bursts = 9}}, {"2", {.burst = 30, .bursts = 9}}};
  const std::vector<AsVolume> candidates = {{Asn(1), 1, 0}, {Asn(2), 1.5, 0}};
  const Result<Examination> found = examine(store.ask(), seven_days(), {kAllDays, candidates});
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->traffic[0].window.in.p95_bits, 0);
  EXPECT_EQ(found->traffic[0].asn, Asn(2));
}

TEST(Examine, TellsDaysAndRouters) {
  FakeStore store;
  store.in = {{"1", {.rate = 10, .burst = 30, .bursts = 288}}};
  const std::vector<AsVolume> candidates = {{Asn(1), 80, 0}};
  const Result<Examination> found = examine(store.ask(), seven_days(), {kAllDays, candidates});
  ASSERT_THAT(found, IsOk());
  EXPECT_THAT(found->traffic[0].in_days, ElementsAre(80, 80, 80, 80, 80, 80, 240));
  ASSERT_EQ(found->traffic[0].routers.size(), 1U);
  EXPECT_EQ(found->traffic[0].routers[0].hostname, "edge-1");
  EXPECT_NEAR(found->traffic[0].routers[0].in_bits, (6 * 80 + 240) / 7.0, 1e-6);
}

/// So many AS, each with less than the one before it by this factor.
struct CrowdOptions {
  int count = 100;
  double factor = 1;
};
struct Crowd {
  FakeStore store;
  std::vector<AsVolume> candidates;

  explicit Crowd(const CrowdOptions& options) {
    double rate = 1000;
    for (int i = 1; i <= options.count; ++i) {
      store.in[std::to_string(i)] = {.rate = rate};
      candidates.push_back({Asn(static_cast<std::uint32_t>(i)), rate * 8, 0});
      rate /= options.factor;
    }
  }
};

TEST(Examine, StopsOnceNoOtherCanBeLarger) {
  // The 5th has 22 times as much as the 17th, and 29 times as much as the 18th.
  Crowd steep({.count = 100, .factor = 1.3});
  const Result<Examination> found =
      examine(steep.store.ask(), seven_days(5), {kAllDays, steep.candidates});
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->examined, 20U) << "ten with each query";
  ASSERT_TRUE(found->unexamined_p95_bits_max);
  EXPECT_GE(found->traffic.back().window.in.p95_bits, *found->unexamined_p95_bits_max);
}

TEST(Examine, StopsAtItsLimitAndSaysWhatOthersCouldHave) {
  Crowd flat({.count = 100, .factor = 1.0001});
  const Result<Examination> found =
      examine(flat.store.ask(), seven_days(2), {kAllDays, flat.candidates});
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->examined, 18U) << "4 times 2, and ten";
  EXPECT_GT(*found->unexamined_p95_bits_max, found->traffic.front().window.in.p95_bits);
}

TEST(Examine, FindsABurstBehindAllAverages) {
  Crowd crowd({.count = 40, .factor = 1.05});
  crowd.store.in["40"] = {.rate = 0, .burst = 960, .bursts = 101};
  crowd.candidates.back().in_bits = 960 * 8 * 101 / 2016.0;
  const Result<Examination> found =
      examine(crowd.store.ask(), seven_days(10), {kAllDays, crowd.candidates});
  ASSERT_THAT(found, IsOk());
  EXPECT_EQ(found->examined, 40U);
  EXPECT_EQ(found->traffic[0].asn, Asn(1));
  EXPECT_EQ(found->traffic[1].asn, Asn(40));
}

TEST(Examine, TakesNothingThatItDidNotAskFor) {
  const AskStore hostile = [](const StoreQuery& query) -> Result<std::string> {
    if (!query.is_range()) return Error(ErrorCode::kInvalid, "unexpected");
    // Another AS, a time off the grid, one before the window, negative and endless rates.
    return std::string(
        R"({"status":"success","data":{"resultType":"matrix","result":[)"
        R"({"metric":{"source_as":"666"},"values":[[1790812800,"9"]]},)"
        R"({"metric":{"source_as":"1"},"values":[[1790812801,"9"],[1,"9"],[1790812800,"-4"],)"
        R"([1790812500,"+Inf"],[1790812200,"NaN"],[1790899200,"9"]]}]}})");
  };
  const std::vector<AsVolume> candidates = {{Asn(1), 80, 0}};
  const Result<Examination> found = examine(hostile, seven_days(), {kAllDays, candidates});
  ASSERT_THAT(found, IsOk());
  ASSERT_EQ(found->traffic.size(), 1U);
  EXPECT_EQ(found->traffic[0].window.in, (RateSummary{.samples = 3}));
}

TEST(Examine, SaysWhatTheStoreSays) {
  const AskStore broken = [](const StoreQuery&) -> Result<std::string> {
    return Error(ErrorCode::kUnavailable, "no route");
  };
  const std::vector<AsVolume> candidates = {{Asn(1), 80, 0}};
  EXPECT_THAT(examine(broken, seven_days(), {kAllDays, candidates}),
              FailsWith(ErrorCode::kUnavailable, "no route"));
  EXPECT_THAT(collect_volumes(broken, seven_days()), FailsWith(ErrorCode::kUnavailable));
  EXPECT_THAT(examine(broken, seven_days(), {kAllDays, {}})->traffic, IsEmpty());
}

}  // namespace
}  // namespace flowbridge
