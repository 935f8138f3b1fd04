#include "process/whole_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

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

Result<void> write_file(const std::string& path, std::string_view content) {
  const std::string beside = path + ".new";
  {
    File file(std::fopen(beside.c_str(), "we"));
    if (!file) return failed(beside);
    const bool written =
        std::fwrite(content.data(), 1, content.size(), file.get()) == content.size() &&
        std::fflush(file.get()) == 0;
    if (!written) return failed(beside);
  }
  if (std::rename(beside.c_str(), path.c_str()) != 0) return failed(path);
  return {};
}

}  // namespace flowbridge
