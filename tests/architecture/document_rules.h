#pragma once
/// What the documents at the top promise.
///
/// A reader who copies a command from the README must not find that it does not exist. Commands are
/// the lines of fenced blocks marked sh, bash or console; scripts are also looked for in the text.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never; what is wrong is a Violation.
/// Units:    none.
///
///   Violations violations = check_documents(tree);

#include "architecture/tree.h"

namespace flowbridge {

struct Command {
  std::size_t line = 0;
  std::string program;
};

/// The commands of a Markdown text's shell blocks, without prompts, variables and sudo.
std::vector<Command> commands_of(const SourceFile& file);

/// Commands, scripts and links of README.md and CONTRIBUTING.md exist, and what is to be run can
/// be.
Violations check_documents(const Tree& tree);

}  // namespace flowbridge
