#include "kafka/known_faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr int kDebian12 = 0x020002ff;
constexpr int kLastWithTheFault = 0x020600ff;
constexpr int kMended = 0x020601ff;

TEST(KnownFaults, RefusedScramWithAnOldLibraryMayBeTheLibrarysFault) {
  for (const char* key : {"sasl.mechanism", "sasl.mechanisms"}) {
    for (const char* mechanism : {"SCRAM-SHA-256", "SCRAM-SHA-512"}) {
      EXPECT_THAT(authentication_fault({{key, mechanism}}, kDebian12), HasSubstr("2.6.1"));
      EXPECT_THAT(authentication_fault({{key, mechanism}}, kLastWithTheFault), HasSubstr("2.6.1"));
      EXPECT_THAT(authentication_fault({{key, mechanism}}, kMended), IsEmpty());
    }
  }
}

TEST(KnownFaults, OtherMechanismsHaveNone) {
  EXPECT_THAT(authentication_fault({}, kDebian12), IsEmpty());
  EXPECT_THAT(authentication_fault({{"sasl.mechanism", "PLAIN"}}, kDebian12), IsEmpty());
  EXPECT_THAT(authentication_fault({{"sasl.username", "SCRAM-SHA-512"}}, kDebian12), IsEmpty());
}

TEST(KnownFaults, TheLastMechanismIsTheOneInUse) {
  EXPECT_THAT(authentication_fault(
                  {{"sasl.mechanism", "SCRAM-SHA-512"}, {"sasl.mechanism", "PLAIN"}}, kDebian12),
              IsEmpty());
}

}  // namespace
}  // namespace flowbridge
