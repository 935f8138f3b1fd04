#include "delivery/age_probe.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using Finding = AgeProbe::Finding;

constexpr UnixTime kStage = unix_ms(1'700'000'100'000);

TEST(AgeProbe, R20AStageWhoseOwnTimeIsTakenIsNotTooOld) {
  AgeProbe probe(kStage, kStage + 6h);
  EXPECT_EQ(probe.time(), kStage);
  EXPECT_EQ(probe.answered(true), Finding::kNotTooOld);
}

TEST(AgeProbe, R20FindsTheFirstTimeThatIsTakenInStepsOfFiveMinutes) {
  AgeProbe probe(kStage, kStage + 6h);
  EXPECT_EQ(probe.answered(false), Finding::kTryNext);
  EXPECT_EQ(probe.time(), kStage + 5min);
  EXPECT_EQ(probe.answered(false), Finding::kTryNext);
  EXPECT_EQ(probe.answered(true), Finding::kTakenFrom);
  EXPECT_EQ(probe.time(), kStage + 10min);
}

TEST(AgeProbe, R20NothingIsTakenIfTheNewestTickIsNot) {
  AgeProbe probe(kStage, kStage + 6min);
  EXPECT_EQ(probe.answered(false), Finding::kTryNext);
  EXPECT_EQ(probe.answered(false), Finding::kTryNext);
  EXPECT_EQ(probe.time(), kStage + 6min);
  EXPECT_EQ(probe.answered(false), Finding::kNothingTaken);
}

TEST(AgeProbe, R20AStageThatIsItselfTheNewestIsTriedOnce) {
  AgeProbe probe(kStage, kStage - 1min);
  EXPECT_EQ(probe.answered(false), Finding::kNothingTaken);
}

}  // namespace
}  // namespace flowbridge
