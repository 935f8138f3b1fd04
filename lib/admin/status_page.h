#pragma once
/// The page at `/`: how the bridge is doing, at one glance.
///
/// One self-contained page without scripts, that reloads itself. Whatever a topic, a destination or
/// an error is called, it is shown as text and never as markup.
///
/// Lifetime: a StatusView borrows for the duration of a call.
/// Threads:  any.
/// Fails:    never.
/// Units:    as people read them; times in UTC.
/// Bounds:   at most kPartitionsShownMax rows of partitions, those with the most lag first.
///
///   page.body = status_page({.scrape = scrape, .unmet = unmet, .time = now.wall});

#include "telemetry/catalogue.h"

#include <cstddef>
#include <string>
#include <vector>

namespace flowbridge {

inline constexpr std::size_t kPartitionsShownMax = 200;

struct StatusView {
  const Scrape& scrape;
  const std::vector<std::string>& unmet;
  UnixTime time;
};

std::string status_page(const StatusView& view);

}  // namespace flowbridge
