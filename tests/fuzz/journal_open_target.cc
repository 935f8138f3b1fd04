// A journal directory in which anything may lie: it opens and tells the truth, or it does not open,
// names what is wrong, and has touched nothing.

#include "base/check.h"
#include "base/coding.h"
#include "base/crc32c.h"
#include "fuzz/targets.h"
#include "journal/verify.h"
#include "support/journal_on_disk.h"

namespace flowbridge {
namespace {

using Files = std::map<std::string, std::string>;

constexpr std::size_t kFilesMax = 8;
constexpr std::size_t kFileBytesMax = 1u << 16;

/// What is done to a journal that was whole.
enum class Edit : std::uint8_t { kSetByte, kTruncate, kAppend, kRemove, kCopy, kCount };

/// A small journal: three segments, two checkpoints; the text of a record is its sequence.
Files whole_journal() {
  MemoryDisk disk(1);
  JournalOnDisk on_disk(disk);
  on_disk.journal().index().set_floor("all", kFirstSequence);
  on_disk.commit({"1", "2"});
  on_disk.checkpoint("before 3");
  on_disk.commit({"3"});
  on_disk.commit({"4", "5"});
  on_disk.checkpoint("before 6");
  on_disk.commit({"6"});
  on_disk.commit({"7", "8"});
  return disk.files();
}

/// Files whose bytes are the input's.
Files made_of(ByteReader& in) {
  Files files;
  while (!in.empty() && in.ok() && files.size() < kFilesMax) {
    const Sequence sequence = 1 + in.u8() % 4u;
    const bool is_segment = in.u8() % 2 == 0;
    const std::string_view contents = in.string();
    files[is_segment ? segment_name(sequence) : checkpoint_name(sequence)] =
        contents.substr(0, kFileBytesMax);
  }
  return files;
}

void put_crc_at(std::string& bytes, std::size_t offset, std::uint32_t crc) {
  std::string encoded;
  put_u32(encoded, crc);
  bytes.replace(offset, encoded.size(), encoded);
}

/// Makes every checksum right, so that what is behind them is reached.
void make_checksums_right(std::string& segment) {
  if (segment.size() < kSegmentHeaderBytes) return;
  const std::string_view bytes(segment);
  const std::uint32_t segment_crc = crc32c(bytes.substr(0, kSegmentHeaderBytes - 4));
  put_crc_at(segment, kSegmentHeaderBytes - 4, segment_crc);
  for (std::size_t at = kSegmentHeaderBytes; at + kFrameHeaderBytes <= segment.size();) {
    ByteReader header(std::string_view(segment).substr(at + 4));
    const std::uint64_t body = kFrameHeaderBytes + std::uint64_t{header.u32()};
    if (at + body + kFrameTrailerBytes > segment.size()) return;
    const auto size = static_cast<std::size_t>(body);
    put_crc_at(segment, at + size, crc32c(std::string_view(segment).substr(at, size), segment_crc));
    at += size + kFrameTrailerBytes;
  }
}

std::string& pick(Files& files, std::uint8_t index) {
  return std::next(files.begin(), static_cast<std::ptrdiff_t>(index % files.size()))->second;
}

void edit(Files& files, ByteReader& in) {
  const auto what = static_cast<Edit>(in.u8() % static_cast<std::uint8_t>(Edit::kCount));
  std::string& contents = pick(files, in.u8());
  const std::uint64_t number = in.varint();
  const auto size = static_cast<std::size_t>(number % (contents.size() + 1));
  switch (what) {
    case Edit::kSetByte:
      if (size < contents.size()) contents[size] = static_cast<char>(in.u8());
      return;
    case Edit::kTruncate:
      contents.resize(size);
      return;
    case Edit::kAppend:
      contents.append(in.string().substr(0, kFileBytesMax - contents.size()));
      return;
    case Edit::kRemove:
      if (files.size() > 1) {
        files.erase(std::next(files.begin(), static_cast<std::ptrdiff_t>(number % files.size())));
      }
      return;
    case Edit::kCopy:
      pick(files, static_cast<std::uint8_t>(number)) = contents;
      return;
    case Edit::kCount:
      return;
  }
}

/// Reads everything that is kept. What cannot be read is damage that verification finds, too.
void check_readers(JournalOnDisk& on_disk) {
  const bool is_whole = !verify_journal(on_disk.directory()).problem;
  const Sequence next = on_disk.journal().recovery().next;
  const auto oldest = on_disk.journal().recovery().checkpoint.value_or(kFirstSequence);
  for (Sequence from = kFirstSequence; from <= next; ++from) {
    const Result<std::vector<std::string>> texts = on_disk.try_texts(from);
    if (!texts) {
      const ErrorCode code = texts.error().code();
      FB_CHECK(from < oldest);
      FB_CHECK(code == ErrorCode::kNotFound || (code == ErrorCode::kCorrupt && !is_whole));
      continue;
    }
    FB_CHECK(from + texts->size() == next);
    for (std::size_t i = 0; i < texts->size(); ++i) {
      FB_CHECK((*texts)[i] == std::to_string(from + i));
    }
  }
}

}  // namespace

void fuzz_journal_open(std::string_view input) {
  ByteReader in(input);
  const std::uint8_t kind = in.u8() % 3;
  const bool is_edited = kind == 1;
  Files files = is_edited ? whole_journal() : made_of(in);
  while (is_edited && !in.empty()) edit(files, in);
  for (auto& [name, contents] : files) {
    if (kind == 2 && parse_segment_name(name)) make_checksums_right(contents);
  }
  MemoryDisk disk(1);
  for (const auto& [name, contents] : files) disk.put_file(name, contents);

  {
    const std::unique_ptr<Directory> directory = disk.root();
    const Result<std::unique_ptr<Journal>> opened = Journal::open(*directory, {});
    if (!opened) {
      const ErrorCode code = opened.error().code();
      FB_CHECK(code == ErrorCode::kCorrupt || code == ErrorCode::kUnsupported);
      FB_CHECK(disk.operations() == 0 && disk.files() == files);
      return;
    }
  }
  JournalOnDisk on_disk(disk);
  // Records that nobody wrote have other types than those of the helper.
  if (is_edited) check_readers(on_disk);
  const Sequence next = on_disk.journal().recovery().next;
  const std::string text = std::to_string(next);
  FB_CHECK(on_disk.try_commit({text}).has_value());
  FB_CHECK(on_disk.try_reopen().has_value());
  FB_CHECK(on_disk.try_texts(next).value() == std::vector<std::string>{text});
}

}  // namespace flowbridge
