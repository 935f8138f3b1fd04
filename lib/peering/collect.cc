#include "peering/collect.h"

#include "base/check.h"
#include "peering/query_answer.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace flowbridge {
namespace {

constexpr double kBitsOfByte = 8;
constexpr const char* kFolded = "other";

std::optional<Asn> asn_of_label(std::string_view text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return Asn(number);
}

std::string label_of(const AnsweredSeries& series, std::string_view name) {
  const auto found = series.labels.find(std::string(name));
  return found == series.labels.end() ? std::string() : found->second;
}

double amount(double value) {
  return std::isfinite(value) && value > 0 ? value : 0;
}

double seconds_of(Duration duration) {
  return static_cast<double>(duration / 1s);
}

Result<std::vector<AnsweredSeries>> ask_for(const AskStore& ask, const StoreQuery& query) {
  const Result<std::string> text = ask(query);
  if (!text) return text.error();
  return read_query_answer(*text, query.points_max());
}

constexpr Direction kDirections[] = {Direction::kIn, Direction::kOut};

SeriesChoice choice_of(const CollectOptions& options, Direction direction) {
  return {.direction = direction,
          .dialect = options.dialect,
          .own = options.own,
          .hostname = options.hostname};
}

/// Adds up the bytes of days.
class VolumeSum {
 public:
  /// Returns whether there is any traffic.
  bool add(Direction direction, const std::vector<AnsweredSeries>& day) {
    bool any = false;
    for (const AnsweredSeries& series : day) {
      if (series.points.empty()) continue;
      const double bytes = amount(series.points.front().value);
      any = any || bytes > 0;
      add_bytes(direction, label_of(series, remote_label(direction)), bytes);
    }
    return any;
  }

  /// The days of which there is something to add up are known.
  void finish(Volumes& volumes) && {
    const Duration counted = kDay * static_cast<int>(volumes.days_that_count());
    for (auto& [asn, volume] : remote_) volumes.remote.push_back(averaged(volume, counted));
    volumes.folded = averaged(folded_, counted);
    volumes.series_unread = unread_;
  }

 private:
  /// From bytes to bits per second.
  static AsVolume averaged(AsVolume volume, Duration counted) {
    if (counted == 0ms) return volume;  // of no bytes
    volume.in_bits = volume.in_bits * kBitsOfByte / seconds_of(counted);
    volume.out_bits = volume.out_bits * kBitsOfByte / seconds_of(counted);
    return volume;
  }

  void add_bytes(Direction direction, const std::string& label, double bytes) {
    AsVolume* volume = &folded_;
    if (label != kFolded) {
      const std::optional<Asn> asn = asn_of_label(label);
      if (!asn) {
        ++unread_;
        return;
      }
      volume = &remote_[*asn];
      volume->asn = *asn;
    }
    (direction == Direction::kIn ? volume->in_bits : volume->out_bits) += bytes;
  }

  // In bytes, until the end.
  std::map<Asn, AsVolume> remote_;
  AsVolume folded_;
  std::size_t unread_ = 0;
};

/// The rates of a window, one for each five minutes; below 0: missing.
using RateSlots = std::vector<double>;

/// What is not at one of the times that were asked for is no rate.
RateSlots slots_of(const std::vector<AnsweredPoint>& points, const CollectOptions& options) {
  RateSlots slots(samples_of(options.window), -1.0);
  const UnixTime begin = options.end - options.window;
  for (const AnsweredPoint& point : points) {
    const Duration since = point.time - begin;
    const bool is_on_grid = since > 0ms && since <= options.window && since % kSampleStep == 0ms;
    if (!is_on_grid) continue;
    slots[static_cast<std::size_t>(since / kSampleStep) - 1] = amount(point.value) * kBitsOfByte;
  }
  return slots;
}

RateSummary summary_of(std::span<const double> slots) {
  std::vector<double> rates;
  std::copy_if(slots.begin(), slots.end(), std::back_inserter(rates),
               [](double rate) { return rate >= 0; });
  return summarize(std::move(rates), slots.size());
}

/// What is missing is 0.
std::vector<double> day_averages(std::span<const double> slots) {
  const std::size_t samples = samples_of(kDay);
  std::vector<double> days;
  for (; !slots.empty(); slots = slots.subspan(samples)) {
    days.push_back(summary_of(slots.first(samples)).average_bits);
  }
  return days;
}

class Examiner {
 public:
  Examiner(const AskStore& ask, const CollectOptions& options, const DaysWithFlows& days)
      : ask_(ask), options_(options), days_(days) {}

  /// Fetches the rates of some AS.
  Result<void> add(std::span<const AsVolume> some);
  /// The largest so far.
  double bill_of(std::size_t rank) const;
  std::size_t size() const { return traffic_.size(); }
  std::vector<AsTraffic> take() &&;

 private:
  Result<void> add_direction(Direction direction, std::span<const Asn> remote);
  void take_rates(Direction direction, AsTraffic& traffic,
                  const std::vector<AnsweredPoint>& points) const;
  /// Of the days that count, from this one on.
  RateSlots counted(const RateSlots& slots, std::size_t first_day) const;

