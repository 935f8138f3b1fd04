#include "flowbridge/reload_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Settings running() {
  Settings settings;
  settings.destinations = {{.name = "a", .url = "http://h/write"}};
  settings.storage.path = "/state";
  settings.web.listen_address = {.host = "", .port = 9590};
  return settings;
}

TEST(ReloadPlan, TakesWhatIsNew) {
  Settings next = running();
  next.destinations.push_back({.name = "b", .url = "http://i/write"});
  next.flows.window = 30s;
  const ReloadPlan plan = plan_reload(running(), next);
  EXPECT_EQ(plan.settings, next);
  EXPECT_THAT(plan.kept, IsEmpty());
  EXPECT_TRUE(plan.restarts_loops);
}

TEST(ReloadPlan, KeepsWhatBelongsToTheProcess) {
  Settings next = running();
  next.storage.path = "/elsewhere";
  next.web = {.listen_address = {.host = "::1", .port = 1}, .lifecycle = true};
  next.logging.format = LogFormatSetting::kJson;
  const ReloadPlan plan = plan_reload(running(), next);
  EXPECT_EQ(plan.settings, running());
  EXPECT_THAT(plan.kept, ElementsAre("storage.path", "web.listen-address", "web.enable-lifecycle",
                                     "log.format"));
}

TEST(ReloadPlan, LeavesTheLoopsRunningIfItIsAllAboutTheLog) {
  Settings next = running();
  next.logging.level = LogLevel::kDebug;
  EXPECT_FALSE(plan_reload(running(), next).restarts_loops);
  next.storage.limit_bytes = 1;
  EXPECT_TRUE(plan_reload(running(), next).restarts_loops);
}

TEST(ReloadPlan, RestartsTheLoopsIfNothingIsNewSoThatFilesAreReadAgain) {
  EXPECT_TRUE(plan_reload(running(), running()).restarts_loops);
}

}  // namespace
}  // namespace flowbridge
