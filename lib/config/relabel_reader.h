#pragma once
/// Relabelling rules and external labels, read from the configuration file.
///
/// Lifetime: borrows the readers during the call.      Threads: any.
/// Fails:    never; mistakes become Problems of the reader, with the place of the rule's field.
/// Units:    none.
///
///   settings.relabel.rules = read_relabel_rules(entry);

#include "config/section_reader.h"
#include "relabel/relabel_rule.h"

#include <vector>

namespace flowbridge {

/// Of write_relabel_configs.
std::vector<RelabelRule> read_relabel_rules(SectionReader& destination);

/// All that is in the section.
LabelSet read_external_labels(SectionReader& section);

}  // namespace flowbridge
