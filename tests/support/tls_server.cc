#include "support/tls_server.h"

#include "base/check.h"
#include "support/certificate.h"

#include <array>
#include <mutex>
#include <thread>

#include <httplib.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

namespace flowbridge {

namespace {

constexpr const char* kLoopback = "127.0.0.1";

std::string client_name(const SSL* ssl) {
  X509* const certificate = SSL_get1_peer_certificate(ssl);
  if (certificate == nullptr) return {};
  std::array<char, 256> name{};
  X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name.data(),
                            name.size());
  X509_free(certificate);
  return name.data();
}

std::string text_or_empty(const char* text) {
  return text == nullptr ? std::string() : text;
}

}  // namespace

class TlsServer::Server {
 public:
  explicit Server(const TlsServerOptions& options)
      : certificate_(make_certificate({.alternative_name = options.alternative_name})),
        http_([&](SSL_CTX& tls) { return set_up(tls, options); }) {
    const auto answer = [this, options](const httplib::Request& request,
                                        httplib::Response& response) {
      const std::lock_guard lock(mutex_);
      record(request);
      const TlsAnswer said =
          options.answer ? options.answer(requests_.back()) : TlsAnswer{200, options.body};
      response.status = said.status;
      response.set_content(said.body, "text/plain");
    };
    http_.Get(".*", answer);
    http_.Post(".*", answer);
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
  const std::string& pem() const { return certificate_.pem; }
  std::vector<TlsRequest> requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
  }
  std::string protocols_offered() const {
    const std::lock_guard lock(mutex_);
    return protocols_offered_;
  }

 private:
  bool set_up(SSL_CTX& tls, const TlsServerOptions& options) {
    BIO* const pem = BIO_new_mem_buf(certificate_.pem.data(), -1);
    BIO* const key_pem = BIO_new_mem_buf(certificate_.key_pem.data(), -1);
    X509* const certificate = PEM_read_bio_X509(pem, nullptr, nullptr, nullptr);
    EVP_PKEY* const key = PEM_read_bio_PrivateKey(key_pem, nullptr, nullptr, nullptr);
    const bool is_set =
        SSL_CTX_use_certificate(&tls, certificate) == 1 && SSL_CTX_use_PrivateKey(&tls, key) == 1;
    EVP_PKEY_free(key);
    X509_free(certificate);
    BIO_free(key_pem);
    BIO_free(pem);
    if (options.asks_for_certificate) {
      SSL_CTX_set_verify(&tls, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
                         [](int, X509_STORE_CTX*) { return 1; });
    }
    if (options.is_old) {
      SSL_CTX_set_security_level(&tls, 0);
      SSL_CTX_set_min_proto_version(&tls, TLS1_VERSION);
      SSL_CTX_set_max_proto_version(&tls, TLS1_VERSION);
    }
    SSL_CTX_set_alpn_select_cb(&tls, &note_protocols, this);
    return is_set;
  }

  static int note_protocols(SSL*, const unsigned char**, unsigned char*, const unsigned char* names,
                            unsigned size, void* self) {
    Server& server = *static_cast<Server*>(self);
    const std::lock_guard lock(server.mutex_);
    server.protocols_offered_.assign(reinterpret_cast<const char*>(names), size);
    return SSL_TLSEXT_ERR_NOACK;
  }

  // Requires: the lock is held.
  void record(const httplib::Request& request) {
    requests_.push_back(
        {.connection = request.remote_port,
         .host = request.get_header_value("Host"),
         .body = request.body,
         .server_name = text_or_empty(SSL_get_servername(request.ssl, TLSEXT_NAMETYPE_host_name)),
         .client_name = client_name(request.ssl)});
  }

  // Constant after construction.
  const Certificate certificate_;
  int port_ = 0;
  std::thread listener_;
  // Guarded by mutex_.
  mutable std::mutex mutex_;
  std::vector<TlsRequest> requests_;
  std::string protocols_offered_;

  httplib::SSLServer http_;
};

TlsServer::TlsServer(const TlsServerOptions& options)
    : server_(std::make_unique<Server>(options)) {}
TlsServer::~TlsServer() = default;

std::string TlsServer::url() const {
  return std::string("https://") + kLoopback + ":" + std::to_string(port()) + "/";
}
int TlsServer::port() const {
  return server_->port();
}
std::string TlsServer::certificate() const {
  return server_->pem();
}
std::vector<TlsRequest> TlsServer::requests() const {
  return server_->requests();
}
std::string TlsServer::protocols_offered() const {
  return server_->protocols_offered();
}

}  // namespace flowbridge
