#include "oracle/series_index.h"

#include "base/check.h"

namespace flowbridge {

SeriesIndex::SeriesIndex(const GeneratorOptions& options)
    : own_(options.own_asn), routers_(options.routers) {
  for (std::size_t i = 0; i < routers_.size(); ++i) {
    router_numbers_.emplace(routers_[i], static_cast<std::uint32_t>(i));
  }
}

SeriesNumber SeriesIndex::of(const GeneratedEntry& entry) {
  const SeriesKey key =
      series_of({.source = entry.source_as, .destination = entry.destination_as, .own = own_}, {});
  // The generator knows what it meant to make; two opinions must agree before we judge a third.
  FB_CHECK(key.flow_class == entry.flow_class && key.reason == entry.reason);
  return number_of(key, entry.router);
}

SeriesNumber SeriesIndex::of(const SeriesKey& key) {
  const auto [router, is_new] =
      router_numbers_.try_emplace(key.hostname, static_cast<std::uint32_t>(routers_.size()));
  if (is_new) routers_.push_back(key.hostname);
  return number_of(key, router->second);
}

std::optional<SeriesNumber> SeriesIndex::folded(SeriesNumber series) {
  const std::optional<SeriesKey> key = folded_of(keys_[series]);
  if (!key) return std::nullopt;
  return of(*key);
}

SeriesNumber SeriesIndex::number_of(const SeriesKey& key, std::uint32_t router) {
  const auto [found, is_new] = numbers_.try_emplace(Compact{.flow_class = key.flow_class,
                                                            .reason = key.reason,
                                                            .router = router,
                                                            .source_as = key.source_as,
                                                            .destination_as = key.destination_as,
                                                            .folded = key.folded},
                                                    static_cast<SeriesNumber>(keys_.size()));
  if (is_new) {
    keys_.push_back(key);
    keys_.back().hostname = routers_.at(router);
  }
  return found->second;
}

}  // namespace flowbridge