  const AskStore& ask_;
  const CollectOptions& options_;
  const DaysWithFlows& days_;
  std::map<Asn, AsTraffic> traffic_;
};

Result<void> Examiner::add(std::span<const AsVolume> some) {
  std::vector<Asn> remote;
  for (const AsVolume& each : some) {
    remote.push_back(each.asn);
    AsTraffic& traffic = traffic_[each.asn];
    traffic.asn = each.asn;
    // A direction that no series tells of has rates of 0.
    for (const Direction direction : kDirections) take_rates(direction, traffic, {});
  }
  for (const Direction direction : kDirections) {
    if (Result<void> added = add_direction(direction, remote); !added) return added;
  }
  return {};
}

void Examiner::take_rates(Direction direction, AsTraffic& traffic,
                          const std::vector<AnsweredPoint>& points) const {
  const RateSlots slots = slots_of(points, options_);
  const auto first_of_short = static_cast<std::size_t>((options_.window - kShortWindow) / kDay);
  const bool is_in = direction == Direction::kIn;
  (is_in ? traffic.window.in : traffic.window.out) = summary_of(counted(slots, 0));
  (is_in ? traffic.short_window.in : traffic.short_window.out) =
      summary_of(counted(slots, first_of_short));
  (is_in ? traffic.in_days : traffic.out_days) = day_averages(slots);
}

RateSlots Examiner::counted(const RateSlots& slots, std::size_t first_day) const {
  constexpr auto kSamplesOfDay = static_cast<std::ptrdiff_t>(samples_of(kDay));
  RateSlots out;
  for (std::size_t day = first_day; day < days_.size(); ++day) {
    if (!days_[day]) continue;
    const auto begin = slots.begin() + static_cast<std::ptrdiff_t>(day) * kSamplesOfDay;
    out.insert(out.end(), begin, begin + kSamplesOfDay);
  }
  return out;
}

Result<void> Examiner::add_direction(Direction direction, std::span<const Asn> remote) {
  const Result<std::vector<AnsweredSeries>> answer = ask_for(
      ask_, sample_rates(choice_of(options_, direction), remote, options_.end, options_.window));
  if (!answer) return answer.error();
  for (const AnsweredSeries& series : *answer) {
    const std::optional<Asn> asn = asn_of_label(label_of(series, remote_label(direction)));
    if (!asn || std::find(remote.begin(), remote.end(), *asn) == remote.end()) continue;
    take_rates(direction, traffic_[*asn], series.points);
  }
  return {};
}

/// Of one direction, in bytes.
Result<void> add_router_bytes(const AskStore& ask, const CollectOptions& options,
                              Direction direction, std::span<AsTraffic> some) {
  std::vector<Asn> remote;
  for (const AsTraffic& each : some) remote.push_back(each.asn);
  const Result<std::vector<AnsweredSeries>> answer = ask_for(
      ask, router_volumes(choice_of(options, direction), remote, options.end, options.window));
  if (!answer) return answer.error();
  for (const AnsweredSeries& series : *answer) {
    const std::optional<Asn> asn = asn_of_label(label_of(series, remote_label(direction)));
    const auto traffic = std::find_if(
        some.begin(), some.end(), [&](const AsTraffic& each) { return asn && each.asn == *asn; });
    if (traffic == some.end()) continue;
    double bytes = 0;
    for (const AnsweredPoint& point : series.points) bytes += amount(point.value);
    if (bytes == 0) continue;
    const std::string name = label_of(series, kRouterLabel);
    auto router = std::find_if(traffic->routers.begin(), traffic->routers.end(),
                               [&](const RouterVolume& each) { return each.hostname == name; });
    if (router == traffic->routers.end()) {
      router = traffic->routers.insert(router, RouterVolume{.hostname = name});
    }
    (direction == Direction::kIn ? router->in_bits : router->out_bits) += bytes;
  }
  return {};
}

/// Fetches the routers of some AS; `counted` is how long the days are that count.
Result<void> add_routers(const AskStore& ask, const CollectOptions& options, Duration counted,
                         std::span<AsTraffic> some) {
  for (const Direction direction : kDirections) {
    Result<void> added = add_router_bytes(ask, options, direction, some);
    if (!added) return added;
  }
  for (AsTraffic& each : some) {
    for (RouterVolume& router : each.routers) {
      router.in_bits *= kBitsOfByte / seconds_of(counted);
      router.out_bits *= kBitsOfByte / seconds_of(counted);
    }
    std::sort(each.routers.begin(), each.routers.end(),
              [](const RouterVolume& a, const RouterVolume& b) {
                const double bits_a = a.in_bits + a.out_bits;
                const double bits_b = b.in_bits + b.out_bits;
                return bits_a != bits_b ? bits_a > bits_b : a.hostname < b.hostname;
              });
  }
  return {};
}

double Examiner::bill_of(std::size_t rank) const {
  FB_CHECK(rank > 0 && rank <= traffic_.size());
  std::vector<double> bills;
  for (const auto& [asn, traffic] : traffic_) bills.push_back(billed_bits(traffic.window));
  const auto nth = bills.begin() + static_cast<std::ptrdiff_t>(rank - 1);
  std::nth_element(bills.begin(), nth, bills.end(), std::greater<>());
  return *nth;
}

std::vector<AsTraffic> Examiner::take() && {
  std::vector<AsTraffic> all;
  for (auto& [asn, traffic] : traffic_) all.push_back(std::move(traffic));
  // They are ascending by AS number.
  std::stable_sort(all.begin(), all.end(), [](const AsTraffic& a, const AsTraffic& b) {
    const double bill_a = billed_bits(a.window);
    const double bill_b = billed_bits(b.window);
    if (bill_a != bill_b) return bill_a > bill_b;
    return larger_average(a.window) > larger_average(b.window);
  });
  return all;
}

double larger_direction(const AsVolume& volume) {
  return std::max(volume.in_bits, volume.out_bits);
}

void check_window(const CollectOptions& options) {
  const Duration window = options.window;
  FB_CHECK(window >= kShortWindow && window <= kWindowMax && window % kDay == 0ms);
  FB_CHECK(to_ms(options.end) % (kSampleStep / 1ms) == 0 && options.end >= unix_ms(0) + window);
}

/// What those that were not examined can have at most.
double bound(std::span<const AsVolume> rest, std::size_t samples) {
  return p95_bits_max(larger_direction(rest.front()), samples);
}

/// The largest first.
std::vector<AsVolume> in_order(std::span<const AsVolume> candidates) {
  std::vector<AsVolume> order(candidates.begin(), candidates.end());
  std::sort(order.begin(), order.end(), [](const AsVolume& a, const AsVolume& b) {
    const double bits_a = larger_direction(a);
    const double bits_b = larger_direction(b);
    return bits_a != bits_b ? bits_a > bits_b : a.asn < b.asn;
  });
  return order;
}

}  // namespace

