#pragma once
/// A directory that could not be opened: empty, and nothing can be put into it.
///
/// It stands in where a program goes on without the files it would have kept.
///
/// Lifetime: owns the reason.      Threads: any.
/// Fails:    what would read: kNotFound. What would write, and the lock: with the reason.
/// Units:    none.
///
///   Result<std::unique_ptr<Directory>> opened = open_directory(path);
///   if (!opened) directory = std::make_unique<MissingDirectory>(opened.error());

#include "port/directory.h"

#include <utility>

namespace flowbridge {

class MissingDirectory final : public Directory {
 public:
  explicit MissingDirectory(Error reason) : reason_(std::move(reason)) {}

  Result<std::unique_ptr<File>> open(const std::string& name, OpenMode mode) override;
  Result<void> rename(const std::string& from, const std::string& to) override;
  Result<void> remove(const std::string& name) override;
  Result<std::vector<std::string>> list() override;
  Result<void> sync() override;
  Result<std::unique_ptr<Directory>> subdirectory(const std::string& name) override;
  Result<std::unique_ptr<Directory>> existing_subdirectory(const std::string& name) override;
  Result<std::vector<std::string>> list_subdirectories() override;
  Result<void> lock() override;
  Result<std::optional<std::string>> lock_holder() override;

 private:
  const Error reason_;
};

}  // namespace flowbridge
