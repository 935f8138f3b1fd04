#pragma once
/// A checkpoint: the whole state before a record, so that a restart need not read all of the log.
///
/// The journal does not know what the state means; it frames it, sums it, and links it to the log
/// by the CRC that ends the log before its record, so that a checkpoint of another life of this
/// journal is not taken for one of this.
///
/// Lifetime: values.      Threads: any; each call uses file handles of its own.
/// Fails:    reading: kNotFound, kCorrupt with file and offset, kUnsupported, kIo. Writing:
/// kNoSpace
///           (nothing is left behind), kIo (end the process).
/// Units:    bytes; `sequence` is the first record that the state does not contain.
///
///   write_checkpoint_file(directory, {.sequence = 42, .previous_crc = crc}, state);
///   Result<Checkpoint> checkpoint = read_checkpoint_file(directory, 42);

#include "journal/format.h"
#include "port/directory.h"

namespace flowbridge {

struct Checkpoint {
  Sequence sequence = 0;
  std::uint32_t previous_crc = 0;
  std::string state;
};

struct CheckpointPlace {
  Sequence sequence = 0;
  std::uint32_t previous_crc = 0;
};

/// Reads and verifies checkpoint_name(sequence).
Result<Checkpoint> read_checkpoint_file(Directory& directory, Sequence sequence);

/// All or nothing, durable on return: temporary file, sync, rename, sync.
Result<void> write_checkpoint_file(Directory& directory, const CheckpointPlace& place,
                                   std::string_view state);

/// The name under which a checkpoint is written before it is whole.
std::string temporary_checkpoint_name(Sequence sequence);
/// Whether `name` is of that form; such a file means nothing after a restart.
bool is_temporary_checkpoint_name(std::string_view name);

/// What the file of a checkpoint of `state_bytes` takes.
constexpr std::uint64_t checkpoint_file_bytes(std::uint64_t state_bytes) {
  return kCheckpointHeaderBytes + state_bytes + kCheckpointTrailerBytes;
}

}  // namespace flowbridge
