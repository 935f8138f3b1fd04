#pragma once
/// What a destination's TLS files hold now: authorities, our certificate, its key.
///
/// libcurl could read the files itself, but would then use connections that were made with an old
/// certificate for as long as they live, and could not say which file is bad. As values they are
/// part of a connection's identity: with another certificate there is another connection.
///
/// The files are read again every kTlsRereadAfter. Files that cannot be read or understood, as when
/// they are being written, leave the last good ones in force. So does, once, a certificate without
/// a new key, or a key without a new certificate: the other most likely is on its way.
///
/// Lifetime: owns its state; what files() gave stays valid.      Threads: one.
/// Fails:    never; problem() says why there are none, or why they are not those on the disk.
/// Units:    a stopwatch's time.
/// Bounds:   each file has at most kTlsFileBytesMax bytes.
///
///   TlsFiles files(options.tls);
///   files.refresh(now);
///   if (const auto material = files.material()) connect_with(*material);

#include "base/result.h"
#include "base/time.h"
#include "curl/curl_options.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace flowbridge {

/// PEM; empty: none.
struct TlsMaterial {
  std::string authorities;
  std::string certificate;
  std::string key;

  friend bool operator==(const TlsMaterial&, const TlsMaterial&) = default;
};

inline constexpr Duration kTlsRereadAfter = 2s;
inline constexpr std::size_t kTlsFileBytesMax = std::size_t{1} << 20;

class TlsFiles {
 public:
  explicit TlsFiles(const TlsOptions& options);

  /// Reads the files if that is due.
  void refresh(std::chrono::steady_clock::time_point now);

  /// The last good ones; null if there have been none.
  std::shared_ptr<const TlsMaterial> material() const { return material_; }
  const std::optional<Error>& problem() const { return problem_; }

 private:
  Result<TlsMaterial> load() const;
  void take(TlsMaterial fresh);

  // Constant after construction.
  const std::string ca_file_;
  const std::string cert_file_;
  const std::string key_file_;

  std::optional<std::chrono::steady_clock::time_point> read_at_;
  std::shared_ptr<const TlsMaterial> material_;
  // Half of a pair is new; taken if it is still so when read again.
  std::optional<TlsMaterial> half_new_;
  std::optional<Error> problem_;
};

}  // namespace flowbridge
