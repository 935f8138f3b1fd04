#pragma once
/// Numbers for series, so that millions of records are looked up without a text.
///
/// Lifetime: owns its keys.      Threads: one.
/// Fails:    never.
/// Units:    a number is an index, from 0 in the order in which series are first asked for.
///
///   SeriesIndex index(truth.generator);
///   cells[index.of(entry)] += entry.counts;

#include "base/hash_map.h"
#include "flowgen/generator.h"
#include "oracle/series.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace flowbridge {

using SeriesNumber = std::uint32_t;

class SeriesIndex {
 public:
  explicit SeriesIndex(const GeneratorOptions& options);

  /// Of the series that the entry feeds. Requires: the options generated it.
  SeriesNumber of(const GeneratedEntry& entry);
  SeriesNumber of(const SeriesKey& key);
  /// Of the series that it folds to (R13), if it can.
  std::optional<SeriesNumber> folded(SeriesNumber series);

  const SeriesKey& key(SeriesNumber series) const { return keys_[series]; }
  std::size_t size() const { return keys_.size(); }

 private:
  struct Compact {
    FlowClass flow_class;
    UnclassifiedReason reason;
    std::uint32_t router;
    Asn source_as;
    Asn destination_as;
    bool folded;

    bool operator==(const Compact&) const = default;
    template <typename H>
    friend H AbslHashValue(H state, const Compact& key) {
      return H::combine(std::move(state), key.flow_class, key.reason, key.router, key.source_as,
                        key.destination_as, key.folded);
    }
  };

  SeriesNumber number_of(const SeriesKey& key, std::uint32_t router);

  const Asn own_;
  std::vector<std::string> routers_;
  HashMap<std::string, std::uint32_t> router_numbers_;
  HashMap<Compact, SeriesNumber> numbers_;
  std::vector<SeriesKey> keys_;
};

}  // namespace flowbridge
