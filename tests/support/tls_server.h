#pragma once
/// A server on loopback whose certificate nobody knows, but for those who are given it.
///
/// It takes any client's certificate, if it asks for one, and tells whose came.
///
/// Lifetime: owns its thread.      Threads: any.
/// Fails:    FB_CHECK if the loopback port cannot be bound.
/// Units:    none.
///
///   TlsServer server({.body = "ok"});
///   std::ofstream(path) << server.certificate();
///   CurlDownloader downloader({.authorities_file = path});
///   downloader.start({.url = server.url(), .bytes_max = 99});

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace flowbridge {

struct TlsRequest {
  /// The client's port, which says on which connection it came.
  int connection = 0;
  std::string host;
  std::string body;
  /// Whom the client asked for in its handshake; empty: nobody.
  std::string server_name;
  /// Of the client's certificate; empty: none was shown.
  std::string client_name;
};

struct TlsAnswer {
  int status = 200;
  std::string body;
};

struct TlsServerOptions {
  /// The answer to every GET and POST.
  std::string body = "ok";
  /// Whom the certificate is for, as OpenSSL writes it.
  std::string alternative_name = "IP:127.0.0.1";
  /// Whoever shows none is turned away.
  bool asks_for_certificate = false;
  /// Speaks nothing later than TLS 1.0.
  bool is_old = false;
  /// If there is one, it answers instead of the body; one request at a time.
  std::function<TlsAnswer(const TlsRequest&)> answer = {};
};

class TlsServer {
 public:
  explicit TlsServer(const TlsServerOptions& options);
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;
  ~TlsServer();

  /// "https://127.0.0.1:<port>/", which is what its certificate is for.
  std::string url() const;
  int port() const;
  /// PEM.
  std::string certificate() const;

  std::vector<TlsRequest> requests() const;
  /// What the last client would have spoken, as in the handshake: lengths and names.
  std::string protocols_offered() const;

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace flowbridge
