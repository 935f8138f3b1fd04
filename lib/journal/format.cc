#include "journal/format.h"

#include "base/check.h"
#include "base/coding.h"
#include "base/crc32c.h"

#include <algorithm>
#include <charconv>

namespace flowbridge {

namespace {

// The line end and the control-Z show a transfer that changed line ends or stopped at a text's end.
constexpr std::string_view kSegmentMagic = "FBSEG\r\n\x1a";
constexpr std::string_view kCheckpointMagic = "FBCKP\r\n\x1a";
constexpr std::string_view kFrameMagic = "\xfb\x52\x45\x43";  // not text: 0xfb "REC"
constexpr std::string_view kSegmentSuffix = ".log";
constexpr std::string_view kCheckpointSuffix = ".ckpt";
constexpr std::size_t kSequenceDigits = 20;
constexpr std::size_t kFlagsOffset = 21;
constexpr std::uint8_t kFlagEndsGroup = 1;

std::string name_of(Sequence sequence, std::string_view suffix) {
  const std::string digits = std::to_string(sequence);
  std::string name(kSequenceDigits - digits.size(), '0');
  name += digits;
  name += suffix;
  return name;
}

std::optional<Sequence> parse_name(std::string_view name, std::string_view suffix) {
  if (name.size() != kSequenceDigits + suffix.size() || !name.ends_with(suffix)) return {};
  const std::string_view digits = name.substr(0, kSequenceDigits);
  if (digits.find_first_not_of("0123456789") != std::string_view::npos) return {};
  Sequence sequence = 0;
  const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), sequence);
  if (parsed.ec != std::errc() || sequence < kFirstSequence) return {};
  return sequence;
}

std::uint32_t u32_at(std::string_view bytes, std::size_t offset) {
  return ByteReader(bytes.substr(offset)).u32();
}

void set_u32(std::string& bytes, std::size_t offset, std::uint32_t value) {
  std::string encoded;
  put_u32(encoded, value);
  std::copy(encoded.begin(), encoded.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset));
}

/// Checks what both headers begin and end with: magic, version, CRC.
Result<void> check_header(std::string_view header, std::string_view magic, std::string_view name) {
  if (!header.starts_with(magic)) return corrupt_at(name, 0, "this is not a journal file");
  const std::size_t crc_offset = header.size() - sizeof(std::uint32_t);
  if (crc32c(header.substr(0, crc_offset)) != u32_at(header, crc_offset)) {
    return corrupt_at(name, 0, "the header's checksum does not match");
  }
  const std::uint32_t version = u32_at(header, magic.size());
  if (version == kJournalFormatVersion) return {};
  return Error(ErrorCode::kUnsupported,
               std::string(name) + ": format version " + std::to_string(version) +
                   ", this program reads up to " + std::to_string(kJournalFormatVersion));
}

}  // namespace

std::string segment_name(Sequence first) {
  return name_of(first, kSegmentSuffix);
}

std::string checkpoint_name(Sequence sequence) {
  return name_of(sequence, kCheckpointSuffix);
}

std::optional<Sequence> parse_segment_name(std::string_view name) {
  return parse_name(name, kSegmentSuffix);
}

std::optional<Sequence> parse_checkpoint_name(std::string_view name) {
  return parse_name(name, kCheckpointSuffix);
}

std::string encode_segment_header(const SegmentHeader& header) {
  std::string out(kSegmentMagic);
  put_u32(out, kJournalFormatVersion);
  put_u32(out, header.link.previous_crc);
  put_u64(out, header.first);
  put_u64(out, header.link.previous_first);
  put_u64(out, header.link.previous_bytes);
  put_u32(out, crc32c(out));
  FB_CHECK(out.size() == kSegmentHeaderBytes);
  return out;
}

std::string encode_checkpoint_header(const CheckpointHeader& header) {
  std::string out(kCheckpointMagic);
  put_u32(out, kJournalFormatVersion);
  put_u32(out, header.previous_crc);
  put_u64(out, header.sequence);
  put_u64(out, header.state_bytes);
  put_u32(out, crc32c(out));
  FB_CHECK(out.size() == kCheckpointHeaderBytes);
  return out;
}

