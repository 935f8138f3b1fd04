#pragma once
/// What exchanges or facilities are called, by PeeringDB's ids.
///
/// Lifetime: owns its texts; views are valid until the next change.
/// Threads:  any, at the same time, once it does not change any more.
/// Fails:    never; an id that is not here has no name.
/// Units:    bytes; a name has at most kNameBytesMax. 8 bytes and the name for each place.
///
///   PlaceNames names;
///   names.append({.id = 26, .name = "AMS-IX"});
///   names.find(26);   // "AMS-IX"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct PlaceName {
  std::uint32_t id = 0;
  /// Clean (names/clean.h).
  std::string_view name{};
};

class PlaceNames final {
 public:
  /// Requires: ascending ids; a name of at most kNameBytesMax.
  void append(const PlaceName& place);
  void shrink_to_fit();

  /// Empty if the id is not here.
  std::string_view find(std::uint32_t id) const;

  std::size_t size() const { return rows_.size(); }
  /// Requires: index < size().
  PlaceName at(std::size_t index) const;
  std::size_t memory_bytes() const;

 private:
  struct Row {
    std::uint32_t id = 0;
    // Where its name begins; the next one's is where it ends.
    std::uint32_t text = 0;
  };

  std::vector<Row> rows_;
  std::string text_;
};

}  // namespace flowbridge
