#include "asndb/cache_status.h"

#include "unit/asndb/fixture_cache.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

/// One source, whose copy is from where it is taken.
std::vector<AsnSource> one_source() {
  std::vector<AsnSource> sources = default_sources();
  AsnSource source = *find_source(sources, "asnames");
  source.url = "https://a.example/asnames";
  return {source};
}

constexpr UnixTime kNow = kFixtureTime + 3h;

std::string text_of(FixtureCache& cache) {
  return status_text(read_status(one_source(), &cache.store()),
                     {.directory = "./asn-db", .now = kNow});
}

TEST(CacheStatus, OfAnEmptyDirectoryIsThatThereIsNothing) {
  MemoryDisk disk(1);
  const std::unique_ptr<Directory> root = disk.root();
  const AsnStore store(*root);
  for (const AsnStore* each : {static_cast<const AsnStore*>(nullptr), &store}) {
    EXPECT_EQ(status_text(read_status(one_source(), each), {.directory = "./asn-db", .now = kNow}),
              "AS names in ./asn-db: there is no table of names yet\n"
              "\n"
              "source   entries  fetched  checked  edition  url\n"
              "asnames  -        -        -        -        https://a.example/asnames\n");
  }
}

TEST(CacheStatus, TellsOfTheTableAndOfEachSource) {
  FixtureCache cache;
  ASSERT_TRUE(
      cache.store().save_snapshot(build_snapshot(one_source(), cache.store(), kFixtureTime)));
  EXPECT_EQ(text_of(cache),
            "AS names in ./asn-db: 36 names in force, made 3h ago (2026-09-29T10:40:00.000Z)\n"
            "\n"
            "source   entries  fetched  checked  edition     url\n"
            "asnames        1       3h       3h  of asnames  https://a.example/asnames\n");
}

TEST(CacheStatus, SaysWhatAPersonMayHaveToDo) {
  FixtureCache cache;
  ASSERT_TRUE(
      cache.store().save_snapshot(build_snapshot(one_source(), cache.store(), kFixtureTime)));
  cache.accept("asnames", "1 LVLT-1 - Level 3 Parent, LLC, US\n");
  SourceState state = cache.store().state("asnames");
  state.file->url = "https://me:secret@b.example/asnames";
  state.file->edition = "another";
  state.failures = 3;
  state.failure = "shrunken";
  state.failure_detail = "122591 before, 61 now";
  state.shrunken_to = 61;
  state.not_before = kNow + 25min;
  ASSERT_TRUE(cache.store().save("asnames", state));
  cache.hold("asnames", "1 LVLT-1, US\n");
  const std::string text = text_of(cache);
  EXPECT_THAT(text, HasSubstr("asnames: an edition is held back since 2026-09-29T10:40:00.000Z "
                              "(names_lost), 2 editions in a row; it has 1 entries. To take it: "
                              "flowbridge asn refresh --accept=asnames\n"));
  EXPECT_THAT(
      text, HasSubstr("asnames: 3 attempts failed, the last: shrunken: 122591 before, 61 "
                      "now; not asked again for 25m (2026-09-29T14:05:00.000Z). To take an edition "
                      "of about 61 entries all the same: flowbridge asn refresh "
                      "--accept=asnames\n"));
  EXPECT_THAT(text, HasSubstr("asnames: the copy is from https://b.example/asnames\n"));
  EXPECT_THAT(text, HasSubstr("the files are newer than the table"));
  EXPECT_THAT(text, Not(HasSubstr("secret")));
}

TEST(CacheStatus, IsOneObjectForPrograms) {
  FixtureCache cache;
  cache.hold("asnames", "1 LVLT-1, US\n");
  EXPECT_EQ(status_json(read_status(one_source(), &cache.store()),
                        {.directory = "./asn-db", .in_use_by = "process 7", .now = kNow}),
            R"({"schema":1,"directory":"./asn-db","in_use_by":"process 7","names":0,)"
            R"("built_at_ms":null,"table_is_behind":false,"sources":[{"source":"asnames",)"
            R"("url":"https://a.example/asnames","file":{"url":"https://a.example/asnames",)"
            R"("edition":"of asnames","entries":1,"bytes":2010,)"
            R"("fetched_at_ms":1790678400000},"held":{"verdict":"names_lost",)"
            R"("first_held_at_ms":1790678400000,"editions":2,"file":{)"
            R"("url":"https://a.example/asnames","edition":"of asnames","entries":1,)"
            R"("bytes":13,"fetched_at_ms":1790678400000}},"checked_at_ms":1790678400000,)"
            R"("failures":0,"failure":null,"failure_detail":null,"shrunken_to":null,)"
            R"("not_before_ms":null,"not_before_asked":false}]})"
            "\n");
}

TEST(CacheStatus, TellsAServersWishFromOurOwnPatience) {
  FixtureCache cache;
  SourceState state = cache.store().state("asnames");
  state.failures = 1;
  state.failure = "throttled";
  state.not_before = kNow + 25min;
  state.asked_by = "https://me:secret@a.example/asnames";
  ASSERT_TRUE(cache.store().save("asnames", state));
  EXPECT_THAT(text_of(cache),
              HasSubstr("asnames: 1 attempt failed, the last: throttled; its server "
                        "wants to be left alone for 25m (2026-09-29T14:05:00.000Z)"));
  const std::string json = status_json(read_status(one_source(), &cache.store()), {.now = kNow});
  EXPECT_THAT(json, HasSubstr(R"("not_before_asked":true)"));
  EXPECT_THAT(json, Not(HasSubstr("secret")));
}

TEST(CacheStatus, TellsProgramsWhyTheLastAttemptFailed) {
  FixtureCache cache;
  SourceState state = cache.store().state("asnames");
  state.failures = 1;
  state.failure = "shrunken";
  state.failure_detail = "122591 before, 61 now";
  state.shrunken_to = 61;
  ASSERT_TRUE(cache.store().save("asnames", state));
  EXPECT_THAT(status_json(read_status(one_source(), &cache.store()), {.now = kNow}),
              HasSubstr(R"("failures":1,"failure":"shrunken",)"
                        R"("failure_detail":"122591 before, 61 now","shrunken_to":61,)"));
}

}  // namespace
}  // namespace flowbridge
