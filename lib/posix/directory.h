#pragma once
/// The real disk behind the port.
///
/// Files are read and written at offsets, whole, whatever the kernel hands back; sync is fdatasync,
/// for directories fsync; the lock is flock on the file kLockFileName, which holds who has it.
///
/// Lifetime: as the port says: files and subdirectories outlive the Directory.
/// Threads:  as the port says.
/// Fails:    each error names the path and what the system said. kNotFound: not there. kInvalid:
///           there already, not permitted, not a directory. kNoSpace: full, or over quota.
///           kUnavailable: no more file handles. kIo: all else, and every failed sync.
/// Units:    bytes.
///
///   Result<std::unique_ptr<Directory>> state = open_directory("/var/lib/flowbridge");
///   if (Result<void> locked = (*state)->lock(); !locked) return locked;

#include "port/directory.h"

#include <cstdint>

namespace flowbridge {

/// Opens the directory, created with its parents if it is not there; its name is durable on return.
Result<std::unique_ptr<Directory>> open_directory(const std::string& path);

/// Opens the directory; makes nothing. Fails: kNotFound.
Result<std::unique_ptr<Directory>> open_existing_directory(const std::string& path);

/// The size of the file system that holds it.
Result<std::uint64_t> file_system_bytes(const std::string& path);

}  // namespace flowbridge
