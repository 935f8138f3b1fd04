#pragma once
/// A planned record as pmacct's kafka plugin writes it.
///
/// One JSON object with pmacct's keys in pmacct's order, or several with a newline after each, as
/// with kafka_multi_values; or what goes wrong on a real topic. Addresses are from the ranges set
/// aside for documentation and benchmarks (RFC 5737, 2544, 3849).
///
/// Lifetime: none.      Threads: any.
/// Fails:    never.
/// Units:    stamps are UTC, to the second; stamp_inserted is the start of a five-minute bin.
///
///   std::string payload;
///   render_payload(plan, generator.options(), payload);

#include "flowgen/generator.h"

#include <string>

namespace flowbridge {

/// `payload` is overwritten; its memory is used again. Requires: the options planned the record.
void render_payload(const RecordPlan& plan, const GeneratorOptions& options, std::string& payload);

}  // namespace flowbridge
