#include "flowgen/output.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include <poll.h>

namespace flowbridge {
namespace {

Error failed(const std::string& path) {
  const ErrorCode code = errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
  return {code, path + ": " + std::strerror(errno)};
}

class FileOutput final : public RecordOutput {
 public:
  FileOutput(std::FILE* file, std::string path, std::vector<Offset> ends)
      : file_(file), path_(std::move(path)), ends_(std::move(ends)) {}
  FileOutput(const FileOutput&) = delete;
  FileOutput& operator=(const FileOutput&) = delete;
  ~FileOutput() override {
    if (file_ != stdout) std::fclose(file_);
  }

  Result<WriteOutcome> write(const OutputRecord& record) override {
    const std::string_view payload = record.payload;
    const bool ended = !payload.empty() && payload.back() == '\n';
    const bool written = std::fwrite(payload.data(), 1, payload.size(), file_) == payload.size() &&
                         (ended || std::fputc('\n', file_) != EOF);
    if (!written) return failed(path_);
    ends_.at(static_cast<std::size_t>(record.where.partition)) = record.where.offset + 1;
    return WriteOutcome::kTaken;
  }

  Result<void> serve(Duration limit) override {
    if (std::fflush(file_) != 0) return failed(path_);
    poll(nullptr, 0, static_cast<int>(std::min(limit, Duration(1s)).count()));
    return {};
  }

  Result<std::vector<Offset>> finish(Duration) override {
    if (std::fflush(file_) != 0) return failed(path_);
    return ends_;
  }

 private:
  std::FILE* const file_;
  const std::string path_;
  std::vector<Offset> ends_;
};

}  // namespace

Result<std::unique_ptr<RecordOutput>> make_file_output(const std::string& path,
                                                       std::vector<Offset> first_offsets) {
  std::FILE* const file = path == "-" ? stdout : std::fopen(path.c_str(), "we");
  if (file == nullptr) return failed(path);
  return std::unique_ptr<RecordOutput>(
      std::make_unique<FileOutput>(file, path, std::move(first_offsets)));
}

}  // namespace flowbridge
