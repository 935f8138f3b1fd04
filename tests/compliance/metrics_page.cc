#include "compliance/metrics_page.h"

#include "base/ascii.h"
#include "base/utf8.h"
#include "compliance/page_line.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace flowbridge {

namespace {

/// The one NaN that is an ordinary value in Prometheus.
constexpr ValueBits kNanBits = 0x7ff8000000000001;
/// Of the family of samples of which nothing is said.
constexpr std::size_t kNoFamily = 0;
constexpr double kTimeSecondsMax = 1e12;

struct TypeWord {
  const char* word;
  FamilyType type;
};

constexpr std::array<TypeWord, 9> kTypeWords = {{
    {"counter", FamilyType::kCounter},
    {"gauge", FamilyType::kGauge},
    {"histogram", FamilyType::kHistogram},
    {"gaugehistogram", FamilyType::kGaugeHistogram},
    {"summary", FamilyType::kSummary},
    {"info", FamilyType::kInfo},
    {"stateset", FamilyType::kStateSet},
    {"unknown", FamilyType::kUnknown},
    {"untyped", FamilyType::kUnknown},
}};

struct SuffixRow {
  std::string_view suffix;
  std::vector<FamilyType> types;
};

/// What a series of a family may have behind the family's name.
const std::vector<SuffixRow>& suffixes() {
  using enum FamilyType;
  static const std::vector<SuffixRow> kSuffixes = {
      {"_total", {kCounter}},
      {"_created", {kCounter, kHistogram, kSummary}},
      {"_bucket", {kHistogram, kGaugeHistogram}},
      {"_sum", {kHistogram, kSummary}},
      {"_count", {kHistogram, kSummary}},
      {"_gsum", {kGaugeHistogram}},
      {"_gcount", {kGaugeHistogram}},
      {"_info", {kInfo}},
  };
  return kSuffixes;
}

ValueBits bits_of(double value) {
  return std::isnan(value) ? kNanBits : value_bits(value);
}

/// The series of a family that have one `_created`: their labels but the name and what tells a
/// bucket or a quantile from its siblings.
LabelSet without_parts(const LabelSet& labels) {
  LabelSet siblings = labels;
  std::erase_if(siblings, [](const Label& label) {
    return label.name == "__name__" || label.name == "le" || label.name == "quantile";
  });
  return siblings;
}

class PageParser {
 public:
  explicit PageParser(PageFormat format) : format_(format) {
    page_.families.push_back({.type = FamilyType::kUnknown});
  }

  Result<MetricsPage> parse(std::string_view text) {
    while (!text.empty() && !ended_) {
      const std::string_view line = text.substr(0, text.find('\n'));
      text.remove_prefix(std::min(line.size() + 1, text.size()));
      if (!take_line(line)) {
        return Error(ErrorCode::kInvalid, "not a line of metrics: '" + std::string(line) + "'");
      }
    }
    if (format_ == PageFormat::kOpenMetrics && !(ended_ && text.empty())) {
      return Error(ErrorCode::kInvalid, "OpenMetrics must end with '# EOF'");
    }
    set_starts();
    return std::move(page_);
  }

 private:
  bool take_line(std::string_view text) {
    PageLine line(text);
    if (line.at_end()) return true;
    if (line.take("#")) return take_comment(line);
    return take_sample(line);
  }

  bool take_comment(PageLine line) {
    const std::optional<std::string> word = line.take_name(NameOf::kLabel);
    if (word == "EOF" && format_ == PageFormat::kOpenMetrics) {
      ended_ = line.at_end();
      return ended_;
    }
    if (word != "TYPE" && word != "HELP" && word != "UNIT") return true;
    const std::optional<std::string> name = line.take_name(NameOf::kMetric);
    if (!name) return false;
    MetricFamily& family = family_named(*name);
    if (word == "TYPE") {
      const std::optional<std::string> type = line.take_name(NameOf::kLabel);
      return type && line.at_end() && set_type(*type, family);
    }
    // Said again, it replaces what was said before, as in Prometheus.
    std::string text = without_escapes(line.take_rest());
    if (!is_utf8(text)) return false;
    (word == "HELP" ? family.help : family.unit) = std::move(text);
    return true;
  }

  static bool set_type(std::string_view word, MetricFamily& family) {
    const auto row = std::find_if(kTypeWords.begin(), kTypeWords.end(),
                                  [&](const TypeWord& each) { return each.word == word; });
    if (row == kTypeWords.end()) return false;
    family.type = row->type;
    return true;
  }

