#include "names/place_names.h"

#include "base/check.h"
#include "names/clean.h"

#include <algorithm>
#include <limits>

namespace flowbridge {

void PlaceNames::append(const PlaceName& place) {
  FB_CHECK(rows_.empty() || rows_.back().id < place.id);
  FB_CHECK(place.name.size() <= kNameBytesMax);
  FB_CHECK(text_.size() <= std::numeric_limits<std::uint32_t>::max() - kNameBytesMax);
  rows_.push_back({.id = place.id, .text = static_cast<std::uint32_t>(text_.size())});
  text_.append(place.name);
}

void PlaceNames::shrink_to_fit() {
  rows_.shrink_to_fit();
  text_.shrink_to_fit();
}

std::string_view PlaceNames::find(std::uint32_t id) const {
  const auto row =
      std::lower_bound(rows_.begin(), rows_.end(), id,
                       [](const Row& each, std::uint32_t wanted) { return each.id < wanted; });
  if (row == rows_.end() || row->id != id) return {};
  return at(static_cast<std::size_t>(row - rows_.begin())).name;
}

PlaceName PlaceNames::at(std::size_t index) const {
  FB_CHECK(index < rows_.size());
  const std::size_t begin = rows_[index].text;
  const std::size_t end = index + 1 < rows_.size() ? rows_[index + 1].text : text_.size();
  return {.id = rows_[index].id, .name = std::string_view(text_).substr(begin, end - begin)};
}

std::size_t PlaceNames::memory_bytes() const {
  return rows_.capacity() * sizeof(Row) + text_.capacity();
}

}  // namespace flowbridge
