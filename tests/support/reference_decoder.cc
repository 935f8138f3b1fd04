#include "support/reference_decoder.h"

#include "decode/timestamp.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kDepthMax = 64;
constexpr std::string_view kBlanks = " \t\r\n";

/// A JSON value with its members in order and its numbers as text.
struct Node {
  enum class Kind { kNull, kBool, kNumber, kText, kArray, kObject };
  Kind kind = Kind::kNull;
  std::string text = {};
  std::vector<std::pair<std::string, Node>> members = {};
};

/// Builds a Node from nlohmann's events.
class TreeBuilder final : public nlohmann::json_sax<Json> {
 public:
  bool null() override { return put({}); }
  bool boolean(bool) override { return put({.kind = Node::Kind::kBool}); }
  bool number_integer(number_integer_t value) override { return number(std::to_string(value)); }
  bool number_unsigned(number_unsigned_t value) override { return number(std::to_string(value)); }
  bool number_float(number_float_t, const string_t& text) override { return number(text); }
  bool string(string_t& text) override { return put({.kind = Node::Kind::kText, .text = text}); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(Node::Kind::kObject); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(Node::Kind::kArray); }
  bool end_array() override { return close(); }
  bool key(string_t& text) override {
    key_ = text;
    return true;
  }
  bool parse_error(std::size_t, const std::string&, const Json::exception& error) override {
    number_too_great = error.id == 406;
    return false;
  }

  Node root;
  bool number_too_great = false;

 private:
  bool number(std::string text) {
    return put({.kind = Node::Kind::kNumber, .text = std::move(text)});
  }
  bool put(Node node) {
    if (open_.empty()) {
      root = std::move(node);
    } else {
      open_.back().second.members.emplace_back(key_, std::move(node));
    }
    return true;
  }
  bool open(Node::Kind kind) {
    if (open_.size() == kDepthMax) return false;
    open_.emplace_back(key_, Node{.kind = kind});
    return true;
  }
  bool close() {
    auto [key, node] = std::move(open_.back());
    open_.pop_back();
    key_ = key;
    return put(std::move(node));
  }

  std::string key_;
  std::vector<std::pair<std::string, Node>> open_;
};

/// Where the brackets of the entry that `text` begins with are balanced, or npos.
std::size_t balanced_size(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_string && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      in_string = !in_string;
    } else if (!in_string && (text[i] == '{' || text[i] == '[')) {
      ++depth;
    } else if (!in_string && (text[i] == '}' || text[i] == ']')) {
      if (--depth == 0) return i + 1;
    }
  }
  return std::string_view::npos;
}

/// Avro's {"long": 60} is the 60 in it.
const Node& unwrapped(const Node& node) {
  if (node.kind != Node::Kind::kObject || node.members.size() != 1) return node;
  const auto& [key, value] = node.members.front();
  const bool wrapper = key == "long" || key == "int" || key == "string";
  const bool plain = value.kind == Node::Kind::kNumber || value.kind == Node::Kind::kText;
  return wrapper && plain ? value : node;
}

using Count = std::variant<std::monostate, std::uint64_t, RejectReason>;

/// Reads an integer in [0, limit).
Count read_count(const Node& node, std::uint64_t limit) {
  if (node.kind == Node::Kind::kNull) return std::monostate();
  const Json number = node.kind == Node::Kind::kNumber || node.kind == Node::Kind::kText
                          ? Json::parse(node.text, nullptr, false)
                          : Json();
  // What is a number for JSON, but has no sign, digit or anything else first, is a number with
  // blanks around it: not one for us.
  const bool trimmed = node.text.find_first_of(kBlanks) == std::string::npos;
  const bool integral = node.text.find_first_of(".eE") == std::string::npos;
  const bool written_as_number =
      !node.text.empty() && (node.text[0] == '-' || (node.text[0] >= '0' && node.text[0] <= '9'));
  if (!trimmed || !integral || !written_as_number) return RejectReason::kBadNumber;
  if (number.is_discarded()) {
    // Either it is not a number at all, or one of more than 308 digits.
    const std::string_view digits = std::string_view(node.text).substr(node.text[0] == '-' ? 1 : 0);
    const bool all_digits = digits.find_first_not_of("0123456789") == std::string_view::npos;
    const bool many = digits.size() > 300 && digits.front() != '0';
    return all_digits && many ? RejectReason::kOutOfRange : RejectReason::kBadNumber;
  }
  if (!number.is_number_integer()) return RejectReason::kOutOfRange;
  if (number.is_number_unsigned()) {
    const auto value = number.get<std::uint64_t>();
    if (value < limit) return value;
    return RejectReason::kOutOfRange;
  }
  if (number.get<std::int64_t>() == 0) return std::uint64_t{0};
  return RejectReason::kOutOfRange;
}

std::string label_text(const Node& label) {
  if (label.kind == Node::Kind::kText) return label.text;
  if (label.kind != Node::Kind::kObject) return "";
  std::vector<std::pair<std::string, std::string>> texts;
  for (const auto& [key, value] : label.members) {
    if (value.kind == Node::Kind::kText && !value.text.empty()) texts.emplace_back(key, value.text);
  }
  for (const char* wanted : {"hostname", "host", "router", "node", "name"}) {
    const auto found = std::find_if(texts.begin(), texts.end(),
                                    [&](const auto& member) { return member.first == wanted; });
    if (found != texts.end()) return found->second;
  }
  std::string joined;
  for (const auto& [key, value] : texts) {
    joined += (joined.empty() ? "" : ",") + key + "=" + value;
  }
  return joined;
}

