#include "flowbridge/peering_request.h"

#include "config/durations.h"
#include "config/limits.h"
#include "config/times.h"
#include "config/values.h"
#include "flowbridge/asn_sources.h"
#include "flowbridge/command.h"
#include "names/asn_line_split.h"
#include "process/whole_file.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

namespace {

/// The command's own options, one by one.
class OwnOptions {
 public:
  OwnOptions(const std::vector<OptionSpec>& options, const std::vector<OptionValue>& values,
             std::vector<Problem>& problems)
      : options_(options), values_(values), problems_(problems) {}

  const OptionValue& value(std::string_view name) const {
    return values_[static_cast<std::size_t>(&spec(name) - options_.data())];
  }
  /// Absent: it was not given and has no default.
  std::optional<std::string> text(std::string_view name) const {
    const OptionValue& found = value(name);
    return found.texts.empty() ? std::nullopt : std::optional(found.texts.front());
  }
  template <typename T>
  T read(std::string_view name, Parser<T> parse) {
    const std::optional<std::string> given = text(name);
    if (!given) return T{};
    const OptionSpec& option = spec(name);
    Result<T> parsed =
        parse_within(*given, parse, Limits{.minimum = option.minimum, .maximum = option.maximum});
    if (parsed) return *std::move(parsed);
    reject(name, parsed.error().message());
    return T{};
  }
  /// Numbers, and files of them behind an "@".
  AsnSet numbers(std::string_view name);
  void reject(std::string_view name, const std::string& what) {
    const OptionValue& found = value(name);
    const bool is_given = found.source != ValueSource::kDefault;
    problems_.push_back({.where = is_given ? found.where : flag_name(spec(name)), .what = what});
  }

 private:
  const OptionSpec& spec(std::string_view name) const {
    const OptionSpec* found = find_option(options_, name);
    FB_CHECK(found != nullptr);
    return *found;
  }

  const std::vector<OptionSpec>& options_;
  const std::vector<OptionValue>& values_;
  std::vector<Problem>& problems_;
};

AsnSet OwnOptions::numbers(std::string_view name) {
  AsnSet out;
  for (const std::string& text : value(name).texts) {
    for (const std::string_view item : split_list(text)) {
      if (!item.starts_with('@')) {
        const std::optional<Asn> asn = parse_asn(item);
        if (asn) out.insert(*asn);
        if (!asn) reject(name, no_as_number(item) + ", or @file");
        continue;
      }
      const std::string path(item.substr(1));
      if (path.empty()) {
        reject(name, "expected a file behind the @");
        continue;
      }
      const Result<std::string> file = read_file(path);
      const Result<AsnSet> read = file ? parse_asn_list(*file) : file.error();
      if (read) {
        out.insert(read->begin(), read->end());
      } else {
        reject(name, file ? path + ": " + read.error().message() : read.error().message());
      }
    }
  }
  return out;
}

void read_window(OwnOptions& own, UnixTime now, CollectOptions& collect) {
  collect.window = own.read<Duration>("window", parse_duration);
  if (collect.window % kDay != 0ms) {
    own.reject("window", in_quotes(format_duration(collect.window)) + " is not in whole days");
  }
  collect.end = floor_to(now, kSampleStep);
  if (const std::optional<std::string> given = own.text("time")) {
    const Result<UnixTime> end = parse_rfc3339(*given);
    if (!end) {
      own.reject("time", end.error().message());
    } else if (*end > now) {
      own.reject("time", in_quotes(*given) + " is in the future");
    } else if (*end < unix_ms(0) + kWindowMax) {
      own.reject("time", "the window would begin before 1970");
    } else {
      collect.end = floor_to(*end, kSampleStep);
    }
  }
  collect.shown = static_cast<std::size_t>(own.read<std::uint64_t>("top", parse_unsigned));
  collect.hostname = own.text("hostname").value_or("");
}

std::optional<Neighbours> read_neighbours(OwnOptions& own) {
  const std::optional<std::string> path = own.text("neighbours");
  if (!path) return std::nullopt;
  const Result<std::string> file = read_file(*path);
  Result<Neighbours> read = file ? parse_neighbours(*file) : file.error();
  if (read) return *std::move(read);
  own.reject("neighbours", file ? *path + ": " + read.error().message() : read.error().message());
  return std::nullopt;
}

/// Told before anything is asked, which may take minutes. Empty: standard output.
std::string read_output(OwnOptions& own) {
  std::string output = own.text("output").value_or("-");
  if (output == "-") return {};
  const Result<void> writable = check_place(output);
  if (!writable) own.reject("output", writable.error().message());
  return output;
}

Relations read_relations(OwnOptions& own, const Settings& settings) {
  Relations relations;
  for (const std::uint32_t asn : settings.flows.own_asns) relations.own.insert(Asn(asn));
  relations.excluded = own.numbers("exclude");
  relations.peers = own.numbers("peers");
  relations.transits = own.numbers("transits");
  relations.neighbours = read_neighbours(own);
  if (!relations.neighbours && !relations.transits.empty()) {
    own.reject("transits", "takes --neighbours, which says how each AS is reached");
  }
  return relations;
}

QueryTarget read_target(OwnOptions& own, const std::vector<DestinationSettings>& destinations) {
  QueryWish wish{.destination = own.text("query.destination")};
  if (own.text("query.url")) {
    wish.url = own.read<std::string>("query.url", parse_query_url);
    if (wish.url->empty()) return {};
  }
  Result<QueryTarget> target = find_query_target(destinations, wish);
  if (target) return *std::move(target);
  own.reject(wish.destination ? "query.destination" : "query.url", target.error().message());
  return {};
}

ReportFormat read_format(OwnOptions& own) {
  const Result<std::size_t> choice =
      parse_choice(*own.text("format"), {"table", "csv", "json", "html"});
  if (choice) return static_cast<ReportFormat>(*choice);
  own.reject("format", choice.error().message());
  return ReportFormat::kTable;
}

}  // namespace

PeeringRequest read_peering_request(const Sources& sources, UnixTime now) {
  const std::vector<OptionSpec> options = peering_report_options();
  LoadedSettings loaded = load_settings_of(options, sources);
  PeeringRequest request;
  request.problems = std::move(loaded.problems);
  OwnOptions own(options, loaded.values, request.problems);
  const auto is_about_destination = [](const Problem& problem) {
    return problem.option == "remote-write.url";
  };
  // Without a destination the store may be named.
  if (own.value("remote-write.url").texts.empty()) {
    std::erase_if(request.problems, is_about_destination);
  }
  std::erase_if(loaded.settings.destinations,
                [](const DestinationSettings& each) { return each.url.empty(); });
  read_window(own, now, request.collect);
  request.relations = read_relations(own, loaded.settings);
  request.collect.own.assign(request.relations.own.begin(), request.relations.own.end());
  request.query_timeout = own.read<Duration>("query.timeout", parse_duration);
  request.format = read_format(own);
  request.output = read_output(own);
  const bool destinations_are_read =
      std::none_of(request.problems.begin(), request.problems.end(), is_about_destination);
  if (destinations_are_read) request.target = read_target(own, loaded.settings.destinations);
  request.bridge.sources = asn_sources(loaded.settings.as_names);
  request.bridge.path = asn_db_path(loaded.settings);
  request.bridge.settings = std::move(loaded.settings);
  return request;
}

}  // namespace flowbridge
