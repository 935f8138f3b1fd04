#include "flowbridge/kafka_check.h"

#include "admin/text.h"
#include "base/check.h"
#include "flowbridge/translate.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace flowbridge {

namespace {

constexpr Duration kRound = 1s;
constexpr Duration kPollWait = 100ms;
/// Flows come all the time: a topic without newer ones is most likely not the right one.
constexpr Duration kOldRecord = 10min;

struct SourceError {
  std::string code = {};
  std::string message = {};
};

/// What the source tells while it is asked and read.
class Listener final : public RecordSink {
 public:
  void on_record(const TopicPartition& from, const SourceRecord& record) override {
    std::optional<UnixTime>& newest = newest_[from.topic];
    if (record.timestamp) newest = std::max(newest.value_or(*record.timestamp), *record.timestamp);
    on_position(from, record.offset + 1);
  }
  void on_position(const TopicPartition& from, Offset position) override {
    const auto end = ends_.find(from);
    if (end != ends_.end() && position >= end->second) ends_.erase(end);
  }
  void on_out_of_range(const TopicPartition& from) override { ends_.erase(from); }
  void on_error(std::string_view code, const std::string& message) override {
    errors_[std::string(code)] = message;
  }

  void read_until(const TopicPartition& where, Offset end) { ends_[where] = end; }
  bool has_read_all() const { return ends_.empty(); }
  bool has_read_all(const std::string& topic) const {
    return std::none_of(ends_.begin(), ends_.end(),
                        [&topic](const auto& each) { return each.first.topic == topic; });
  }

  bool has_record(const std::string& topic) const { return newest_.contains(topic); }
  /// Of those that were read; absent: none of them had a time.
  std::optional<UnixTime> newest(const std::string& topic) const {
    const auto found = newest_.find(topic);
    return found == newest_.end() ? std::nullopt : found->second;
  }

  bool has_error(const std::string& code) const { return errors_.contains(code); }
  /// The one that says most; empty if there is none.
  SourceError telling_error() const;

