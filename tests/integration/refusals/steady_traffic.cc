#include "integration/refusals/steady_traffic.h"

#include <algorithm>
#include <iterator>

namespace flowbridge {

namespace {

/// R21: what the destination has never accepted has its value after more than this.
constexpr Duration kReturn = 5min;

}  // namespace

bool SteadyTraffic::rises(const SteadyFlow& flow, UnixTime tick) const {
  return bytes(flow, tick - grid_.width, tick) > 0;
}

std::uint64_t SteadyTraffic::bytes(const SteadyFlow& flow, UnixTime after, UnixTime until) const {
  std::uint64_t bytes = 0;
  for (const ActiveSpan& span : flow.spans) {
    const UnixTime first = std::max(after, grid_.begin + span.begin);
    const UnixTime last = std::min(until, grid_.begin + span.end);
    if (first >= last) continue;
    bytes += static_cast<std::uint64_t>((last - first) / grid_.width) * flow.bytes_per_window;
  }
  return bytes;
}

std::uint64_t SteadyTraffic::bytes(UnixTime after, UnixTime until) const {
  std::uint64_t all = 0;
  for (const SteadyFlow& flow : flows_) all += bytes(flow, after, until);
  return all;
}

bool SteadyTraffic::comes_back(const SteadyFlow& flow, UnixTime after, UnixTime until) const {
  return std::any_of(std::next(flow.spans.begin()), flow.spans.end(), [&](const ActiveSpan& span) {
    const UnixTime first = grid_.begin + span.begin;
    return after <= first && first < until;
  });
}

std::optional<std::uint64_t> SteadyTraffic::value(const SteadyFlow& flow, UnixTime tick,
                                                  const std::optional<MissedTicks>& missed) const {
  // The tick of its 0.
  const UnixTime birth = grid_.begin + flow.spans.front().begin;
  const bool is_born_in_gap = missed && missed->last <= birth && birth < missed->end;
  if (is_born_in_gap) {
    if (tick < missed->end) return std::nullopt;
    return tick <= missed->end + kReturn ? 0 : bytes(flow, grid_.begin, tick);
  }
  if (tick < birth) return std::nullopt;
  const bool is_missed = missed && missed->last < tick && tick < missed->end;
  return bytes(flow, grid_.begin, is_missed ? missed->last : tick);
}

}  // namespace flowbridge
