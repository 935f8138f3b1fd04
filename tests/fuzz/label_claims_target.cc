// A destination's label claims: a file without a checksum.

#include "base/check.h"
#include "delivery/label_claims.h"
#include "fuzz/targets.h"

namespace flowbridge {

/// What is understood was written so, byte for byte.
void fuzz_label_claims(std::string_view input) {
  const Result<LabelClaims> claims = decode_label_claims(input);
  if (claims) FB_CHECK(encode(*claims) == input);
}

}  // namespace flowbridge
