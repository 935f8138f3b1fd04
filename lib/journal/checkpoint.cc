#include "journal/checkpoint.h"

#include "base/coding.h"
#include "base/crc32c.h"
#include "journal/disk_steps.h"

namespace flowbridge {

namespace {

constexpr std::string_view kTemporarySuffix = ".tmp";

Result<void> write_parts(Directory& directory, const std::string& name, std::string_view header,
                         std::string_view state, std::string_view trailer) {
  Result<std::unique_ptr<File>> file = directory.open(name, OpenMode::kCreate);
  if (!file) return file.error();
  for (const std::string_view part : {header, state, trailer}) {
    if (Result<void> wrote = (*file)->append(part); !wrote) return wrote;
  }
  return as_sync_result((*file)->sync());
}

}  // namespace

std::string temporary_checkpoint_name(Sequence sequence) {
  return checkpoint_name(sequence) + std::string(kTemporarySuffix);
}

bool is_temporary_checkpoint_name(std::string_view name) {
  if (!name.ends_with(kTemporarySuffix)) return false;
  name.remove_suffix(kTemporarySuffix.size());
  return parse_checkpoint_name(name).has_value();
}

Result<Checkpoint> read_checkpoint_file(Directory& directory, Sequence sequence) {
  const std::string name = checkpoint_name(sequence);
  Result<std::unique_ptr<File>> file = directory.open(name, OpenMode::kRead);
  if (!file) return file.error();
  std::string bytes;
  if (Result<void> read = (*file)->read_at(0, kCheckpointHeaderBytes, bytes); !read) {
    return read.error();
  }
  const Result<CheckpointHeader> header = parse_checkpoint_header(bytes, name);
  if (!header) return header.error();
  const std::uint64_t file_bytes = (*file)->size();
  if (file_bytes != checkpoint_file_bytes(header->state_bytes)) {
    return corrupt_at(name, file_bytes,
                      "the file should have " +
                          std::to_string(checkpoint_file_bytes(header->state_bytes)) + " bytes");
  }
  Checkpoint checkpoint{.sequence = sequence, .previous_crc = header->previous_crc, .state = {}};
  const auto state_bytes = static_cast<std::size_t>(header->state_bytes);
  if (Result<void> read = (*file)->read_at(kCheckpointHeaderBytes, state_bytes, checkpoint.state);
      !read) {
    return read.error();
  }
  const std::uint64_t trailer_offset = kCheckpointHeaderBytes + header->state_bytes;
  if (Result<void> read = (*file)->read_at(trailer_offset, kCheckpointTrailerBytes, bytes); !read) {
    return read.error();
  }
  ByteReader trailer(bytes);
  const std::uint32_t crc = trailer.u32();
  if (!trailer.ok() || crc != crc32c(checkpoint.state, header->crc)) {
    return corrupt_at(name, kCheckpointHeaderBytes, "the state's checksum does not match");
  }
  return checkpoint;
}

Result<void> write_checkpoint_file(Directory& directory, const CheckpointPlace& place,
                                   std::string_view state) {
  const std::string name = checkpoint_name(place.sequence);
  const std::string temporary = temporary_checkpoint_name(place.sequence);
  if (Result<void> removed = remove_if_present(directory, temporary); !removed) return removed;

  const std::string header = encode_checkpoint_header({.sequence = place.sequence,
                                                       .previous_crc = place.previous_crc,
                                                       .state_bytes = state.size()});
  const std::string_view header_crc = std::string_view(header).substr(header.size() - 4);
  std::string trailer;
  put_u32(trailer, crc32c(state, ByteReader(header_crc).u32()));

  Result<void> wrote = write_parts(directory, temporary, header, state, trailer);
  if (wrote) wrote = directory.rename(temporary, name);
  if (!wrote) {
    // Best effort: gives the space back; a leftover is removed by the next attempt or restart.
    static_cast<void>(remove_if_present(directory, temporary));
    return wrote;
  }
  return as_sync_result(directory.sync());
}

}  // namespace flowbridge
