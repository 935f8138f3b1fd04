#pragma once
/// Option values, written as a configuration file.
///
/// What read_config_file reads, the other way round, for tests that ask whether a file says what
/// flags say.
///
/// Lifetime: none.      Threads: any.
/// Fails:    absent if a file cannot hold the values: texts that are not UTF-8, or pairs without a
///           "=", with one key twice, or with a key that is longer than YAML's.
/// Units:    one OptionValue for each row of option_table().
///
///   std::optional<std::string> text = config_file_text(loaded.values, ListStyle::kList);

#include "config/sources.h"

#include <optional>
#include <span>
#include <string>

namespace flowbridge {

enum class ListStyle {
  kList,    // [a, b]
  kCommas,  // "a,b"
};

std::optional<std::string> config_file_text(std::span<const OptionValue> values, ListStyle lists);

}  // namespace flowbridge
