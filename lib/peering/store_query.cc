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

std::string_view own_label(Direction direction) {
  return remote_label(direction == Direction::kIn ? Direction::kOut : Direction::kIn);
}

/// "1|2".
std::string any_of(std::span<const Asn> some) {
  std::string numbers;
  for (const Asn asn : some) numbers += (numbers.empty() ? "" : "|") + std::to_string(asn.value());
  return numbers;
}

/// Of these remote AS; none: of all.
std::string selector(const SeriesChoice& choice, std::span<const Asn> remote) {
  std::string matchers;
  const auto match = [&matchers](std::string_view label, std::string_view expression) {
    if (expression.empty()) return;
    matchers += (matchers.empty() ? "" : ",") + std::string(label) + "=~" + quoted(expression);
  };
  match(remote_label(choice.direction), any_of(remote));
  match(own_label(choice.direction), any_of(choice.own));
  match(kRouterLabel, choice.hostname);
  return std::string(metric(choice.direction)) + "{" + matchers + "}";
}

/// What stands behind a selector; of "5m" or "1d".
std::string range(const char* length, Dialect dialect) {
  return std::string("[") + length + (dialect == Dialect::kPromql ? "1ms]" : "]");
}

std::string sum_by(std::string_view labels, const std::string& expression) {
  return "sum by (" + std::string(labels) + ") (" + expression + ")";
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
  // Thanos and a cluster of VictoriaMetrics would rather answer in part than not at all.
  const std::string query =
      "query=" + form_encoded(expression) + "&partial_response=false&deny_partial_response=1";
  if (!is_range()) return query + "&time=" + seconds(last);
  return query + "&start=" + seconds(first) + "&end=" + seconds(last) +
         "&step=" + std::to_string(step / 1s);
}

StoreQuery dialect_probe(UnixTime end) {
  return {.expression = "vector(1) default 1", .first = end, .last = end};
}

StoreQuery daily_volumes(const SeriesChoice& choice, UnixTime day_end) {
  const std::string days = selector(choice, {}) + range("1d", choice.dialect);
  return {.expression = sum_by(remote_label(choice.direction), "increase(" + days + ")"),
          .first = day_end,
          .last = day_end};
}

StoreQuery sample_rates(const SeriesChoice& choice, std::span<const Asn> remote, UnixTime end,
                        Duration window) {
  FB_CHECK(!remote.empty());
  const std::string samples = selector(choice, remote) + range("5m", choice.dialect);
  return range_query(sum_by(remote_label(choice.direction), "rate(" + samples + ")"), end, window,
                     kSampleStep);
}

StoreQuery router_volumes(const SeriesChoice& choice, std::span<const Asn> remote, UnixTime end,
                          Duration window) {
  FB_CHECK(!remote.empty());
  const std::string labels =
      std::string(remote_label(choice.direction)) + ", " + std::string(kRouterLabel);
  const std::string days = selector(choice, remote) + range("1d", choice.dialect);
  return range_query(sum_by(labels, "increase(" + days + ")"), end, window, kDay);
}

}  // namespace flowbridge
