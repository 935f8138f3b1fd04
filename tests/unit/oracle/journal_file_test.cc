#include "oracle/journal_file.h"

#include "unit/oracle/journal_book.h"

#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

class OracleJournalFile : public ::testing::Test {
 protected:
  /// The lines from one to another.
  std::string lines(std::size_t first, std::size_t end) const {
    std::string text;
    for (std::size_t i = first; i < end; ++i) text += book_.lines.at(i).dump() + "\n";
    return text;
  }

  Result<JournalOutcome> judge(const std::string& text) {
    std::istringstream stream(text);
    return check_journal(stream, truth_, {}, verdict_);
  }

  Error refusal_of(const std::string& text) {
    const Result<JournalOutcome> outcome = judge(text);
    EXPECT_FALSE(outcome);
    return outcome ? Error(ErrorCode::kIo, "none") : outcome.error();
  }

  const Truth truth_ = small_truth();
  JournalBook book_{truth_};
  Verdict verdict_;
};

constexpr const char* kOfACheckpoint =
    R"({"type":"lane","checkpoint":12,"lane":0,"topic":"flows","partition":0,"start_offset":0})";
constexpr const char* kOfNoKnownPlace = R"({"type":"batch","sequence":9,"lane":0,"topic":null})";
constexpr const char* kOfNoKnownText = R"({"type":"series","sequence":9,"series":1,"labels":null})";

TEST_F(OracleJournalFile, WithoutItsBeginningIsRefused) {
  for (const std::string& text :
       std::vector<std::string>{lines(1, 9), kOfACheckpoint, kOfNoKnownPlace, kOfNoKnownText}) {
    const Error refusal = refusal_of(text);
    EXPECT_EQ(refusal.code(), ErrorCode::kUnsupported);
    EXPECT_THAT(refusal.message(), HasSubstr("not all of its decisions are known"));
  }
}

TEST_F(OracleJournalFile, MayBePrintedInPartsThatMeet) {
  const std::size_t count = book_.lines.size();
  const std::string parts = lines(0, 40) + kOfNoKnownPlace + "\n" + kOfACheckpoint + "\n" +
                            lines(30, 60) + lines(0, 70) + lines(70, count);
  const Result<JournalOutcome> outcome = judge(parts);
  ASSERT_TRUE(outcome) << outcome.error().message();
  EXPECT_TRUE(verdict_.holds());
  EXPECT_EQ(outcome->numbers.records, 900u);
}

TEST_F(OracleJournalFile, WithAPartMissingIsRefused) {
  const Error refusal = refusal_of(lines(0, 40) + lines(41, book_.lines.size()));
  EXPECT_EQ(refusal.code(), ErrorCode::kUnsupported);
  EXPECT_THAT(refusal.message(), HasSubstr("line 41: what the journal held before record 42"));
}

TEST_F(OracleJournalFile, OfAnotherKindOrWidthIsRefused) {
  EXPECT_THAT(refusal_of("flowbridge: no such directory").message(),
              HasSubstr("line 1: not a line"));
  EXPECT_EQ(refusal_of("").code(), ErrorCode::kInvalid);
  book_.line("grid", 0)["width_ms"] = 1000;
  EXPECT_THAT(refusal_of(book_.text()).message(), HasSubstr("line 1: windows are 1000 ms wide"));
}

}  // namespace
}  // namespace flowbridge
