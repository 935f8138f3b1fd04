#include "curl/file_transfer.h"

#include "base/ascii.h"
#include "base/check.h"
#include "base/gunzip.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include <curl/curl.h>

namespace flowbridge {

namespace {

constexpr std::size_t kHeaderValueBytesMax = 4096;

// Neither a success nor a file's, which has none.
bool is_refusal(long status) {
  return status != 0 && status / 100 != 2;
}

// A line break in a header would let its value add headers, or end them.
std::string why_unsendable(const DownloadRequest& request) {
  if (has_line_break(request.url)) return "the URL has a line break";
  for (const HttpHeader& header : request.headers) {
    if (!has_line_break(header.name) && !has_line_break(header.value)) continue;
    return "header " + lower_case(header.name) + " has a line break";
  }
  return {};
}

DownloadFault fault_of(int code) {
  if (code == CURLE_OPERATION_TIMEDOUT) return DownloadFault::kTimeout;
  const std::initializer_list<int> broken_off = {
      CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING,  CURLE_RECV_ERROR, CURLE_SEND_ERROR,
      CURLE_HTTP2,        CURLE_HTTP2_STREAM, CURLE_READ_ERROR, CURLE_WEIRD_SERVER_REPLY};
  const bool is_broken_off =
      std::find(broken_off.begin(), broken_off.end(), code) != broken_off.end();
  return is_broken_off ? DownloadFault::kBrokenOff : DownloadFault::kUnreachable;
}

}  // namespace

FileTransfer::FileTransfer(DownloadRequest request, const Options& options)
    : request_(std::move(request)),
      started_(std::chrono::steady_clock::now()),
      error_(CURL_ERROR_SIZE),
      easy_(make_easy_handle()) {
  FB_CHECK(request_.timeout.count() > 0 && request_.connect_timeout.count() > 0);
  const std::string unsendable = why_unsendable(request_);
  is_done_ = !unsendable.empty();
  if (is_done_) {
    fail(DownloadFault::kUnreachable, unsendable);
  } else {
    configure(options);
  }
}

FileTransfer::~FileTransfer() = default;

void FileTransfer::configure(const Options& options) {
  for (const HttpHeader& header : request_.headers) add_header(headers_, header);
  add_line(headers_, "Accept-Encoding: gzip");
  CURL* const easy = easy_.get();
  set_option(easy, CURLOPT_PRIVATE, this);
  set_option(easy, CURLOPT_ERRORBUFFER, error_.data());
  set_option(easy, CURLOPT_NOSIGNAL, 1L);
  set_option(easy, CURLOPT_PROTOCOLS_STR, "http,https,file");
  set_option(easy, CURLOPT_URL, request_.url.c_str());
  if (!request_.proxy.empty()) set_option(easy, CURLOPT_PROXY, request_.proxy.c_str());
  // What a proxy says of its tunnel is not the answer.
  set_option(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  set_option(easy, CURLOPT_FOLLOWLOCATION, 0L);
  // Unchecked: a libcurl without HTTP/2 refuses this one, and then 1.1 is what we want.
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, long{CURL_HTTP_VERSION_2TLS});
  set_option(easy, CURLOPT_HTTPHEADER, headers_.get());
  set_option(easy, CURLOPT_HEADERFUNCTION, &on_header);
  set_option(easy, CURLOPT_HEADERDATA, this);
  set_option(easy, CURLOPT_WRITEFUNCTION, &on_body);
  set_option(easy, CURLOPT_WRITEDATA, this);
  set_option(easy, CURLOPT_TIMEOUT_MS, to_long_ms(request_.timeout));
  set_option(easy, CURLOPT_CONNECTTIMEOUT_MS, to_long_ms(request_.connect_timeout));
  set_option(easy, CURLOPT_LOW_SPEED_LIMIT, static_cast<long>(request_.bytes_per_second_min));
  set_option(easy, CURLOPT_LOW_SPEED_TIME, to_long_seconds(options.stall_time));
  // A name server that does not answer must not hold up whoever cancels.
  set_option(easy, CURLOPT_QUICK_EXIT, 1L);
  if (!options.authorities_file.empty()) {
    set_option(easy, CURLOPT_CAINFO, options.authorities_file.c_str());
  }
}

void FileTransfer::end(int code) {
  is_done_ = true;
  const auto elapsed = std::chrono::steady_clock::now() - started_;
  download_.elapsed = std::chrono::duration_cast<Duration>(elapsed);
  // An interim answer is none, nor is one whose head breaks off; a file has no head.
  if (has_head_ && status() >= 200) {
    download_.status = static_cast<int>(status());
  } else if (code == CURLE_OK && status() == 0) {
    download_.status = 200;
  } else {
    download_.headers.clear();
  }
  if (is_refusal(download_.status.value_or(0)) || download_.fault) return;
  if (code != CURLE_OK) {
    const std::string detail = error_.data();
    fail(fault_of(code), detail.empty() ? curl_easy_strerror(static_cast<CURLcode>(code)) : detail);
  } else if (!download_.status) {
    fail(DownloadFault::kBrokenOff, "the answer's head was cut short");
  } else if (gunzip_ && !gunzip_->may_end()) {
    fail(DownloadFault::kBrokenOff, "gzip body cut short");
  }
}

Download FileTransfer::take() {
  FB_CHECK(is_done_);
  return std::move(download_);
}

std::size_t FileTransfer::on_header(char* bytes, std::size_t size, std::size_t count,
                                    void* user) noexcept {
  static_cast<FileTransfer*>(user)->keep_header({bytes, size * count});
  return size * count;
}

void FileTransfer::keep_header(std::string_view line) {
  if (line.starts_with("HTTP/")) {
    // An interim answer (100, 103) came first, and its headers are not the answer's.
    download_.headers.clear();
    has_head_ = false;
    return;
  }
  // What follows the body is not needed.
  if (has_head_) return;
  has_head_ = line == "\r\n" || line == "\n";
  if (download_.headers.size() == kDownloadHeadersMax) return;
  std::optional<HttpHeader> header = parse_header_line(line);
  if (!header) return;
  if (header->value.size() > kHeaderValueBytesMax) header->value.resize(kHeaderValueBytesMax);
  download_.headers.push_back(*std::move(header));
}

std::size_t FileTransfer::on_body(char* bytes, std::size_t size, std::size_t count,
                                  void* user) noexcept {
  auto& self = *static_cast<FileTransfer*>(user);
  const std::string_view piece(bytes, size * count);
  self.download_.bytes_on_wire += piece.size();
  if (!std::exchange(self.has_body_, true) && !self.begin_body()) return CURL_WRITEFUNC_ERROR;
  const bool goes_on = is_refusal(self.status()) ? self.keep_refusal(piece) : self.keep_body(piece);
  return goes_on ? piece.size() : CURL_WRITEFUNC_ERROR;
}

bool FileTransfer::begin_body() {
  curl_off_t promised = -1;
  FB_CHECK(curl_easy_getinfo(easy_.get(), CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &promised) ==
           CURLE_OK);
  if (promised >= 0) bytes_promised_ = static_cast<std::uint64_t>(promised);
  const std::string encoding =
      lower_case(header_of(download_.headers, "content-encoding").value_or("identity"));
  if (encoding == "gzip" || encoding == "x-gzip") {
    gunzip_ = std::make_unique<Gunzip>();
  } else if (encoding != "identity" && !is_refusal(status())) {
    return fail(DownloadFault::kBrokenOff, "content-encoding " + encoding + " was not asked for");
  }
  if (is_refusal(status())) return true;
  if (bytes_promised_.value_or(0) > request_.bytes_max) {
    return fail(DownloadFault::kTooLarge, std::to_string(*bytes_promised_) + " bytes are promised");
  }
  // Memory that is not written to is not taken; growing would take it twice.
  const bool has_size = bytes_promised_ && !gunzip_;
  download_.body.reserve(has_size ? *bytes_promised_ : request_.bytes_max + 1);
  return true;
}

bool FileTransfer::keep_body(std::string_view piece) {
  GunzipOutcome outcome = GunzipOutcome::kGood;
  if (gunzip_) {
    outcome = gunzip_->add(piece, request_.bytes_max, download_.body);
  } else if (piece.size() > request_.bytes_max - download_.body.size()) {
    outcome = GunzipOutcome::kTooLarge;
  } else {
    download_.body += piece;
  }
  switch (outcome) {
    case GunzipOutcome::kGood:
      return true;
    case GunzipOutcome::kBroken:
      return fail(DownloadFault::kBrokenOff, "not gzip, or damaged");
    case GunzipOutcome::kTooLarge:
      return fail(DownloadFault::kTooLarge,
                  "more than " + std::to_string(request_.bytes_max) + " bytes");
  }
  return false;
}

// Goes on until enough has come; the rest of it would be of no use.
bool FileTransfer::keep_refusal(std::string_view piece) {
  std::string& body = download_.body;
  if (!gunzip_) {
    body += piece.substr(0, kDownloadRefusalBytesMax - body.size());
  } else if (gunzip_->add(piece, kDownloadRefusalBytesMax, body) != GunzipOutcome::kGood) {
    body.resize(std::min(body.size(), kDownloadRefusalBytesMax));
    return false;
  }
  return body.size() < kDownloadRefusalBytesMax;
}

bool FileTransfer::fail(DownloadFault fault, std::string error) {
  download_.fault = fault;
  download_.error = without_secrets(std::move(error));
  std::string().swap(download_.body);
  return false;
}

long FileTransfer::status() const {
  long status = 0;
  FB_CHECK(curl_easy_getinfo(easy_.get(), CURLINFO_RESPONSE_CODE, &status) == CURLE_OK);
  return status;
}

}  // namespace flowbridge
