#pragma once
/// What this binary is and how it was made.
///
/// Lifetime: the texts live as long as the program.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   build_info().version;   // "0.1.0"

#include <string_view>

namespace flowbridge {

struct BuildInfo {
  std::string_view version;
  /// The commit of the sources, with "-dirty" if they were changed; "unknown" outside a repository.
  std::string_view revision;
  /// "GNU 12.2.0".
  std::string_view compiler;
  /// "x86_64".
  std::string_view architecture;
};

BuildInfo build_info();

}  // namespace flowbridge
