#pragma once
/// Sections of the configuration file that say where samples go and in whose name: `remote_write`
/// as a list, `external_labels`, `global`.
///
/// They take Prometheus's keys, so that a block of prometheus.yml can be pasted. A key of it that
/// has no effect here is a warning, one that cannot be had is a mistake that says what to do, and
/// any other key is unknown.
///
/// Lifetime: borrows its arguments during the call.      Threads: any.
/// Fails:    never; mistakes become Problems in the notes, without anything of a secret.
/// Units:    as in config/destination_settings.h.
///
///   settings.destinations = read_destinations(file, *sections.destinations, environment, notes);

#include "config/config_file.h"
#include "config/destination_settings.h"
#include "config/environment.h"
#include "config/section_reader.h"

#include <vector>

namespace flowbridge {

/// Requires: the section's value is a list.
std::vector<DestinationSettings> read_destinations(const ConfigFile& file,
                                                   const FileSection& section,
                                                   const Environment& environment,
                                                   SectionNotes& notes);

/// Gives each destination the labels of external_labels, or those in global: not of both.
void read_common_labels(const ConfigFile& file, const FileSections& sections,
                        std::vector<DestinationSettings>& destinations, SectionNotes& notes);

}  // namespace flowbridge
