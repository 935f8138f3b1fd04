#pragma once
/// A server on loopback whose certificate nobody knows, but for those who are given it.
///
/// Lifetime: owns its thread.      Threads: any.
/// Fails:    FB_CHECK if the loopback port cannot be bound.
/// Units:    none.
///
///   TlsServer server("ok");
///   std::ofstream(path) << server.certificate();
///   CurlDownloader downloader({.authorities_file = path});
///   downloader.start({.url = server.url(), .bytes_max = 99});

#include <memory>
#include <string>

namespace flowbridge {

class TlsServer {
 public:
  /// Answers every GET with that body.
  explicit TlsServer(const std::string& body);
  TlsServer(const TlsServer&) = delete;
  TlsServer& operator=(const TlsServer&) = delete;
  ~TlsServer();

  /// "https://127.0.0.1:<port>/", which is what its certificate is for.
  std::string url() const;
  /// PEM.
  std::string certificate() const;

 private:
  class Server;
  std::unique_ptr<Server> server_;
};

}  // namespace flowbridge
