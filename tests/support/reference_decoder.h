#pragma once
/// The pmacct JSON decoder once more, made to be obviously right rather than fast.
///
/// It reads with nlohmann/json's event parser into a plain tree and applies the rules of
/// decode/pmacct_fields.h to that, sharing no code with the real one but the reason enums and
/// parse_timestamp. Tests and the fuzzer hold the two to the same answer.
///
/// Lifetime: as Decoder.      Threads: one.
/// Fails:    nlohmann/json refuses numbers beyond a double's range (1e999), which JSON's grammar
///           and the real decoder allow; undefined() says that the last payload had one, and then
///           the answers may differ. There is no other difference.
/// Units:    as Decoder.
///
///   ReferenceDecoder reference;
///   reference.decode(payload, sink);
///   if (!reference.undefined()) compare(…);

#include "decode/decoder.h"

#include <deque>
#include <string>
#include <string_view>

namespace flowbridge {

class ReferenceDecoder final : public Decoder {
 public:
  void decode(std::string_view payload, FlowSink& sink) override;
  bool undefined() const { return undefined_; }

 private:
  void decode_entry(std::string_view text, FlowSink& sink);

  bool undefined_ = false;
  std::deque<std::string> texts_;
};

}  // namespace flowbridge
