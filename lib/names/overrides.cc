#include "names/overrides.h"

#include "base/check.h"
#include "names/asn_text.h"
#include "names/clean.h"
#include "names/overrides_draft.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

namespace flowbridge {
namespace {

/// Of a range, less one: all AS numbers are one range too.
std::uint32_t span_of(const Override& entry) {
  return entry.last.value() - entry.first.value();
}

bool is_tag(std::string_view text) {
  const auto is_sound = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '_' || c == '.';
  };
  return !text.empty() && text.size() <= kTagBytesMax &&
         std::all_of(text.begin(), text.end(), is_sound);
}

/// Judges a draft, entry by entry.
class DraftJudge {
 public:
  explicit DraftJudge(OverridesDraft draft) : draft_(std::move(draft)) {}

  void judge() {
    for (const OverrideDraft& draft : draft_.entries) {
      Override entry;
      // All of them, whatever the first says.
      const bool range = read_range(draft.range, entry);
      const bool name = read_name(draft.name, entry);
      const bool country = read_country(draft.country, entry);
      const bool tags = read_tags(draft.tags, entry);
      if (!range || !name || !country || !tags) continue;
      places_.push_back(draft.range.at);
      entries_.push_back(std::move(entry));
    }
    find_ties();
  }

  std::vector<TextProblem>& problems() { return draft_.problems; }
  std::vector<Override>& entries() { return entries_; }

 private:
  bool refuse(const DraftText& text, std::string what) {
    draft_.problems.push_back({text.at, std::move(what)});
    return false;
  }

  bool read_range(const DraftText& range, Override& entry) {
    const std::string_view text = range.text;
    const std::size_t dash = text.find('-');
    const std::optional<Asn> first = parse_asn(text.substr(0, dash));
    const std::optional<Asn> last =
        dash == std::string_view::npos ? first : parse_asn(text.substr(dash + 1));
    if (!first || !last) {
      return refuse(range, quoted_briefly(text) +
                               " is no AS number; write 64512, or 64512-64520 for a range");
    }
    if (*first > *last) {
      return refuse(range,
                    quoted_briefly(text) + " ends before it begins; write the smaller one first");
    }
    entry.first = *first;
    entry.last = *last;
    return true;
  }

  bool read_name(const std::optional<DraftText>& name, Override& entry) {
    if (!name) return false;
    entry.name = clean_name(name->text);
    if (entry.name.empty()) return refuse(*name, "an empty name; write one, or remove the entry");
    if (entry.name == name->text) return true;
    if (name->text.size() > kNameBytesMax) {
      return refuse(*name, quoted_briefly(name->text) + " has " +
                               std::to_string(name->text.size()) + " bytes; shorten it to " +
                               std::to_string(kNameBytesMax));
    }
    return refuse(*name, "holds what a label does not show; write \"" + entry.name + "\"");
  }

  bool read_country(const std::optional<DraftText>& country, Override& entry) {
    if (!country) return true;
    entry.country = Country(country->text);
    if (entry.country.text() == country->text && !entry.country.empty()) return true;
    return refuse(*country, quoted_briefly(country->text) +
                                " is no country; write two capitals, like DE, or leave it out");
  }

  bool read_tags(const std::vector<DraftText>& tags, Override& entry) {
    bool sound = true;
    for (const DraftText& tag : tags) {
      if (entry.tags.size() == kTagsMax) {
        return refuse(tag, "more tags than " + std::to_string(kTagsMax) + "; remove some");
      }
      if (!is_tag(tag.text)) {
        sound = refuse(tag, quoted_briefly(tag.text) + " is no tag; write at most " +
                                std::to_string(kTagBytesMax) +
                                " letters, digits, \"-\", \"_\" or \".\"");
      } else if (std::find(entry.tags.begin(), entry.tags.end(), tag.text) != entry.tags.end()) {
        sound = refuse(tag, quoted_briefly(tag.text) + " comes twice; remove one");
      } else {
        entry.tags.push_back(tag.text);
      }
    }
    return sound;
  }

