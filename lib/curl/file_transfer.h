#pragma once
/// One download as libcurl's callbacks see it: its head, its body, and what became of it.
///
/// The downloader moves it along; here it is decided what is kept, when enough has come, and what
/// an end means.
///
/// Lifetime: libcurl holds pointers into it, so it never moves; it outlives its time in a multi
///           handle.
/// Threads:  one.
/// Fails:    as a Download does.
/// Units:    as a DownloadRequest.
///
///   FileTransfer transfer(std::move(request), {.authorities_file = {}, .stall_time = 10s});
///   if (!transfer.is_done()) add(transfer.easy());
///   transfer.end(code);
///   return transfer.take();

#include "curl/handle.h"
#include "port/downloader.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

class Gunzip;

class FileTransfer {
 public:
  struct Options {
    std::string authorities_file;
    Duration stall_time;
  };

  /// Ready to go; or done at once, if the request cannot be sent as it is.
  FileTransfer(DownloadRequest request, const Options& options);
  FileTransfer(const FileTransfer&) = delete;
  FileTransfer& operator=(const FileTransfer&) = delete;
  ~FileTransfer();

  /// libcurl's handle, whose private pointer is this.
  void* easy() const { return easy_.get(); }
  bool is_done() const { return is_done_; }
  DownloadProgress progress() const { return {download_.bytes_on_wire, bytes_promised_}; }
  /// The handle has come to its end with this CURLcode.
  void end(int code);
  /// Requires: is_done(); once.
  Download take();

 private:
  static std::size_t on_header(char* bytes, std::size_t size, std::size_t count,
                               void* user) noexcept;
  static std::size_t on_body(char* bytes, std::size_t size, std::size_t count, void* user) noexcept;

  void configure(const Options& options);
  void keep_header(std::string_view line);
  bool begin_body();
  bool keep_body(std::string_view piece);
  bool keep_refusal(std::string_view piece);
  bool fail(DownloadFault fault, std::string error);
  long status() const;

  const DownloadRequest request_;
  const std::chrono::steady_clock::time_point started_;
  CurlHeaders headers_;
  std::vector<char> error_;
  Download download_;
  std::optional<std::uint64_t> bytes_promised_;
  std::unique_ptr<Gunzip> gunzip_;
  bool has_head_ = false;
  bool has_body_ = false;
  bool is_done_ = false;
  EasyHandle easy_;  // destroyed first: it points to the others
};

}  // namespace flowbridge
