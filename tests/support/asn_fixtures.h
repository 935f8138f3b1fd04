#pragma once
/// The fixtures of all sources of AS names, served where their publishers serve them.
///
/// The paths are those of the fixtures' manifest. PeeringDB's API answers any query out of its
/// tables, and the queries that have a fixture with that; its public dumps stand beside it.
///
/// Lifetime: none; what is served was read.
/// Threads:  any.
/// Fails:    FB_CHECK if the fixtures cannot be read or are not what the manifest says.
/// Units:    none.
///
///   AsnServer server;
///   serve_asn_fixtures(server, FLOWBRIDGE_SOURCE_DIR "/tests/golden/asn");
///   get(server.url("/ripe/asnames/asn.txt"));

#include "support/asn_server.h"

#include <string>
#include <string_view>

namespace flowbridge {

void serve_asn_fixtures(AsnServer& server, const std::string& directory);

enum class Md5Form {
  kBsd,  // "MD5 (name) = <digest>", no line feed: AFRINIC and RIPE
  kGnu,  // "<digest>  name": ARIN
};

/// What a server has in `<name>.md5`; stale if the body is an older one.
std::string md5_file(std::string_view body, const std::string& name, Md5Form form);

}  // namespace flowbridge
