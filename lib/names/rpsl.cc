#include "names/rpsl.h"

#include "base/gunzip.h"
#include "base/hash_map.h"
#include "names/asn_text.h"
#include "names/clean.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace flowbridge {
namespace {

constexpr std::size_t kValueBytesMax = 1024;
/// Of a line; what names an object is at its beginning.
constexpr std::size_t kLineBytesMax = std::size_t{64} << 10;
constexpr std::string_view kGzipMagic = "\x1f\x8b";
/// A byte of gzip makes a thousand at most.
constexpr std::size_t kGzipStepBytes = 4096;
constexpr std::string_view kLacnicPrefix = "LACNIC generated autnum for ";

enum class Attribute { kOther, kAutNum, kAsName, kDescr, kOrg, kCountry, kOrganisation, kOrgName };

constexpr std::array<std::pair<std::string_view, Attribute>, 7> kAttributes = {{
    {"AUT-NUM", Attribute::kAutNum},
    {"AS-NAME", Attribute::kAsName},
    {"DESCR", Attribute::kDescr},
    {"ORG", Attribute::kOrg},
    {"COUNTRY", Attribute::kCountry},
    {"ORGANISATION", Attribute::kOrganisation},
    {"ORG-NAME", Attribute::kOrgName},
}};

bool is_letter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_key(std::string_view text) {
  return !text.empty() && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '-'; });
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

Attribute attribute_of(std::string_view key) {
  const std::string wanted = upper(key);
  for (const auto& [name, attribute] : kAttributes) {
    if (name == wanted) return attribute;
  }
  return Attribute::kOther;
}

std::string_view without_comment(std::string_view text) {
  return text.substr(0, text.find('#'));
}

/// The first value that an attribute is given stays.
void set_once(std::string& to, const std::string& value) {
  if (to.empty()) to = value;
}

void set_once(Country& to, const std::string& value) {
  if (to.empty()) to = Country(value);
}

/// Takes a dump line by line.
class RpslReader {
 public:
  void line(std::string_view text) {
    while (!text.empty() && text.back() == '\r') text.remove_suffix(1);
    if (text.empty()) return end_object();
    switch (text.front()) {
      case '#':
      case '%':
        return;
      case ' ':
      case '\t':
      case '+':
        return add_value(text.substr(1));
    }
    begin_attribute(text);
  }
  void end_object() {
    end_attribute();
    if (kind_ == Attribute::kAutNum) {
      keep(out_.aut_nums, std::exchange(aut_num_, {}), has_asn_);
    } else if (kind_ == Attribute::kOrganisation) {
      const bool sound = !organisation_.key.empty() && !organisation_.name.empty();
      keep(out_.organisations, std::exchange(organisation_, {}), sound);
    }
    kind_.reset();
    has_asn_ = false;
  }

  std::size_t kept() const { return out_.aut_nums.size() + out_.organisations.size(); }
  bool has_attributes() const { return has_attributes_; }
  RpslDump take() && { return std::move(out_); }

 private:
  void begin_attribute(std::string_view text) {
    end_attribute();
    const std::size_t colon = text.find(':');
    const bool sound = colon != std::string_view::npos && is_key(text.substr(0, colon));
    has_attributes_ = has_attributes_ || sound;
    // Most lines of most dumps belong to objects that are not read.
    if (sound && (!kind_ || is_read())) attribute_ = attribute_of(text.substr(0, colon));
    if (!kind_) kind_ = attribute_;
    if (sound) add_value(text.substr(colon + 1));
  }

  void add_value(std::string_view text) {
    if (attribute_ == Attribute::kOther || value_.size() >= kValueBytesMax) return;
    // Not only files are of mixed encodings, but objects too.
    value_.append(" ").append(utf8_or_latin1(without_comment(text)));
  }

  void end_attribute() {
    if (attribute_ == Attribute::kOther) return;
    const std::string value = clean_name(value_);
    value_.clear();
    const Attribute attribute = std::exchange(attribute_, Attribute::kOther);
    if (kind_ == Attribute::kAutNum) add_to_aut_num(attribute, value);
    if (kind_ == Attribute::kOrganisation) add_to_organisation(attribute, value);
  }

  void add_to_aut_num(Attribute attribute, const std::string& value) {
    switch (attribute) {
      case Attribute::kAutNum:
        if (const std::optional<Asn> asn = parse_asn(upper(value)); asn && !has_asn_) {
          aut_num_.asn = *asn;
          has_asn_ = true;
        }
        return;
      case Attribute::kAsName:
        if (upper(value) != "UNSPECIFIED") set_once(aut_num_.handle, value);
        return;
      case Attribute::kDescr:
        set_once(aut_num_.description,
                 value.starts_with(kLacnicPrefix) ? value.substr(kLacnicPrefix.size()) : value);
        return;
      case Attribute::kOrg:
        set_once(aut_num_.organisation, upper(value));
        return;
      case Attribute::kCountry:
        set_once(aut_num_.country, value);
        return;
      case Attribute::kOrganisation:
      case Attribute::kOrgName:
      case Attribute::kOther:
        return;
    }
  }

  void add_to_organisation(Attribute attribute, const std::string& value) {
    if (attribute == Attribute::kOrganisation) set_once(organisation_.key, upper(value));
    if (attribute == Attribute::kOrgName) set_once(organisation_.name, value);
    if (attribute == Attribute::kCountry) set_once(organisation_.country, value);
  }

