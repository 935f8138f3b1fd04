#include "decode/pmacct_json.h"

#include "base/check.h"
#include "decode/framing.h"
#include "decode/pmacct_fields.h"

#include <bit>
#include <cstring>
#include <deque>
#include <functional>
#include <memory>
#include <string>

#include <simdjson.h>

namespace flowbridge {
namespace {

namespace ondemand = simdjson::ondemand;

// Reading a key compares up to this many bytes without looking for its end first.
constexpr std::size_t kKeyBytesMax = 15;
static_assert(kKeyBytesMax < simdjson::SIMDJSON_PADDING);

/// The key whose text begins at `text` and ends with a quote. Requires: kKeyBytesMax + 1 readable
/// bytes.
PmacctKey key_at(const char* text) {
  const auto is = [text](std::string_view quoted) {
    return std::memcmp(text, quoted.data(), quoted.size()) == 0;
  };
  switch (text[0]) {
    case 'a':
      if (is("as_src\"")) return PmacctKey::kSourceAs;
      if (is("as_dst\"")) return PmacctKey::kDestinationAs;
      return PmacctKey::kOther;
    case 'b':
      return is("bytes\"") ? PmacctKey::kBytes : PmacctKey::kOther;
    case 'e':
      return is("event_type\"") ? PmacctKey::kEventType : PmacctKey::kOther;
    case 'f':
      return is("flows\"") ? PmacctKey::kFlows : PmacctKey::kOther;
    case 'l':
      return is("label\"") ? PmacctKey::kLabel : PmacctKey::kOther;
    case 'p':
      if (is("packets\"")) return PmacctKey::kPackets;
      if (is("peer_ip_src\"")) return PmacctKey::kPeerAddress;
      return PmacctKey::kOther;
    case 't':
      return is("timestamp_end\"") ? PmacctKey::kEnd : PmacctKey::kOther;
  }
  return PmacctKey::kOther;
}

/// The same for a key that had escapes: a quote in it is text, not its end.
PmacctKey key_of(std::string_view key) {
  if (key.size() > kKeyBytesMax || key.find('"') != std::string_view::npos) {
    return PmacctKey::kOther;
  }
  char text[kKeyBytesMax + 1] = {};
  key.copy(text, key.size());
  text[key.size()] = '"';
  return key_at(text);
}

bool is_wrapper(std::string_view key) {
  return key == "long" || key == "int" || key == "string";
}

/// Walks one entry, all of it, and offers what counts to PmacctFields.
///
/// Every function that returns a bool says whether the JSON was valid so far. simdjson checks the
/// structure it is led through and nothing else, so each value is led through to its end; a string
/// must be consumed, never skipped (skipping takes a string before a colon for a key).
class EntryReader {
 public:
  /// `texts` keeps what is not in the entry itself: names that were escaped or joined.
  EntryReader(std::string_view entry, std::deque<std::string>& texts)
      : has_escapes_(std::memchr(entry.data(), '\\', entry.size()) != nullptr), texts_(texts) {}

  bool read_fields(ondemand::object object, PmacctFields& fields) {
    for (simdjson::simdjson_result<ondemand::field> item : object) {
      if (item.error() != simdjson::SUCCESS) return false;
      ondemand::field&& field = std::move(item).value_unsafe();
      PmacctKey key = PmacctKey::kOther;
      if (!has_escapes_) {
        key = key_at(field.key().raw());
      } else {
        std::string_view text;
        if (!read_key(field, text)) return false;
        key = key_of(text);
      }
      const bool valid = key == PmacctKey::kOther ? skip(field.value(), 2)
                                                  : read_field(key, field.value(), fields);
      if (!valid) return false;
    }
    return true;
  }

  /// Leads the parser through a value. Requires: it is at `depth`.
  bool skip(ondemand::value& value, int depth) {
    const std::string_view token = value.raw_json_token();
    switch (token.front()) {
      case '"': {
        if (has_escapes_) {
          std::string_view text;
          return read_text(value, text);
        }
        ondemand::raw_json_string text;
        return value.get_raw_json_string().get(text) == simdjson::SUCCESS;
      }
      case '{':
        return skip_object(value, depth);
      case '[': {
        ondemand::array array;
        return value.get_array().get(array) == simdjson::SUCCESS && skip_array(array, depth);
      }
    }
    return is_word(trim_blanks_right(token));
  }

  bool skip_array(ondemand::array array, int depth) {
    if (depth > kJsonDepthMax) return false;
    for (simdjson::simdjson_result<ondemand::value> item : array) {
      ondemand::value value;
      if (std::move(item).get(value) != simdjson::SUCCESS || !skip(value, depth + 1)) return false;
    }
    return true;
  }

