#pragma once
/// Words that may stand in no file.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never; what is wrong is a Violation.
/// Units:    none.
///
///   Violations violations = check_todos(tree);

#include "architecture/tree.h"

namespace flowbridge {

/// A reminder says of what kind it is: `TODO(perf): `, `TODO(soon): ` or `TODO(cleanup): `.
Violations check_todos(const Tree& tree);

/// No path of somebody's machine and no host of a package registry or mirror: the tree must mean
/// the same on every machine, and packages come from where that machine is told to get them.
Violations check_places(const Tree& tree);

}  // namespace flowbridge
