#include "config/destination_settings.h"

#include "base/quoted.h"

#include <algorithm>
#include <cctype>

namespace flowbridge {

Result<std::string> parse_destination_name(std::string_view text) {
  const bool is_plain =
      !text.empty() && text.size() <= kDestinationNameBytesMax && text.front() != '.' &&
      std::all_of(text.begin(), text.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == '.';
      });
  if (is_plain) return std::string(text);
  return Error(ErrorCode::kInvalid, in_quotes(text) + " cannot name a destination; use at most " +
                                        std::to_string(kDestinationNameBytesMax) +
                                        " letters, digits, \"-\", \"_\" and \".\"");
}

}  // namespace flowbridge