  /// Whether a value without quotes and brackets is one of JSON's.
  static bool is_word(std::string_view token) {
    return token == "null" || token == "true" || token == "false" ||
           parse_json_number(token).form != NumberForm::kMalformed;
  }

 private:
  bool read_field(PmacctKey key, ondemand::value& value, PmacctFields& fields) {
    Scalar scalar;
    const bool object = value.raw_json_token().front() == '{';
    const bool valid = object ? read_object(key, value, scalar) : read_scalar(value, 2, scalar);
    if (!valid) return false;
    fields.offer(key, scalar);
    return true;
  }

  /// Reads any value, an array or object as kOther. Requires: it is at `depth`.
  bool read_scalar(ondemand::value& value, int depth, Scalar& scalar) {
    const std::string_view token = value.raw_json_token();
    switch (token.front()) {
      case '"':
        scalar.kind = ScalarKind::kText;
        return read_text(value, scalar.text);
      case '{':
      case '[':
      case 't':
      case 'f':
        scalar.kind = ScalarKind::kOther;
        return skip(value, depth);
      case 'n':
        scalar.kind = ScalarKind::kNull;
        return skip(value, depth);
    }
    scalar.kind = ScalarKind::kNumber;
    scalar.text = trim_blanks_right(token);
    scalar.number = parse_json_number(scalar.text);
    return scalar.number.form != NumberForm::kMalformed;
  }

  /// Reads a field whose value is an object: Avro's {"long": 60}, a label that is a map, or nothing
  /// that we know.
  bool read_object(PmacctKey key, ondemand::value& value, Scalar& scalar) {
    ondemand::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) return false;
    PmacctLabelMap label_map;
    Scalar wrapped;
    std::size_t count = 0;
    for (simdjson::simdjson_result<ondemand::field> item : object) {
      if (item.error() != simdjson::SUCCESS) return false;
      ondemand::field&& field = std::move(item).value_unsafe();
      std::string_view name;
      Scalar member;
      if (!read_key(field, name) || !read_scalar(field.value(), 3, member)) return false;
      const bool plain = member.kind == ScalarKind::kNumber || member.kind == ScalarKind::kText;
      if (++count == 1 && plain && is_wrapper(name)) wrapped = member;
      if (key == PmacctKey::kLabel && member.kind == ScalarKind::kText) {
        label_map.offer(name, member.text);
      }
    }
    if (count == 1 && wrapped.kind != ScalarKind::kOther) {
      scalar = wrapped;
    } else if (key == PmacctKey::kLabel) {
      scalar.kind = ScalarKind::kText;
      scalar.text = label_map.name(texts_.emplace_back());
    }
    return true;
  }

  bool skip_object(ondemand::value& value, int depth) {
    ondemand::object object;
    if (depth > kJsonDepthMax || value.get_object().get(object) != simdjson::SUCCESS) return false;
    for (simdjson::simdjson_result<ondemand::field> item : object) {
      if (item.error() != simdjson::SUCCESS) return false;
      ondemand::field&& field = std::move(item).value_unsafe();
      std::string_view name;
      if (has_escapes_ && !read_key(field, name)) return false;
      if (!skip(field.value(), depth + 1)) return false;
    }
    return true;
  }

  bool read_key(ondemand::field& field, std::string_view& key) {
    if (has_escapes_) {
      return field.unescaped_key().get(key) == simdjson::SUCCESS && simdjson::validate_utf8(key);
    }
    // The parser has seen that the key is closed.
    const char* begin = field.key().raw();
    const char* end = begin;
    while (*end != '"') ++end;
    key = std::string_view(begin, static_cast<std::size_t>(end - begin));
    return true;
  }

  /// Consumes a string. Its text is in the entry, or, unescaped, in the parser.
  bool read_text(ondemand::value& value, std::string_view& text) {
    if (has_escapes_) {
      // simdjson 3.0 makes half a surrogate pair into bytes that are not UTF-8.
      return value.get_string().get(text) == simdjson::SUCCESS && simdjson::validate_utf8(text);
    }
    const std::string_view token = trim_blanks_right(value.raw_json_token());
    ondemand::raw_json_string raw;
    if (value.get_raw_json_string().get(raw) != simdjson::SUCCESS) return false;
    text = token.substr(1, token.size() - 2);
    return true;
  }

  const bool has_escapes_;
  std::deque<std::string>& texts_;
};

class PmacctJsonDecoder final : public Decoder {
 public:
  void decode(std::string_view payload, FlowSink& sink) override {
    texts_.clear();
    if (payload.size() > kMessageBytesMax) {
      sink.on_rejected(RejectReason::kOutOfRange, payload);
      return;
    }
    std::string_view rest = skip_blanks(padded_copy(payload));
    if (rest.empty()) sink.on_ignored(IgnoreReason::kEmpty);
    rest = decode_lines(rest, sink);
    while (!rest.empty()) {
      const Entry entry = first_entry(rest);
      decode_entry(entry, sink);
      rest = skip_blanks(rest.substr(entry.text.size()));
    }
  }

