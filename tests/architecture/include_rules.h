#pragma once
/// Who may include whom.
///
/// lib/LAYERS says which modules a module may see; everything else about the shape of the program
/// follows from it, so it must be complete and its arrows must go down only.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never; what is wrong is a Violation.
/// Units:    none.
///
///   Violations violations = check_layers(tree);

#include "architecture/tree.h"

namespace flowbridge {

/// The file lib/LAYERS itself: every module of lib/ has its line, every line its module, and a
/// module sees only those listed above it. `planned` are modules that may have a line before they
/// exist; one that exists must leave that list.
Violations check_layers(const Tree& tree, const std::vector<std::string_view>& planned);

/// Every include below lib/ is one that lib/LAYERS allows.
Violations check_layer_includes(const Tree& tree);

/// Headers of lib/ include no third-party header, headers anywhere no generated one.
Violations check_header_includes(const Tree& tree);

/// Includes of our own headers are quoted, rooted, and name a file that exists; a source file
/// includes its own header first.
Violations check_include_form(const Tree& tree);

}  // namespace flowbridge