struct Outcome {
  std::variant<FlowRecord, IgnoreReason, RejectReason> verdict;
  std::string exporter;
};

Outcome judge(const Node& object) {
  constexpr std::uint64_t kAsnLimit = std::uint64_t{1} << 32;
  const std::map<std::string, std::uint64_t> limits = {{"as_src", kAsnLimit},
                                                       {"as_dst", kAsnLimit},
                                                       {"bytes", kCountLimit},
                                                       {"packets", kCountLimit},
                                                       {"flows", kCountLimit}};
  std::map<std::string, int> seen;
  std::map<std::string, std::uint64_t> numbers;
  std::optional<RejectReason> problem;
  const auto set_problem = [&problem](RejectReason reason) {
    if (!problem) problem = reason;
  };
  std::optional<std::string> event;
  std::string label, peer;
  FlowRecord record;

  for (const auto& [key, wrapped] : object.members) {
    const Node& value = unwrapped(wrapped);
    const bool twice = ++seen[key] > 1;
    const bool text = value.kind == Node::Kind::kText;
    if (key == "event_type" && value.kind != Node::Kind::kNull) event = text ? value.text : "?";
    if (key == "peer_ip_src") peer = text ? value.text : "";
    if (key == "timestamp_end") {
      const bool readable = text || value.kind == Node::Kind::kNumber;
      record.end = readable ? parse_timestamp(value.text) : std::nullopt;
    }
    if (key == "label") {
      if (twice) set_problem(RejectReason::kDuplicateField);
      label = label_text(value);
    }
    if (const auto limit = limits.find(key); limit != limits.end()) {
      if (twice) set_problem(RejectReason::kDuplicateField);
      const Count count = read_count(value, limit->second);
      if (const auto* reason = std::get_if<RejectReason>(&count)) set_problem(*reason);
      if (const auto* number = std::get_if<std::uint64_t>(&count)) numbers[key] = *number;
    }
  }

  if (seen["event_type"] > 1) return {RejectReason::kDuplicateField, ""};
  if (event == "purge_init" || event == "purge_close") return {IgnoreReason::kMarker, ""};
  if (event && event != "purge") return {IgnoreReason::kForeignEvent, ""};
  if (problem) return {*problem, ""};
  const bool counters = numbers.count("bytes") + numbers.count("packets") > 0;
  if (!counters && event) return {IgnoreReason::kNoCounters, ""};
  if (numbers.count("bytes") == 0) return {RejectReason::kMissingField, ""};

  const auto asn = [&numbers](const char* key) {
    return numbers.count(key) ? std::optional(Asn(static_cast<std::uint32_t>(numbers[key])))
                              : std::nullopt;
  };
  record.source_as = asn("as_src");
  record.destination_as = asn("as_dst");
  record.counts = {.bytes = numbers["bytes"],
                   .packets = numbers["packets"],
                   .flows = numbers.count("flows") ? numbers["flows"] : 1};
  return {record, label.empty() ? peer : label};
}

}  // namespace

void ReferenceDecoder::decode(std::string_view payload, FlowSink& sink) {
  undefined_ = false;
  texts_.clear();
  if (payload.size() > kMessageBytesMax) {
    sink.on_rejected(RejectReason::kOutOfRange, payload);
    return;
  }
  bool first = true;
  while (true) {
    const std::size_t begin = payload.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) break;
    payload.remove_prefix(begin);
    first = false;
    const bool container = payload[0] == '{' || payload[0] == '[';
    const std::size_t size = container ? balanced_size(payload) : payload.size();
    if (size == std::string_view::npos) {
      sink.on_rejected(RejectReason::kTruncated, payload);
      return;
    }
    decode_entry(payload.substr(0, size), sink);
    payload.remove_prefix(size);
  }
  if (first) sink.on_ignored(IgnoreReason::kEmpty);
}

void ReferenceDecoder::decode_entry(std::string_view text, FlowSink& sink) {
  TreeBuilder tree;
  // nlohmann/json skips a byte order mark and ends at a NUL; JSON has neither.
  const bool foreign =
      text.substr(0, 3) == "\xef\xbb\xbf" || text.find('\0') != std::string_view::npos;
  const bool valid = !foreign && Json::sax_parse(text.begin(), text.end(), &tree);
  undefined_ = undefined_ || tree.number_too_great;
  if (!valid) {
    sink.on_rejected(RejectReason::kInvalidJson, text);
  } else if (tree.root.kind == Node::Kind::kNull) {
    sink.on_ignored(IgnoreReason::kEmpty);
  } else if (tree.root.kind != Node::Kind::kObject) {
    sink.on_rejected(RejectReason::kNotObject, text);
  } else {
    Outcome outcome = judge(tree.root);
    if (auto* record = std::get_if<FlowRecord>(&outcome.verdict)) {
      record->exporter = texts_.emplace_back(std::move(outcome.exporter));
      sink.on_flow(*record);
    } else if (const auto* ignored = std::get_if<IgnoreReason>(&outcome.verdict)) {
      sink.on_ignored(*ignored);
    } else {
      sink.on_rejected(std::get<RejectReason>(outcome.verdict), text);
    }
  }
}

}  // namespace flowbridge
