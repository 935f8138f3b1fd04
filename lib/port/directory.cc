#include "port/directory.h"

namespace flowbridge {
namespace {

Result<void> create_file(Directory& directory, const std::string& name, std::string_view contents) {
  Result<std::unique_ptr<File>> file = directory.open(name, OpenMode::kCreate);
  if (!file) return file.error();
  if (Result<void> wrote = (*file)->append(contents); !wrote) return wrote;
  return (*file)->sync();
}

}  // namespace

Result<std::string> read_file(Directory& directory, const std::string& name) {
  Result<std::unique_ptr<File>> file = directory.open(name, OpenMode::kRead);
  if (!file) return file.error();
  std::string contents;
  const auto size = static_cast<std::size_t>((*file)->size());
  if (Result<void> read = (*file)->read_at(0, size, contents); !read) return read.error();
  return contents;
}

Result<std::optional<std::string>> read_replaced_file(Directory& directory,
                                                      const std::string& name) {
  if (Result<void> synced = directory.sync(); !synced) return synced.error();
  Result<std::string> contents = read_file(directory, name);
  if (contents) return std::optional(*std::move(contents));
  if (contents.error().code() == ErrorCode::kNotFound) return std::optional<std::string>();
  return contents.error();
}

Result<void> replace_file(Directory& directory, const std::string& name,
                          std::string_view contents) {
  const std::string temporary = name + ".tmp";
  // A temporary left by a crash means nothing; it may or may not be there.
  if (Result<void> removed = directory.remove(temporary);
      !removed && removed.error().code() != ErrorCode::kNotFound) {
    return removed;
  }
  if (Result<void> created = create_file(directory, temporary, contents); !created) {
    // The part of it that a full disk took is room that others need.
    (void)directory.remove(temporary).has_value();
    return created;
  }
  if (Result<void> renamed = directory.rename(temporary, name); !renamed) return renamed;
  return directory.sync();
}

}  // namespace flowbridge
