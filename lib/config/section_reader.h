#pragma once
/// A section of the configuration file that has keys of its own, read one by one.
///
/// What SettingsReader is for options: each call names a key and the parser of its value. Keys that
/// nobody has asked for are unknown, so there is no list of keys that could be wrong. Everything
/// that is read is noted beside, as it may be shown.
///
/// Lifetime: borrows file, node and notes.      Threads: one.
/// Fails:    never; every mistake becomes a Problem with its place, and nothing of a secret.
/// Units:    none.
///
///   SectionReader entry(file, node, "remote_write[1]", notes);
///   settings.timeout = entry.one("remote_timeout", parse_duration, {.default_text = "30s"});
///   if (auto basic = entry.section("basic_auth")) settings.auth = read_basic(*basic);
///   entry.finish();

#include "auth/secret_source.h"
#include "config/config_file.h"
#include "config/limits.h"
#include "config/problem.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// One line of print-config.
struct ShownSetting {
  /// "remote_write[1].basic_auth.password".
  std::string name;
  /// Without secrets.
  std::string text;
  std::string where;
};

/// What reading leaves beside settings.
struct SectionNotes {
  std::vector<Problem> problems;
  /// Of what is allowed and has no effect.
  std::vector<Problem> warnings;
  std::vector<ShownSetting> values;
};

/// How much of a value may be shown.
enum class Shown : std::uint8_t {
  kWhole,
  kUrl,  // without user, password and query
  kNever,
};

struct KeyOptions {
  /// Empty: none.
  std::string_view default_text = {};
  Limits limits = {};
  Shown shown = Shown::kWhole;
};

/// One text of a list, or of a map, where it has a key.
struct SectionItem {
  std::string key;
  std::string text;
  std::string where;
};

class SectionReader {
 public:
  /// `path`: "remote_write[1]". A node that is no map is a problem, and read as an empty one.
  SectionReader(const ConfigFile& file, const YamlNode& node, std::string path,
                SectionNotes& notes);

  /// How many mistakes there are so far, in this section and elsewhere.
  std::size_t mistakes() const { return notes_->problems.size(); }
  bool has(std::string_view key) const { return find(key).has_value(); }
  /// Whether it has keys, or nothing at all.
  bool is_sound() const { return node_->kind == YamlKind::kMap || node_->kind == YamlKind::kNull; }
  std::string place() const;
  /// Of the key's value.
  std::string place(std::string_view key) const;

  /// Absent if there is neither a value nor a default, or a mistake.
  std::optional<std::string> text(std::string_view key, const KeyOptions& options = {});
  template <typename T>
  std::optional<T> one(std::string_view key, Parser<T> parse, const KeyOptions& options = {}) {
    const std::optional<std::string> given = text(key, options);
    if (!given) return std::nullopt;
    Result<T> parsed = parse_within(*given, parse, options.limits);
    if (parsed) return *std::move(parsed);
    reject(key, parsed.error().message());
    return std::nullopt;
  }
  /// The key, or the key with "_file" behind it.
  SecretOptions secret(const std::string& key);
  /// A list of texts, or one text.
  std::vector<SectionItem> list(std::string_view key, Shown shown = Shown::kWhole);

  /// Absent if it is not there; empty if it has no value.
  std::optional<SectionReader> section(std::string_view key);
  SectionReader section_or_empty(std::string_view key);
  /// A list of them.
  std::vector<SectionReader> sections(std::string_view key);

  /// All that is in this one, whose keys are not ours to know: texts, or sections.
  std::vector<SectionItem> items(Shown shown);
  std::vector<SectionReader> sections();
  /// Of one of those sections.
  const std::string& key() const { return key_; }

  /// A key of Prometheus's that cannot be had: a mistake if it is there.
  void refuse(std::string_view key, std::string_view instead);
  /// One that has no effect: a warning if it is there.
  void ignore(std::string_view key, std::string_view because);
  void reject(std::string_view key, std::string what);
  void reject(std::string what);
  /// Of an item.
  void reject_at(std::string where, std::string what);
  void warn(std::string_view key, std::string what);

  /// Notes a value that was found elsewhere for a key that is not there.
  void found(std::string_view key, std::string_view text, std::string where);

  /// Tells which keys are unknown. Requires: all that are known have been asked for.
  void finish();

 private:
  static const YamlNode& nothing();

  /// Borrowed from the node.
  struct Entry {
    const YamlNode& key;
    const YamlNode& value;
  };

  std::vector<Entry> entries() const;
  std::optional<Entry> find(std::string_view key) const;
  /// The same, and the key is a known one.
  std::optional<Entry> ask(std::string_view key);
  std::string path_to(const YamlNode& key) const;
  void note(const std::string& path, std::string_view text, Shown shown, std::string where);
  /// What an unknown key was probably meant for.
  std::string hint(const YamlNode& key) const;

  // Constant after construction.
  const ConfigFile* file_;
  const YamlNode* node_;
  std::string path_;
  std::string key_;
  SectionNotes* notes_;

  std::vector<std::string> asked_;
};

}  // namespace flowbridge
