#include "support/crashing_directory.h"

#include <utility>

namespace flowbridge {

namespace {

using enum CrashPoint;

enum class FileKind { kSegment, kCheckpoint, kCursor, kQuarantine, kWriter, kOther };

FileKind kind_of(std::string_view name) {
  if (name.ends_with(".tmp")) name.remove_suffix(4);
  if (name.ends_with(".log")) return FileKind::kSegment;
  if (name.ends_with(".ckpt")) return FileKind::kCheckpoint;
  if (name == "cursor") return FileKind::kCursor;
  if (name == "quarantine") return FileKind::kQuarantine;
  if (name == "writer.json") return FileKind::kWriter;
  return FileKind::kOther;
}

/// The points of one operation; absent where none is named.
struct Points {
  std::optional<CrashPoint> before = {};
  std::optional<CrashPoint> middle = {};
  std::optional<CrashPoint> after = {};
};

Points creation(FileKind kind) {
  if (kind == FileKind::kSegment)
    return {.before = kSegmentBeforeCreate, .after = kSegmentAfterCreate};
  if (kind == FileKind::kCheckpoint) return {.before = kCheckpointBeforeCreate};
  return {};
}

Points removal(FileKind kind) {
  if (kind == FileKind::kSegment)
    return {.before = kSegmentBeforeRemove, .after = kSegmentAfterRemove};
  if (kind == FileKind::kCheckpoint) {
    return {.before = kCheckpointBeforeRemove, .after = kCheckpointAfterRemove};
  }
  return {};
}

Points renaming(FileKind kind) {
  switch (kind) {
    case FileKind::kCheckpoint:
      return {.before = kCheckpointBeforeRename, .after = kCheckpointAfterRename};
    case FileKind::kCursor:
      return {.before = kCursorBeforeRename, .after = kCursorAfterRename};
    case FileKind::kQuarantine:
      return {.before = kQuarantineBeforeRename};
    case FileKind::kWriter:
      return {.before = kWriterBeforeRename, .after = kWriterAfterRename};
    case FileKind::kSegment:
    case FileKind::kOther:
      return {};
  }
  return {};
}

Points appending(FileKind kind, bool is_first) {
  if (kind == FileKind::kSegment && is_first) {
    return {.middle = kSegmentInHeader, .after = kSegmentAfterHeader};
  }
  if (kind == FileKind::kSegment) {
    return {.before = kGroupBeforeWrite, .middle = kGroupInWrite, .after = kGroupAfterWrite};
  }
  // A checkpoint's header comes by itself, then the state.
  if (kind == FileKind::kCheckpoint && !is_first) return {.middle = kCheckpointInWrite};
  if (kind == FileKind::kQuarantine) return {.middle = kQuarantineInWrite};
  return {};
}

Points overwriting(FileKind kind) {
  if (kind == FileKind::kSegment) return {.middle = kTailInRewrite};
  if (kind == FileKind::kCursor) {
    return {.before = kCursorBeforeWrite, .middle = kCursorInWrite, .after = kCursorAfterWrite};
  }
  return {};
}

template <typename Operation>
auto between(CrashPlan& plan, const Points& points, Operation operation) {
  if (points.before) plan.pass(*points.before);
  auto result = operation();
  if (points.after) plan.pass(*points.after);
  return result;
}

class CrashingFile final : public File {
 public:
  CrashingFile(std::unique_ptr<File> real, CrashPlan& plan, FileKind kind)
      : real_(std::move(real)), plan_(plan), kind_(kind) {}

  std::uint64_t size() const override { return real_->size(); }

  Result<void> read_at(std::uint64_t offset, std::size_t size, std::string& out) override {
    return real_->read_at(offset, size, out);
  }

  Result<void> append(std::string_view bytes) override {
    is_group_ = kind_ == FileKind::kSegment && real_->size() > 0;
    const Points points = appending(kind_, real_->size() == 0);
    if (points.before) plan_.pass(*points.before);
    if (points.middle && plan_.reached(*points.middle)) {
      static_cast<void>(real_->append(bytes.substr(0, bytes.size() / 2)).has_value());
      plan_.die();
    }
    return between(plan_, {.after = points.after}, [&] { return real_->append(bytes); });
  }

  Result<void> write_at(std::uint64_t offset, std::string_view bytes) override {
    is_group_ = false;
    const Points points = overwriting(kind_);
    if (points.before) plan_.pass(*points.before);
    if (points.middle && plan_.reached(*points.middle)) {
      static_cast<void>(real_->write_at(offset, bytes.substr(0, bytes.size() / 2)).has_value());
      plan_.die();
    }
    return between(plan_, {.after = points.after}, [&] { return real_->write_at(offset, bytes); });
  }

  Result<void> truncate(std::uint64_t size) override {
    Points points;
    if (kind_ == FileKind::kSegment) points = {.before = kTailBeforeCut, .after = kTailAfterCut};
    return between(plan_, points, [&] { return real_->truncate(size); });
  }

  Result<void> sync() override {
    Points points;
    if (is_group_) points = {.after = kGroupAfterSync};
    if (kind_ == FileKind::kCursor) points = {.after = kCursorAfterSync};
    if (kind_ == FileKind::kCheckpoint) points = {.before = kCheckpointAfterWrite};
    return between(plan_, points, [&] { return real_->sync(); });
  }

 private:
  const std::unique_ptr<File> real_;
  CrashPlan& plan_;
  const FileKind kind_;
  // What was written last is a group.
  bool is_group_ = false;
};

}  // namespace

Result<std::unique_ptr<File>> CrashingDirectory::open(const std::string& name, OpenMode mode) {
  const FileKind kind = kind_of(name);
  const Points points = mode == OpenMode::kCreate ? creation(kind) : Points{};
  Result<std::unique_ptr<File>> file =
      between(plan_, points, [&] { return real_->open(name, mode); });
  if (!file) return file.error();
  return std::unique_ptr<File>(std::make_unique<CrashingFile>(*std::move(file), plan_, kind));
}

Result<void> CrashingDirectory::rename(const std::string& from, const std::string& to) {
  return between(plan_, renaming(kind_of(to)), [&] { return real_->rename(from, to); });
}

Result<void> CrashingDirectory::remove(const std::string& name) {
  // A temporary file that may not even be there is no checkpoint.
  const Points points = name.ends_with(".tmp") ? Points{} : removal(kind_of(name));
  return between(plan_, points, [&] { return real_->remove(name); });
}

Result<void> CrashingDirectory::sync() {
  Points points;
  if (name_ == "journal") {
    points = {.before = kJournalBeforeDirectorySync, .after = kJournalAfterDirectorySync};
  }
  return between(plan_, points, [&] { return real_->sync(); });
}

Result<std::unique_ptr<Directory>> CrashingDirectory::subdirectory(const std::string& name) {
  Result<std::unique_ptr<Directory>> real = real_->subdirectory(name);
  if (!real) return real.error();
  return std::unique_ptr<Directory>(new CrashingDirectory(*std::move(real), plan_, name));
}

Result<std::unique_ptr<Directory>> CrashingDirectory::existing_subdirectory(
    const std::string& name) {
  Result<std::unique_ptr<Directory>> real = real_->existing_subdirectory(name);
  if (!real) return real.error();
  return std::unique_ptr<Directory>(new CrashingDirectory(*std::move(real), plan_, name));
}

}  // namespace flowbridge
