#pragma once
/// Small steps on a Directory that every durable file takes.
///
/// Lifetime: none.      Threads: any.
/// Fails:    as Directory and File do; a failed sync is always kIo, for it leaves contents that
///           nobody knows, and a second sync may lie: end the process.
/// Units:    bytes.
///
///   if (Result<void> synced = as_sync_result(file.sync()); !synced) return synced;

#include "port/directory.h"

namespace flowbridge {

/// The result of a sync with its error turned into kIo.
Result<void> as_sync_result(Result<void> synced);

/// Removes a file that may or may not be there.
Result<void> remove_if_present(Directory& directory, const std::string& name);

/// Writes the bytes from `begin` to the end of the file over themselves and syncs them. A process
/// that died after a failed sync leaves bytes that can be read and that the kernel holds for
/// written, though they never reached the disk; what is written again does reach it.
Result<void> write_again_and_sync(File& file, std::uint64_t begin);

}  // namespace flowbridge
