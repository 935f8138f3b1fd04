#include "names/special.h"

#include <array>

namespace flowbridge {
namespace {

struct Range {
  std::uint32_t first;
  std::uint32_t last;
  SpecialAs as;
};

constexpr auto kAbove = SpecialRank::kAboveRegistries;
constexpr auto kBelow = SpecialRank::kBelowRegistries;

constexpr std::array<Range, 9> kRanges = {{
    {0, 0, {"Reserved (AS0)", kAbove}},                           // RFC 7607
    {112, 112, {"AS112 project", kBelow}},                        // RFC 7534
    {23456, 23456, {"AS_TRANS", kAbove}},                         // RFC 6793
    {64496, 64511, {"Documentation", kAbove}},                    // RFC 5398
    {64512, 65534, {"Private use", kAbove}},                      // RFC 6996
    {65535, 65535, {"Reserved (last 16-bit)", kAbove}},           // RFC 7300
    {65536, 65551, {"Documentation", kAbove}},                    // RFC 5398
    {4200000000, 4294967294, {"Private use", kAbove}},            // RFC 6996
    {4294967295, 4294967295, {"Reserved (last 32-bit)", kAbove}}  // RFC 7300
}};

}  // namespace

const SpecialAs* special_as(Asn asn) {
  for (const Range& range : kRanges) {
    if (asn.value() >= range.first && asn.value() <= range.last) return &range.as;
  }
  return nullptr;
}

bool is_set_aside(Asn asn) {
  const SpecialAs* special = special_as(asn);
  return special != nullptr && special->rank == SpecialRank::kAboveRegistries;
}

}  // namespace flowbridge
