#include "integration/long_outage/traffic.h"

#include "base/check.h"
#include "base/split_mix.h"

#include <charconv>

namespace flowbridge {

namespace {

constexpr std::uint32_t kSeriesPerRouter = 25'000;
constexpr std::uint32_t kFirstAsn = 200'000;
constexpr std::uint64_t kBytesMax = 1'000'000;
constexpr std::string_view kRouter = "router";
constexpr std::string_view kMarker =
    R"({"event_type": "purge_init", "writer_id": "default_kafka/20000"})";

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace

Traffic::Traffic(const TrafficOptions& options)
    : options_(options), per_window_(options.series / (options.lanes * options.rise_every)) {
  FB_CHECK(floor_to(options.start, options.width) == options.start);
  FB_CHECK(options.series % (options.lanes * options.rise_every) == 0 && per_window_ > 0);
  FB_CHECK(!options.begins.empty());
}

std::uint32_t Traffic::series_of(std::int32_t lane, Offset offset) const {
  const std::int64_t window = offset / per_window_;
  const std::int64_t turn = offset % per_window_ * options_.lanes + lane;
  return static_cast<std::uint32_t>(window % options_.rise_every + turn * options_.rise_every);
}

UnixTime Traffic::stamp(std::int32_t lane, Offset offset) const {
  const std::int64_t turn = offset % per_window_ * options_.lanes + lane;
  const std::int64_t turns = per_window_ * options_.lanes;
  return tick(offset / per_window_ - 1) + turn * options_.width / turns;
}

std::int64_t Traffic::begin_of(std::uint32_t series) const {
  const auto place = static_cast<std::size_t>(series / options_.rise_every);
  return options_.begins[place % options_.begins.size()];
}

std::int64_t Traffic::turn(std::uint32_t series, std::int64_t first) const {
  const std::int64_t ahead = (series - first) % options_.rise_every;
  return first + (ahead < 0 ? ahead + options_.rise_every : ahead);
}

std::uint64_t Traffic::rise(std::uint32_t series, std::int64_t window) const {
  const bool rises =
      window < options_.windows && window == turn(series, window) && window >= begin_of(series);
  if (!rises) return 0;
  const auto place = static_cast<std::uint64_t>(window) * options_.series + series;
  return 1 + mixed(place) % kBytesMax;
}

std::uint64_t Traffic::bytes(std::uint32_t series, const WindowRange& windows) const {
  std::uint64_t bytes = 0;
  std::int64_t window = turn(series, windows.first);
  for (; window < windows.end; window += options_.rise_every) bytes += rise(series, window);
  return bytes;
}

void Traffic::render(std::int32_t lane, Offset offset, std::string& payload) const {
  const std::uint32_t series = series_of(lane, offset);
  const std::uint64_t bytes = rise(series, offset / per_window_);
  if (bytes == 0) {
    payload = kMarker;
    return;
  }
  payload = R"({"event_type": "purge", "label": ")";
  payload += kRouter;
  payload += std::to_string(series / kSeriesPerRouter);
  payload += R"(", "as_src": )";
  payload += std::to_string(kFirstAsn + series % kSeriesPerRouter);
  payload += R"(, "as_dst": 64496, "ip_src": "198.18.12.7", "ip_dst": "198.51.100.10", )"
             R"("port_src": 443, "port_dst": 40212, "ip_proto": "tcp", "packets": 1, "bytes": )";
  payload += std::to_string(bytes);
  payload += R"(, "writer_id": "default_kafka/20000"})";
}

std::optional<std::uint32_t> Traffic::find(std::string_view hostname,
                                           std::string_view source_as) const {
  if (!hostname.starts_with(kRouter)) return std::nullopt;
  const std::optional<std::uint32_t> router = number(hostname.substr(kRouter.size()));
  const std::optional<std::uint32_t> asn = number(source_as);
  if (!router || !asn || *asn < kFirstAsn || *asn >= kFirstAsn + kSeriesPerRouter) {
    return std::nullopt;
  }
  const std::uint32_t series = *router * kSeriesPerRouter + *asn - kFirstAsn;
  return series < options_.series ? std::optional(series) : std::nullopt;
}

}  // namespace flowbridge