 private:
  // Where to stop reading a partition.
  std::map<TopicPartition, Offset> ends_;
  std::map<std::string, std::optional<UnixTime>> newest_;
  // By code, the newest of each.
  std::map<std::string, std::string> errors_;
};

SourceError Listener::telling_error() const {
  constexpr std::array<const char*, 6> kBySense = {"authentication", "authorization", "tls",
                                                   "resolve",        "transport",     "timed_out"};
  for (const char* code : kBySense) {
    if (const auto found = errors_.find(code); found != errors_.end()) {
      return {.code = found->first, .message = found->second};
    }
  }
  if (errors_.empty()) return {};
  return {.code = errors_.begin()->first, .message = errors_.begin()->second};
}

std::string advice(const std::string& code) {
  if (code == "authentication") {
    return "; check sasl.mechanism, sasl.username and sasl.password in kafka.property";
  }
  if (code == "authorization") return "; let this user describe and read it";
  if (code == "tls") {
    return "; check security.protocol and ssl.ca.location in kafka.property, and that the port is "
           "one that speaks TLS";
  }
  if (code == "resolve") return "; check the names in kafka.brokers";
  return "; check that the brokers run, that host and port are right, and whether they want TLS or "
         "SASL (security.protocol in kafka.property)";
}

std::string counted(std::size_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

class KafkaCheck {
 public:
  KafkaCheck(RecordSource& source, const KafkaSettings& settings, const KafkaCheckOptions& options)
      : source_(source), settings_(settings), options_(options) {
    FB_CHECK(options_.now);
  }

  std::vector<ConnectionCheck> run() &&;

 private:
  MonotonicTime deadline() const { return options_.now().monotonic + options_.timeout; }
  Result<std::vector<TopicPartition>> ask_partitions();
  void check_topic(const std::string& topic, const std::vector<TopicPartition>& there);
  void read_newest();
  /// Those of the topic whose leader gave no answer, as text; empty: all have.
  std::string unanswered(const std::string& topic) const;
  std::string newest_text(const std::string& topic) const;
  void check_group();
  void add(bool ok, std::string what, std::string text) {
    checks_.push_back({.ok = ok, .what = std::move(what), .text = std::move(text)});
  }
  /// What was asked in vain, and what the source has said meanwhile.
  std::string why(const Error& error) const;

  RecordSource& source_;
  const KafkaSettings& settings_;
  const KafkaCheckOptions& options_;
  Listener listener_;
  // Those that the bridge would read, and those of them whose offsets are known.
  std::vector<TopicPartition> wanted_;
  std::set<TopicPartition> answered_;
  std::vector<ConnectionCheck> checks_;
};

std::string KafkaCheck::why(const Error& error) const {
  const SourceError said = listener_.telling_error();
  return (said.message.empty() ? error.message() : said.message) + advice(said.code);
}

// In short rounds, for one broker of several may be away, and only between them the source tells
// what it has met. Who is not let in by one broker is let in by none.
Result<std::vector<TopicPartition>> KafkaCheck::ask_partitions() {
  const MonotonicTime end = deadline();
  while (true) {
    Result<std::vector<TopicPartition>> partitions =
        source_.partitions(std::min(kRound, options_.timeout));
    source_.poll(listener_, {.records_max = 1000, .wait = 0ms});
    if (partitions) return partitions;
    const bool is_over = options_.now().monotonic >= end;
    if (is_over || listener_.has_error("authentication")) return partitions;
  }
}

std::vector<ConnectionCheck> KafkaCheck::run() && {
  const std::string brokers = "brokers " + broker_list(settings_);
  const Result<std::vector<TopicPartition>> there = ask_partitions();
  if (!there) {
    add(false, brokers, why(there.error()));
    return std::move(checks_);
  }
  add(true, brokers, "they answer");
  for (const TopicPartition& each : *there) {
    const std::vector<std::int32_t>& chosen = settings_.partitions;
    const bool is_chosen =
        chosen.empty() || std::find(chosen.begin(), chosen.end(), each.partition) != chosen.end();
    if (is_chosen) wanted_.push_back(each);
  }
  read_newest();
  for (const std::string& topic : settings_.topics) check_topic(topic, *there);
  check_group();
  return std::move(checks_);
}

void KafkaCheck::read_newest() {
  const Result<std::vector<OffsetRange>> ranges = source_.offset_ranges(wanted_, options_.timeout);
  if (!ranges) return;
  for (const OffsetRange& range : *ranges) {
    answered_.insert(range.where);
    if (range.high <= range.low) continue;
    listener_.read_until(range.where, range.high);
    source_.assign(range.where, std::max(range.low, range.high - kNewestRecordsRead));
  }
  const MonotonicTime end = deadline();
  while (!listener_.has_read_all() && options_.now().monotonic < end) {
    source_.poll(listener_, {.records_max = 1000, .wait = kPollWait});
  }
}

std::string KafkaCheck::unanswered(const std::string& topic) const {
  std::string numbers;
  for (const TopicPartition& each : wanted_) {
    if (each.topic != topic || answered_.contains(each)) continue;
    numbers += (numbers.empty() ? "" : ", ") + std::to_string(each.partition);
  }
  return numbers;
}

void KafkaCheck::check_topic(const std::string& topic, const std::vector<TopicPartition>& there) {
  const std::string what = "topic " + topic;
  std::set<std::int32_t> numbers;
  for (const TopicPartition& each : there) {
    if (each.topic == topic) numbers.insert(each.partition);
  }
  if (numbers.empty()) {
    const bool is_forbidden = listener_.has_error("authorization");
    return add(false, what,
               is_forbidden ? "this user may not see it" + advice("authorization")
                            : "there is none of this name; create it, or correct kafka.topics");
  }
  for (const std::int32_t number : settings_.partitions) {
    if (numbers.contains(number)) continue;
    return add(false, what,
               "partition " + std::to_string(number) +
                   " of kafka.partitions is not there, it has " +
                   counted(numbers.size(), "partition"));
  }
  if (const std::string silent = unanswered(topic); !silent.empty()) {
    return add(false, what,
               counted(numbers.size(), "partition") + ", but no broker answers for " + silent +
                   "; have they a leader?");
  }
  if (!listener_.has_read_all(topic)) {
    const SourceError said = listener_.telling_error();
    return add(false, what,
               counted(numbers.size(), "partition") + ", but its newest record cannot be read" +
                   (said.message.empty() ? "" : ": " + said.message + advice(said.code)));
  }
  add(true, what, counted(numbers.size(), "partition") + ", " + newest_text(topic));
}

std::string KafkaCheck::newest_text(const std::string& topic) const {
  if (!listener_.has_record(topic)) return "without any record: does something write flows to it?";
  const std::optional<UnixTime> newest = listener_.newest(topic);
  if (!newest) return "newest record without a time";
  const Duration age = options_.now().wall - *newest;
  if (age < -kOldRecord) {
    return "newest record " + human_duration(-age) + " ahead of this machine's clock";
  }
  std::string text = "newest record " + human_duration(std::max<Duration>(age, 0ms)) + " old";
  if (age > kOldRecord) text += ": does something still write flows to it?";
  return text;
}

void KafkaCheck::check_group() {
  if (wanted_.empty()) return;
  const std::string what = "consumer group " + settings_.group_id;
  const Result<std::vector<CommittedOffset>> committed =
      source_.committed(wanted_, options_.timeout);
  if (committed) return add(true, what, "its offsets can be read");
  add(false, what,
      committed.error().message() +
          "; let this user read the group, or change "
          "kafka.group_id");
}

}  // namespace

std::vector<ConnectionCheck> check_kafka_connection(RecordSource& source,
                                                    const KafkaSettings& settings,
                                                    const KafkaCheckOptions& options) {
  return KafkaCheck(source, settings, options).run();
}

}  // namespace flowbridge
