#include "decode/pmacct_fields.h"

#include "base/check.h"
#include "decode/timestamp.h"

#include <limits>

namespace flowbridge {
namespace {

constexpr std::uint64_t kAsnLast = std::numeric_limits<std::uint32_t>::max();

// In the order of preference, among what pmacct's users put into pre_tag_map's labels.
constexpr std::array<std::string_view, 5> kRouterKeys = {"hostname", "host", "router", "node",
                                                         "name"};

bool is_as(PmacctKey key) {
  return key == PmacctKey::kSourceAs || key == PmacctKey::kDestinationAs;
}

std::uint16_t bit_of(PmacctKey key) {
  return static_cast<std::uint16_t>(1u << static_cast<unsigned>(key));
}

std::string_view text_of(const Scalar& value) {
  return value.kind == ScalarKind::kText ? value.text : std::string_view();
}

}  // namespace

void PmacctFields::offer(PmacctKey key, const Scalar& value) {
  const bool twice = (seen_ & bit_of(key)) != 0;
  seen_ |= bit_of(key);
  switch (key) {
    case PmacctKey::kOther:
      FB_CHECK(false);
    case PmacctKey::kEventType:
      event_twice_ = twice;
      if (value.kind == ScalarKind::kNull) return;
      event_ = Event::kForeign;
      if (value.kind != ScalarKind::kText) return;
      if (value.text == "purge") event_ = Event::kPurge;
      if (value.text == "purge_init" || value.text == "purge_close") event_ = Event::kMarker;
      return;
    case PmacctKey::kLabel:
      if (twice) set_problem(RejectReason::kDuplicateField);
      label_ = text_of(value);
      return;
    case PmacctKey::kSourceAs:
    case PmacctKey::kDestinationAs:
    case PmacctKey::kBytes:
    case PmacctKey::kPackets:
    case PmacctKey::kFlows:
      if (twice) set_problem(RejectReason::kDuplicateField);
      offer_number(key, value);
      return;
    case PmacctKey::kPeerAddress:
      peer_address_ = text_of(value);
      return;
    case PmacctKey::kEnd: {
      const bool readable = value.kind == ScalarKind::kText || value.kind == ScalarKind::kNumber;
      end_ = readable ? parse_timestamp(value.text) : std::nullopt;
      return;
    }
  }
}

void PmacctFields::offer_number(PmacctKey key, const Scalar& value) {
  if (value.kind == ScalarKind::kNull) return;
  const JsonNumber number =
      value.kind == ScalarKind::kText ? parse_json_number(value.text) : value.number;
  const std::uint64_t last = is_as(key) ? kAsnLast : kCountLimit - 1;
  switch (number.form) {
    case NumberForm::kMalformed:
    case NumberForm::kReal:
      set_problem(RejectReason::kBadNumber);
      return;
    case NumberForm::kHugeInteger:
      set_problem(RejectReason::kOutOfRange);
      return;
    case NumberForm::kInteger:
      if (number.magnitude > last || (number.negative && number.magnitude > 0)) {
        set_problem(RejectReason::kOutOfRange);
        return;
      }
      numbers_[static_cast<std::size_t>(key)] = number.magnitude;
      has_ |= bit_of(key);
  }
}

bool PmacctFields::has(PmacctKey number) const {
  return (has_ & bit_of(number)) != 0;
}

std::uint64_t PmacctFields::number_or(PmacctKey number, std::uint64_t otherwise) const {
  return has(number) ? numbers_[static_cast<std::size_t>(number)] : otherwise;
}

std::optional<Asn> PmacctFields::asn(PmacctKey number) const {
  if (!has(number)) return std::nullopt;
  return Asn(static_cast<std::uint32_t>(numbers_[static_cast<std::size_t>(number)]));
}

void PmacctFields::set_problem(RejectReason reason) {
  if (!problem_) problem_ = reason;
}

PmacctVerdict PmacctFields::judge() const {
  if (event_twice_) return RejectReason::kDuplicateField;
  if (event_ == Event::kMarker) return IgnoreReason::kMarker;
  if (event_ == Event::kForeign) return IgnoreReason::kForeignEvent;
  if (problem_) return *problem_;
  if (!has(PmacctKey::kBytes)) {
    const bool no_counters = !has(PmacctKey::kPackets) && event_ == Event::kPurge;
    if (no_counters) return IgnoreReason::kNoCounters;
    return RejectReason::kMissingField;
  }
  return FlowRecord{.source_as = asn(PmacctKey::kSourceAs),
                    .destination_as = asn(PmacctKey::kDestinationAs),
                    .counts = {.bytes = number_or(PmacctKey::kBytes, 0),
                               .packets = number_or(PmacctKey::kPackets, 0),
                               .flows = number_or(PmacctKey::kFlows, 1)},
                    .exporter = label_.empty() ? peer_address_ : label_,
                    .end = end_};
}

void PmacctLabelMap::offer(std::string_view key, std::string_view value) {
  if (!value.empty()) members_.emplace_back(key, value);
}

std::string_view PmacctLabelMap::name(std::string& joined) const {
  for (const std::string_view router_key : kRouterKeys) {
    for (const auto& [key, value] : members_) {
      if (key == router_key) return value;
    }
  }
  joined.clear();
  for (const auto& [key, value] : members_) {
    if (!joined.empty()) joined += ',';
    joined.append(key).append("=").append(value);
  }
  return joined;
}

}  // namespace flowbridge
