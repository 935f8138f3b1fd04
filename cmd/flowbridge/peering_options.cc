// The options of `peering report`.

#include "flowbridge/asn_request.h"
#include "flowbridge/command.h"

namespace flowbridge {

namespace {

constexpr OptionSpec kOwnOptions[] = {
    {.name = "query.url",
     .placeholder = "url",
     .default_note = "that of the destination, if its path tells",
     .prose = "Where the store is asked: what stands before /api/v1/query, such as "
              "http://prometheus:9090 or http://mimir:8080/prometheus.",
     .secrecy = Secrecy::kUrl},
    {.name = "query.destination",
     .placeholder = "name",
     .default_note = "the first; with --query.url the one of the same host and port",
     .prose = "Destination that is asked, or in whose name --query.url is: its credentials, "
              "headers, TLS and proxy are used. They are sent nowhere else."},
    {.name = "query.timeout",
     .type = OptionType::kDuration,
     .placeholder = "duration",
     .default_text = "2m",
     .minimum = "1s",
     .maximum = "1h",
     .prose = "How long a query may take. The store has a limit of its own."},
    {.name = "window",
     .type = OptionType::kDuration,
     .placeholder = "duration",
     .default_text = "30d",
     .minimum = "7d",
     .maximum = "35d",
     .prose = "What averages and percentiles are of, in whole days. Those of the last 7 days "
              "stand beside them."},
    {.name = "time",
     .placeholder = "time",
     .default_note = "now",
     .prose = "When the window ends, such as 2026-10-01T00:00:00Z; rounded down to five minutes."},
    {.name = "top",
     .type = OptionType::kUnsigned,
     .placeholder = "number",
     .default_text = "50",
     .minimum = "1",
     .maximum = "1000",
     .prose = "How many candidates are shown. Each costs the store some 17 000 samples, and up to "
              "four times as many AS are looked at, so that their order is right."},
    {.name = "hostname",
     .placeholder = "regex",
     .default_note = "all routers",
     .prose = "Routers that count: what their whole name must match."},
    {.name = "exclude",
     .type = OptionType::kTextList,
     .placeholder = "number,...|@file",
     .default_note = "none",
     .prose = "AS that are no candidates, such as customers. A file has one on a line."},
    {.name = "peers",
     .type = OptionType::kTextList,
     .placeholder = "number,...|@file",
     .default_note = "none",
     .prose = "AS that are peers already."},
    {.name = "neighbours",
     .placeholder = "file",
     .default_note = "none; every AS counts as reached through transit",
     .prose = "CSV of a routing table, asn,neighbour_asn: by which neighbour each AS is reached. "
              "docs/peering-report.md says how to make it."},
    {.name = "transits",
     .type = OptionType::kTextList,
     .placeholder = "number,...|@file",
     .default_note = "all neighbours",
     .prose = "Neighbours that are paid. Only AS that are reached through one of them are "
              "candidates then."},
    {.name = "format",
     .type = OptionType::kChoice,
     .placeholder = "table|csv|json|html",
     .default_text = "table",
     .prose = "What to make: text for a terminal, CSV, JSON, or one HTML page with charts."},
    {.name = "output",
     .placeholder = "file",
     .default_text = "-",
     .prose = "File to write it to, as a whole or not at all; - is standard output."},
};

}  // namespace

std::vector<OptionSpec> peering_report_options() {
  std::vector<OptionSpec> options = options_of_the_bridge(
      {kConfigFileOption, "asn", "remote-write.url", "storage.path", "asn-db.path", "asn-db.source",
       "asn-db.peeringdb", "asn-db.overrides", "asn-db.file", "asn-db.seed"});
  for (OptionSpec& option : options) {
    if (option.name != "remote-write.url") continue;
    option.missing = {};
    option.default_note = "none; --query.url then says where the store is";
  }
  for (OptionSpec option : kOwnOptions) {
    option.group = OptionGroup::kCommand;
    option.places = OptionPlaces::kNowhere;
    options.push_back(option);
  }
  return options;
}

}  // namespace flowbridge
