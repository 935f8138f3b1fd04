#include "base/strong_id.h"

#include <cstdint>

using SeriesId = flowbridge::StrongId<struct SeriesTag, std::uint32_t>;
using HostId = flowbridge::StrongId<struct HostTag, std::uint32_t>;

SeriesId mixed(HostId host) {
  SeriesId series;
#if FLOWBRIDGE_MISUSE
  series = host;
#else
  series = SeriesId(host.value());
#endif
  return series;
}
