#pragma once
/// The country in which an AS is registered: two letters, or none.
///
/// It is what a registry writes, not where traffic flows: mostly ISO 3166-1 alpha-2, but also EU
/// and AP, and codes that are out of use. ZZ, which registries write for "none", is none.
/// https://www.iso.org/iso-3166-country-codes.html
///
/// Lifetime: a value of two bytes; text() is a view into it.      Threads: any.
/// Fails:    what is not two ASCII letters is no country.
/// Units:    upper case.
///
///   Country("us").text();     // "US"
///   Country("ZZ").empty();    // true

#include <array>
#include <string_view>

namespace flowbridge {

class Country {
 public:
  constexpr Country() = default;
  constexpr explicit Country(std::string_view text) {
    if (text.size() != 2 || !is_letter(text[0]) || !is_letter(text[1])) return;
    letters_ = {upper(text[0]), upper(text[1])};
    if (letters_ == std::array{'Z', 'Z'}) letters_ = {};
  }

  constexpr bool empty() const { return letters_[0] == '\0'; }
  /// Empty, or two letters.
  constexpr std::string_view text() const {
    return empty() ? std::string_view() : std::string_view(letters_.data(), letters_.size());
  }

  friend constexpr bool operator==(const Country& a, const Country& b) {
    return a.letters_ == b.letters_;
  }

 private:
  static constexpr bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  }
  static constexpr char upper(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }

  std::array<char, 2> letters_{};
};

}  // namespace flowbridge
