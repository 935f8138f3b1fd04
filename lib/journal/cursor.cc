#include "journal/cursor.h"

#include "base/check.h"
#include "base/coding.h"
#include "base/crc32c.h"
#include "journal/disk_steps.h"

#include <optional>
#include <utility>

namespace flowbridge {

namespace {

constexpr std::string_view kSlotMagic = "FBCUR\r\n\x1a";
constexpr std::uint32_t kCursorVersion = 1;
// A disk writes a sector whole or not at all, or leaves it unreadable: slots share none.
constexpr std::size_t kSlotBytes = 512;
constexpr std::size_t kCrcOffset = kSlotBytes - sizeof(std::uint32_t);
constexpr std::size_t kFileBytes = 2 * kSlotBytes;

struct Slot {
  std::uint32_t version = 0;
  std::uint64_t generation = 0;
  std::string value;
};

std::string encode_slot(std::uint64_t generation, std::string_view value) {
  std::string out(kSlotMagic);
  put_u32(out, kCursorVersion);
  put_u32(out, static_cast<std::uint32_t>(value.size()));
  put_u64(out, generation);
  out += value;
  FB_CHECK(out.size() <= kCrcOffset);
  out.resize(kCrcOffset, '\0');
  put_u32(out, crc32c(out));
  return out;
}

std::optional<Slot> parse_slot(std::string_view bytes) {
  if (!bytes.starts_with(kSlotMagic)) return {};
  if (ByteReader(bytes.substr(kCrcOffset)).u32() != crc32c(bytes.substr(0, kCrcOffset))) return {};
  ByteReader in(bytes.substr(kSlotMagic.size()));
  Slot slot;
  slot.version = in.u32();
  const std::uint32_t value_bytes = in.u32();
  slot.generation = in.u64();
  if (slot.version == kCursorVersion && value_bytes > kCursorBytesMax) return {};
  slot.value = in.bytes(slot.version == kCursorVersion ? value_bytes : 0);
  return slot;
}

/// Generations count in a circle: a slot of the last one must not outlive all that come after it.
bool is_newer(const Slot& slot, const Slot& than) {
  return static_cast<std::int64_t>(slot.generation - than.generation) > 0;
}

/// The whole slot with the newer generation.
Result<Slot> read_newest_slot(File& file, const std::string& name) {
  std::string bytes;
  if (Result<void> read = file.read_at(0, kFileBytes + 1, bytes); !read) return read.error();
  std::optional<Slot> newest;
  if (bytes.size() == kFileBytes) {
    for (std::size_t at = 0; at < kFileBytes; at += kSlotBytes) {
      std::optional<Slot> slot = parse_slot(std::string_view(bytes).substr(at, kSlotBytes));
      if (slot && (!newest || is_newer(*slot, *newest))) newest = std::move(slot);
    }
  }
  if (!newest) return Error(ErrorCode::kCorrupt, name + ": byte 0: no slot is whole");
  if (newest->version == kCursorVersion) return *std::move(newest);
  return Error(ErrorCode::kUnsupported,
               name + ": cursor version " + std::to_string(newest->version) +
                   ", this program reads up to " + std::to_string(kCursorVersion));
}

}  // namespace

Result<std::string> read_cursor_file(Directory& directory, const std::string& name) {
  const Result<std::unique_ptr<File>> file = directory.open(name, OpenMode::kRead);
  if (!file) return file.error();
  Result<Slot> newest = read_newest_slot(**file, name);
  if (!newest) return newest.error();
  return std::move(newest->value);
}

Result<CursorFile> CursorFile::open(Directory& directory, const std::string& name) {
  Result<std::unique_ptr<File>> file = directory.open(name, OpenMode::kWrite);
  if (!file && file.error().code() == ErrorCode::kNotFound) {
    const std::string contents = encode_slot(0, {}) + std::string(kSlotBytes, '\0');
    if (Result<void> created = replace_file(directory, name, contents); !created) {
      return created.error();
    }
    file = directory.open(name, OpenMode::kWrite);
  }
  if (!file) return file.error();
  CursorFile cursor(*std::move(file), name);
  if (Result<void> loaded = cursor.load(); !loaded) return loaded.error();
  // Nor may it have got as far as to make the new file's name durable.
  if (Result<void> synced = directory.sync(); !synced) return synced.error();
  return cursor;
}

Result<void> CursorFile::load() {
  Result<Slot> newest = read_newest_slot(*file_, name_);
  if (!newest) return newest.error();
  value_ = std::move(newest->value);
  generation_ = newest->generation;
  // A process that died may have written the newest slot and have failed to sync it; what is
  // written again does reach the disk.
  return write_slot();
}

Result<void> CursorFile::store(std::string_view value) {
  FB_CHECK(value.size() <= kCursorBytesMax);
  if (failed_) return Error(ErrorCode::kIo, name_ + ": an earlier write failed");
  const std::string before = std::exchange(value_, std::string(value));
  ++generation_;
  Result<void> stored = write_slot();
  if (stored) return {};
  value_ = before;
  --generation_;
  failed_ = stored.error().code() != ErrorCode::kNoSpace;
  return stored;
}

Result<void> CursorFile::write_slot() {
  const std::uint64_t offset = (generation_ % 2) * kSlotBytes;
  Result<void> wrote = file_->write_at(offset, encode_slot(generation_, value_));
  if (!wrote) return wrote;
  return as_sync_result(file_->sync());
}

}  // namespace flowbridge
