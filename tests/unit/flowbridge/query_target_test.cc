#include "flowbridge/query_target.h"

#include "support/result_matchers.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(QueryUrl, FollowsFromWhatIsPushedTo) {
  EXPECT_EQ(query_url_of("http://p:9090/api/v1/write"), "http://p:9090");
  EXPECT_EQ(query_url_of("https://h/vm/api/v1/write"), "https://h/vm");
  EXPECT_EQ(query_url_of("http://mimir/api/v1/push"), "http://mimir/prometheus");
  EXPECT_EQ(query_url_of("https://g/api/prom/push"), "https://g/api/prom");
  EXPECT_EQ(query_url_of("https://aps/workspaces/ws-1/api/v1/remote_write"),
            "https://aps/workspaces/ws-1");
  EXPECT_EQ(query_url_of("http://thanos/api/v1/receive"), std::nullopt);
  EXPECT_EQ(query_url_of("http://vm/insert/0/prometheus/api/v1/write"), std::nullopt);
  EXPECT_EQ(query_url_of("http://p/api/v1/write?a=b"), std::nullopt);
}

TEST(QueryUrl, IsWhatStandsBeforeTheApi) {
  EXPECT_THAT(parse_query_url("http://p:9090"), IsOkAndHolds("http://p:9090"));
  EXPECT_THAT(parse_query_url("http://p:9090/"), IsOkAndHolds("http://p:9090"));
  EXPECT_THAT(parse_query_url("http://m/prometheus/"), IsOkAndHolds("http://m/prometheus"));
  EXPECT_THAT(parse_query_url("http://p/api/v1/query"),
              FailsWith(ErrorCode::kInvalid, "did you mean http://p?"));
  EXPECT_THAT(parse_query_url("http://p/?a=b"), FailsWith(ErrorCode::kInvalid, "has a query"));
  EXPECT_THAT(parse_query_url("p:9090"), FailsWith(ErrorCode::kInvalid));
  EXPECT_THAT(parse_query_url(""), FailsWith(ErrorCode::kInvalid));
}

TEST(QueryUrl, IsNotRepeatedWithItsPassword) {
  for (const char* const text : {"http://me:hunter2@p/api/v1", "http://me:hunter2@p/?x=hunter2"}) {
    const Result<std::string> url = parse_query_url(text);
    ASSERT_FALSE(url);
    EXPECT_THAT(url.error().message(), Not(HasSubstr("hunter2")));
  }
}

TEST(Origin, IsSchemeHostAndPort) {
  EXPECT_TRUE(is_same_origin("http://P:80/a", "http://p/b"));
  EXPECT_TRUE(is_same_origin("https://me:x@p:443/a", "https://p"));
  EXPECT_FALSE(is_same_origin("http://p/a", "https://p/a"));
  EXPECT_FALSE(is_same_origin("http://p:9090/a", "http://p/a"));
  EXPECT_FALSE(is_same_origin("http://p/a", "http://p.evil/a"));
  EXPECT_FALSE(is_same_origin("http://p@evil/a", "http://p/a"));
  EXPECT_FALSE(is_same_origin("", ""));
}

class QueryTargetTest : public testing::Test {
 protected:
  std::string name_of(const QueryWish& wish) const {
    const Result<QueryTarget> target = find_query_target(destinations_, wish);
    if (!target) return target.error().message();
    return target->url + " as " + (target->destination ? target->destination->name : "nobody");
  }

  const std::vector<DestinationSettings> destinations_ = {
      {.name = "near", .url = "http://near:9090/api/v1/write"},
      {.name = "far", .url = "https://me:hunter2@far/api/v1/push"},
      {.name = "odd", .url = "https://odd/api/v1/receive"}};
};

TEST_F(QueryTargetTest, IsTheFirstDestinationOrTheOneThatIsNamed) {
  EXPECT_EQ(name_of({}), "http://near:9090 as near");
  EXPECT_EQ(name_of({.destination = "far"}), "https://me:hunter2@far/prometheus as far");
  EXPECT_THAT(name_of({.destination = "odd"}), HasSubstr("cannot be told from its path"));
  EXPECT_THAT(name_of({.destination = "fra"}), HasSubstr("did you mean far?"));
}

TEST_F(QueryTargetTest, HasTheCredentialsOfItsOwnOriginOnly) {
  EXPECT_EQ(name_of({.url = "https://odd/query"}), "https://odd/query as odd");
  EXPECT_EQ(name_of({.url = "https://far/x"}), "https://me:hunter2@far/x as far");
  EXPECT_EQ(name_of({.url = "https://you@far/x"}), "https://you@far/x as far");
  EXPECT_EQ(name_of({.url = "http://far/x"}), "http://far/x as nobody") << "in the clear";
  EXPECT_EQ(name_of({.url = "https://far:8443/x"}), "https://far:8443/x as nobody");
  EXPECT_EQ(name_of({.url = "https://evil/x"}), "https://evil/x as nobody");
}

TEST_F(QueryTargetTest, HasThoseOfTheDestinationThatIsNamedWhereverItIs) {
  EXPECT_EQ(name_of({.url = "https://query/x", .destination = "odd"}), "https://query/x as odd");
}

TEST(QueryTarget, MustBeSomewhere) {
  EXPECT_THAT(find_query_target({}, {}), FailsWith(ErrorCode::kInvalid, "--query.url="));
  EXPECT_THAT(find_query_target({}, {.url = "http://p"}), IsOk());
}

}  // namespace
}  // namespace flowbridge
