#include "names/registry.h"

#include "base/check.h"

namespace flowbridge {

const char* registry_name(Registry registry) {
  switch (registry) {
    case Registry::kNone:
      return "";
    case Registry::kAfrinic:
      return "afrinic";
    case Registry::kApnic:
      return "apnic";
    case Registry::kArin:
      return "arin";
    case Registry::kLacnic:
      return "lacnic";
    case Registry::kRipeNcc:
      return "ripencc";
  }
  FB_CHECK(false);
}

Registry registry_from(std::string_view name) {
  for (const Registry registry : {Registry::kAfrinic, Registry::kApnic, Registry::kArin,
                                  Registry::kLacnic, Registry::kRipeNcc}) {
    if (name == registry_name(registry)) return registry;
  }
  return Registry::kNone;
}

}  // namespace flowbridge
