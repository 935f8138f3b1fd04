#pragma once
/// Where one JSON entry of a payload ends and the next begins.
///
/// pmacct puts several objects into one message, with a newline after each (JSON) or nothing
/// between them (Avro's JSON). An entry that opens with a bracket ends with the bracket that closes
/// it, whatever is between: brackets in strings do not count, and which kind of bracket closes
/// which is left to the parser. So one malformed object does not take its neighbours with it.
///
/// Lifetime: entries point into the argument.      Threads: any.
/// Fails:    an entry that does not end is kTruncated; one that opens with no bracket is
///           kRemainder. Both run to the end of the payload.
/// Units:    bytes.
///
///   for (std::string_view rest = skip_blanks(payload); !rest.empty();) {
///     Entry entry = first_entry(rest);
///     rest = skip_blanks(rest.substr(entry.text.size()));
///   }

#include <cstdint>
#include <string_view>

namespace flowbridge {

/// `text` without the blanks (of JSON) that it begins with.
std::string_view skip_blanks(std::string_view text);
/// `text` without the blanks (of JSON) that it ends with.
std::string_view trim_blanks_right(std::string_view text);

enum class EntryKind : std::uint8_t {
  kObject,     // {…}, balanced
  kArray,      // […], balanced
  kTruncated,  // opens with a bracket that is never closed
  kRemainder,  // anything else
};

struct Entry {
  EntryKind kind = EntryKind::kRemainder;
  std::string_view text;
};

/// Requires: payload begins with something other than a blank.
Entry first_entry(std::string_view payload);

}  // namespace flowbridge
