#include "state/finding.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

Finding found(const std::string& message) {
  return finding_of(Error(ErrorCode::kCorrupt, message), Part::kJournal, "journal");
}

TEST(Finding, KnowsFileByteAndWhat) {
  const Finding finding = found("0042.log: byte 1234: record 7 is damaged");
  EXPECT_EQ(finding.file, "journal/0042.log");
  EXPECT_EQ(finding.byte, 1234u);
  EXPECT_EQ(finding.what, "record 7 is damaged");
  EXPECT_EQ(finding.advice, advice_on(Part::kJournal));
}

TEST(Finding, KeepsWhatStandsBeforeTheFile) {
  const Finding finding = found("no checkpoint is whole: 0042.ckpt: byte 36: bad");
  EXPECT_EQ(finding.file, "journal/0042.ckpt");
  EXPECT_EQ(finding.byte, 36u);
  EXPECT_EQ(finding.what, "no checkpoint is whole: bad");
}

TEST(Finding, WithoutAByteIsAboutTheFileOrTheFolder) {
  EXPECT_EQ(found("0042.log: format version 2").file, "journal/0042.log");
  EXPECT_EQ(found("0042.log: format version 2").what, "format version 2");
  EXPECT_EQ(found("0042.log: format version 2").byte, std::nullopt);
  EXPECT_EQ(found("all is lost").file, "journal");
  EXPECT_EQ(found("all is lost").what, "all is lost");
  EXPECT_EQ(found("a: byte x: y").byte, std::nullopt);
}

TEST(Finding, OfANewerVersionAsksForTheNewerProgram) {
  const Finding finding = finding_of(
      Error(ErrorCode::kUnsupported, "writer.json: format version 9"), Part::kWriter, "");
  EXPECT_EQ(finding.file, "writer.json");
  EXPECT_EQ(finding.advice, "Use the flowbridge that wrote it, or a newer one.");
}

TEST(Finding, IsToldInTwoLines) {
  EXPECT_EQ(to_text({.file = "a", .byte = 3, .what = "bad", .advice = "Mend it."}),
            "a: byte 3: bad\n  Mend it.\n");
  EXPECT_EQ(to_text({.file = "a", .what = "bad", .advice = "Mend it."}), "a: bad\n  Mend it.\n");
}

}  // namespace
}  // namespace flowbridge
