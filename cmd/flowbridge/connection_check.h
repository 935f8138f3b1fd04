#pragma once
/// What `check-config --connect` has found out about one thing that the configuration names.
///
/// Lifetime: a value.      Threads: as any value.
/// Fails:    never.
/// Units:    none.
///
///   std::fputs(to_line({.ok = true, .what = "topic a", .text = "3 partitions"}).c_str(), stdout);
///   // "ok      topic a: 3 partitions\n"

#include <string>

namespace flowbridge {

struct ConnectionCheck {
  bool ok = false;
  /// "topic pmacct.acct"; without secrets, as the text.
  std::string what;
  /// What is right, or what is wrong and what to do.
  std::string text;
};

/// For people, with its newline. Whatever others have said is on that one line.
std::string to_line(const ConnectionCheck& check);

}  // namespace flowbridge
