#pragma once
/// Rates, ratios and shares as people read them.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    bits per second; prefixes are powers of 1000. Three digits count, but for what is less
///           than 1 bit/s, which is 0.
///
///   bits_text(1.234e9);              // "1.23G"
///   ratio_text({.in = 4, .out = 1});  // "1:4.0"
///   share_text(0.1234);              // "12.3 %"

#include "base/time.h"

#include <cstdint>
#include <string>

namespace flowbridge {

std::string bits_text(double bits);
/// With its unit: "1.23 Gbit/s".
std::string rate_text(double bits);

/// "0.4 %"; "<0.1 %" for what is more than nothing.
std::string share_text(double share);

struct TwoWays {
  double in = 0;
  double out = 0;
};

/// Out to in: "2.5:1", "1:4.0"; "1:1" if they are equal, "1:0" and "0:1" if one is nothing, "-" if
/// both are.
std::string ratio_text(const TwoWays& rates);

/// Out to in, in PeeringDB's words, seen from here: balanced up to 2:1, heavy from 10:1.
enum class Balance {
  kNone,
  kHeavyOutbound,
  kMostlyOutbound,
  kBalanced,
  kMostlyInbound,
  kHeavyInbound
};
Balance balance_of(const TwoWays& rates);
/// "Mostly Inbound"; empty if there is no traffic.
const char* balance_text(Balance balance);

/// "2026-10-01 00:00 UTC".
std::string minute_text(UnixTime time);

/// The nearest whole number.
std::int64_t whole(double bits);

}  // namespace flowbridge
