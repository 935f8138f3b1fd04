#pragma once
/// A small value that survives any crash: the old one or the new one, never neither.
///
/// A destination keeps in it how far it has delivered. The file has two slots, written in turn, so
/// that a torn write leaves the value before; it is created at its full size, so that moving a
/// cursor needs no space on a full disk.
///
/// Lifetime: owns its file handle; borrows nothing after open().
/// Threads:  one.
/// Fails:    open: kCorrupt if neither slot is whole; kUnsupported. store: kNoSpace (only file
///           systems that copy on write): the value before stands, call again; kIo: end the
///           process, every later store fails.
/// Units:    bytes, at most kCursorBytesMax. An empty value is that of a new file.
///
///   Result<CursorFile> cursor = CursorFile::open(directory, "cursor");
///   decode(cursor->value());
///   if (Result<void> stored = cursor->store(encode(state)); !stored) return stored;

#include "port/directory.h"

namespace flowbridge {

inline constexpr std::size_t kCursorBytesMax = 400;

/// The newest stored value, for whoever looks on; changes nothing, and the owner may be writing.
/// Fails: kNotFound, kCorrupt, kUnsupported, kIo.
Result<std::string> read_cursor_file(Directory& directory, const std::string& name);

class CursorFile {
 public:
  /// Opens the file, or creates it with an empty value; what it holds is durable on return.
  static Result<CursorFile> open(Directory& directory, const std::string& name);

  /// The newest stored value.
  const std::string& value() const { return value_; }
  /// Replaces the value, durable on return. Requires: at most kCursorBytesMax bytes.
  Result<void> store(std::string_view value);

 private:
  CursorFile(std::unique_ptr<File> file, std::string name)
      : file_(std::move(file)), name_(std::move(name)) {}

  Result<void> load();
  /// Writes the value and its generation into the slot whose turn it is, and syncs.
  Result<void> write_slot();

  std::unique_ptr<File> file_;
  std::string name_;
  std::string value_;
  std::uint64_t generation_ = 0;
  bool failed_ = false;
};

}  // namespace flowbridge
