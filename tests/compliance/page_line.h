#pragma once
/// One line of a page of metrics, read from left to right.
///
/// Lifetime: borrows the line.      Threads: one.
/// Fails:    what is not there is absent, and the reader stands where it stood or further right.
/// Units:    none: a value or a time is as it is written.
///
///   PageLine line("up{job=\"a\"} 1");
///   std::optional<std::string> name = line.take_name(NameOf::kMetric);
///   std::optional<std::vector<Label>> labels = line.take_labels();
///   std::optional<double> value = line.take_number();

#include "metric/label.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

enum class NameOf { kMetric, kLabel };

class PageLine {
 public:
  explicit PageLine(std::string_view line) : rest_(line) {}

  /// Takes the text if it is next, behind blanks.
  bool take(std::string_view text);
  std::optional<std::string> take_name(NameOf kind);
  /// Those between braces; none if there is no brace. Names are unique.
  std::optional<std::vector<Label>> take_labels();
  std::optional<double> take_number();
  std::optional<std::int64_t> take_whole_number();
  /// All that is left but the blank before it.
  std::string_view take_rest();

  bool at_end();

 private:
  void skip_blanks();
  std::string_view take_word();
  std::optional<std::string> take_quoted();

  std::string_view rest_;
};

/// Of HELP and of label values: \\ and \n, and \" which only the latter need. Others stay.
std::string without_escapes(std::string_view text);

}  // namespace flowbridge
