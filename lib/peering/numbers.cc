#include "peering/numbers.h"

#include "base/check.h"
#include "base/rfc3339.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace flowbridge {
namespace {

constexpr double kBalancedMax = 2;
constexpr double kMostlyMax = 10;

std::string with_decimals(double value, int decimals) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
  return text.data();
}

/// Three digits of what is below 1000.
std::string three_digits(double value) {
  if (value < 9.995) return with_decimals(value, 2);
  if (value < 99.95) return with_decimals(value, 1);
  return with_decimals(value, 0);
}

std::string one_decimal(double value) {
  return value < 99.95 ? with_decimals(value, 1) : with_decimals(std::min(value, 1e6), 0);
}

}  // namespace

std::int64_t whole(double bits) {
  return std::llround(std::clamp(bits, 0.0, 1e18));
}

std::string bits_text(double bits) {
  constexpr const char* kPrefixes[] = {"k", "M", "G", "T", "P"};
  if (!(bits >= 0.5)) return "0";
  if (bits < 999.5) return with_decimals(bits, 0);
  double value = bits / 1000;
  for (const char* prefix : kPrefixes) {
    if (value < 999.5) return three_digits(value) + prefix;
    value /= 1000;
  }
  return ">999P";
}

std::string rate_text(double bits) {
  std::string text = bits_text(bits);
  const bool has_prefix = text.back() < '0' || text.back() > '9';
  text.insert(text.size() - (has_prefix ? 1 : 0), " ");
  return text + "bit/s";
}

std::string minute_text(UnixTime time) {
  // "2026-10-01T00:00:00.000Z"
  const std::string text = rfc3339(time);
  return text.substr(0, 10) + " " + text.substr(11, 5) + " UTC";
}

std::string share_text(double share) {
  const double percent = share * 100;
  if (!(percent > 0)) return "0 %";
  return percent < 0.05 ? "<0.1 %" : with_decimals(percent, 1) + " %";
}

std::string ratio_text(const TwoWays& rates) {
  if (rates.in <= 0 && rates.out <= 0) return "-";
  if (rates.in <= 0) return "1:0";
  if (rates.out <= 0) return "0:1";
  if (rates.in == rates.out) return "1:1";
  return rates.out > rates.in ? one_decimal(rates.out / rates.in) + ":1"
                              : "1:" + one_decimal(rates.in / rates.out);
}

Balance balance_of(const TwoWays& rates) {
  const double larger = std::max(rates.in, rates.out);
  const double smaller = std::min(rates.in, rates.out);
  if (!(larger > 0)) return Balance::kNone;
  if (larger <= kBalancedMax * smaller) return Balance::kBalanced;
  const bool is_heavy = larger >= kMostlyMax * smaller;
  if (rates.out > rates.in) return is_heavy ? Balance::kHeavyOutbound : Balance::kMostlyOutbound;
  return is_heavy ? Balance::kHeavyInbound : Balance::kMostlyInbound;
}

const char* balance_text(Balance balance) {
  switch (balance) {
    case Balance::kNone:
      return "";
    case Balance::kHeavyOutbound:
      return "Heavy Outbound";
    case Balance::kMostlyOutbound:
      return "Mostly Outbound";
    case Balance::kBalanced:
      return "Balanced";
    case Balance::kMostlyInbound:
      return "Mostly Inbound";
    case Balance::kHeavyInbound:
      return "Heavy Inbound";
  }
  FB_CHECK(false);
}

}  // namespace flowbridge
