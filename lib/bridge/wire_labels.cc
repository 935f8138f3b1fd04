#include "bridge/wire_labels.h"

#include "base/check.h"
#include "base/coding.h"
#include "base/crc32c.h"
#include "relabel/label_validity.h"
#include "series/labels.h"

#include <algorithm>
#include <utility>

namespace flowbridge {

namespace {

void put_rule(std::string& out, const RelabelRule& rule) {
  put_string(out, relabel_action_name(rule.action));
  put_varint(out, rule.source_labels.size());
  for (const std::string& name : rule.source_labels) put_string(out, name);
  put_string(out, rule.separator);
  put_string(out, rule.regex);
  put_varint(out, rule.modulus);
  put_string(out, rule.target_label);
  put_string(out, rule.replacement);
}

/// Empty for what changes nothing. Other bytes for the same options make every destination begin
/// anew: add behind what is there, and only what is not as it is by itself.
std::string canonical(const RelabelOptions& relabel) {
  std::string out;
  if (relabel == RelabelOptions{}) return out;
  put_varint(out, relabel.external_labels.size());
  for (const Label& label : relabel.external_labels) {
    put_string(out, label.name);
    put_string(out, label.value);
  }
  put_varint(out, relabel.rules.size());
  for (const RelabelRule& rule : relabel.rules) put_rule(out, rule);
  put_varint(out, relabel.label_names == LabelNames::kLegacy ? 1 : 0);
  return out;
}

/// The same.
std::string canonical(const LabelLimits& limits) {
  std::string out;
  if (limits == LabelLimits{}) return out;
  put_varint(out, limits.labels_max);
  put_varint(out, limits.name_bytes_max);
  put_varint(out, limits.value_bytes_max);
  put_varint(out, limits.names == LabelNames::kLegacy ? 1 : 0);
  return out;
}

std::optional<Relabeller> compiled(const RelabelOptions& relabel) {
  if (relabel.rules.empty() && relabel.external_labels.empty()) return std::nullopt;
  Result<Relabeller> relabeller = Relabeller::compile(relabel);
  FB_CHECK(relabeller.has_value());
  return *std::move(relabeller);
}

}  // namespace

const char* label_verdict_name(LabelVerdict verdict) {
  switch (verdict) {
    case LabelVerdict::kSent:
      return "sent";
    case LabelVerdict::kRelabelled:
      return "relabelled";
    case LabelVerdict::kInvalid:
      return "invalid_labels";
    case LabelVerdict::kTooMany:
      return "too_many_labels";
    case LabelVerdict::kNameTooLong:
      return "label_name_too_long";
    case LabelVerdict::kValueTooLong:
      return "label_value_too_long";
    case LabelVerdict::kCollision:
      return "collision";
  }
  FB_CHECK(false);
}

WireLabels::WireLabels(WireLabelsOptions options)
    : options_(std::move(options)), relabeller_(compiled(options_.relabel)) {}

std::optional<LabelSet> WireLabels::relabelled(LabelSet labels) const {
  if (!relabeller_) return labels;
  return relabeller_->apply(std::move(labels));
}

std::optional<LabelSet> WireLabels::find(const Accounts& accounts, SeriesId series,
                                         Measure measure) const {
  return relabelled(
      account_labels(accounts, accounts.account(series), {measure, options_.instance}));
}

LabelVerdict WireLabels::judge(const std::optional<LabelSet>& labels) const {
  if (!labels) return LabelVerdict::kRelabelled;
  const LabelLimits& limits = options_.limits;
  if (find_label_defect(*labels, limits.names)) return LabelVerdict::kInvalid;
  if (labels->size() > limits.labels_max) return LabelVerdict::kTooMany;
  const auto long_name = [&](const Label& label) {
    return label.name.size() > limits.name_bytes_max;
  };
  if (std::ranges::any_of(*labels, long_name)) return LabelVerdict::kNameTooLong;
  const auto long_value = [&](const Label& label) {
    return label.value.size() > limits.value_bytes_max;
  };
  if (std::ranges::any_of(*labels, long_value)) return LabelVerdict::kValueTooLong;
  return LabelVerdict::kSent;
}

std::vector<Label> WireLabels::target() const {
  return {{"instance", options_.instance}, {"job", "flowbridge"}};
}

std::optional<LabelSet> WireLabels::of_own(LabelSet labels) const {
  std::optional<LabelSet> sent = relabelled(std::move(labels));
  if (judge(sent) != LabelVerdict::kSent) return std::nullopt;
  return sent;
}

LabelSet WireLabels::probe() const {
  const LabelSet own = probe_labels(options_.instance);
  if (std::optional<LabelSet> labels = of_own(own)) return *std::move(labels);
  RelabelOptions external_only = options_.relabel;
  external_only.rules.clear();
  const std::optional<Relabeller> without_rules = compiled(external_only);
  return without_rules ? without_rules->apply(own).value() : own;
}

std::uint64_t WireLabels::hash() const {
  // Without rules it is what it was before there were any.
  const std::uint64_t rules = crc32c(canonical(options_.relabel));
  return rules << 32 | crc32c(options_.instance);
}

std::uint32_t WireLabels::limits_hash() const {
  return crc32c(canonical(options_.limits));
}

}  // namespace flowbridge
