// A destination's quarantine: a file without a checksum, and what the delivery loop does with it.

#include "base/check.h"
#include "base/coding.h"
#include "delivery/quarantine.h"
#include "fuzz/targets.h"

namespace flowbridge {
namespace {

constexpr Duration kTick = 15s;
constexpr std::uint8_t kSeriesTried = 4;

enum class Act : std::uint8_t {
  kPut,
  kPutNew,
  kAccept,
  kRefuse,
  kForget,
  kPass,
  kBegin,
  kForgetLetIn,
  kCount,
};

bool is_member(const Quarantine& quarantine, SeriesId series) {
  return quarantine.members().contains(series);
}

void check_consistent(const Quarantine& quarantine) {
  const HashSet<SeriesId>& returning = quarantine.returning();
  FB_CHECK(quarantine.members().size() + returning.size() == quarantine.entries().size());
  for (const auto& [series, entry] : quarantine.entries()) {
    FB_CHECK(is_member(quarantine, series) != returning.contains(series));
    FB_CHECK(entry.refusals > 0 || entry.returning);
    FB_CHECK(!entry.returning || !quarantine.first_value_is_zero(series));
  }
  Quarantine again;
  FB_CHECK(again.restore(quarantine.encode()).has_value());
  FB_CHECK(again.encode() == quarantine.encode());
}

/// As the delivery loop: outcomes are those of trials that were due.
void act(Quarantine& quarantine, Act what, UnixTime tick, SeriesId series) {
  const std::vector<SeriesId> due = quarantine.due(tick);
  switch (what) {
    case Act::kPut:
      quarantine.put(series, {.tick = tick, .accepted_before = true});
      FB_CHECK(is_member(quarantine, series));
      return;
    case Act::kPutNew:
      quarantine.put(series, {.tick = tick, .accepted_before = false});
      FB_CHECK(is_member(quarantine, series));
      return;
    case Act::kAccept:
      for (const SeriesId each : due) quarantine.accepted(each, tick);
      FB_CHECK(quarantine.due(tick).empty());
      return;
    case Act::kRefuse:
      for (const SeriesId each : due) quarantine.refused(each, tick);
      FB_CHECK(quarantine.due(tick).empty());
      return;
    case Act::kForget:
      quarantine.forget(series);
      FB_CHECK(!is_member(quarantine, series));
      return;
    case Act::kPass:
      quarantine.let_in(tick);
      return;
    case Act::kBegin:
      quarantine.begin(series, tick);
      FB_CHECK(is_member(quarantine, series));
      return;
    case Act::kForgetLetIn: {
      const bool any = !quarantine.returning().empty();
      FB_CHECK(quarantine.forget_let_in() == any && quarantine.returning().empty());
      return;
    }
    case Act::kCount:
      return;
  }
}

}  // namespace

// The file, the first tick, and what happens at each from there on.
void fuzz_quarantine(std::string_view input) {
  ByteReader in(input);
  const std::string_view file = in.string();
  Quarantine quarantine;
  quarantine.put(SeriesId(1), {.tick = unix_ms(0)});
  const std::string before = quarantine.encode();
  const Result<void> restored = quarantine.restore(file);
  if (!restored) {
    FB_CHECK(restored.error().code() == ErrorCode::kCorrupt);
    FB_CHECK(quarantine.encode() == before);
    return;
  }
  FB_CHECK(quarantine.encode() == file);
  check_consistent(quarantine);
  UnixTime tick = unix_ms(in.u32() * std::int64_t{1000});
  while (!in.empty()) {
    const std::uint8_t byte = in.u8();
    const auto what = static_cast<Act>(byte % static_cast<std::uint8_t>(Act::kCount));
    act(quarantine, what, tick, SeriesId(byte / 64u % kSeriesTried));
    check_consistent(quarantine);
    tick += what == Act::kPass ? Duration(1h) : kTick;
  }
}

}  // namespace flowbridge
