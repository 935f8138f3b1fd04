// writer.json, which people copy and edit: understood and written again the same, or refused.

#include "base/check.h"
#include "fuzz/targets.h"
#include "journal/state_directory.h"

namespace flowbridge {

void fuzz_writer(std::string_view text) {
  const Result<WriterIdentity> writer = parse_writer(text);
  if (!writer) {
    const ErrorCode code = writer.error().code();
    FB_CHECK(code == ErrorCode::kCorrupt || code == ErrorCode::kUnsupported);
    FB_CHECK(!writer.error().message().empty() && writer.error().message().size() < 200);
    return;
  }
  const Result<WriterIdentity> again = parse_writer(encode_writer(*writer));
  FB_CHECK(again.has_value() && *again == *writer);
}

}  // namespace flowbridge
