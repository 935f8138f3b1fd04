#include "config/environment.h"

#include "config/suggest.h"

#include <algorithm>

namespace flowbridge {

namespace {

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "9590_TCP", "9590_TCP_PROTO", "9590_TCP_PORT", "9590_TCP_ADDR".
bool is_port_suffix(std::string_view text) {
  const std::size_t end = text.find('_');
  if (end == std::string_view::npos || !is_number(text.substr(0, end))) return false;
  const std::string_view rest = text.substr(end);
  for (const std::string_view protocol : {"_TCP", "_UDP", "_SCTP"}) {
    for (const std::string_view part : {"", "_PROTO", "_PORT", "_ADDR"}) {
      if (rest == std::string(protocol) + std::string(part)) return true;
    }
  }
  return false;
}

bool is_protocol_url(std::string_view value) {
  return value.starts_with("tcp://") || value.starts_with("udp://") || value.starts_with("sctp://");
}

/// The option that an unknown variable was probably meant for; null if none is near.
const OptionSpec* guess_option(std::span<const OptionSpec> options, std::string_view name) {
  // The prefix is right already, and would make unlike names look alike.
  name.remove_prefix(kEnvironmentPrefix.size());
  std::vector<std::string_view> candidates;
  for (const OptionSpec& option : options) {
    if (!is_in_environment(option)) continue;
    candidates.push_back(option.name);
    if (!option.alias.empty()) candidates.push_back(option.alias);
  }
  return find_option(options, nearest(name, candidates));
}

Problem unknown_variable(std::span<const OptionSpec> options, const std::string& name) {
  const OptionSpec* meant = guess_option(options, name);
  if (meant == nullptr) return {.where = as_name(name), .what = "unknown variable"};
  return {.where = as_name(name),
          .what = "unknown variable" + did_you_mean(environment_name(*meant)),
          .option = std::string(meant->name)};
}

}  // namespace

bool is_service_link(std::string_view name, std::string_view value) {
  if (name.ends_with("_SERVICE_HOST") || name.ends_with("_SERVICE_PORT")) return true;
  if (name.find("_SERVICE_PORT_") != std::string_view::npos) return true;
  if (name.ends_with("_PORT") && is_protocol_url(value)) return true;
  constexpr std::string_view kPort = "_PORT_";
  const std::size_t at = name.find(kPort);
  return at != std::string_view::npos && is_port_suffix(name.substr(at + kPort.size()));
}

EnvironmentValues read_environment(std::span<const OptionSpec> options,
                                   const Environment& environment, UnknownNames unknown) {
  EnvironmentValues out;
  for (const auto& variable : environment) {
    // Not a structured binding, which clang 14 cannot capture.
    const std::string& name = variable.first;
    const std::string& value = variable.second;
    if (!name.starts_with(kEnvironmentPrefix)) continue;
    const auto option = std::find_if(options.begin(), options.end(), [&name](const OptionSpec& o) {
      return is_in_environment(o) && environment_name(o) == name;
    });
    if (option != options.end()) {
      const auto row = static_cast<std::size_t>(option - options.begin());
      if (!value.empty()) out.values.push_back({.option = row, .variable = name, .text = value});
    } else if (unknown == UnknownNames::kReject && !is_service_link(name, value)) {
      out.problems.push_back(unknown_variable(options, name));
    }
  }
  return out;
}

}  // namespace flowbridge
