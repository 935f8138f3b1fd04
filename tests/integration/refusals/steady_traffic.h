#pragma once
/// Flows at constant rates, as a table, and what a destination must show of them that may have
/// missed a part.
///
/// It is computed from the table alone: whoever makes records from the table compares what became
/// of them with nothing else.
///
/// Lifetime: a value.      Threads: any.
/// Fails:    never. Requires: spans begin and end with a window; those of a flow are in order.
/// Units:    a span is in time since `begin`; a tick is the end of a window of `width`; ranges of
///           ticks are without the first and with the last.
///
///   const SteadyTraffic traffic({{"goes on", 1001, 15'000, {{0h, 6h}}}}, {.begin = begin});
///   if (traffic.rises(flow, tick)) produce(flow.bytes_per_window);
///   EXPECT_EQ(shown, traffic.value(flow, tick, missed));

#include "base/time.h"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace flowbridge {

/// It has bytes in the windows that end after `begin` and not after `end`.
struct ActiveSpan {
  Duration begin{};
  Duration end{};
};

struct SteadyFlow {
  const char* what = "";
  std::uint32_t source_as = 0;
  std::uint64_t bytes_per_window = 0;
  std::vector<ActiveSpan> spans;
};

struct WindowGrid {
  UnixTime begin{};
  Duration width = 15s;
};

/// Ticks: the last one that was sent before a gap, and the one that ends it.
struct MissedTicks {
  UnixTime last{};
  UnixTime end{};
};

class SteadyTraffic {
 public:
  SteadyTraffic(std::vector<SteadyFlow> flows, const WindowGrid& grid)
      : flows_(std::move(flows)), grid_(grid) {}

  const std::vector<SteadyFlow>& flows() const { return flows_; }

  /// In the window that ends at `tick`.
  bool rises(const SteadyFlow& flow, UnixTime tick) const;
  std::uint64_t bytes(const SteadyFlow& flow, UnixTime after, UnixTime until) const;
  /// Of all flows.
  std::uint64_t bytes(UnixTime after, UnixTime until) const;
  /// It had ended, and begins to rise again in a window of this range.
  bool comes_back(const SteadyFlow& flow, UnixTime after, UnixTime until) const;

  /// Its newest sample at a tick, by R10 and R21; absent: none yet.
  std::optional<std::uint64_t> value(const SteadyFlow& flow, UnixTime tick,
                                     const std::optional<MissedTicks>& missed) const;

 private:
  std::vector<SteadyFlow> flows_;
  WindowGrid grid_;
};

}  // namespace flowbridge
