#pragma once
/// Option values in the configuration file.
///
/// The file is YAML. Each option is a key: the dots of its path are levels, its dashes underscores.
/// Lists are YAML lists or texts with commas, key=value pairs are keys with their values, and every
/// scalar is the text that a flag would have: what it means is for the option's own parser. What is
/// not understood is a mistake, and is told with its line, column and key.
///
/// The file is an argument: whoever knows its path reads it (config_file_path in sources.h).
///
/// Lifetime: owns what it returns; option numbers count rows of the table that was passed.
/// Threads:  any.
/// Fails:    never; every mistake is a Problem. None of them repeats a value. That of a file that
///           could not be read has no place: whoever named the file is where it was made.
/// Units:    see base/text_position.h; the file has at most kYamlBytesMax bytes.
///
///   ConfigFile file{.name = "flowbridge.yaml", .text = "kafka: {topics: [a, b]}\n"};
///   FileValues values = read_config_file(option_table(), file, UnknownNames::kReject);
///   values.values[0].texts;    // "a", "b"
///   values.values[0].where;    // "flowbridge.yaml:1:9 (kafka.topics)"

#include "base/result.h"
#include "config/environment.h"
#include "config/option_table.h"
#include "config/problem.h"
#include "yaml/yaml_tree.h"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace flowbridge {

struct ConfigFile {
  /// As the user named it, for messages.
  std::string name;
  /// Or why it could not be read, which names it.
  Result<std::string> text;
};

struct FileValue {
  /// The row in the option table.
  std::size_t option = 0;
  /// Where its key stands.
  std::string where;
  /// At least one.
  std::vector<std::string> texts;
  /// Where each of them stands.
  std::vector<std::string> places;
};

/// A part of the file that is no option, but has keys of its own: handed on as it stands.
struct FileSection {
  std::string where;
  YamlNode value;
};

/// Those that are Prometheus's, by its keys.
struct FileSections {
  /// remote_write, if it is a list.
  std::optional<FileSection> destinations = std::nullopt;
  std::optional<FileSection> external_labels = std::nullopt;
  std::optional<FileSection> global = std::nullopt;
};

struct FileValues {
  std::vector<FileValue> values;
  FileSections sections;
  std::vector<Problem> problems;
};

FileValues read_config_file(std::span<const OptionSpec> options, const ConfigFile& file,
                            UnknownNames unknown);

/// "flowbridge.yaml:3:5 (kafka.group_id)"; without a key if it is empty.
std::string place_in_file(const ConfigFile& file, const TextPosition& at, std::string_view key);

}  // namespace flowbridge
