#include "curl/tls_files.h"

#include <cerrno>
#include <fstream>
#include <system_error>
#include <utility>

namespace flowbridge {

namespace {

/// Its errors name the file, and nothing of what it holds.
Result<std::string> read_pem(const std::string& path, const std::string& what) {
  const auto refused = [&](ErrorCode code, const std::string& reason) {
    return Error(code, what + " file " + path + ": " + reason);
  };
  std::string text;
  if (path.empty()) return text;
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  // One more than may be, to find what is too large.
  text.resize(kTlsFileBytesMax + 1);
  if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file.is_open() || file.bad()) {
    const std::string reason = std::generic_category().message(errno);
    return refused(ErrorCode::kUnavailable, "cannot be read: " + reason);
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kTlsFileBytesMax) {
    return refused(ErrorCode::kInvalid, "is larger than 1 MiB");
  }
  if (text.find("-----BEGIN ") == std::string::npos) {
    return refused(ErrorCode::kInvalid, "holds nothing in PEM");
  }
  return text;
}

}  // namespace

TlsFiles::TlsFiles(const TlsOptions& options)
    : ca_file_(options.ca_file), cert_file_(options.cert_file), key_file_(options.key_file) {}

void TlsFiles::refresh(std::chrono::steady_clock::time_point now) {
  if (read_at_ && now - *read_at_ < kTlsRereadAfter) return;
  read_at_ = now;
  Result<TlsMaterial> fresh = load();
  problem_.reset();
  if (!fresh) {
    problem_ = fresh.error();
  } else if (!material_ || *material_ != *fresh) {
    take(*std::move(fresh));
  }
}

Result<TlsMaterial> TlsFiles::load() const {
  Result<std::string> authorities = read_pem(ca_file_, "CA");
  if (!authorities) return authorities.error();
  Result<std::string> certificate = read_pem(cert_file_, "certificate");
  if (!certificate) return certificate.error();
  Result<std::string> key = read_pem(key_file_, "key");
  if (!key) return key.error();
  // A passphrase would be asked for on a terminal.
  if (key->find("ENCRYPTED") != std::string::npos) {
    return Error(ErrorCode::kInvalid, "key file " + key_file_ + ": is encrypted; decrypt it first");
  }
  return TlsMaterial{*std::move(authorities), *std::move(certificate), *std::move(key)};
}

void TlsFiles::take(TlsMaterial fresh) {
  const bool is_half_new =
      material_ && (material_->certificate == fresh.certificate) != (material_->key == fresh.key);
  if (is_half_new && half_new_ != fresh) {
    half_new_ = std::move(fresh);
    return;
  }
  half_new_.reset();
  material_ = std::make_shared<const TlsMaterial>(std::move(fresh));
}

}  // namespace flowbridge
