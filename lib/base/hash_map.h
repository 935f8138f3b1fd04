#pragma once
/// The house's hash map and hash set.
///
/// Abseil's, under our name, with string lookups that need no copy. Their iteration order differs
/// from process to process and must never reach the journal, a request, a log line or a test: sort,
/// or walk ids.
///
/// Lifetime: owns keys and values; insertion moves them, so keep no reference across one.
/// Threads:  one writer, or many readers.
/// Fails:    never.
/// Units:    none.
///
///   HashMap<std::string, HostId> hosts;
///   if (auto found = hosts.find(std::string_view("bdr1")); found != hosts.end())
///     use(found->second);

#include <string>
#include <string_view>

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <absl/hash/hash.h>

namespace flowbridge {

/// Hashes std::string and std::string_view alike (Debian's Abseil has a string_view of its own).
struct StringHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return absl::Hash<std::string_view>{}(text);
  }
};
struct StringEqual {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const { return a == b; }
};

namespace internal {
template <typename Key>
struct HashOf {
  using hash = absl::Hash<Key>;
  using equal = std::equal_to<Key>;
};
template <>
struct HashOf<std::string> {
  using hash = StringHash;
  using equal = StringEqual;
};
}  // namespace internal

template <typename Key, typename Value>
using HashMap = absl::flat_hash_map<Key, Value, typename internal::HashOf<Key>::hash,
                                    typename internal::HashOf<Key>::equal>;
template <typename Key>
using HashSet = absl::flat_hash_set<Key, typename internal::HashOf<Key>::hash,
                                    typename internal::HashOf<Key>::equal>;

}  // namespace flowbridge
