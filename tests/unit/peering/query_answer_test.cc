#include "peering/query_answer.h"

#include "support/result_matchers.h"

#include <cmath>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string answer(const std::string& type, const std::string& result) {
  return R"({"status":"success","data":{"resultType":")" + type + R"(","result":[)" + result +
         "]}}";
}

TEST(QueryAnswer, IsReadFromAMatrix) {
  const auto series = read_query_answer(
      answer("matrix", R"({"metric":{"source_as":"15169","hostname":"a"},)"
                       R"("values":[[1700000000,"125000"],[1700000300.5,"1.5e3"]]})"),
      2);
  ASSERT_THAT(series, IsOk());
  ASSERT_THAT(*series, SizeIs(1));
  EXPECT_EQ(series->front().labels.at("source_as"), "15169");
  ASSERT_THAT(series->front().points, SizeIs(2));
  EXPECT_EQ(series->front().points[0].value, 125000);
  EXPECT_EQ(to_ms(series->front().points[1].time), 1'700'000'300'500);
  EXPECT_EQ(series->front().points[1].value, 1500);
}

TEST(QueryAnswer, IsReadFromAVector) {
  const auto series =
      read_query_answer(answer("vector", R"({"metric":{},"value":[1700000000,"+Inf"]},)"
                                         R"({"metric":{"a":"b"},"value":[1700000000,"NaN"]})"),
                        1);
  ASSERT_THAT(series, IsOk());
  ASSERT_THAT(*series, SizeIs(2));
  EXPECT_TRUE(std::isinf(series->front().points[0].value));
  EXPECT_TRUE(std::isnan(series->back().points[0].value));
}

TEST(QueryAnswer, MayBeEmpty) {
  EXPECT_THAT(read_query_answer(answer("matrix", ""), 1), IsOkAndHolds(IsEmpty()));
}

TEST(QueryAnswer, OfAnotherKindIsRefused) {
  const std::string row = R"({"metric":{},"values":[[1,"1"],[2,"2"]]})";
  EXPECT_THAT(read_query_answer(answer("matrix", row), 2), IsOk());
  EXPECT_THAT(read_query_answer(answer("matrix", row), 1), FailsWith(ErrorCode::kInvalid, "more"));
  for (const std::string& text : {
           std::string(),
           std::string("<html>"),
           std::string("[]"),
           std::string("null"),
           std::string(R"({"status":"error","error":"x"})"),
           std::string(R"({"status":"success"})"),
           std::string(R"({"status":"success","data":{"resultType":"matrix"}})"),
           answer("scalar", ""),
           answer("matrix", "7"),
           answer("matrix", R"({"values":[]})"),
           answer("matrix", R"({"metric":{"a":1},"values":[]})"),
           answer("matrix", R"({"metric":{},"values":[[1,2]]})"),
           answer("matrix", R"({"metric":{},"values":[[1,"x"]]})"),
           answer("matrix", R"({"metric":{},"values":[[1,""]]})"),
           answer("matrix", R"({"metric":{},"values":[[1,"1 "]]})"),
           answer("matrix", R"({"metric":{},"values":[[-1,"1"]]})"),
           answer("matrix", R"({"metric":{},"values":[[1e300,"1"]]})"),
           answer("vector", R"({"metric":{},"value":[1]})"),
       }) {
    EXPECT_THAT(read_query_answer(text, 9), FailsWith(ErrorCode::kInvalid)) << text;
  }
}

TEST(QueryAnswer, ThatIsNotAllIsRefused) {
  const std::string whole = answer("vector", "");
  const auto with = [&](const std::string& more) {
    return whole.substr(0, whole.size() - 1) + "," + more + "}";
  };
  for (const char* const more : {R"("isPartial":true)", R"("warnings":["store-2 is away"])",
                                 R"("warnings":["PromQL info: a","store-2 is away"])"}) {
    EXPECT_THAT(read_query_answer(with(more), 1),
                FailsWith(ErrorCode::kInvalid, "may not be all that it has"))
        << more;
  }
  for (const char* const more : {R"("isPartial":false)", R"("warnings":[])", R"("warnings":null)",
                                 R"("warnings":["PromQL info: metric might not be a counter"])"}) {
    EXPECT_THAT(read_query_answer(with(more), 1), IsOk()) << more;
  }
}

TEST(QueryAnswer, ThatIsDeepIsRefusedBeforeItIsParsed) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_THAT(read_query_answer(nested(kAnswerDepthMax), 1),
              FailsWith(ErrorCode::kInvalid, "status"));
  EXPECT_THAT(read_query_answer(nested(kAnswerDepthMax + 1), 1),
              FailsWith(ErrorCode::kInvalid, "no JSON"));
  // Brackets in a text are none.
  const std::string text = R"({"metric":{"a":"\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["},)"
                           R"("value":[1700000000,"1"]})";
  EXPECT_THAT(read_query_answer(answer("vector", text), 1), IsOkAndHolds(SizeIs(1)));
}

TEST(ErrorOfAnswer, IsWhatTheStoreSaysOnOneLine) {
  EXPECT_EQ(error_of_answer(R"({"status":"error","errorType":"bad_data","error":"parse\nerror"})"),
            "bad_data: parse error");
  EXPECT_EQ(error_of_answer(R"({"error":"why"})"), "why");
  EXPECT_EQ(error_of_answer("<html>"), "");
  EXPECT_EQ(error_of_answer(R"({"error":")" + std::string(kErrorBytesMax, 'x') + "\"}"), "");
  EXPECT_EQ(error_of_answer(R"({"error":7})"), "");
  EXPECT_EQ(error_of_answer(R"({"error":")" + std::string(9'999, 'x') + "\"}").size(),
            kStoreWordsMax);
}

}  // namespace
}  // namespace flowbridge
