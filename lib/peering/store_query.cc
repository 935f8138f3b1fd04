#include "peering/store_query.h"

#include "base/check.h"
#include "peering/traffic.h"

#include <array>
#include <cstdio>

namespace flowbridge {
namespace {

std::string_view metric(Direction direction) {
  return direction == Direction::kIn ? "flow_receive_bytes_total" : "flow_transmit_bytes_total";
}

/// A text of PromQL, in its quotes.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (c == '\n') {
      out += "\\n";
    } else {
      out += c;
    }
  }
  return out + '"';
}

/// Those that are "1|2"; none: all.
std::string selector(const SeriesChoice& choice, std::span<const Asn> remote) {
  std::string matchers;
  if (!remote.empty()) {
    std::string numbers;
    for (const Asn asn : remote) {
      numbers += (numbers.empty() ? "" : "|") + std::to_string(asn.value());
    }
    matchers = std::string(remote_label(choice.direction)) + "=~" + quoted(numbers);
  }
  if (!choice.hostname.empty()) {
    matchers +=
        (matchers.empty() ? "" : ",") + std::string(kRouterLabel) + "=~" + quoted(choice.hostname);
  }
  return std::string(metric(choice.direction)) + "{" + matchers + "}";
}

std::string sum_by(const std::string& labels, const std::string& expression) {
  return "sum by (" + labels + ") (" + expression + ")";
}

std::string seconds(UnixTime time) {
  const std::int64_t ms = to_ms(time);
  FB_CHECK(ms >= 0 && ms % 1000 == 0);
  return std::to_string(ms / 1000);
}

std::string form_encoded(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
    if (is_plain) {
      out += c;
      continue;
    }
    std::array<char, 4> escape{};
    std::snprintf(escape.data(), escape.size(), "%%%02X",
                  static_cast<unsigned>(static_cast<unsigned char>(c)));
    out += escape.data();
  }
  return out;
}

StoreQuery range_query(std::string expression, UnixTime end, Duration window, Duration step) {
  return {
      .expression = std::move(expression), .first = end - window + step, .last = end, .step = step};
}

}  // namespace

std::string_view remote_label(Direction direction) {
  return direction == Direction::kIn ? "source_as" : "destination_as";
}

std::size_t StoreQuery::points_max() const {
  return is_range() ? static_cast<std::size_t>((last - first) / step) + 1 : 1;
}

std::string StoreQuery::path() const {
  return is_range() ? "/api/v1/query_range" : "/api/v1/query";
}

std::string StoreQuery::form() const {
  const std::string query = "query=" + form_encoded(expression);
  if (!is_range()) return query + "&time=" + seconds(last);
  return query + "&start=" + seconds(first) + "&end=" + seconds(last) +
         "&step=" + std::to_string(step / 1s);
}

StoreQuery daily_volumes(const SeriesChoice& choice, UnixTime day_end) {
  return {.expression = sum_by(std::string(remote_label(choice.direction)),
                               "increase(" + selector(choice, {}) + "[1d])"),
          .first = day_end,
          .last = day_end};
}

StoreQuery sample_rates(const SeriesChoice& choice, std::span<const Asn> remote, UnixTime end,
                        Duration window) {
  FB_CHECK(!remote.empty());
  return range_query(sum_by(std::string(remote_label(choice.direction)),
                            "rate(" + selector(choice, remote) + "[5m])"),
                     end, window, kSampleStep);
}

StoreQuery router_volumes(const SeriesChoice& choice, std::span<const Asn> remote, UnixTime end,
                          Duration window) {
  FB_CHECK(!remote.empty());
  const std::string labels =
      std::string(remote_label(choice.direction)) + ", " + std::string(kRouterLabel);
  return range_query(sum_by(labels, "increase(" + selector(choice, remote) + "[1d])"), end, window,
                     kDay);
}

}  // namespace flowbridge
