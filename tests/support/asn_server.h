#pragma once
/// A fake server of AS names on loopback, whose every answer can be changed while it runs.
///
/// It stands for all the public sources at once, with their validators, limits and accidents
/// (asn_route.h), and remembers what it was asked, so that tests can count requests and the time
/// between them.
///
/// Lifetime: owns its threads and connections; destroying it breaks them off.
/// Threads:  any. A RouteEdit: one.
/// Fails:    FB_CHECK if the loopback port cannot be bound. An unknown path is a 404.
/// Units:    bytes; milliseconds; ports as on the wire.
/// Bounds:   a request's head has at most 64 KiB; one that is longer is not answered.
///
///   AsnServer server;
///   server.route("/asn.txt").body(text).etag("\"a\"").gzip();
///   server.once("/asn.txt").status(429).header("Retry-After", "59");
///   get(server.url("/asn.txt"));
///   EXPECT_EQ(server.requests("/asn.txt").at(0).header("if-none-match"), "\"a\"");

#include "support/asn_route.h"

#include <memory>
#include <string>
#include <vector>

namespace flowbridge {

class AsnServer;

/// Changes to a route that become visible together when the statement ends.
class RouteEdit {
 public:
  RouteEdit(AsnServer& server, std::string path, AsnRoute route, bool is_once)
      : server_(server), path_(std::move(path)), route_(std::move(route)), is_once_(is_once) {}
  RouteEdit(const RouteEdit&) = delete;
  RouteEdit& operator=(const RouteEdit&) = delete;
  ~RouteEdit();

  /// Back to an empty 200.
  RouteEdit& anew();
  RouteEdit& status(int status);
  RouteEdit& body(std::string body);
  RouteEdit& content(std::function<AsnContent(const AsnRequest&)> content);
  RouteEdit& type(std::string content_type);
  RouteEdit& header(std::string name, std::string value);
  /// 301, if no other status was set before.
  RouteEdit& redirect(std::string location);
  /// A strong one, with its quotes; it is weak where the body is gzipped.
  RouteEdit& etag(std::string etag);
  /// Back ends that take turns.
  RouteEdit& etags(std::vector<std::string> etags);
  RouteEdit& last_modified(std::string http_date);
  RouteEdit& no_validators();
  RouteEdit& gzip();
  RouteEdit& chunked();
  RouteEdit& until_close();
  /// Any other Authorization than this is answered 401; none at all is welcome.
  RouteEdit& key(std::string authorization);
  /// 403 for the User-Agents of tools and libraries.
  RouteEdit& refuse_default_agents();
  RouteEdit& cut_after(std::size_t body_bytes);
  RouteEdit& silent_after(std::size_t answer_bytes);
  RouteEdit& dribble(Duration pause_per_byte);
  /// No accident any more.
  RouteEdit& heal();

 private:
  AsnServer& server_;
  const std::string path_;
  AsnRoute route_;
  const bool is_once_;
};

class AsnServer {
 public:
  /// 0: any free port.
  explicit AsnServer(std::uint16_t port = 0);
  AsnServer(const AsnServer&) = delete;
  AsnServer& operator=(const AsnServer&) = delete;
  ~AsnServer();

  /// "http://127.0.0.1:<port>" and the path.
  std::string url(const std::string& path = {}) const;
  std::uint16_t port() const;

  /// What the path answers from now on, beginning with what it answers already. A path with a
  /// query is only for that very query, and goes first.
  RouteEdit route(const std::string& path);
  /// What it answers to the next request only, beginning with nothing; several wait in line.
  RouteEdit once(const std::string& path);
  /// 404 from now on.
  void remove(const std::string& path);

  /// All that came so far, in order.
  std::vector<AsnRequest> requests() const;
  std::vector<AsnRequest> requests(const std::string& path) const;
  /// Waits until `count` requests have come; false if that takes longer than `limit`.
  bool wait_for_requests(std::size_t count, Duration limit = 10s) const;

 private:
  friend class RouteEdit;
  class Core;
  std::unique_ptr<Core> core_;
};

}  // namespace flowbridge
