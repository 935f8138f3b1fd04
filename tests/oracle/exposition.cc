#include "oracle/exposition.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace flowbridge {
namespace {

/// Reads one line from left to right.
class LineReader {
 public:
  explicit LineReader(std::string_view line) : rest_(line) {}

  std::optional<std::pair<std::string, ExposedSample>> read() {
    std::string name = word();
    ExposedSample sample;
    if (name.empty() || (take('{') && !read_labels(sample.labels))) return std::nullopt;
    skip_blanks();
    const std::string value(rest_.substr(0, rest_.find(' ')));
    char* end = nullptr;
    sample.value = std::strtod(value.c_str(), &end);
    if (value.empty() || *end != '\0') return std::nullopt;
    return std::pair{std::move(name), std::move(sample)};
  }

 private:
  /// Up to the closing brace.
  bool read_labels(Labels& labels) {
    while (!take('}')) {
      const std::string label = word();
      std::string value;
      if (label.empty() || !take('=') || !read_text(value)) return false;
      labels[label] = std::move(value);
      take(',');
    }
    return true;
  }

  bool read_text(std::string& text) {
    if (!take('"')) return false;
    while (!rest_.empty() && rest_.front() != '"') {
      const bool escaped = rest_.front() == '\\' && rest_.size() > 1;
      if (escaped) rest_.remove_prefix(1);
      text += escaped && rest_.front() == 'n' ? '\n' : rest_.front();
      rest_.remove_prefix(1);
    }
    return take('"');
  }

  std::string word() {
    skip_blanks();
    std::size_t size = 0;
    while (size < rest_.size() && is_name(rest_[size])) ++size;
    std::string text(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return text;
  }

  static bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == ':';
  }

  bool take(char c) {
    skip_blanks();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void skip_blanks() {
    while (!rest_.empty() && rest_.front() == ' ') rest_.remove_prefix(1);
  }

  std::string_view rest_;
};

}  // namespace

void Exposition::add(const std::string& name, ExposedSample sample) {
  metrics_[name].push_back(std::move(sample));
}

const std::vector<ExposedSample>& Exposition::of(const std::string& name) const {
  static const std::vector<ExposedSample> kNone;
  const auto found = metrics_.find(name);
  return found == metrics_.end() ? kNone : found->second;
}

std::optional<double> Exposition::sum(const std::string& name) const {
  std::optional<double> sum;
  for (const ExposedSample& sample : of(name)) sum = sum.value_or(0) + sample.value;
  return sum;
}

std::map<std::string, double> Exposition::by(const std::string& name,
                                             const std::string& label) const {
  std::map<std::string, double> sums;
  for (const ExposedSample& sample : of(name)) {
    const auto found = sample.labels.find(label);
    sums[found == sample.labels.end() ? std::string() : found->second] += sample.value;
  }
  return sums;
}

Result<Exposition> parse_exposition(std::string_view text) {
  Exposition exposition;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    auto sample = LineReader(line).read();
    if (!sample) {
      return Error(ErrorCode::kInvalid, "not a line of metrics: '" + std::string(line) + "'");
    }
    exposition.add(sample->first, std::move(sample->second));
  }
  return exposition;
}

}  // namespace flowbridge
