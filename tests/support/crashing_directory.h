#pragma once
/// The state directory, with a crash point before, in and after what it does.
///
/// Which point an operation passes follows from the directory's place and the file's name:
/// journal/*.log is a segment, journal/*.ckpt a checkpoint, the rest goes by its name.
///
/// Lifetime: borrows the plan; owns what it wraps.      Threads: as the port.
/// Fails:    as what it wraps; or the process dies.
/// Units:    as the port.
///
///   auto root = std::make_unique<CrashingDirectory>(open_directory(path).value(), plan);

#include "port/directory.h"
#include "support/crash_points.h"

namespace flowbridge {

class CrashingDirectory final : public Directory {
 public:
  CrashingDirectory(std::unique_ptr<Directory> real, CrashPlan& plan)
      : CrashingDirectory(std::move(real), plan, {}) {}

  Result<std::unique_ptr<File>> open(const std::string& name, OpenMode mode) override;
  Result<void> rename(const std::string& from, const std::string& to) override;
  Result<void> remove(const std::string& name) override;
  Result<std::vector<std::string>> list() override { return real_->list(); }
  Result<void> sync() override;
  Result<std::unique_ptr<Directory>> subdirectory(const std::string& name) override;
  Result<std::unique_ptr<Directory>> existing_subdirectory(const std::string& name) override;
  Result<std::vector<std::string>> list_subdirectories() override {
    return real_->list_subdirectories();
  }
  Result<void> lock() override { return real_->lock(); }
  Result<std::optional<std::string>> lock_holder() override { return real_->lock_holder(); }

 private:
  CrashingDirectory(std::unique_ptr<Directory> real, CrashPlan& plan, std::string name)
      : real_(std::move(real)), plan_(plan), name_(std::move(name)) {}

  const std::unique_ptr<Directory> real_;
  CrashPlan& plan_;
  /// Its last part; empty for the root.
  const std::string name_;
};

}  // namespace flowbridge