// What is wrong with this query for another reason is wrong with the next one, too.
Result<Dialect> find_dialect(const AskStore& ask, UnixTime end) {
  const Result<std::string> answer = ask(dialect_probe(end));
  if (answer) return Dialect::kMetricsql;
  if (answer.error().code() == ErrorCode::kUnavailable) return answer.error();
  return Dialect::kPromql;
}

Result<Volumes> collect_volumes(const AskStore& ask, const CollectOptions& options) {
  check_window(options);
  Volumes volumes{.end = options.end, .window = options.window};
  VolumeSum sum;
  for (UnixTime day = options.end - options.window + kDay; day <= options.end; day += kDay) {
    bool any = false;
    for (const Direction direction : kDirections) {
      const Result<std::vector<AnsweredSeries>> answer =
          ask_for(ask, daily_volumes(choice_of(options, direction), day));
      if (!answer) return answer.error();
      any = sum.add(direction, *answer) || any;
    }
    volumes.days.push_back(any);
  }
  std::move(sum).finish(volumes);
  return volumes;
}

Result<Examination> examine(const AskStore& ask, const CollectOptions& options,
                            const ToExamine& what) {
  check_window(options);
  FB_CHECK(options.shown > 0 && options.shown <= kShownMax);
  FB_CHECK(what.days.size() == static_cast<std::size_t>(options.window / kDay));
  const Duration counted = kDay * static_cast<int>(count_days(what.days));
  FB_CHECK(counted > 0ms || what.candidates.empty());
  const std::size_t samples = samples_of(counted);
  const std::vector<AsVolume> order = in_order(what.candidates);
  Examiner examiner(ask, options, what.days);
  std::span<const AsVolume> rest = order;
  const std::size_t at_least = options.shown + std::max(kReserveMin, options.shown / 2);
  Examination out;
  while (!rest.empty() && examiner.size() < options.examined_max()) {
    const bool is_certain =
        examiner.size() >= at_least && examiner.bill_of(options.shown) >= bound(rest, samples);
    if (is_certain) break;
    const std::span<const AsVolume> some = rest.first(
        std::min({kRemoteOfQuery, rest.size(), options.examined_max() - examiner.size()}));
    if (Result<void> added = examiner.add(some); !added) return added.error();
    rest = rest.subspan(some.size());
  }
  out.examined = examiner.size();
  if (!rest.empty()) out.unexamined_p95_bits_max = bound(rest, samples);
  out.traffic = std::move(examiner).take();
  if (out.traffic.size() > options.shown) out.traffic.resize(options.shown);
  for (std::span<AsTraffic> shown = out.traffic; !shown.empty();) {
    const std::span<AsTraffic> some = shown.first(std::min(kRemoteOfQuery, shown.size()));
    if (Result<void> added = add_routers(ask, options, counted, some); !added) {
      return added.error();
    }
    shown = shown.subspan(some.size());
  }
  return out;
}

}  // namespace flowbridge
