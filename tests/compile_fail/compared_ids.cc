#include "base/strong_id.h"

#include <cstdint>

using SeriesId = flowbridge::StrongId<struct SeriesTag, std::uint32_t>;
using HostId = flowbridge::StrongId<struct HostTag, std::uint32_t>;

bool same(SeriesId series, HostId host) {
#if FLOWBRIDGE_MISUSE
  return series == host;
#else
  return series.value() == host.value();
#endif
}