  /// Of ranges of one size, sorted, any that overlaps an earlier one overlaps the one before it.
  void find_ties() {
    std::vector<std::size_t> order(entries_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [this](std::size_t a, std::size_t b) {
      return std::tuple(span_of(entries_[a]), entries_[a].first, a) <
             std::tuple(span_of(entries_[b]), entries_[b].first, b);
    });
    for (std::size_t i = 1; i < order.size(); ++i) {
      const Override& a = entries_[order[i - 1]];
      const Override& b = entries_[order[i]];
      if (span_of(a) != span_of(b) || a.last < b.first) continue;
      const auto [earlier, later] = std::minmax(order[i - 1], order[i]);
      draft_.problems.push_back(
          {places_[later], a.first == b.first
                               ? "named already at " + in_words(places_[earlier]) + "; remove one"
                               : "overlaps with " + in_words(places_[earlier]) +
                                     ", and none of the two is smaller; split one"});
    }
  }

  OverridesDraft draft_;
  std::vector<Override> entries_;
  /// Of each entry.
  std::vector<TextPosition> places_;
};

Result<OverridesDraft> read_draft(const OverridesFile& file) {
  const auto only = [&file](std::string what) {
    return problems_error(file.path, {{.at = {}, .what = std::move(what)}});
  };
  const bool is_csv = file.path.ends_with(".csv");
  if (!is_csv && !file.path.ends_with(".yaml") && !file.path.ends_with(".yml")) {
    return only("a file of names is called .yaml, .yml or .csv; rename it");
  }
  if (file.text.size() > kOverridesBytesMax) {
    return only("has " + std::to_string(file.text.size()) + " bytes; at most " +
                std::to_string(kOverridesBytesMax) + " are read");
  }
  if (std::optional<TextProblem> problem = byte_that_is_no_text(file.text)) {
    return problems_error(file.path, {*std::move(problem)});
  }
  return is_csv ? read_overrides_csv(file.text) : read_overrides_yaml(file.text);
}

}  // namespace

Overrides::Overrides(std::vector<Override> entries) : entries_(std::move(entries)) {
  // Where ranges begin and where they have ended, in 64 bits because the last one ends at 2^32.
  struct Edge {
    std::uint64_t at;
    std::uint32_t entry;
    bool begins;
  };
  std::vector<Edge> edges;
  for (std::uint32_t i = 0; i < entries_.size(); ++i) {
    FB_CHECK(entries_[i].first <= entries_[i].last);
    edges.push_back({entries_[i].first.value(), i, true});
    edges.push_back({std::uint64_t{entries_[i].last.value()} + 1, i, false});
  }
  std::sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) { return a.at < b.at; });
  // The ranges that hold the place at hand, the smallest first.
  std::set<std::pair<std::uint32_t, std::uint32_t>> open;
  for (std::size_t i = 0; i < edges.size(); ++i) {
    const std::pair key(span_of(entries_[edges[i].entry]), edges[i].entry);
    if (edges[i].begins) {
      open.insert(key);
    } else {
      open.erase(key);
    }
    const bool more_here = i + 1 < edges.size() && edges[i + 1].at == edges[i].at;
    if (more_here || edges[i].at > ~std::uint32_t{0}) continue;
    stretches_.push_back({.first = Asn(static_cast<std::uint32_t>(edges[i].at)),
                          .entry = open.empty() ? kNoEntry : open.begin()->second});
  }
}

const Override* Overrides::find(Asn asn) const {
  const auto next =
      std::upper_bound(stretches_.begin(), stretches_.end(), asn,
                       [](Asn wanted, const Stretch& stretch) { return wanted < stretch.first; });
  if (next == stretches_.begin()) return nullptr;
  const std::uint32_t entry = std::prev(next)->entry;
  return entry == kNoEntry ? nullptr : &entries_[entry];
}

Result<Overrides> parse_overrides(const OverridesFile& file) {
  Result<OverridesDraft> draft = read_draft(file);
  if (!draft) return draft.error();
  DraftJudge judge(*std::move(draft));
  judge.judge();
  if (!judge.problems().empty()) return problems_error(file.path, std::move(judge.problems()));
  return Overrides(std::move(judge.entries()));
}

}  // namespace flowbridge
