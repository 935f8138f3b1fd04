#pragma once
/// The configuration file, read from the disk.
///
/// lib/config knows what a configuration file means, and which one is named; this reads it.
///
/// Lifetime: none.      Threads: main's.
/// Fails:    never; a file that cannot be read is a Problem when the sources are.
/// Units:    none.
///
///   command->run(with_named_file(command->options(), std::move(sources)));

#include "config/sources.h"

#include <span>

namespace flowbridge {

/// The same sources, with the file that they name, if they name one by these options.
Sources with_named_file(std::span<const OptionSpec> options, Sources sources);

}  // namespace flowbridge