  template <typename Object>
  void keep(std::vector<Object>& objects, Object object, bool sound) {
    if (sound) {
      objects.push_back(std::move(object));
    } else {
      ++out_.objects_bad;
    }
  }

  bool is_read() const { return kind_ == Attribute::kAutNum || kind_ == Attribute::kOrganisation; }

  RpslDump out_;
  bool has_attributes_ = false;
  /// The first attribute of the object at hand; absent before it.
  std::optional<Attribute> kind_;
  RpslAutNum aut_num_;
  bool has_asn_ = false;
  RpslOrganisation organisation_;
  Attribute attribute_ = Attribute::kOther;
  std::string value_;
};

/// Takes a dump in pieces of any size.
class RpslFeed {
 public:
  explicit RpslFeed(const RpslLimits& limits) : limits_(limits) {}

  void add(std::string_view piece) {
    if (begin_ == '\0') {
      const std::size_t begin = piece.find_first_not_of(" \t\r\n");
      if (begin != std::string_view::npos) begin_ = piece[begin];
    }
    for (std::size_t end = piece.find('\n'); end != std::string_view::npos && !is_over();
         end = piece.find('\n')) {
      append(piece.substr(0, end));
      reader_.line(line_);
      line_.clear();
      piece.remove_prefix(end + 1);
    }
    append(piece);
  }

  /// Nothing that follows can make it a dump.
  bool is_over() const { return begin_ == '<' || reader_.kept() > limits_.objects_max; }

  Parsed<RpslDump> finish() && {
    if (begin_ == '\0') return Refusal{RefusalReason::kEmpty, "no bytes"};
    if (begin_ == '<') return Refusal{RefusalReason::kHtml, "perhaps an error page"};
    if (!is_over()) {
      reader_.line(line_);
      reader_.end_object();
    }
    if (is_over()) {
      return Refusal{RefusalReason::kTooLarge,
                     "more than " + std::to_string(limits_.objects_max) + " objects"};
    }
    if (!reader_.has_attributes()) {
      return Refusal{RefusalReason::kForeign, "no line is \"key: value\""};
    }
    return std::move(reader_).take();
  }

 private:
  void append(std::string_view text) { line_.append(text.substr(0, kLineBytesMax - line_.size())); }

  const RpslLimits limits_;
  RpslReader reader_;
  /// The first byte that is no blank.
  char begin_ = '\0';
  /// As much of the line at hand as is read.
  std::string line_;
};

Refusal too_large(const std::string& bytes, const RpslLimits& limits) {
  return {RefusalReason::kTooLarge,
          bytes + " bytes, at most " + std::to_string(limits.file_bytes_max) + " are read"};
}

Parsed<RpslDump> parse_gzipped(std::string_view file, const RpslLimits& limits) {
  RpslFeed feed(limits);
  Gunzip gunzip;
  std::string out;
  for (std::uint64_t left = limits.file_bytes_max; !file.empty() && !feed.is_over();
       left -= out.size()) {
    const std::string_view step = file.substr(0, kGzipStepBytes);
    file.remove_prefix(step.size());
    out.clear();
    switch (gunzip.add(step, left, out)) {
      case GunzipOutcome::kGood:
        break;
      case GunzipOutcome::kBroken:
        return Refusal{RefusalReason::kTruncated, "its gzip stream is damaged"};
      case GunzipOutcome::kTooLarge:
        return too_large("more", limits);
    }
    feed.add(out);
  }
  if (!feed.is_over() && !gunzip.may_end()) {
    return Refusal{RefusalReason::kTruncated, "its gzip stream has no end"};
  }
  return std::move(feed).finish();
}

using Organisations = HashMap<std::string_view, const RpslOrganisation*>;

RpslName name_of(const RpslAutNum& aut_num, const Organisations& organisations) {
  RpslName out{.asn = aut_num.asn,
               .handle = aut_num.handle,
               .name = aut_num.description,
               .country = aut_num.country};
  const auto found = organisations.find(aut_num.organisation);
  if (found == organisations.end()) return out;
  out.name = found->second->name;
  if (out.country.empty()) out.country = found->second->country;
  return out;
}

}  // namespace

Parsed<RpslDump> parse_rpsl(std::string_view file, const RpslLimits& limits) {
  if (file.size() > limits.file_bytes_max) {
    return too_large(std::to_string(file.size()), limits);
  }
  if (file.starts_with(kGzipMagic)) return parse_gzipped(file, limits);
  RpslFeed feed(limits);
  feed.add(file);
  return std::move(feed).finish();
}

std::vector<RpslName> rpsl_names(std::span<const RpslDump> dumps) {
  Organisations organisations;
  std::vector<const RpslAutNum*> aut_nums;
  for (const RpslDump& dump : dumps) {
    for (const RpslOrganisation& organisation : dump.organisations) {
      organisations.try_emplace(organisation.key, &organisation);
    }
    for (const RpslAutNum& aut_num : dump.aut_nums) aut_nums.push_back(&aut_num);
  }
  std::stable_sort(aut_nums.begin(), aut_nums.end(),
                   [](const RpslAutNum* a, const RpslAutNum* b) { return a->asn < b->asn; });
  std::vector<RpslName> names;
  for (const RpslAutNum* aut_num : aut_nums) {
    if (!names.empty() && names.back().asn == aut_num->asn) continue;
    names.push_back(name_of(*aut_num, organisations));
  }
  return names;
}

}  // namespace flowbridge
