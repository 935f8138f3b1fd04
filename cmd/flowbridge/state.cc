// What lies in a state directory, judged and explained: the directory is opened here, the rest is
// lib/state.

#include "base/check.h"
#include "config/values.h"
#include "flowbridge/command.h"
#include "posix/directory.h"
#include "state/records.h"
#include "state/text.h"

#include <cstdio>
#include <optional>

namespace flowbridge {

namespace {

OptionSpec option_of_the_bridge(std::string_view name) {
  const OptionSpec* option = find_option(option_table(), name);
  FB_CHECK(option != nullptr);
  return *option;
}

OptionSpec json_option() {
  return {.name = "json",
          .group = OptionGroup::kCommand,
          .type = OptionType::kBoolean,
          .default_text = "false",
          .prose = "Print one JSON object, as docs/state.md describes it.",
          .places = OptionPlaces::kNowhere};
}

/// What was asked for. Options that a command does not have are as if not given.
struct Request {
  /// Where it was said, for messages.
  std::string said_by = "--storage.path";
  std::string path;
  bool json = false;
  std::optional<std::string> instance;
  std::optional<RecordRange> records;
};

void read_one(const OptionSpec& option, const OptionValue& value, Request& request,
              std::vector<Problem>& problems) {
  if (value.texts.empty()) return;
  const std::string& text = value.texts.front();
  const auto reject = [&](const Error& error) {
    problems.push_back({.where = value.where, .what = error.message()});
  };
  if (option.name == "storage.path") {
    request.path = text;
    if (value.source != ValueSource::kDefault) request.said_by = value.where;
  } else if (option.name == "json") {
    const Result<bool> json = parse_boolean(text);
    if (!json) return reject(json.error());
    request.json = *json;
  } else if (option.name == "instance") {
    const Result<std::string> instance = parse_label_text(text);
    if (!instance) return reject(instance.error());
    request.instance = *instance;
  } else if (option.name == "records") {
    const Result<RecordRange> records = parse_record_range(text);
    if (!records) return reject(records.error());
    request.records = *records;
  }
}

Request read_request(const std::vector<OptionSpec>& options, const Sources& sources,
                     std::vector<Problem>& problems) {
  OptionValues given = read_options(options, sources, UnknownNames::kIgnore);
  problems = std::move(given.problems);
  Request request;
  for (std::size_t i = 0; i < options.size(); ++i) {
    read_one(options[i], given.values[i], request, problems);
  }
  return request;
}

int failed(const Error& error) {
  std::fprintf(stderr, "flowbridge: %s\n", error.message().c_str());
  return kExitFailed;
}

int no_state(const Request& request, const std::string& what) {
  return usage_error({{.where = request.said_by,
                       .what = what + "; say where the state directory is, as run was told"}});
}

void print(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stdout);
}

int print_records(Directory& root, const Request& request, const std::string& instance) {
  const Result<std::vector<Finding>> findings =
      write_records(root, *request.records, instance, print);
  if (!findings) return failed(findings.error());
  for (const Finding& finding : *findings) std::fputs(to_text(finding).c_str(), stderr);
  return findings->empty() ? kExitOk : kExitFailed;
}

enum class Question { kVerify, kInspect };

int answer(Question question, const Request& request) {
  const Result<std::unique_ptr<Directory>> root = open_existing_directory(request.path);
  if (!root && root.error().code() == ErrorCode::kNotFound) {
    return no_state(request, "there is no directory " + in_quotes(request.path));
  }
  if (!root) return failed(root.error());
  Result<StateSurvey> survey = survey_state(**root);
  if (!survey) return failed(survey.error());
  if (survey->nothing) {
    return no_state(request, in_quotes(request.path) + " holds no state of flowbridge");
  }
  const std::string known = survey->writer ? survey->writer->instance : "";
  const Shown shown{request.path, request.instance.value_or(known)};
  if (request.records) return print_records(**root, request, shown.instance);
  if (question == Question::kVerify) {
    print(request.json ? verify_json(*survey, shown) : verify_text(*survey, shown));
  } else if (request.json) {
    inspect_json(*survey, shown, print);
  } else {
    print(inspect_text(*survey, shown));
  }
  return survey->findings.empty() ? kExitOk : kExitFailed;
}

int run_state_command(Question question, const std::vector<OptionSpec>& options,
                      const Sources& sources) {
  std::vector<Problem> problems;
  const Request request = read_request(options, sources, problems);
  if (!problems.empty()) return usage_error(problems);
  return answer(question, request);
}

}  // namespace

std::vector<OptionSpec> state_verify_options() {
  return {option_of_the_bridge(kConfigFileOption), option_of_the_bridge("storage.path"),
          json_option()};
}

std::vector<OptionSpec> state_inspect_options() {
  OptionSpec instance = option_of_the_bridge("instance");
  instance.group = OptionGroup::kCommand;
  instance.prose = "Value of the label instance of the series that are shown.";
  instance.default_note = "that of the state directory";
  return {option_of_the_bridge(kConfigFileOption),
          option_of_the_bridge("storage.path"),
          instance,
          json_option(),
          {.name = "records",
           .group = OptionGroup::kCommand,
           .type = OptionType::kRange,
           .placeholder = "from:to",
           .default_note = "none",
           .prose = "Print the records of the journal instead, one JSON object on a line, all of "
                    "them or those with these sequences.",
           .places = OptionPlaces::kNowhere}};
}

int state_verify_command(const Sources& sources) {
  return run_state_command(Question::kVerify, state_verify_options(), sources);
}

int state_inspect_command(const Sources& sources) {
  return run_state_command(Question::kInspect, state_inspect_options(), sources);
}

}  // namespace flowbridge
