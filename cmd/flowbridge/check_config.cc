#include "config/settings.h"
#include "flowbridge/command.h"

#include <cstdio>

namespace flowbridge {

namespace {

std::string shown(const LoadedSettings& loaded, std::string_view name) {
  const OptionSpec* option = find_option(option_table(), name);
  FB_CHECK(option != nullptr);
  return shown_value(*option,
                     loaded.values[static_cast<std::size_t>(option - option_table().data())]);
}

/// What a person would check first, in one line.
std::string summary(const LoadedSettings& loaded) {
  return "configuration ok: brokers=" + shown(loaded, "kafka.brokers") +
         " topics=" + shown(loaded, "kafka.topics") +
         " partitions=" + shown(loaded, "kafka.partitions") + " asn=" + shown(loaded, "asn") +
         " window=" + shown(loaded, "window") + " metrics=" + shown(loaded, "metrics") +
         " destination=" + shown(loaded, "remote-write.url") +
         " storage=" + shown(loaded, "storage.path") + "\n";
}

}  // namespace

int check_config_command(const Sources& sources) {
  const LoadedSettings loaded = load_settings(sources);
  if (!loaded.problems.empty()) return usage_error(loaded.problems);
  std::fputs(summary(loaded).c_str(), stdout);
  return kExitOk;
}

}  // namespace flowbridge
