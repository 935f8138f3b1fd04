#pragma once
/// The option table as --help shows it.
///
/// Grouped, wrapped at kHelpColumns, each option with its variable, default and limits.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never.
/// Units:    columns are bytes: the texts are ASCII.
///
///   std::fputs(options_help(option_table()).c_str(), stdout);

#include "config/option_table.h"

#include <span>
#include <string>
#include <string_view>

namespace flowbridge {

inline constexpr std::size_t kHelpColumns = 100;

/// Every group that has options, with its title. Requires: options of a group stand together.
std::string options_help(std::span<const OptionSpec> options);

/// "15s (1s to 1m)", "10GiB (16MiB or more)", "none"; the limits only where there are any.
std::string default_and_limits(const OptionSpec& option);

/// "--window=<duration>"; "--takeover" for a boolean.
std::string flag_usage(const OptionSpec& option);

/// "window: <duration>", "brokers: [<host:port>, ...]", "property: {<key>: <value>}": how the last
/// part of its key is written in the configuration file.
std::string key_usage(const OptionSpec& option);

/// The words of `text` in lines of at most kHelpColumns, each behind `indent` blanks and ended.
std::string wrapped(std::string_view text, std::size_t indent);

}  // namespace flowbridge
