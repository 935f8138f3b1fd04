#include "delivery/label_claims.h"

#include "base/coding.h"

#include <limits>
#include <optional>

namespace flowbridge {

std::string encode(const LabelClaims& claims) {
  std::string out;
  put_varint(out, claims.size());
  for (const auto& [series, claim] : claims) {
    put_varint(out, series.value());
    put_varint(out, claim.refused ? 1 : 0);
    put_varint(out, claim.told.bytes);
    put_varint(out, claim.told.packets);
    put_varint(out, claim.told.flows);
  }
  return out;
}

Result<LabelClaims> decode_label_claims(std::string_view bytes) {
  ByteReader in(bytes);
  const std::uint64_t count = in.varint();
  LabelClaims claims;
  for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
    const std::uint64_t number = in.varint();
    const std::uint64_t refused = in.varint();
    LabelClaim claim{.refused = refused == 1};
    claim.told.bytes = in.varint();
    claim.told.packets = in.varint();
    claim.told.flows = in.varint();
    const bool is_number = number <= std::numeric_limits<SeriesId::integer>::max();
    const SeriesId series(is_number ? static_cast<SeriesId::integer>(number) : 0);
    const bool is_next = claims.empty() || claims.rbegin()->first < series;
    // Of one that is like any other nothing is written.
    if (!is_number || !is_next || refused > 1 || claim == LabelClaim{}) in.fail();
    claims.emplace_hint(claims.end(), series, claim);
  }
  if (in.ok() && in.empty()) return claims;
  return Error(ErrorCode::kCorrupt, "malformed file of label claims");
}

}  // namespace flowbridge
