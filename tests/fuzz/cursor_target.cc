// A destination's cursor: its bytes, and the file with its two slots.

#include "base/check.h"
#include "base/coding.h"
#include "base/crc32c.h"
#include "delivery/cursor.h"
#include "fuzz/targets.h"
#include "journal/cursor.h"
#include "support/memory_directory.h"

namespace flowbridge {
namespace {

constexpr std::size_t kSlotBytes = 512;

void check_bytes(std::string_view bytes) {
  const Result<Cursor> cursor = decode_cursor(bytes);
  if (cursor) {
    FB_CHECK(encode(*cursor) == bytes);
  } else {
    FB_CHECK(cursor.error().code() == ErrorCode::kCorrupt);
  }
}

/// Makes the slots' checksums right, so that what is behind them is reached.
std::string with_right_checksums(std::string_view file) {
  std::string right;
  for (; file.size() >= kSlotBytes; file.remove_prefix(kSlotBytes)) {
    const std::string_view slot = file.substr(0, kSlotBytes - sizeof(std::uint32_t));
    right.append(slot);
    put_u32(right, crc32c(slot));
  }
  return right.append(file);
}

std::string stored(MemoryDisk& disk) {
  Result<std::string> value = read_cursor_file(*disk.root(), kCursorFileName);
  FB_CHECK(value.has_value());
  return *std::move(value);
}

void check_file(const std::string& contents) {
  MemoryDisk disk(1);
  disk.put_file(kCursorFileName, contents);
  const std::unique_ptr<Directory> directory = disk.root();
  const Result<std::string> read = read_cursor_file(*directory, kCursorFileName);
  Result<CursorFile> file = CursorFile::open(*directory, kCursorFileName);
  FB_CHECK(file.has_value() == read.has_value());
  if (!file) {
    const ErrorCode code = file.error().code();
    FB_CHECK(code == read.error().code());
    FB_CHECK(code == ErrorCode::kCorrupt || code == ErrorCode::kUnsupported);
    FB_CHECK(disk.operations() == 0 && disk.files().at(kCursorFileName) == contents);
    return;
  }
  FB_CHECK(file->value() == *read && read->size() <= kCursorBytesMax);
  FB_CHECK(stored(disk) == *read);
  for (const std::string value : {"one", "two", ""}) {
    FB_CHECK(file->store(value).has_value());
    FB_CHECK(stored(disk) == value);
  }
}

}  // namespace

// The first byte says what the rest is: a cursor, a file, or a file with wrong checksums.
void fuzz_cursor(std::string_view input) {
  if (input.empty()) return;
  const std::string_view rest = input.substr(1);
  switch (input.front() % 3) {
    case 0:
      return check_bytes(rest);
    case 1:
      return check_file(std::string(rest));
  }
  check_file(with_right_checksums(rest));
}

}  // namespace flowbridge
