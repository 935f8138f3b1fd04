#include "config/reference.h"
#include "config/settings.h"
#include "support/golden_file.h"
#include "support/run_program.h"

#include <algorithm>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

ProgramResult run(const std::vector<std::string>& arguments,
                  const std::map<std::string, std::string>& environment = {}) {
  return run_program(
      {.path = FLOWBRIDGE_PROGRAM, .arguments = arguments, .environment = environment});
}

/// Words between blanks; single quotes hold blanks together, as in a shell.
std::vector<std::string> split_words(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool in_word = false;
  bool in_quotes = false;
  for (const char c : line) {
    if (c == '\'') {
      in_quotes = !in_quotes;
      in_word = true;
    } else if (c != ' ' || in_quotes) {
      word += c;
      in_word = true;
    } else if (in_word) {
      words.push_back(std::move(word));
      word.clear();
      in_word = false;
    }
  }
  if (in_word) words.push_back(word);
  return words;
}

TEST(OptionsReference, IsWhatTheTableSays) {
  expect_golden("docs/options.md", options_reference());
}

TEST(Help, OfTheProgramIsTheGoldenOne) {
  const ProgramResult help = run({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_EQ(help.err, "");
  expect_golden("tests/golden/config/help.txt", help.out);
}

TEST(Help, OfEachCommandIsTheGoldenOne) {
  for (const std::string command :
       {"check-config", "print-config", "healthcheck", "state verify", "state inspect",
        "asn lookup", "asn status", "asn refresh", "peering report", "version", "help"}) {
    std::vector<std::string> words = split_words(command);
    words.emplace_back("--help");
    const ProgramResult help = run(words);
    EXPECT_EQ(help.exit_code, 0);
    words.pop_back();
    words.insert(words.begin(), "help");
    EXPECT_EQ(run(words).out, help.out) << command;
    // The options of the bridge stand in help.txt already.
    const bool takes_them_all = help.out.find("--kafka.brokers") != std::string::npos;
    const std::string text =
        takes_them_all ? help.out.substr(0, help.out.find("\nKafka:")) : help.out;
    std::string name = command;
    std::replace(name.begin(), name.end(), ' ', '-');
    expect_golden("tests/golden/config/help-" + name + ".txt", text);
  }
}

/// One line of a transcript: "$ [env [-i] [NAME=value ...]] flowbridge <argument> ...".
struct Command {
  std::vector<std::string> arguments;
  std::map<std::string, std::string> environment = {
      {"FLOWBRIDGE_KAFKA_BROKERS", "kafka:9092"},
      {"FLOWBRIDGE_KAFKA_TOPICS", "pmacct.acct"},
      {"FLOWBRIDGE_ASN", "64496"},
      {"FLOWBRIDGE_REMOTE_WRITE_URL", "http://prometheus:9090/api/v1/write"}};
};

Command parse_command(const std::string& line) {
  Command command;
  std::vector<std::string> words = split_words(line);
  auto word = words.begin();
  if (word != words.end() && *word == "env") ++word;
  for (; word != words.end() && *word != "flowbridge"; ++word) {
    if (*word == "-i") {
      command.environment.clear();
    } else {
      command.environment[word->substr(0, word->find('='))] = word->substr(word->find('=') + 1);
    }
  }
  EXPECT_NE(word, words.end()) << "no flowbridge in: " << line;
  if (word != words.end()) command.arguments.assign(word + 1, words.end());
  return command;
}

/// Runs the commands of a transcript again, keeping its comments: the transcript as it is now.
std::string replay(const std::string& transcript, int& commands) {
  std::istringstream lines(transcript);
  std::string out;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#")) out += line + "\n";
    if (!line.starts_with("$ ")) continue;
    const Command command = parse_command(line.substr(2));
    const ProgramResult result = run(command.arguments, command.environment);
    out += "\n" + line + "\n" + result.out + result.err + "exit " +
           std::to_string(result.exit_code) + "\n";
    EXPECT_EQ(result.exit_code, 2) << line;
    EXPECT_EQ(result.out, "") << line;
    ++commands;
  }
  return out;
}

TEST(MalformedCommandLines, AreAnsweredWithTheGoldenMessages) {
  const std::string path = "tests/golden/config/malformed.txt";
  int commands = 0;
  expect_golden(path, replay(read_repository_file(path), commands));
  EXPECT_GE(commands, 25);
}

/// What is said of a configuration file, beside what must be given and is not in it.
std::string problems_of(const std::string& file) {
  Sources sources{.arguments = {}, .environment = {}};
  for (const auto& variable : Command().environment) sources.environment.insert(variable);
  sources.file = ConfigFile{.name = "flowbridge.yaml", .text = file};
  const FileValues read = read_config_file(option_table(), *sources.file, UnknownNames::kReject);
  for (const FileValue& value : read.values) {
    sources.environment.erase(environment_name(option_table()[value.option]));
  }
  if (read.sections.destinations) sources.environment.erase("FLOWBRIDGE_REMOTE_WRITE_URL");
  return format_problems(load_settings(sources).problems);
}

/// Loads the files of a transcript again: the transcript as it is now.
std::string reload(const std::string& transcript, int& files) {
  std::istringstream lines(transcript);
  std::string out;
  std::string shown;
  std::string file;
  const auto end_file = [&] {
    if (file.empty()) return;
    const std::string problems = problems_of(file);
    EXPECT_NE(problems, "") << file;
    EXPECT_EQ(problems.find("hunter2"), std::string::npos) << problems;
    out += "\n" + shown + problems;
    shown.clear();
    file.clear();
    ++files;
  };
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#")) out += line + "\n";
    if (line.starts_with("| ")) {
      shown += line + "\n";
      file += line.substr(2) + "\n";
    } else {
      end_file();
    }
  }
  end_file();
  return out;
}

TEST(MalformedFiles, AreAnsweredWithTheGoldenMessages) {
  const std::string path = "tests/golden/config/malformed_file.txt";
  int files = 0;
  expect_golden(path, reload(read_repository_file(path), files));
  EXPECT_GE(files, 40);
}

TEST(MalformedDestinations, AreAnsweredWithTheGoldenMessages) {
  const std::string path = "tests/golden/config/malformed_destinations.txt";
  int files = 0;
  expect_golden(path, reload(read_repository_file(path), files));
  EXPECT_GE(files, 50);
}

}  // namespace
}  // namespace flowbridge
