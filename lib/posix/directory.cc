#include "posix/directory.h"

#include "base/check.h"
#include "posix/file_descriptor.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace flowbridge {

namespace {

constexpr mode_t kFileMode = 0640;
constexpr mode_t kDirectoryMode = 0750;
constexpr std::size_t kLockTextBytesMax = 64;

/// Repeats a system call that a signal interrupted.
template <typename Call>
auto retry(Call call) {
  decltype(call()) result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

/// Reads until `size` bytes are there or the file ends. Returns errno, or 0.
int read_fully(int file, std::uint64_t offset, std::string& out) {
  std::size_t got = 0;
  while (got < out.size()) {
    const ssize_t count = retry([&] {
      return ::pread(file, out.data() + got, out.size() - got, static_cast<off_t>(offset + got));
    });
    if (count < 0) return errno;
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  out.resize(got);
  return 0;
}

/// Returns errno, or 0.
int write_fully(int file, std::uint64_t offset, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = retry(
        [&] { return ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset)); });
    if (count < 0) return errno;
    // Nothing written and no error is not known to happen; it must not become an endless loop.
    if (count == 0) return EIO;
    offset += static_cast<std::uint64_t>(count);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return 0;
}

Error sync_error(const std::string& path, int number) {
  return {ErrorCode::kIo, system_error("sync " + path, number).message()};
}

class PosixFile final : public File {
 public:
  PosixFile(FileDescriptor file, std::string path)
      : file_(std::move(file)), path_(std::move(path)) {}

  std::uint64_t size() const override {
    struct stat status {};
    FB_CHECK(::fstat(file_.get(), &status) == 0);
    return static_cast<std::uint64_t>(status.st_size);
  }

  Result<void> read_at(std::uint64_t offset, std::size_t size, std::string& out) override {
    // Asking for more than there is must not cost more memory than there is.
    const std::uint64_t file_size = this->size();
    const std::uint64_t available = offset < file_size ? file_size - offset : 0;
    out.resize(static_cast<std::size_t>(std::min<std::uint64_t>(size, available)));
    if (const int number = read_fully(file_.get(), offset, out); number != 0) {
      return Error(ErrorCode::kIo, system_error("read " + path_, number).message());
    }
    return {};
  }

  Result<void> append(std::string_view bytes) override {
    return write("append to ", size(), bytes);
  }

  Result<void> write_at(std::uint64_t offset, std::string_view bytes) override {
    FB_CHECK(offset + bytes.size() <= size());
    return write("write ", offset, bytes);
  }

  Result<void> truncate(std::uint64_t size) override {
    const int result = retry([&] { return ::ftruncate(file_.get(), static_cast<off_t>(size)); });
    if (result < 0) return system_error("truncate " + path_, errno);
    return {};
  }

  Result<void> sync() override {
    if (retry([&] { return ::fdatasync(file_.get()); }) < 0) return sync_error(path_, errno);
    return {};
  }

 private:
  Result<void> write(const char* doing, std::uint64_t offset, std::string_view bytes) {
    const int number = write_fully(file_.get(), offset, bytes);
    if (number != 0) return system_error(doing + path_, number);
    return {};
  }

  FileDescriptor file_;
  std::string path_;
};

class PosixDirectory final : public Directory {
 public:
  PosixDirectory(FileDescriptor directory, std::string path)
      : directory_(std::move(directory)), path_(std::move(path)) {}

  Result<std::unique_ptr<File>> open(const std::string& name, OpenMode mode) override {
    FileDescriptor file(
        retry([&] { return ::openat(directory_.get(), name.c_str(), flags_of(mode), kFileMode); }));
    if (!file) return system_error("open " + path_of(name), errno);
    return std::unique_ptr<File>(std::make_unique<PosixFile>(std::move(file), path_of(name)));
  }

  Result<void> rename(const std::string& from, const std::string& to) override {
    if (::renameat(directory_.get(), from.c_str(), directory_.get(), to.c_str()) < 0) {
      return system_error("rename " + path_of(from) + " to " + to, errno);
    }
    return {};
  }

  Result<void> remove(const std::string& name) override {
    if (::unlinkat(directory_.get(), name.c_str(), 0) < 0) {
      return system_error("remove " + path_of(name), errno);
    }
    return {};
  }

  Result<std::vector<std::string>> list() override { return names_of(DT_REG); }
  Result<std::vector<std::string>> list_subdirectories() override { return names_of(DT_DIR); }

  Result<void> sync() override {
    if (retry([&] { return ::fsync(directory_.get()); }) < 0) return sync_error(path_, errno);
    return {};
  }

  Result<std::unique_ptr<Directory>> subdirectory(const std::string& name) override {
    if (::mkdirat(directory_.get(), name.c_str(), kDirectoryMode) < 0 && errno != EEXIST) {
      return system_error("make directory " + path_of(name), errno);
    }
    Result<std::unique_ptr<Directory>> child = existing_subdirectory(name);
    if (!child) return child;
    if (Result<void> synced = sync(); !synced) return synced.error();
    return child;
  }

