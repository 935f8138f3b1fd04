#pragma once
/// Which rules make sense: the checks that Prometheus makes when it reads its configuration.
///
/// A field that an action does not look at, and that has another value than it has by itself, is a
/// mistake where Prometheus says so: whoever wrote it expects it to do something.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never; what is wrong is in the problems, and nothing of the regex, which
///           relabel/anchored_regex.h judges.
/// Units:    none.
///
///   check_rule(rule, LabelNames::kUtf8, [](RelabelField field, const char* what) { … });

#include "relabel/relabel_rule.h"

#include <functional>
#include <string>

namespace flowbridge {

using RelabelComplaint = std::function<void(RelabelField field, std::string what)>;

void check_rule(const RelabelRule& rule, LabelNames names, const RelabelComplaint& complain);
void check_external_labels(const LabelSet& labels, LabelNames names,
                           const RelabelComplaint& complain);

}  // namespace flowbridge
