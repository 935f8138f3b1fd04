#include "process/whole_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <memory>
#include <system_error>

#include <unistd.h>

namespace flowbridge {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

Error failed(const std::string& path) {
  const ErrorCode code = errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
  return {code, path + ": " + std::strerror(errno)};
}

/// It is there, and something else.
bool is_no_file(const std::string& path) {
  std::error_code ignored;  // then it is not there
  const std::filesystem::file_status there = std::filesystem::status(path, ignored);
  return std::filesystem::exists(there) && !std::filesystem::is_regular_file(there);
}

Result<void> write_into(const std::string& path, std::string_view content) {
  File file(std::fopen(path.c_str(), "we"));
  if (!file) return failed(path);
  const bool written =
      std::fwrite(content.data(), 1, content.size(), file.get()) == content.size() &&
      std::fflush(file.get()) == 0;
  return written ? Result<void>() : failed(path);
}

}  // namespace

Result<std::string> read_file(const std::string& path) {
  File file(std::fopen(path.c_str(), "re"));
  if (!file) return failed(path);
  std::string content;
  std::string chunk(std::size_t{64} << 10, '\0');
  while (const std::size_t size = std::fread(chunk.data(), 1, chunk.size(), file.get())) {
    content.append(chunk, 0, size);
    if (content.size() > kFileBytesMax) {
      return Error(ErrorCode::kInvalid, path + ": larger than 64 MiB");
    }
  }
  if (std::ferror(file.get()) != 0) return failed(path);
  return content;
}

Result<void> check_place(const std::string& path) {
  const bool as_it_is = is_no_file(path);
  const std::string parent = std::filesystem::path(path).parent_path().string();
  const std::string place = as_it_is ? path : (parent.empty() ? "." : parent);
  if (::access(place.c_str(), W_OK) != 0) return failed(place);
  if (std::filesystem::is_directory(path))
    return Error(ErrorCode::kInvalid, path + ": a directory");
  return {};
}

Result<void> write_file(const std::string& path, std::string_view content) {
  if (is_no_file(path)) return write_into(path, content);
  std::error_code ignored;  // then it is not there
  // Where a link leads.
  const std::string place = std::filesystem::weakly_canonical(path, ignored).string();
  const std::string target = place.empty() ? path : place;
  const std::string beside = target + ".new";
  if (Result<void> written = write_into(beside, content); !written) return written;
  if (std::rename(beside.c_str(), target.c_str()) != 0) return failed(path);
  return {};
}

}  // namespace flowbridge
