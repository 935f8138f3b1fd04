#pragma once
/// Integers that cannot be taken for one another.
///
/// An AS number is not a partition is not a series id. StrongId<Tag, Integer> costs what the
/// integer costs and compiles only where its own kind is meant.
///
/// Lifetime: a value.      Threads: as any value.
/// Fails:    never.
/// Units:    whatever the tag names; the default is 0.
///
///   using SeriesId = StrongId<struct SeriesIdTag, std::uint32_t>;
///   SeriesId first{0};
///   table[first.value()];

#include <compare>
#include <cstddef>
#include <functional>
#include <utility>

namespace flowbridge {

template <typename Tag, typename Integer>
class StrongId {
 public:
  using integer = Integer;

  constexpr StrongId() = default;
  constexpr explicit StrongId(Integer value) : value_(value) {}

  constexpr Integer value() const { return value_; }
  constexpr auto operator<=>(const StrongId&) const = default;

  template <typename H>
  friend H AbslHashValue(H state, StrongId id) {
    return H::combine(std::move(state), id.value_);
  }

 private:
  Integer value_ = 0;
};

}  // namespace flowbridge

template <typename Tag, typename Integer>
struct std::hash<flowbridge::StrongId<Tag, Integer>> {
  std::size_t operator()(flowbridge::StrongId<Tag, Integer> id) const {
    return std::hash<Integer>{}(id.value());
  }
};
