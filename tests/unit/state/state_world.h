#pragma once
/// State directories of a bridge that ran on fakes.
///
/// Lifetime: the returned world owns its disk.      Threads: one.
/// Fails:    through GoogleTest.
/// Units:    none.
///
///   std::unique_ptr<BridgeWorld> world = stopped_world(1);
///   const StateSurvey survey = surveyed(world->disk);

#include "state/survey.h"
#include "support/bridge_world.h"
#include "support/result_matchers.h"

#include <memory>

namespace flowbridge {

/// Small segments and checkpoints, so that there are several of each.
inline WorldOptions small_segments() {
  WorldOptions options;
  options.journal.segment_bytes = 4096;
  options.ingest.checkpoint_after_bytes = 8192;
  return options;
}

/// Everything that was produced is counted, closed and delivered.
inline std::unique_ptr<BridgeWorld> idle_world(std::uint64_t seed,
                                               const WorldOptions& options = small_segments()) {
  auto world = std::make_unique<BridgeWorld>(seed, options);
  for (int i = 0; i < 4; ++i) {
    world->produce(500);
    world->run_until_idle();
  }
  return world;
}

inline std::unique_ptr<BridgeWorld> stopped_world(std::uint64_t seed,
                                                  const WorldOptions& options = small_segments()) {
  std::unique_ptr<BridgeWorld> world = idle_world(seed, options);
  world->stop();
  return world;
}

inline StateSurvey surveyed(MemoryDisk& disk) {
  const std::map<std::string, std::string> before = disk.files();
  const std::uint64_t operations = disk.operations();
  Result<StateSurvey> survey = survey_state(*disk.root());
  EXPECT_THAT(survey, IsOk());
  // Whatever it finds, it touches nothing.
  EXPECT_EQ(disk.operations(), operations);
  EXPECT_EQ(disk.files(), before);
  return survey ? *std::move(survey) : StateSurvey{};
}

/// The newest file of the journal with this ending.
inline std::string newest_file(MemoryDisk& disk, const std::string& ending) {
  std::string newest;
  for (const auto& [name, contents] : disk.files()) {
    if (name.ends_with(ending)) newest = name;
  }
  return newest;
}

/// Flips a bit.
inline void damage(MemoryDisk& disk, const std::string& name, std::size_t byte) {
  std::string contents = disk.files().at(name);
  contents.at(byte) = static_cast<char>(contents.at(byte) ^ 0x10);
  disk.put_file(name, contents);
}

}  // namespace flowbridge
