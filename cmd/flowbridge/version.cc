#include "config/values.h"
#include "flowbridge/build_info.h"
#include "flowbridge/command.h"

#include <cstdio>

#include <nlohmann/json.hpp>

namespace flowbridge {

namespace {

std::string as_text(const BuildInfo& build) {
  return "flowbridge " + std::string(build.version) + " (revision " + std::string(build.revision) +
         ", " + std::string(build.compiler) + ", " + std::string(build.architecture) + ")\n";
}

std::string as_json(const BuildInfo& build) {
  const nlohmann::ordered_json json = {{"version", build.version},
                                       {"revision", build.revision},
                                       {"compiler", build.compiler},
                                       {"architecture", build.architecture}};
  return json.dump() + "\n";
}

}  // namespace

std::vector<OptionSpec> version_options() {
  return {{.name = "json",
           .group = OptionGroup::kCommand,
           .type = OptionType::kBoolean,
           .default_text = "false",
           .prose = "Print one JSON object.",
           .places = OptionPlaces::kNowhere}};
}

int version_command(const Sources& sources) {
  OptionValues given = read_options(version_options(), sources, UnknownNames::kIgnore);
  const OptionValue& json = given.values.front();
  const Result<bool> wants_json = parse_boolean(json.texts.front());
  if (!wants_json) {
    given.problems.push_back({.where = json.where, .what = wants_json.error().message()});
  }
  if (!given.problems.empty()) return usage_error(given.problems);
  std::fputs((*wants_json ? as_json(build_info()) : as_text(build_info())).c_str(), stdout);
  return kExitOk;
}

}  // namespace flowbridge
