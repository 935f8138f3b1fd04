#pragma once
/// A state directory as what was written into it, so that it can be changed and written again.
///
/// Damage to the files of a state directory rarely gets past their checksums. Whoever wants to know
/// what lies behind them changes the records, and lets the journal write them anew.
///
/// Lifetime: a value.      Threads: one.
/// Fails:    FB_CHECK: what the journal cannot write is not put in.
/// Units:    sequences.
///
///   Story story = story_of_a_bridge();
///   story.records[4].payload += "x";
///   write(story, disk);

#include "journal/format.h"
#include "support/memory_directory.h"

#include <map>
#include <string>
#include <vector>

namespace flowbridge {

struct StoryRecord {
  std::uint8_t type = 0;
  bool ends_group = false;
  std::string payload;
};

struct Story {
  std::vector<StoryRecord> records;
  /// By the record that they stand before; a group ends there.
  std::map<Sequence, std::string> checkpoints;
  std::string writer;
  /// Of the destination "default": what its cursor file holds, and its quarantine file.
  std::string cursor;
  std::string quarantine;
};

/// Lanes, series, a changed width, batches, ticks, expired and forgotten series, checkpoints; the
/// destination is behind and holds a series apart.
Story story_of_a_bridge();

/// `from`: the checkpoint before which everything is gone; 0: nothing is.
void write(const Story& story, MemoryDisk& disk, Sequence from);

}  // namespace flowbridge
