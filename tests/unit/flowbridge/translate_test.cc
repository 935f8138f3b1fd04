#include "flowbridge/translate.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

InfoOptions info_options_of(const AsNameSettings& names) {
  Settings settings;
  settings.as_names = names;
  settings.flows.own_asns = {64496, 64497};
  return ingest_options(settings, 1).info;
}

TEST(IngestOptions, AskForTheGaugesOfNamesWhereNamesStandBesideTheSeries) {
  EXPECT_THAT(info_options_of({}).metrics, IsEmpty());
  EXPECT_THAT(info_options_of({.where = AsNamesSetting::kInfo}).metrics,
              ElementsAre(InfoMetric::kAsInfo));
  EXPECT_THAT(info_options_of({.where = AsNamesSetting::kBoth}).metrics,
              ElementsAre(InfoMetric::kAsInfo));
}

TEST(IngestOptions, AskForTheGaugesOfPeeringWithPeeringdbWhereverNamesAre) {
  EXPECT_THAT(info_options_of({.peeringdb = true}).metrics,
              ElementsAre(InfoMetric::kAsPeeringInfo));
  EXPECT_THAT(info_options_of({.peeringdb = true, .where = AsNamesSetting::kInfo}).metrics,
              ElementsAre(InfoMetric::kAsInfo, InfoMetric::kAsPeeringInfo));
  EXPECT_THAT(info_options_of({.peeringdb = true}).own, ElementsAre(Asn(64496), Asn(64497)));
}

}  // namespace
}  // namespace flowbridge
