#include "config/section_reader.h"

#include "config/addresses.h"
#include "config/suggest.h"

#include <algorithm>

namespace flowbridge {

namespace {

std::string shown_text(std::string_view text, Shown shown) {
  switch (shown) {
    case Shown::kWhole:
      return std::string(text);
    case Shown::kUrl:
      return redact_url(text);
    case Shown::kNever:
      return std::string(text.empty() ? std::string_view() : kHidden);
  }
  FB_CHECK(false);
}

/// "url:x" is a text, and no key with its value.
bool is_joined(const YamlNode& node) {
  return node.kind == YamlKind::kScalar && node.text.find(':') != std::string::npos;
}

constexpr std::string_view kJoinedHint = "; is there a blank behind its colon?";
constexpr std::string_view kNoValue = "has no value; take the key away, or give it one";

}  // namespace

SectionReader::SectionReader(const ConfigFile& file, const YamlNode& node, std::string path,
                             SectionNotes& notes)
    : file_(&file), node_(&node), path_(std::move(path)), notes_(&notes) {
  if (is_sound()) return;
  reject("expected keys with their values" + std::string(is_joined(node) ? kJoinedHint : ""));
}

const YamlNode& SectionReader::nothing() {
  static const YamlNode kNothing;
  return kNothing;
}

std::string SectionReader::place() const {
  return place_in_file(*file_, node_->at, path_);
}

std::string SectionReader::place(std::string_view key) const {
  const std::optional<Entry> entry = find(key);
  if (!entry) return place();
  const bool is_null = entry->value.kind == YamlKind::kNull;
  return place_in_file(*file_, (is_null ? entry->key : entry->value).at, path_to(entry->key));
}

std::vector<SectionReader::Entry> SectionReader::entries() const {
  std::vector<Entry> out;
  if (node_->kind != YamlKind::kMap) return out;
  for (std::size_t i = 0; i < node_->children.size(); i += 2) {
    out.push_back({.key = node_->children[i], .value = node_->children[i + 1]});
  }
  return out;
}

std::optional<SectionReader::Entry> SectionReader::find(std::string_view key) const {
  for (const Entry& each : entries()) {
    if (each.key.kind == YamlKind::kScalar && each.key.text == key) return each;
  }
  return std::nullopt;
}

std::optional<SectionReader::Entry> SectionReader::ask(std::string_view key) {
  asked_.emplace_back(key);
  return find(key);
}

std::string SectionReader::path_to(const YamlNode& key) const {
  return path_ + "." + shown_key(key);
}

void SectionReader::note(const std::string& path, std::string_view text, Shown shown,
                         std::string where) {
  notes_->values.push_back(
      {.name = path, .text = shown_text(text, shown), .where = std::move(where)});
}

std::optional<std::string> SectionReader::text(std::string_view key, const KeyOptions& options) {
  const std::optional<Entry> entry = ask(key);
  if (!entry) {
    if (options.default_text.empty()) return std::nullopt;
    note(path_ + "." + std::string(key), options.default_text, options.shown, "default");
    return std::string(options.default_text);
  }
  switch (entry->value.kind) {
    case YamlKind::kScalar:
      note(path_to(entry->key), entry->value.text, options.shown, place(key));
      return entry->value.text;
    case YamlKind::kNull:
      reject(key, std::string(kNoValue));
      return std::nullopt;
    case YamlKind::kList:
      reject(key, "takes one value, not a list");
      return std::nullopt;
    case YamlKind::kMap:
      reject(key, "takes one value, and has no keys below it");
      return std::nullopt;
  }
  FB_CHECK(false);
}

SecretOptions SectionReader::secret(const std::string& key) {
  SecretOptions secret;
  if (auto value = text(key, {.shown = Shown::kNever})) secret.value = Secret(*std::move(value));
  secret.file = text(key + "_file").value_or("");
  refuse(key + "_ref", "there is no manager of secrets; use " + key + "_file");
  return secret;
}

std::vector<SectionItem> SectionReader::list(std::string_view key, Shown shown) {
  std::vector<SectionItem> items;
  const std::optional<Entry> entry = ask(key);
  if (!entry) return items;
  const auto add = [&](const YamlNode& node) {
    const std::string where = place_in_file(*file_, node.at, path_to(entry->key));
    if (node.kind != YamlKind::kScalar) {
      notes_->problems.push_back({.where = where, .what = "takes texts, and this is none"});
      return;
    }
    note(path_to(entry->key), node.text, shown, where);
    items.push_back({.key = {}, .text = node.text, .where = where});
  };
  if (entry->value.kind == YamlKind::kList) {
    for (const YamlNode& node : entry->value.children) add(node);
  } else if (entry->value.kind == YamlKind::kNull) {
    reject(key, std::string(kNoValue));
  } else {
    add(entry->value);
  }
  return items;
}

std::vector<SectionItem> SectionReader::items(Shown shown) {
  std::vector<SectionItem> out;
  for (const Entry& entry : entries()) {
    const std::string path = path_to(entry.key);
    const std::string where = place_in_file(*file_, entry.value.at, path);
    asked_.push_back(entry.key.text);
    if (entry.key.kind != YamlKind::kScalar || entry.value.kind != YamlKind::kScalar) {
      notes_->problems.push_back({.where = where, .what = "expected a key with one text"});
      continue;
    }
    note(path, entry.value.text, shown, where);
    out.push_back({.key = entry.key.text, .text = entry.value.text, .where = where});
  }
  return out;
}

std::optional<SectionReader> SectionReader::section(std::string_view key) {
  const std::optional<Entry> entry = ask(key);
  if (!entry) return std::nullopt;
  return SectionReader(*file_, entry->value, path_to(entry->key), *notes_);
}

SectionReader SectionReader::section_or_empty(std::string_view key) {
  // Of what is not there nothing can be wrong, so that its position is not told.
  if (std::optional<SectionReader> given = section(key)) return *std::move(given);
  return SectionReader(*file_, nothing(), path_ + "." + std::string(key), *notes_);
}

std::vector<SectionReader> SectionReader::sections(std::string_view key) {
  std::vector<SectionReader> out;
  const std::optional<Entry> entry = ask(key);
  if (!entry || entry->value.kind == YamlKind::kNull) return out;
  if (entry->value.kind != YamlKind::kList) {
    reject(key, "takes a list");
    return out;
  }
  for (const YamlNode& each : entry->value.children) {
    std::string path = path_to(entry->key) + "[" + std::to_string(out.size()) + "]";
    out.push_back(SectionReader(*file_, each, std::move(path), *notes_));
  }
  return out;
}

std::vector<SectionReader> SectionReader::sections() {
  std::vector<SectionReader> out;
  for (const Entry& entry : entries()) {
    asked_.push_back(entry.key.text);
    out.push_back(SectionReader(*file_, entry.value, path_to(entry.key), *notes_));
    out.back().key_ = entry.key.text;
  }
  return out;
}

void SectionReader::refuse(std::string_view key, std::string_view instead) {
  if (ask(key)) reject(key, "cannot be had here: " + std::string(instead));
}

void SectionReader::ignore(std::string_view key, std::string_view because) {
  if (ask(key)) warn(key, "has no effect here: " + std::string(because));
}

void SectionReader::reject(std::string_view key, std::string what) {
  notes_->problems.push_back({.where = place(key), .what = std::move(what)});
}

void SectionReader::reject(std::string what) {
  notes_->problems.push_back({.where = place(), .what = std::move(what)});
}

void SectionReader::reject_at(std::string where, std::string what) {
  notes_->problems.push_back({.where = std::move(where), .what = std::move(what)});
}

void SectionReader::warn(std::string_view key, std::string what) {
  notes_->warnings.push_back({.where = place(key), .what = std::move(what)});
}

void SectionReader::found(std::string_view key, std::string_view text, std::string where) {
  note(path_ + "." + std::string(key), text, Shown::kWhole, std::move(where));
}

void SectionReader::finish() {
  for (const Entry& entry : entries()) {
    const bool is_text = entry.key.kind == YamlKind::kScalar;
    const auto known = std::find(asked_.begin(), asked_.end(), entry.key.text);
    if (is_text && known != asked_.end()) continue;
    notes_->problems.push_back(
        {.where = place_in_file(*file_, entry.key.at, path_to(entry.key)),
         .what = is_text ? "unknown key" + hint(entry.key) : "expected a key, which is one text"});
  }
}

std::string SectionReader::hint(const YamlNode& key) const {
  if (is_joined(key)) return std::string(kJoinedHint);
  const std::string near(nearest(key.text, {asked_.begin(), asked_.end()}));
  if (near.empty()) return {};
  return is_same_but_for_spelling(key.text, near) ? "; it is spelled " + near + " here"
                                                  : did_you_mean(near);
}

}  // namespace flowbridge