  Result<std::unique_ptr<Directory>> existing_subdirectory(const std::string& name) override {
    FileDescriptor child(retry([&] {
      return ::openat(directory_.get(), name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }));
    if (!child) return system_error("open directory " + path_of(name), errno);
    return std::unique_ptr<Directory>(
        std::make_unique<PosixDirectory>(std::move(child), path_of(name)));
  }

  Result<void> lock() override;
  Result<std::optional<std::string>> lock_holder() override;

 private:
  static int flags_of(OpenMode mode) {
    switch (mode) {
      case OpenMode::kRead:
        return O_RDONLY | O_CLOEXEC;
      case OpenMode::kWrite:
        return O_RDWR | O_CLOEXEC;
      case OpenMode::kCreate:
        return O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC;
    }
    FB_CHECK(false);
  }

  std::string path_of(const std::string& name) const { return path_ + "/" + name; }
  /// DT_REG, DT_DIR, …; asks the file system if the listing did not say.
  unsigned char type_of(const dirent& entry) const {
    if (entry.d_type != DT_UNKNOWN) return entry.d_type;
    struct stat status {};
    const int result = ::fstatat(directory_.get(), entry.d_name, &status, AT_SYMLINK_NOFOLLOW);
    if (result != 0) return DT_UNKNOWN;
    return static_cast<unsigned char>(IFTODT(status.st_mode));
  }
  /// Names of this type but "." and "..", sorted.
  Result<std::vector<std::string>> names_of(unsigned char type);

  FileDescriptor directory_;
  std::string path_;
  /// Closing it ends the lock.
  FileDescriptor lock_;
};

/// What the lock's holder wrote into the file: "process 4711".
std::string read_holder(int lock_file) {
  std::string holder(kLockTextBytesMax, '\0');
  if (read_fully(lock_file, 0, holder) != 0) holder.clear();
  holder.resize(std::min(holder.find('\n'), holder.size()));
  return holder.empty() ? "another process" : holder;
}

Result<std::vector<std::string>> PosixDirectory::names_of(unsigned char type) {
  // A handle of its own: a listing has a position, and several threads may list.
  const int copy =
      retry([&] { return ::openat(directory_.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); });
  if (copy < 0) return system_error("list " + path_, errno);
  DIR* stream = ::fdopendir(copy);
  if (stream == nullptr) {
    const int number = errno;
    ::close(copy);
    return system_error("list " + path_, number);
  }
  std::vector<std::string> names;
  errno = 0;
  for (const dirent* entry = ::readdir(stream); entry != nullptr; entry = ::readdir(stream)) {
    const std::string_view name(entry->d_name);
    if (type_of(*entry) == type && name != "." && name != "..") names.emplace_back(name);
    errno = 0;
  }
  const int number = errno;
  ::closedir(stream);
  if (number != 0) return system_error("list " + path_, number);
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> PosixDirectory::lock() {
  const std::string path = path_of(kLockFileName);
  FileDescriptor file(retry([&] {
    return ::openat(directory_.get(), kLockFileName, O_RDWR | O_CREAT | O_CLOEXEC, kFileMode);
  }));
  if (!file) return system_error("open " + path, errno);
  if (retry([&] { return ::flock(file.get(), LOCK_EX | LOCK_NB); }) < 0) {
    if (errno != EWOULDBLOCK) return system_error("lock " + path, errno);
    return Error(ErrorCode::kInUse, path + " is held by " + read_holder(file.get()));
  }
  // Who holds it is a courtesy to people; the lock itself does not depend on it.
  const std::string holder = "process " + std::to_string(::getpid()) + "\n";
  if (::ftruncate(file.get(), 0) == 0) static_cast<void>(write_fully(file.get(), 0, holder));
  lock_ = std::move(file);
  return {};
}

// A lock can only be asked for. A shared one is given back at once; a process that starts within
// these microseconds is refused, and starts again.
Result<std::optional<std::string>> PosixDirectory::lock_holder() {
  const std::string path = path_of(kLockFileName);
  FileDescriptor file(
      retry([&] { return ::openat(directory_.get(), kLockFileName, O_RDONLY | O_CLOEXEC); }));
  if (!file && errno == ENOENT) return std::optional<std::string>();
  if (!file) return system_error("open " + path, errno);
  if (retry([&] { return ::flock(file.get(), LOCK_SH | LOCK_NB); }) == 0) {
    return std::optional<std::string>();
  }
  if (errno != EWOULDBLOCK) return system_error("look at the lock " + path, errno);
  return std::optional<std::string>(read_holder(file.get()));
}

}  // namespace

Result<std::unique_ptr<Directory>> open_existing_directory(const std::string& path) {
  FileDescriptor directory(
      retry([&] { return ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); }));
  if (!directory) return system_error("open directory " + path, errno);
  return std::unique_ptr<Directory>(std::make_unique<PosixDirectory>(std::move(directory), path));
}

Result<std::uint64_t> file_system_bytes(const std::string& path) {
  struct statvfs status {};
  if (retry([&] { return ::statvfs(path.c_str(), &status); }) < 0) {
    return system_error("ask for the size of " + path, errno);
  }
  return static_cast<std::uint64_t>(status.f_blocks) * status.f_frsize;
}

Result<std::unique_ptr<Directory>> open_directory(const std::string& path) {
  Result<std::unique_ptr<Directory>> found = open_existing_directory(path);
  if (found || found.error().code() != ErrorCode::kNotFound) return found;
  std::string trimmed = path;
  while (trimmed.size() > 1 && trimmed.back() == '/') trimmed.pop_back();
  const std::size_t slash = trimmed.rfind('/');
  const std::string name = slash == std::string::npos ? trimmed : trimmed.substr(slash + 1);
  if (name.empty()) return found;
  std::string parent = ".";
  if (slash == 0) parent = "/";
  if (slash != std::string::npos && slash > 0) parent = trimmed.substr(0, slash);
  Result<std::unique_ptr<Directory>> above = open_directory(parent);
  if (!above) return above.error();
  return (*above)->subdirectory(name);
}

}  // namespace flowbridge
