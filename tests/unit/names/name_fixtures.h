#pragma once
/// The fixtures of tests/golden/asn, merged: what the tests of the merge, the snapshot and the
/// lookup have in common.
///
/// Lifetime: values.      Threads: any.
/// Fails:    a fixture that cannot be read fails the test.
/// Units:    none.
///
///   AsNames names(std::make_shared<const NameTable>(fixture_table({})));

#include "names/name_table.h"

#include <string>
#include <vector>

namespace flowbridge {

/// Of the full copies and of the increments named, in their order.
NameTable fixture_table(const std::vector<std::string>& increments);

/// Of one file of AS names, without registries.
NameTable table_of_text(std::string_view file);

}  // namespace flowbridge
