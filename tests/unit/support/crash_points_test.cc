#include "support/crash_points.h"

#include "posix/directory.h"
#include "support/crashing_directory.h"
#include "support/crashing_http_client.h"
#include "support/directory_contract.h"
#include "support/memory_directory.h"
#include "support/result_matchers.h"
#include "support/temporary_directory.h"
#include "support/write_request.h"

#include <csignal>
#include <set>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::KilledBySignal;
using testing::SizeIs;

class CrashingWorld final : public DirectoryWorld {
 public:
  std::unique_ptr<Directory> open() override {
    return std::make_unique<CrashingDirectory>(disk_.root(), plan_);
  }

 private:
  CrashPlan plan_;
  MemoryDisk disk_{1};
};

INSTANTIATE_TEST_SUITE_P(Crashing, DirectoryContract,
                         testing::Values(DirectoryKind{"crashing", [] {
                                                         return std::unique_ptr<DirectoryWorld>(
                                                             std::make_unique<CrashingWorld>());
                                                       }}));

TEST(CrashPoints, HaveNamesOfTheirOwn) {
  std::set<std::string_view> names;
  for (const CrashPointInfo& info : crash_points()) {
    EXPECT_TRUE(names.insert(info.name).second) << info.name;
    EXPECT_GT(info.passages, 0) << info.name;
    EXPECT_EQ(info_of(info.point).name, info.name);
  }
  EXPECT_THAT(names, SizeIs(kCrashPointCount));
}

TEST(CrashPoints, APlanSaysWhereAndAtWhichPassage) {
  EXPECT_THAT(parse_crash_plan("group-in-write:2"), IsOk());
  EXPECT_THAT(parse_crash_plan(""), IsOk());
  for (const char* wrong : {"group", "group-in-write", "group-in-write:", "group-in-write:0",
                            "group-in-write:2x", "nowhere:1", ":1"}) {
    EXPECT_THAT(parse_crash_plan(wrong), FailsWith(ErrorCode::kInvalid)) << wrong;
  }
}

TEST(CrashPoints, OnlyTheNamedPassageIsTheLast) {
  CrashPlan plan(CrashPoint::kKafkaRecord, 3);
  plan.pass(CrashPoint::kKafkaRecord);
  plan.pass(CrashPoint::kKafkaPosition);
  plan.pass(CrashPoint::kKafkaRecord);
  EXPECT_EXIT(plan.pass(CrashPoint::kKafkaRecord), KilledBySignal(SIGKILL),
              "crashing at kafka-record");
}

/// Writes a segment with two groups into journal/, and deletes it.
void write_segment(const std::string& path, CrashPlan& plan) {
  CrashingDirectory root(open_directory(path).value(), plan);
  const std::unique_ptr<Directory> journal = root.subdirectory("journal").value();
  const std::unique_ptr<File> file = journal->open("1.log", OpenMode::kCreate).value();
  for (const char* bytes : {"header", "group1", "group2"}) {
    if (!file->append(bytes) || !file->sync()) return;
  }
  static_cast<void>(journal->remove("1.log").has_value());
}

TEST(CrashPoints, ADeathInAWriteLeavesHalfOfIt) {
  const TemporaryDirectory place;
  CrashPlan plan(CrashPoint::kGroupInWrite, 2);
  EXPECT_EXIT(write_segment(place.path(), plan), KilledBySignal(SIGKILL),
              "crashing at group-in-write");
  const std::unique_ptr<Directory> journal =
      open_directory(place.path()).value()->subdirectory("journal").value();
  EXPECT_THAT(read_file(*journal, "1.log"), IsOkAndHolds("headergroup1gro"));
}

TEST(CrashPoints, BeforeAndAfterAreOnTheirSidesOfTheOperation) {
  const auto files_after = [](CrashPoint point) {
    const TemporaryDirectory place;
    CrashPlan plan(point, 1);
    EXPECT_EXIT(write_segment(place.path(), plan), KilledBySignal(SIGKILL), "");
    return open_directory(place.path()).value()->subdirectory("journal").value()->list().value();
  };
  EXPECT_THAT(files_after(CrashPoint::kSegmentBeforeCreate), ElementsAre());
  EXPECT_THAT(files_after(CrashPoint::kSegmentAfterCreate), ElementsAre("1.log"));
  EXPECT_THAT(files_after(CrashPoint::kSegmentBeforeRemove), ElementsAre("1.log"));
  EXPECT_THAT(files_after(CrashPoint::kSegmentAfterRemove), ElementsAre());
}

/// Takes requests and answers none.
class SilentHttpClient final : public HttpClient {
 public:
  explicit SilentHttpClient(std::vector<std::uint64_t>& started) : started_(started) {}
  void start(HttpRequest request) override { started_.push_back(request.id); }
  std::vector<HttpCompletion> collect(Duration) override { return {}; }
  void cancel_all() override {}

 private:
  std::vector<std::uint64_t>& started_;
};

HttpRequest request_with(std::uint64_t id, const std::vector<std::string>& names) {
  std::vector<WrittenSeries> series;
  for (const std::string& name : names) {
    series.push_back({.labels = {{"__name__", name}}, .samples = {{unix_ms(1), value_bits(1)}}});
  }
  HttpRequest request;
  request.id = id;
  request.body = make_request_body(series);
  return request;
}

TEST(CrashPoints, ARefusalIsOfOneSeriesAndNeverLeavesTheProcess) {
  std::vector<std::uint64_t> started;
  CrashPlan plan(CrashPoint::kQuarantineInWrite, 1);
  CrashingHttpClient http(std::make_unique<SilentHttpClient>(started), plan);
  http.start(request_with(1, {"a", "b"}));
  http.start(request_with(2, {"b"}));
  http.start(request_with(3, {"a"}));
  const std::vector<HttpCompletion> done = http.collect(0ms);
  ASSERT_THAT(done, SizeIs(2));
  EXPECT_EQ(done[0].id, 1u);
  EXPECT_EQ(done[1].id, 3u);
  EXPECT_EQ(done[1].status, 400);
  EXPECT_THAT(started, ElementsAre(2u));
}

}  // namespace
}  // namespace flowbridge
