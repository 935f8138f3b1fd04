#pragma once
/// What the registries publish of AS numbers, as large as on 2026-09-28: RIPE NCC's asn.txt, and
/// the five registries' statistics. Sizes, rows and shapes are those of that day; the rest is made
/// up.
///
/// Lifetime: owns its random numbers.      Threads: one.
/// Fails:    never.
/// Units:    files are text.
///
///   RegistryFiles files;
///   std::string asn_text = files.asn_text();   // 6.2 MB

#include <cstdint>
#include <random>
#include <string>

namespace flowbridge {

inline constexpr std::uint32_t kAsnTextLines = 122'591;
inline constexpr std::uint32_t kRegistries = 5;
// Numbers are handed out to registries in blocks of this size.
inline constexpr std::uint32_t kBlock = 1024;
struct RegistryShape {
  const char* name;
  const char* country;
  std::uint32_t rows_asn;
  std::uint32_t rows;
  std::size_t opaque_id_size;
};

inline constexpr RegistryShape kShapes[kRegistries] = {{"afrinic", "ZA", 4'350, 19'786, 8},
                                                       {"apnic", "AU", 14'762, 190'268, 8},
                                                       {"arin", "US", 32'988, 203'051, 32},
                                                       {"lacnic", "BR", 16'515, 97'301, 6},
                                                       {"ripencc", "DE", 48'682, 260'793, 36}};

class RegistryFiles {
 public:
  /// The registry's file. Its n-th number is asn_of(registry, n).
  std::string delegated(std::uint32_t registry) {
    const RegistryShape& shape = kShapes[registry];
    const std::string name = shape.name;
    const std::uint32_t rows_ipv4 = (shape.rows - shape.rows_asn) / 2;
    const std::uint32_t rows_ipv6 = shape.rows - shape.rows_asn - rows_ipv4;
    std::string text =
        "2.3|" + name + "|20260928|" + std::to_string(shape.rows) + "|19700101|20260928|+0000\n";
    text += name + "|*|asn|*|" + std::to_string(shape.rows_asn) + "|summary\n";
    text += name + "|*|ipv4|*|" + std::to_string(rows_ipv4) + "|summary\n";
    text += name + "|*|ipv6|*|" + std::to_string(rows_ipv6) + "|summary\n";
    const std::string begin = name + "|" + shape.country + "|";
    const std::string end = "|20100914|allocated|" + std::string(shape.opaque_id_size, 'f') + "\n";
    for (std::uint32_t i = 0; i < shape.rows_asn; ++i) {
      text += begin + "asn|" + std::to_string(asn_of(registry, i)) + "|1" + end;
    }
    // Half of the addresses are in stock, and their rows short.
    const std::string begin_of_stock = name + "||";
    const std::string end_of_stock = "||available|\n";
    for (std::uint32_t i = 0; i < rows_ipv4 + rows_ipv6; ++i) {
      text += i % 2 == 0 ? begin : begin_of_stock;
      text += i < rows_ipv4 ? ipv4_block() : ipv6_block();
      text += i % 2 == 0 ? end : end_of_stock;
    }
    return text;
  }

  /// Lines of all registries in order of their numbers, as each of them writes.
  std::string asn_text() {
    std::string text;
    for (std::uint32_t asn = 1; asn <= kAsnTextLines; ++asn) {
      const std::string number = std::to_string(asn);
      const std::uint32_t registry = (asn - 1) / kBlock % kRegistries;
      text += number + " ";
      switch (registry) {
        case 0: {
          const std::string name = organisation(asn, 1);
          text += name + " - " + name;
          break;
        }
        case 3:
          text += "AS" + number + " - " + organisation(asn, 3);
          break;
        case 4:
          text += "HANDLE-" + number + " " + organisation(asn, 3);
          break;
        default:
          text += "HANDLE-" + number + " - " + organisation(asn, 3);
      }
      text += std::string(", ") + kShapes[registry].country + "\n";
    }
    return text;
  }

 private:
  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_() % limit); }

  std::string ipv4_block() {
    return "ipv4|" + std::to_string(below(224)) + "." + std::to_string(below(256)) + "." +
           std::to_string(below(256)) + ".0|1024";
  }

  std::string ipv6_block() { return "ipv6|2a00:" + std::to_string(1000 + below(9000)) + "::|32"; }

  static std::uint32_t asn_of(std::uint32_t registry, std::uint32_t i) {
    return 1 + (i / kBlock * kRegistries + registry) * kBlock + i % kBlock;
  }

  std::string organisation(std::uint32_t asn, std::uint32_t words) {
    constexpr const char* kWords[] = {"Telecom", "Networks", "Stiftung", "Internet",  "Services",
                                      "Digital", "Cloud",    "de",       "University"};
    std::string name;
    for (std::uint32_t i = 0; i < words; ++i) name += std::string(kWords[below(9)]) + " ";
    // One line of 2,000 is not ASCII, and one of 900 holds two blanks in a row.
    if (asn % 2000 == 0) name += "S\u00e3o ";
    if (asn % 900 == 0) name += " ";
    return name + "Corp.";
  }

  std::mt19937 random_{1};
};

}  // namespace flowbridge
