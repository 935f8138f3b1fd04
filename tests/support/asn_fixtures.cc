#include "support/asn_fixtures.h"

#include "base/check.h"
#include "support/gzip.h"
#include "support/peeringdb_table.h"

#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>

#include <nlohmann/json.hpp>
#include <openssl/evp.h>

namespace flowbridge {

namespace {

using nlohmann::json;

/// When all fixtures were made, as servers say it.
constexpr const char* kLastModified = "Mon, 28 Sep 2026 10:49:30 GMT";

std::string read_fixture(const std::string& directory, const std::string& name) {
  std::ifstream in(directory + "/" + name, std::ios::binary);
  FB_CHECK(in.good());
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string hex_digest(const EVP_MD* kind, std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  FB_CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, kind, nullptr) == 1);
  std::string hex;
  for (unsigned i = 0; i < size; ++i) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    hex += kDigits[digest[i] >> 4U];
    hex += kDigits[digest[i] & 15U];
  }
  return hex;
}

// nginx's: the time and the size, and here the digest for one that changes with the body.
std::string etag_for(std::string_view body) {
  return "\"" + hex_digest(EVP_md5(), body).substr(0, 8) + "\"";
}

void serve_file(AsnServer& server, const std::string& directory, const json& entry) {
  const std::string path = entry.at("serve_path");
  std::string body = read_fixture(directory, entry.at("file"));
  FB_CHECK(hex_digest(EVP_sha256(), body) == entry.at("sha256"));
  if (path.ends_with(".gz")) body = gzip(body);
  const std::string etag = etag_for(body);
  const bool is_cidr_report = path.starts_with("/as2.0/");
  const bool is_iana = path.starts_with("/assignments/");
  RouteEdit edit = server.route(path);
  edit.anew().body(std::move(body)).type(entry.at("content_type"));
  if (!is_cidr_report) edit.last_modified(kLastModified);
  if (!is_cidr_report && !is_iana) edit.etag(etag);
  if (path == "/asns.csv") edit.refuse_default_agents();
  if (path.ends_with(".txt") || path.ends_with(".csv")) edit.gzip();
}

void serve_peeringdb_query(AsnServer& server, const std::string& directory, const json& entry) {
  const std::string request = entry.at("request");
  if (!request.starts_with('/')) return;  // "(any)": for tests that ask for it
  const std::string body = read_fixture(directory, entry.at("file"));
  RouteEdit edit = server.route(request);
  edit.anew().status(entry.at("status")).type("application/json");
  if (request.starts_with("/api/") && request.find('?') == std::string::npos) {
    auto table = std::make_shared<PeeringdbTable>(body);
    edit.content([table](const AsnRequest& asked) { return table->answer(asked.query); });
  } else {
    edit.body(body);
  }
}

}  // namespace

void serve_asn_fixtures(AsnServer& server, const std::string& directory) {
  const json manifest = json::parse(read_fixture(directory, "manifest.json"));
  for (const json& entry : manifest.at("files")) serve_file(server, directory, entry);
  for (const json& entry : manifest.at("peeringdb_routes")) {
    serve_peeringdb_query(server, directory, entry);
  }
}

std::string md5_file(std::string_view body, const std::string& name, Md5Form form) {
  const std::string digest = hex_digest(EVP_md5(), body);
  switch (form) {
    case Md5Form::kBsd:
      return "MD5 (" + name + ") = " + digest;
    case Md5Form::kGnu:
      return digest + "  " + name + "\n";
  }
  return {};
}

}  // namespace flowbridge
