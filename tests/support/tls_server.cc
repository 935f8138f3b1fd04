#include "support/tls_server.h"

#include "base/check.h"

#include <thread>

#include <httplib.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace flowbridge {

namespace {

constexpr const char* kLoopback = "127.0.0.1";

struct FreeOpenSsl {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
template <typename T>
using OpenSslOwned = std::unique_ptr<T, FreeOpenSsl>;

OpenSslOwned<X509> self_signed(EVP_PKEY* key) {
  constexpr long kDay = 24L * 60 * 60;
  OpenSslOwned<X509> certificate(X509_new());
  FB_CHECK(certificate != nullptr);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kDay);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kDay);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  const auto* const text = reinterpret_cast<const unsigned char*>("flowbridge test");
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, text, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  const OpenSslOwned<X509_EXTENSION> address(
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1"));
  FB_CHECK(X509_add_ext(certificate.get(), address.get(), -1) == 1);
  FB_CHECK(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
  return certificate;
}

}  // namespace

class TlsServer::Server {
 public:
  explicit Server(const std::string& body)
      : key_(EVP_EC_gen("P-256")),
        certificate_(self_signed(key_.get())),
        http_(certificate_.get(), key_.get()) {
    http_.Get(".*", [body](const httplib::Request&, httplib::Response& response) {
      response.set_content(body, "text/plain");
    });
    port_ = http_.bind_to_any_port(kLoopback);
    FB_CHECK(port_ > 0);
    listener_ = std::thread([this] { http_.listen_after_bind(); });
    // stop() is lost on a server that does not run yet.
    while (!http_.is_running()) std::this_thread::yield();
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  ~Server() {
    http_.stop();
    listener_.join();
  }

  int port() const { return port_; }
  std::string pem() const {
    const OpenSslOwned<BIO> memory(BIO_new(BIO_s_mem()));
    FB_CHECK(PEM_write_bio_X509(memory.get(), certificate_.get()) == 1);
    char* bytes = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &bytes);
    return {bytes, static_cast<std::size_t>(size)};
  }

 private:
  const OpenSslOwned<EVP_PKEY> key_;
  const OpenSslOwned<X509> certificate_;
  httplib::SSLServer http_;
  int port_ = 0;
  std::thread listener_;
};

TlsServer::TlsServer(const std::string& body) : server_(std::make_unique<Server>(body)) {}
TlsServer::~TlsServer() = default;

std::string TlsServer::url() const {
  return std::string("https://") + kLoopback + ":" + std::to_string(server_->port()) + "/";
}
std::string TlsServer::certificate() const {
  return server_->pem();
}

}  // namespace flowbridge
