#include "names/name_source.h"

#include "base/check.h"

namespace flowbridge {

const char* name_source_name(NameSource source) {
  switch (source) {
    case NameSource::kFallback:
      return "fallback";
    case NameSource::kSpecial:
      return "iana-special";
    case NameSource::kHandle:
      return "handle";
    case NameSource::kGenerated:
      return "peeringdb-generated";
    case NameSource::kOrganisation:
      return "asnames";
    case NameSource::kRpsl:
      return "rpsl";
    case NameSource::kPeeringdb:
      return "peeringdb";
    case NameSource::kOperator:
      return "operator";
  }
  FB_CHECK(false);
}

}  // namespace flowbridge
