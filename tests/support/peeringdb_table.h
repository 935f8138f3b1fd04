#pragma once
/// One table of PeeringDB as its API answers for it: fields, asn, limit, skip and since.
///
/// Rows come out as they went in, in PeeringDB's own spelling: ", " and ": " with a blank, and all
/// that is not ASCII as \uXXXX.
///
/// Lifetime: owns its rows.      Threads: one may change it; then any may ask.
/// Fails:    FB_CHECK if it is given what is not PeeringDB's JSON. A bad query is answered 400.
/// Units:    `since` in seconds since 1970 UTC, exclusive.
///
///   PeeringdbTable nets(read_source_file("tests/golden/asn/peeringdb/net.json"));
///   nets.apply(since_json);
///   AsnContent page = nets.answer("limit=10&skip=20");

#include "support/asn_route.h"

#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

class PeeringdbTable {
 public:
  /// From an answer of the API, or a dump.
  explicit PeeringdbTable(std::string_view json);

  /// Replaces rows by id, and appends new ones: what an answer to `since` says has changed.
  void apply(std::string_view json);
  /// As "/api/net?<query>" is answered. What is not known is ignored, as there.
  AsnContent answer(std::string_view query) const;

 private:
  struct Row {
    std::string id;
    std::string json;
  };
  std::vector<Row> rows_;
  std::string generated_;
};

}  // namespace flowbridge
