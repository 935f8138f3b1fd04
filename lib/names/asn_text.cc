#include "names/asn_text.h"

#include "base/check.h"
#include "base/hash_map.h"
#include "base/utf8.h"
#include "names/clean.h"
#include "names/source_text.h"

#include <limits>
#include <utility>

namespace flowbridge {
namespace {

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
/// What a line takes in memory, at least and about, so that growing is rare.
constexpr std::size_t kLineBytes = 40;
static_assert(kNameBytesMax <= std::numeric_limits<std::uint8_t>::max());

bool is_blank_line(std::string_view line) {
  return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

AsnLine AsnText::operator[](std::size_t index) const {
  FB_CHECK(index < entries_.size());
  const Entry& entry = entries_[index];
  std::string_view rest = std::string_view(text_).substr(entry.text);
  const auto take = [&rest](std::size_t size) {
    const std::string_view part = rest.substr(0, size);
    rest.remove_prefix(size);
    return part;
  };
  AsnLine line{.asn = entry.asn, .handle = {}, .organisation = {}, .country = {}};
  line.handle = take(entry.handle_size);
  line.organisation = take(entry.organisation_size);
  line.country = take(entry.country_size);
  return line;
}

/// Fills an AsnText, line by line.
class AsnTextParser {
 public:
  AsnTextParser(std::string_view file, const RegistryMap& registries)
      : shape_(shape_of(file)), registries_(registries) {
    out_.text_.reserve(file.size());
    out_.entries_.reserve(file.size() / kLineBytes);
    out_.ends_with_newline_ = file.ends_with('\n');
  }

  /// Requires: text is UTF-8.
  void add(std::string_view text) {
    if (is_prose(text, shape_)) return;
    ++out_.lines_;
    const std::optional<AsnLineParts> line = split_asn_line(text, shape_);
    if (!line) {
      ++out_.lines_bad_;
    } else if (is_new(line->asn)) {
      add_line(*line);
    }
  }

  AsnText take() && { return std::move(out_); }

 private:
  /// Files are in the order of their numbers; only one that is not needs a set of them.
  bool is_new(Asn asn) {
    if (in_order_) {
      if (out_.entries_.empty() || asn > out_.entries_.back().asn) return true;
      in_order_ = false;
      for (const AsnText::Entry& entry : out_.entries_) seen_.insert(entry.asn);
    }
    return seen_.insert(asn).second;
  }

  void add_line(const AsnLineParts& line) {
    const std::optional<DelegatedRange> range = registries_.find(line.asn);
    const AsnNames names = split_names(line, shape_, range ? range->registry : Registry::kNone);
    AsnText::Entry entry{.asn = line.asn, .text = static_cast<std::uint32_t>(out_.text_.size())};
    entry.handle_size = append_name(names.handle);
    entry.organisation_size = append_name(names.organisation);
    entry.country_size = static_cast<std::uint8_t>(line.country.size());
    for (const char c : line.country) {
      out_.text_.push_back(c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    }
    out_.entries_.push_back(entry);
  }

  /// Returns the size of what is appended: nothing, if the name says that there is none.
  std::uint8_t append_name(std::string_view name) {
    const std::size_t begin = out_.text_.size();
    append_clean_name(out_.text_, name);
    const std::string_view clean = std::string_view(out_.text_).substr(begin);
    if (clean == "-" || clean == "UNSPECIFIED") out_.text_.resize(begin);
    return static_cast<std::uint8_t>(out_.text_.size() - begin);
  }

  // Constant after construction.
  const AsnTextShape shape_;
  const RegistryMap& registries_;

  AsnText out_;
  bool in_order_ = true;
  HashSet<Asn> seen_;
};

Parsed<AsnText> parse_asn_text(std::string_view file, const RegistryMap& registries) {
  if (file.starts_with(kByteOrderMark)) file.remove_prefix(kByteOrderMark.size());
  if (const std::optional<Refusal> refusal = refused_at_sight(file, kAsnTextBytesMax)) {
    return *refusal;
  }
  AsnTextParser parser(file, registries);
  for (std::string_view rest = file; !rest.empty();) {
    const std::string_view line = next_line(rest);
    if (is_blank_line(line)) continue;
    if (is_utf8(line)) {
      parser.add(line);
    } else {
      // A line of a file that is not UTF-8 is Latin-1, whatever its neighbours are.
      parser.add(utf8_or_latin1(line));
    }
  }
  AsnText names = std::move(parser).take();
  if (2 * names.lines_bad() > names.lines()) {
    return Refusal{RefusalReason::kForeign, "of " + std::to_string(names.lines()) + " lines only " +
                                                std::to_string(names.lines() - names.lines_bad()) +
                                                " begin with an AS number"};
  }
  return names;
}

}  // namespace flowbridge
