#include "flowgen/options.h"

#include "process/text.h"

#include <cmath>
#include <exception>
#include <limits>
#include <sstream>
#include <string_view>

#include <boost/program_options.hpp>

namespace flowbridge {
namespace {

namespace po = boost::program_options;

constexpr const char* kIntroduction =
    "flowgen makes flow messages as pmacct writes them, from a seed: to a Kafka topic, a file or\n"
    "stdout. What must be counted for them is a function of (seed, partition, offset), and is\n"
    "written as a truth file at the end and on SIGINT or SIGTERM.\n\n"
    "  flowgen --brokers=127.0.0.1:9092 --partitions=3 --records=100000 --truth-file=truth.json\n"
    "  flowgen --output=stdout --records=10\n\n"
    "Exit codes: 0 done, 1 failed, 2 usage.\n\nOptions";

/// Everything as text or plain numbers, as Boost reads it.
struct Raw {
  std::string start;
  std::string duration;
  std::string output;
  std::string class_weights;
  std::string flush_timeout;
  std::uint32_t own_asn = 0;
  std::int64_t records = -1;
  std::int64_t event_rate = 0;
  double malformed_share = 0;
  double late_share = 0;
  double multi_values_share = 0;
  std::vector<std::string> from_offsets;
  std::vector<std::string> properties;
  std::vector<std::string> routers;
};

po::options_description describe(FlowgenOptions& options, Raw& raw) {
  po::options_description all(kIntroduction, 100, 60);
  po::options_description_easy_init add = all.add_options();
  add("help", "print this text");
  add("seed", po::value(&options.generator.seed)->default_value(1), "what every record depends on");
  add("partitions", po::value(&options.generator.partitions)->default_value(1), "of the topic");
  add("records", po::value(&raw.records), "stop after so many, over all partitions");
  add("duration", po::value(&raw.duration), "stop after so much event time, like 60s or 6h");
  add("rate", po::value(&options.rate)->default_value(1000),
      "records per second produced, over all partitions; 0: as fast as possible");
  add("event-rate", po::value(&raw.event_rate),
      "records per second of event time (default: --rate, or 1000 if that is 0)");
  add("start", po::value(&raw.start)->default_value("now"),
      "timestamp of offset 0: now, Unix ms, RFC 3339, or minus a duration (-6h)");
  add("from-offset", po::value(&raw.from_offsets)->composing(),
      "continue there: N for every partition, or PARTITION:N (repeatable); with the first run's "
      "--start");
  add("asn", po::value(&raw.own_asn)->default_value(64496), "our own AS number");
  add("as-count", po::value(&options.generator.as_count)->default_value(3000),
      "how many remote AS numbers there are");
  add("router", po::value(&raw.routers)->composing(),
      "a router's name, repeatable (default: bdr1.example.net to bdr4.example.net)");
  add("class-weights", po::value(&raw.class_weights),
      "how often each class is met, like receive=46,transmit=42,internal=4,transit=4,as_zero=2,"
      "as_missing=1,private_as=1 (the default; what is not named is 0)");
  add("malformed-share", po::value(&raw.malformed_share)->default_value(0, "0"),
      "of messages that are no flow record, 0 to 1");
  add("late-share", po::value(&raw.late_share)->default_value(0, "0"),
      "of messages stamped 60 to 180 s late, 0 to 1");
  add("multi-values-share", po::value(&raw.multi_values_share)->default_value(0, "0"),
      "of messages with several objects, 0 to 1");
  add("output", po::value(&raw.output)->default_value("kafka"), "kafka, stdout or file:PATH");
  add("truth-file", po::value(&options.truth_path), "where to write the truth");
  add("brokers", po::value(&options.brokers), "bootstrap servers, HOST:PORT,…");
  add("topic", po::value(&options.topic)->default_value(options.topic), "where to produce");
  add("compression", po::value(&options.compression)->default_value(options.compression),
      "none, snappy, lz4 or zstd");
  add("property", po::value(&raw.properties)->composing(),
      "a librdkafka property, KEY=VALUE (repeatable)");
  add("group-id", po::value(&options.group_id), "the consumer group that --ahead-limit refers to");
  add("ahead-limit", po::value(&options.ahead_limit)->default_value(0),
      "never more records per partition beyond the group's committed offset; 0: no limit");
  add("flush-timeout", po::value(&raw.flush_timeout)->default_value("10s"),
      "how long to wait at the end for the broker to take what was produced");
  return all;
}

Error invalid(const std::string& option, const std::string& what) {
  return {ErrorCode::kInvalid, "--" + option + ": " + what};
}

Result<std::uint32_t> per_million(const std::string& option, double share) {
  if (!(share >= 0 && share <= 1)) return invalid(option, "expected 0 to 1");
  return static_cast<std::uint32_t>(std::llround(share * kMillion));
}

Result<void> read_shares(const Raw& raw, GeneratorOptions& generator) {
  const Result<std::uint32_t> malformed = per_million("malformed-share", raw.malformed_share);
  if (!malformed) return malformed.error();
  const Result<std::uint32_t> late = per_million("late-share", raw.late_share);
  if (!late) return late.error();
  const Result<std::uint32_t> multi = per_million("multi-values-share", raw.multi_values_share);
  if (!multi) return multi.error();
  generator.malformed_per_million = *malformed;
  generator.late_per_million = *late;
  generator.multi_values_per_million = *multi;
  return {};
}

Result<void> read_class_weights(const std::string& text, GeneratorOptions& generator) {
  if (text.empty()) return {};
  generator.traffic_weights = {};
  for (const std::string_view part : split(text, ',')) {
    const std::size_t equals = part.find('=');
    const std::string name(part.substr(0, equals));
    if (equals == std::string_view::npos) return invalid("class-weights", "expected CLASS=WEIGHT");
    const Result<std::int64_t> weight = parse_whole_number(part.substr(equals + 1));
    if (!weight) return invalid("class-weights", weight.error().message());
    if (*weight > kMillion) return invalid("class-weights", "a weight is above 1000000");
    bool known = false;
    for (int i = 0; i < kTrafficKindCount; ++i) {
      if (name != traffic_kind_name(static_cast<TrafficKind>(i))) continue;
      generator.traffic_weights.at(static_cast<std::size_t>(i)) =
          static_cast<std::uint32_t>(*weight);
      known = true;
    }
    if (!known) return invalid("class-weights", "there is no class '" + name + "'");
  }
  return {};
}

Result<void> read_from_offsets(const Raw& raw, FlowgenOptions& options) {
  const auto partitions = static_cast<std::size_t>(options.generator.partitions);
  options.first_offsets.assign(partitions, 0);
  for (const std::string& text : raw.from_offsets) {
    const std::vector<std::string_view> parts = split(text, ':');
    const Result<std::int64_t> offset = parse_whole_number(parts.back());
    if (!offset) return invalid("from-offset", offset.error().message());
    if (*offset >= kGeneratedOffsetMax) return invalid("from-offset", "too great: " + text);
    if (parts.size() == 1) {
      options.first_offsets.assign(partitions, *offset);
      continue;
    }
    const Result<std::int64_t> partition = parse_whole_number(parts.front());
    const bool known = parts.size() == 2 && partition && *partition < options.generator.partitions;
    if (!known) return invalid("from-offset", "expected PARTITION:N, found '" + text + "'");
    options.first_offsets.at(static_cast<std::size_t>(*partition)) = *offset;
  }
  return {};
}

Result<void> read_limits(const Raw& raw, FlowgenOptions& options) {
  if (raw.records >= 0 && !raw.duration.empty()) {
    return invalid("duration", "give either --records or --duration");
  }
  if (raw.records >= 0) options.records_limit = raw.records;
  if (!raw.duration.empty()) {
    const Result<Duration> duration = parse_duration(raw.duration);
    if (!duration) return invalid("duration", duration.error().message());
    if (duration->count() > std::numeric_limits<std::int64_t>::max() / kEventRateMax) {
      return invalid("duration", "too long: " + raw.duration);
    }
    options.records_limit = duration->count() * options.generator.event_rate / 1000;
  }
  const Result<Duration> flush = parse_duration(raw.flush_timeout);
  if (!flush) return invalid("flush-timeout", flush.error().message());
  options.flush_timeout = *flush;
  if (options.rate < 0) return invalid("rate", "must not be negative");
  if (options.ahead_limit < 0) return invalid("ahead-limit", "must not be negative");
  return {};
}

Result<void> read_destination(const Raw& raw, FlowgenOptions& options) {
  constexpr std::string_view kFilePrefix = "file:";
  if (raw.output == "stdout") {
    options.destination = FlowgenDestination::kStdout;
  } else if (raw.output.compare(0, kFilePrefix.size(), kFilePrefix) == 0) {
    options.destination = FlowgenDestination::kFile;
    options.output_path = raw.output.substr(kFilePrefix.size());
    if (options.output_path.empty()) return invalid("output", "file: needs a path");
  } else if (raw.output != "kafka") {
    return invalid("output", "expected kafka, stdout or file:PATH, found '" + raw.output + "'");
  }
  if (options.destination != FlowgenDestination::kKafka) {
    if (options.ahead_limit > 0) return invalid("ahead-limit", "is for --output=kafka");
    return {};
  }
  if (options.brokers.empty()) return invalid("brokers", "is needed for --output=kafka");
  if (options.topic.empty()) return invalid("topic", "must not be empty");
  if (options.ahead_limit > 0 && options.group_id.empty()) {
    return invalid("ahead-limit", "needs --group-id");
  }
  for (const std::string& property : raw.properties) {
    const std::size_t equals = property.find('=');
    if (equals == std::string::npos || equals == 0) {
      return invalid("property", "expected KEY=VALUE, found '" + property + "'");
    }
    options.properties.emplace_back(property.substr(0, equals), property.substr(equals + 1));
  }
  return {};
}

Result<FlowgenOptions> read(const Raw& raw, FlowgenOptions options, UnixTime now) {
  GeneratorOptions& generator = options.generator;
  generator.own_asn = Asn(raw.own_asn);
  if (!raw.routers.empty()) generator.routers = raw.routers;
  constexpr std::int64_t kEventRateDefault = 1000;
  generator.event_rate = options.rate > 0 ? options.rate : kEventRateDefault;
  if (raw.event_rate != 0) generator.event_rate = raw.event_rate;
  const Result<UnixTime> start = parse_time(raw.start, now);
  if (!start) return invalid("start", start.error().message());
  generator.start = *start;
  if (auto done = read_shares(raw, generator); !done) return done.error();
  if (auto done = read_class_weights(raw.class_weights, generator); !done) return done.error();
  if (auto done = check_generator_options(generator); !done) return done.error();
  if (auto done = read_from_offsets(raw, options); !done) return done.error();
  if (auto done = read_limits(raw, options); !done) return done.error();
  if (auto done = read_destination(raw, options); !done) return done.error();
  return options;
}

}  // namespace

Result<FlowgenCommand> parse_flowgen_command(const std::vector<std::string>& arguments,
                                             UnixTime now) {
  FlowgenCommand command;
  Raw raw;
  const po::options_description described = describe(command.options, raw);
  try {
    po::variables_map values;
    po::store(po::command_line_parser(arguments).options(described).positional({}).run(), values);
    if (values.count("help") > 0) {
      std::ostringstream text;
      text << described;
      command.help = text.str();
      return command;
    }
    po::notify(values);
  } catch (const std::exception& error) {
    return Error(ErrorCode::kInvalid, error.what());
  }
  Result<FlowgenOptions> options = read(raw, std::move(command.options), now);
  if (!options) return options.error();
  command.options = *std::move(options);
  return command;
}

}  // namespace flowbridge