Result<SegmentHeader> parse_segment_header(std::string_view bytes, std::string_view name) {
  if (bytes.size() < kSegmentHeaderBytes) {
    return corrupt_at(name, bytes.size(), "the file ends inside its header");
  }
  bytes = bytes.substr(0, kSegmentHeaderBytes);
  if (Result<void> checked = check_header(bytes, kSegmentMagic, name); !checked) {
    return checked.error();
  }
  ByteReader in(bytes.substr(kSegmentMagic.size() + sizeof(std::uint32_t)));
  SegmentHeader header;
  header.link.previous_crc = in.u32();
  header.first = in.u64();
  header.link.previous_first = in.u64();
  header.link.previous_bytes = in.u64();
  header.crc = in.u32();
  FB_CHECK(in.ok() && in.empty());
  if (parse_segment_name(name) != header.first) {
    return corrupt_at(name, 0, "the header is that of " + segment_name(header.first));
  }
  return header;
}

Result<CheckpointHeader> parse_checkpoint_header(std::string_view bytes, std::string_view name) {
  if (bytes.size() < kCheckpointHeaderBytes) {
    return corrupt_at(name, bytes.size(), "the file ends inside its header");
  }
  bytes = bytes.substr(0, kCheckpointHeaderBytes);
  if (Result<void> checked = check_header(bytes, kCheckpointMagic, name); !checked) {
    return checked.error();
  }
  ByteReader in(bytes.substr(kCheckpointMagic.size() + sizeof(std::uint32_t)));
  CheckpointHeader header;
  header.previous_crc = in.u32();
  header.sequence = in.u64();
  header.state_bytes = in.u64();
  header.crc = in.u32();
  FB_CHECK(in.ok() && in.empty());
  if (parse_checkpoint_name(name) != header.sequence) {
    return corrupt_at(name, 0, "the header is that of " + checkpoint_name(header.sequence));
  }
  return header;
}

void append_frame(std::string& group, const JournalFrame& frame) {
  FB_CHECK(frame.payload.size() <= kPayloadBytesMax);
  group += kFrameMagic;
  put_u32(group, static_cast<std::uint32_t>(frame.payload.size()));
  put_u64(group, frame.sequence);
  put_u32(group, frame.index_in_group);
  group.push_back(static_cast<char>(frame.type));
  group.append(3, '\0');  // flags, and two bytes that must be zero
  group += frame.payload;
  group.append(kFrameTrailerBytes, '\0');
}

std::uint32_t seal_group(std::string& group, std::uint32_t segment_crc) {
  FB_CHECK(!group.empty());
  std::uint32_t crc = 0;
  for (std::size_t at = 0; at < group.size();) {
    const std::size_t body = kFrameHeaderBytes + u32_at(group, at + kFrameMagic.size());
    const bool last = at + body + kFrameTrailerBytes == group.size();
    group[at + kFlagsOffset] = static_cast<char>(last ? kFlagEndsGroup : 0);
    crc = crc32c(std::string_view(group).substr(at, body), segment_crc);
    set_u32(group, at + body, crc);
    at += body + kFrameTrailerBytes;
    FB_CHECK(at <= group.size());
  }
  return crc;
}

ParsedFrame parse_frame(std::string_view bytes, std::uint32_t segment_crc) {
  if (bytes.size() < kFrameHeaderBytes) return {};
  ParsedFrame parsed;
  parsed.state = FrameState::kDamaged;
  ByteReader in(bytes);
  const bool magic_matches = in.bytes(kFrameMagic.size()) == kFrameMagic;
  const std::uint32_t payload_bytes = in.u32();
  JournalFrame& frame = parsed.frame;
  frame.sequence = in.u64();
  frame.index_in_group = in.u32();
  frame.type = in.u8();
  const std::uint8_t flags = in.u8();
  const bool zero_is_zero = in.u8() == 0 && in.u8() == 0;
  if (!magic_matches || !zero_is_zero || flags > kFlagEndsGroup ||
      payload_bytes > kPayloadBytesMax || frame.sequence < kFirstSequence ||
      frame.index_in_group >= frame.sequence) {
    return parsed;
  }
  frame.ends_group = flags == kFlagEndsGroup;
  const std::size_t body = kFrameHeaderBytes + payload_bytes;
  if (bytes.size() < body + kFrameTrailerBytes) {
    parsed.state = FrameState::kShort;
    parsed.bytes_needed = body + kFrameTrailerBytes;
    return parsed;
  }
  frame.payload = in.bytes(payload_bytes);
  frame.crc = in.u32();
  if (crc32c(bytes.substr(0, body), segment_crc) == frame.crc) parsed.state = FrameState::kWhole;
  return parsed;
}

std::size_t find_frame_magic(std::string_view bytes, std::size_t from) {
  return bytes.find(kFrameMagic, from);
}

Error corrupt_at(std::string_view name, std::uint64_t offset, const std::string& what) {
  return {ErrorCode::kCorrupt,
          std::string(name) + ": byte " + std::to_string(offset) + ": " + what};
}

}  // namespace flowbridge