  bool take_sample(PageLine line) {
    std::optional<std::string> name = line.take_name(NameOf::kMetric);
    if (!name) return false;
    std::optional<std::vector<Label>> labels = line.take_labels();
    if (!labels) return false;
    const std::optional<double> value = line.take_number();
    if (!value) return false;
    PageSample sample;
    sample.value = bits_of(*value);
    sample.family = family_of(*name);
    if (!take_timestamp(line, sample) || !take_exemplar(line)) return false;
    const bool names_itself = std::any_of(labels->begin(), labels->end(), [](const Label& label) {
      return label.name == "__name__";
    });
    if (names_itself) return false;
    labels->push_back({"__name__", *name});
    sample.labels = make_label_set(*std::move(labels));
    if (is_created(*name, sample.family)) return note_created(sample, *value);
    if (series_.insert(sample.labels).second) page_.samples.push_back(std::move(sample));
    return true;
  }

  bool take_timestamp(PageLine& line, PageSample& sample) const {
    if (line.at_end() || is_exemplar_next(line)) return true;
    if (format_ == PageFormat::kText) {
      const std::optional<std::int64_t> ms = line.take_whole_number();
      if (ms) sample.timestamp = unix_ms(*ms);
      return ms.has_value();
    }
    sample.timestamp = seconds(line.take_number());
    return sample.timestamp.has_value();
  }

  static std::optional<UnixTime> seconds(std::optional<double> number) {
    if (!number || !(std::abs(*number) < kTimeSecondsMax)) return std::nullopt;
    return unix_ms(std::llround(*number * 1000));
  }

  static bool is_exemplar_next(PageLine line) { return line.take("#"); }

  /// Up to the end of the line.
  bool take_exemplar(PageLine& line) const {
    if (line.at_end()) return true;
    if (format_ == PageFormat::kText || !line.take("#") || !is_brace_next(line)) return false;
    if (!line.take_labels() || !line.take_number()) return false;
    return line.at_end() || (seconds(line.take_number()) && line.at_end());
  }

  static bool is_brace_next(PageLine line) { return line.take("{"); }

  MetricFamily& family_named(const std::string& name) {
    const auto [found, is_new] = by_name_.emplace(name, page_.families.size());
    if (is_new) page_.families.push_back({.name = name, .type = FamilyType::kUnknown});
    return page_.families[found->second];
  }

  std::size_t family_of(const std::string& name) const {
    if (const auto found = by_name_.find(name); found != by_name_.end()) return found->second;
    for (const SuffixRow& row : suffixes()) {
      if (!name.ends_with(row.suffix)) continue;
      const auto found = by_name_.find(name.substr(0, name.size() - row.suffix.size()));
      if (found == by_name_.end()) continue;
      const FamilyType type = page_.families[found->second].type;
      if (std::find(row.types.begin(), row.types.end(), type) != row.types.end()) {
        return found->second;
      }
    }
    return kNoFamily;
  }

  bool is_created(const std::string& name, std::size_t family) const {
    return format_ == PageFormat::kOpenMetrics && family != kNoFamily &&
           name == page_.families[family].name + "_created";
  }

  bool note_created(const PageSample& sample, double value) {
    const std::optional<UnixTime> start = seconds(value);
    if (start) starts_[{sample.family, without_parts(sample.labels)}] = *start;
    return start.has_value();
  }

  /// A start may come behind the samples that it is about.
  void set_starts() {
    if (starts_.empty()) return;
    for (PageSample& sample : page_.samples) {
      const auto found = starts_.find({sample.family, without_parts(sample.labels)});
      if (found != starts_.end()) sample.start = found->second;
    }
  }

  const PageFormat format_;
  MetricsPage page_;
  bool ended_ = false;
  std::map<std::string, std::size_t> by_name_;
  std::map<std::pair<std::size_t, LabelSet>, UnixTime> starts_;
  std::set<LabelSet> series_;
};

}  // namespace

PageFormat page_format(std::string_view content_type) {
  const std::string type = lower_case(content_type.substr(0, content_type.find(';')));
  return type.starts_with("application/openmetrics-text") ? PageFormat::kOpenMetrics
                                                          : PageFormat::kText;
}

Result<MetricsPage> parse_metrics_page(std::string_view text, PageFormat format) {
  return PageParser(format).parse(text);
}

}  // namespace flowbridge
