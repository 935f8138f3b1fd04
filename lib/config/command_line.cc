#include "config/command_line.h"

#include "config/suggest.h"

#include <algorithm>
#include <cctype>

#include <boost/program_options.hpp>

namespace flowbridge {

namespace {

namespace po = boost::program_options;

/// A flag and the arguments behind it, up to the next flag; the first group has no flag.
using Group = std::vector<std::string>;

bool is_flag(const std::string& argument) {
  if (argument.starts_with("--")) return true;
  // Not "-5m", a value that its own parser explains better.
  return argument.size() > 1 && argument[0] == '-' &&
         std::isalpha(static_cast<unsigned char>(argument[1])) != 0;
}

std::vector<Group> split_groups(const std::vector<std::string>& arguments) {
  std::vector<Group> groups(1);
  for (const std::string& argument : arguments) {
    if (!is_flag(argument)) {
      groups.back().push_back(argument);
    } else {
      const bool single_dash = !argument.starts_with("--");
      groups.push_back({single_dash ? "-" + argument : argument});
    }
  }
  return groups;
}

po::options_description describe(std::span<const OptionSpec> options) {
  po::options_description description;
  for (const OptionSpec& option : options) {
    for (const std::string_view name : {option.name, option.alias}) {
      if (name.empty() || (name == option.alias && name == option.name)) continue;
      auto* value = po::value<std::string>();
      const std::string implied(implied_text(option));
      if (!implied.empty()) value->implicit_value(implied);
      description.add_options()(std::string(name).c_str(), value);
    }
  }
  return description;
}

std::vector<std::string_view> flag_names(std::span<const OptionSpec> options) {
  std::vector<std::string_view> names;
  for (const OptionSpec& option : options) {
    names.push_back(option.name);
    if (!option.alias.empty()) names.push_back(option.alias);
  }
  return names;
}

/// Boost's exceptions end here. Told apart only as far as their remedies differ.
struct Parsed {
  std::vector<po::option> options;
  std::string error;
};

Parsed parse_group(const po::options_description& description, const Group& group) {
  namespace style = po::command_line_style;
  try {
    const auto parsed =
        po::command_line_parser(group)
            .options(description)
            .style(style::allow_long | style::long_allow_adjacent | style::long_allow_next)
            .run();
    return {.options = parsed.options, .error = {}};
  } catch (const po::invalid_command_line_syntax& error) {
    if (error.kind() == po::invalid_syntax::empty_adjacent_parameter) {
      return {.options = {}, .error = "has an empty value"};
    }
    return {.options = {}, .error = "needs a value"};
  } catch (const po::error&) {
    return {.options = {}, .error = "is not understood"};
  }
}

/// Reads one group after another into a CommandLine.
class CommandLineReader {
 public:
  explicit CommandLineReader(std::span<const OptionSpec> options)
      : options_(options), description_(describe(options)) {}

  CommandLine read(const std::vector<std::string>& arguments) && {
    const std::vector<Group> groups = split_groups(arguments);
    for (const std::string& argument : groups.front()) reject_argument(argument);
    for (std::size_t i = 1; i < groups.size(); ++i) {
      if (groups[i].front() == "--") {
        reject({}, "unexpected argument \"--\"; flowbridge takes flags only");
      } else {
        read_group(groups[i]);
      }
    }
    return std::move(line_);
  }

 private:
  void read_group(const Group& group) {
    const std::string flag = group.front().substr(0, group.front().find('='));
    const OptionSpec* option = find_option(options_, std::string_view(flag).substr(2));
    // What stands behind an unknown flag is its value, and may be a secret: it is not shown.
    if (option == nullptr) return reject_flag(flag);
    const Parsed parsed = parse_group(description_, group);
    if (!parsed.error.empty()) {
      return reject(flag, parsed.error + value_hint(*option, flag), option);
    }
    for (const po::option& given : parsed.options) {
      if (given.string_key.empty()) {
        reject_surplus(*option, flag, given.value.front());
      } else {
        // Boost leaves the implied value of a flag that stands alone to a later stage.
        add(*option, flag,
            given.value.empty() ? std::string(implied_text(*option)) : given.value.front());
      }
    }
  }

  void add(const OptionSpec& option, const std::string& flag, const std::string& text) {
    const auto row = static_cast<std::size_t>(&option - options_.data());
    const auto before = std::find_if(line_.values.begin(), line_.values.end(),
                                     [row](const FlagValue& value) { return value.option == row; });
    if (before == line_.values.end() || is_repeatable(option)) {
      line_.values.push_back({.option = row, .flag = flag, .text = text});
    } else if (before->flag == flag) {
      reject(flag, "is given twice; it takes one value", &option);
    } else {
      reject(flag, "is given beside " + before->flag + ", which is the same option", &option);
    }
  }

  void reject(const std::string& where, const std::string& what,
              const OptionSpec* option = nullptr) {
    const std::string path(option == nullptr ? std::string_view{} : option->name);
    line_.problems.push_back({.where = where, .what = what, .option = path});
  }

  void reject_flag(const std::string& flag) {
    const std::string_view name = std::string_view(flag).substr(2);
    const std::string_view meant = nearest(name, flag_names(options_));
    reject(as_name(flag),
           "unknown flag" + did_you_mean(meant.empty() ? "" : "--" + std::string(meant)),
           find_option(options_, meant));
  }

  void reject_argument(const std::string& argument) {
    const std::size_t equals = argument.find('=');
    const std::string name = argument.substr(0, equals);
    const OptionSpec* option = find_option(options_, name);
    const std::string hint = option == nullptr
                                 ? "; values follow their flag, as in --window=15s or --window 15s"
                                 : did_you_mean("--" + name);
    // A flag without its dashes, or with other ones, may have a secret behind it.
    const std::string shown = equals == std::string::npos ? argument : name + "=…";
    reject({}, "unexpected argument " + in_quotes(shown) + hint);
  }

  void reject_surplus(const OptionSpec& option, const std::string& flag,
                      const std::string& argument) {
    // It may be the rest of a secret with a blank in it.
    const std::string shown =
        option.secrecy == Secrecy::kPublic ? " " + in_quotes(argument) : std::string{};
    const std::string hint = option.type == OptionType::kKeyValues
                                 ? "; put quotes around a value that holds blanks"
                             : is_repeatable(option) ? "; separate values by commas"
                                                     : "; a command stands before all flags";
    reject(flag, "has an unexpected argument" + shown + " behind its value" + hint, &option);
  }

  static std::string value_hint(const OptionSpec& option, const std::string& flag) {
    return ": " + flag + "=<" + std::string(option.placeholder) + ">";
  }

  std::span<const OptionSpec> options_;
  po::options_description description_;
  CommandLine line_;
};

}  // namespace

CommandLine read_command_line(std::span<const OptionSpec> options,
                              const std::vector<std::string>& arguments) {
  return CommandLineReader(options).read(arguments);
}

}  // namespace flowbridge
