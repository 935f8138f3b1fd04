#pragma once
/// A certificate that vouches for itself, and its key: for whom a test trusts, and nobody else.
///
/// Lifetime: a value.      Threads: any.
/// Fails:    FB_CHECK if OpenSSL refuses.
/// Units:    PEM. Valid from yesterday to tomorrow.
///
///   const Certificate ours = make_certificate({.common_name = "flowbridge 1"});
///   std::ofstream(path) << ours.pem;

#include <string>

namespace flowbridge {

struct CertificateOptions {
  std::string common_name = "flowbridge test";
  /// As OpenSSL writes it: "IP:127.0.0.1", "DNS:push.example".
  std::string alternative_name = "IP:127.0.0.1";
};

struct Certificate {
  std::string pem;
  std::string key_pem;
};

Certificate make_certificate(const CertificateOptions& options);

}  // namespace flowbridge
