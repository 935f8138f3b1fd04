// The state directory of a bridge that ran, damaged in thousands of ways, judged by a start and by
// `state verify` alike: verify passes nothing that a start refuses, and what it passes is true.

#include "property/damage.h"
#include "state/survey.h"
#include "support/bridge_world.h"
#include "support/result_matchers.h"

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

constexpr std::uint64_t kSeeds = 6'000;

class StateDamage : public testing::Test {
 protected:
  StateDamage() : world_(1, options()) {
    for (int i = 0; i < 4; ++i) {
      world_.produce(80);
      world_.run_until_idle();
      if (i == 1) older_ = world_.disk.files();
    }
  }

  /// What is damaged from here on.
  void stop() {
    world_.stop();
    files_ = world_.disk.files();
  }

  static WorldOptions options() {
    WorldOptions options;
    options.journal.segment_bytes = 600;
    options.ingest.checkpoint_after_bytes = 600;
    return options;
  }

  void put(const Files& files) {
    for (const auto& [name, contents] : world_.disk.files()) {
      if (files.count(name) == 0) world_.disk.remove_file(name);
    }
    for (const auto& [name, contents] : files) world_.disk.put_file(name, contents);
  }

  StateSurvey survey() {
    Result<StateSurvey> survey = survey_state(*world_.disk.root());
    EXPECT_THAT(survey, IsOk());
    return survey ? *std::move(survey) : StateSurvey{};
  }

  /// Whether a start took it.
  bool started() {
    const bool started = world_.try_start();
    if (started) started_ledger_ = world_.ingest().ledger().encode_state();
    world_.stop();
    return started;
  }

  void expect_verify_to_know();

  BridgeWorld world_;
  Files files_;
  Files older_;
  std::string started_ledger_;
};

void StateDamage::expect_verify_to_know() {
  const StateSurvey truth = survey();
  ASSERT_TRUE(truth.findings.empty() && truth.accounts);
  ASSERT_GT(truth.journal.inventory.checkpoints.size(), 1u);
  const std::string ledger = truth.ledger->encode_state();
  const std::string accounts = truth.accounts->encode_state();
  std::uint64_t passed = 0;
  std::uint64_t refused = 0;
  const auto anything_but_the_lock = [](const std::string& name) { return name != kLockFileName; };
  for (std::uint64_t seed = 0; seed < kSeeds && !HasFailure(); ++seed) {
    const Damaged damaged = damage({files_, older_, anything_but_the_lock}, seed);
    SCOPED_TRACE("seed " + std::to_string(seed) + ": " + damaged.what);
    put(damaged.files);
    const StateSurvey judged = survey();
    for (const Finding& finding : judged.findings) {
      EXPECT_FALSE(finding.file.empty() || finding.what.empty() || finding.advice.empty());
    }
    const bool taken = started();
    refused += taken ? 0 : 1;
    if (!judged.findings.empty() || judged.nothing) continue;
    ++passed;
    EXPECT_TRUE(taken) << "verify passes what is refused: " << world_.error->message();
    // The last group may be torn, and no more: a destination has read what was before it.
    if (judged.journal.next < truth.journal.next) continue;
    EXPECT_EQ(judged.accounts->encode_state(), accounts);
    EXPECT_EQ(judged.ledger->encode_state(), ledger);
    EXPECT_EQ(started_ledger_, ledger);
  }
  EXPECT_GT(passed, kSeeds / 50);
  EXPECT_GT(refused, kSeeds / 10);
}

TEST_F(StateDamage, VerifyPassesNothingThatAStartRefuses) {
  stop();
  expect_verify_to_know();
}

// Its destination is some ticks behind, in the middle of one, and keeps a series apart.
TEST_F(StateDamage, NorIfADestinationIsBehind) {
  world_.receiver.refuse_series([](const LabelSet& labels) {
    return to_string(labels).find("source_as=\"1003\"") != std::string::npos;
  });
  world_.produce(80);
  world_.pass(1min);
  world_.run(30);
  world_.http.down = true;
  world_.produce(80);
  world_.pass(1min);
  world_.run(30);
  stop();
  ASSERT_EQ(survey().destinations.size(), 1u);
  ASSERT_FALSE(survey().destinations[0].quarantine.empty());
  ASSERT_GT(survey().destinations[0].ticks_behind, 1u);
  expect_verify_to_know();
}

}  // namespace
}  // namespace flowbridge