 private:
  /// The fast path: lines that are one object each. Returns what is left.
  std::string_view decode_lines(std::string_view rest, FlowSink& sink) {
    while (!rest.empty() && rest.front() == '{') {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      if (!decode_object(line, sink)) break;
      rest = skip_blanks(rest.substr(line.size()));
    }
    return rest;
  }

  void decode_entry(const Entry& entry, FlowSink& sink) {
    switch (entry.kind) {
      case EntryKind::kObject:
        if (!decode_object(entry.text, sink)) {
          sink.on_rejected(RejectReason::kInvalidJson, entry.text);
        }
        return;
      case EntryKind::kArray:
        sink.on_rejected(
            is_array(entry.text) ? RejectReason::kNotObject : RejectReason::kInvalidJson,
            entry.text);
        return;
      case EntryKind::kTruncated:
        sink.on_rejected(RejectReason::kTruncated, entry.text);
        return;
      case EntryKind::kRemainder:
        decode_remainder(trim_blanks_right(entry.text), sink);
        return;
    }
  }

  void decode_remainder(std::string_view text, FlowSink& sink) {
    if (text == "null") {
      sink.on_ignored(IgnoreReason::kEmpty);
      return;
    }
    const bool json = text.front() == '"' ? is_string(text) : EntryReader::is_word(text);
    sink.on_rejected(json ? RejectReason::kNotObject : RejectReason::kInvalidJson, text);
  }

  /// Tells the sink what one object is, or returns false: not valid JSON, and nothing told.
  bool decode_object(std::string_view text, FlowSink& sink) {
    ondemand::document document;
    ondemand::object object;
    if (!parse(text, document) || document.get_object().get(object) != simdjson::SUCCESS) {
      return false;
    }
    PmacctFields fields;
    EntryReader reader(text, texts_);
    if (!reader.read_fields(object, fields) || !at_end(document)) return false;

    PmacctVerdict verdict = fields.judge();
    if (auto* record = std::get_if<FlowRecord>(&verdict)) {
      keep(text, record->exporter);
      sink.on_flow(*record);
    } else if (const auto* ignored = std::get_if<IgnoreReason>(&verdict)) {
      sink.on_ignored(*ignored);
    } else {
      sink.on_rejected(std::get<RejectReason>(verdict), text);
    }
    return true;
  }

  bool is_array(std::string_view text) {
    ondemand::document document;
    ondemand::array array;
    return parse(text, document) && document.get_array().get(array) == simdjson::SUCCESS &&
           EntryReader(text, texts_).skip_array(array, 1) && at_end(document);
  }

  bool is_string(std::string_view text) {
    ondemand::document document;
    std::string_view content;
    return parse(text, document) && document.get_string().get(content) == simdjson::SUCCESS &&
           simdjson::validate_utf8(content) && at_end(document);
  }

  /// Whether nothing but blanks follows what was read.
  static bool at_end(ondemand::document& document) {
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
  }

  /// Requires: text is a part of buffer_.
  bool parse(std::string_view text, ondemand::document& document) {
    return parser_.iterate(text.data(), text.size(), text.size() + simdjson::SIMDJSON_PADDING)
               .get(document) == simdjson::SUCCESS;
  }

  /// An unescaped name is in the parser's memory, which the next entry overwrites; the record's
  /// is promised until the next decode call.
  void keep(std::string_view entry, std::string_view& name) {
    if (name.empty()) return;
    const std::less<const char*> before;
    const bool in_entry =
        !before(name.data(), entry.data()) && before(name.data(), entry.data() + entry.size());
    if (!in_entry) name = texts_.emplace_back(name);
  }

  /// The payload, followed by bytes that simdjson may read.
  std::string_view padded_copy(std::string_view payload) {
    if (payload.size() > capacity_ || !buffer_) {
      // In powers of two, so that slowly growing payloads do not allocate each time.
      capacity_ = std::bit_ceil(payload.size() + 1024);
      buffer_ = std::make_unique<char[]>(capacity_ + simdjson::SIMDJSON_PADDING);
      FB_CHECK(parser_.allocate(capacity_) == simdjson::SUCCESS);
    }
    payload.copy(buffer_.get(), payload.size());
    std::memset(buffer_.get() + payload.size(), 0, simdjson::SIMDJSON_PADDING);
    return {buffer_.get(), payload.size()};
  }

  ondemand::parser parser_{2 * kMessageBytesMax};
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  /// A deque, because the texts must stay where they are.
  std::deque<std::string> texts_;
};

}  // namespace

std::unique_ptr<Decoder> make_pmacct_json_decoder() {
  return std::make_unique<PmacctJsonDecoder>();
}

}  // namespace flowbridge
