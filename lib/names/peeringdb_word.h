#pragma once
/// A word of one of PeeringDB's closed sets: "Selective", "Mostly Inbound", "Europe".
///
/// Each network says three of them, and all networks are in memory while the dump is from which
/// they are read. In place a word takes half of what it would as a string.
///
/// Lifetime: a value of 16 bytes; text() is a view into it.      Threads: any.
/// Fails:    what is longer than kBytesMax is nothing said. No word of today's sets is.
/// Units:    bytes.
///
///   PeeringdbWord("Mostly Outbound").text();   // "Mostly Outbound"
///   PeeringdbWord().text();                    // "": nothing said

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace flowbridge {

class PeeringdbWord {
 public:
  static constexpr std::size_t kBytesMax = 15;

  constexpr PeeringdbWord() = default;
  constexpr explicit PeeringdbWord(std::string_view text) {
    if (text.size() > kBytesMax) return;
    std::copy(text.begin(), text.end(), bytes_.begin());
    size_ = static_cast<std::uint8_t>(text.size());
  }

  constexpr std::string_view text() const { return {bytes_.data(), size_}; }

  friend constexpr bool operator==(const PeeringdbWord& a, const PeeringdbWord& b) {
    return a.text() == b.text();
  }

 private:
  std::array<char, kBytesMax> bytes_{};
  std::uint8_t size_ = 0;
};

}  // namespace flowbridge
