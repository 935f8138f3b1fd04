// Why an AS has the name it has, from the cache and without a network.

#include "asndb/explain_text.h"
#include "flowbridge/asn_request.h"
#include "flowbridge/command.h"
#include "flowbridge/names_at_hand.h"
#include "names/asn_line_split.h"
#include "posix/clock.h"

#include <cstdio>
#include <utility>

namespace flowbridge {

namespace {

std::vector<Asn> read_numbers(const std::vector<std::string>& operands,
                              std::vector<Problem>& problems) {
  std::vector<Asn> numbers;
  for (const std::string& text : operands) {
    if (const std::optional<Asn> asn = parse_asn(text)) {
      numbers.push_back(*asn);
    } else {
      problems.push_back({.where = {}, .what = no_as_number(text)});
    }
  }
  if (operands.empty()) {
    problems.push_back(
        {.where = "asn lookup", .what = "which AS? Write its number: flowbridge asn lookup 15169"});
  }
  return numbers;
}

}  // namespace

std::vector<OptionSpec> asn_lookup_options() {
  std::vector<OptionSpec> options =
      options_of_the_bridge({kConfigFileOption, "storage.path", "asn-db.path", "asn-db.source",
                             "asn-db.peeringdb", "asn-db.overrides", "asn-db.file", "asn-db.seed"});
  options.push_back(
      asn_json_option("Print one JSON object for each AS, on a line of its own, as "
                      "docs/as-names.md describes it."));
  return options;
}

int asn_lookup_command(const Sources& sources) {
  const std::vector<OptionSpec> options = asn_lookup_options();
  Sources flags = sources;
  const std::vector<std::string> operands = take_operands(flags.arguments, options);
  AsnRequest request = read_asn_request(options, flags);
  const std::vector<Asn> numbers = read_numbers(operands, request.problems);
  if (!request.problems.empty()) return usage_error(request.problems);
  Result<Overrides> overrides = overrides_at_hand(request);
  if (!overrides) {
    return usage_error({{.where = "--asn-db.overrides", .what = overrides.error().message()}});
  }
  Result<std::unique_ptr<Directory>> directory = open_asn_db(request.path);
  if (!directory) return asn_command_failed(directory.error().message());

  const UnixTime now = read_now().wall;
  std::optional<AsnStore> store;
  if (*directory != nullptr) store.emplace(**directory);
  NamesAtHand at_hand = names_at_hand(request, store ? &*store : nullptr, now);
  for (const std::string& note : at_hand.notes) {
    std::fprintf(stderr, "flowbridge: %s\n", note.c_str());
  }
  const AsNames names(std::move(at_hand.table),
                      std::make_shared<const Overrides>(*std::move(overrides)));
  const ExplanationView view{.now = now,
                             .overrides_file = request.settings.as_names.overrides.value_or("")};
  std::string out;
  for (const Explanation& each :
       explain(numbers, names, request.sources, store ? &*store : nullptr)) {
    if (request.json) {
      out += explanation_json(each, view);
    } else {
      out += (out.empty() ? "" : "\n") + explanation_text(each, view);
    }
  }
  std::fwrite(out.data(), 1, out.size(), stdout);
  return kExitOk;
}

}  // namespace flowbridge
