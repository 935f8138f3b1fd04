#include "journal/state_directory.h"

#include "journal/format.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <nlohmann/json.hpp>

namespace flowbridge {

namespace {

constexpr std::size_t kWriterIdDigits = 16;

/// As many hexadecimal digits as the number can have: JSON's numbers end at 2^53.
std::string to_hex(std::uint64_t value) {
  std::array<char, kWriterIdDigits> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value, 16).ptr;
  const std::string text(digits.data(), end);
  return std::string(kWriterIdDigits - text.size(), '0') + text;
}

std::optional<std::uint64_t> from_hex(const std::string& text) {
  if (text.size() != kWriterIdDigits) return {};
  std::uint64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size()) return {};
  return value;
}

Error damaged_writer(const std::string& what) {
  return {ErrorCode::kCorrupt, std::string(kWriterFileName) + ": " + what};
}

bool holds_records(const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(), [](const std::string& name) {
    return parse_segment_name(name).has_value() || parse_checkpoint_name(name).has_value();
  });
}

Result<void> lock_root(Directory& root) {
  Result<void> locked = root.lock();
  if (locked || locked.error().code() != ErrorCode::kInUse) return locked;
  return Error(ErrorCode::kInUse, locked.error().message() +
                                      ": another process works in this state directory; end that "
                                      "one first, or give this one a directory of its own");
}

}  // namespace

std::string encode_writer(const WriterIdentity& writer) {
  const nlohmann::ordered_json json = {{"format_version", kStateFormatVersion},
                                       {"writer_id", to_hex(writer.writer_id)},
                                       {"instance", writer.instance}};
  constexpr int kIndent = 2;
  // A name that is not UTF-8 must not end the program here.
  return json.dump(kIndent, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

Result<WriterIdentity> parse_writer(std::string_view text) {
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return damaged_writer("it is not a JSON object");
  const auto version = json.find("format_version");
  if (version == json.end() || !version->is_number_unsigned()) {
    return damaged_writer("format_version is not there or not a number");
  }
  if (version->get<std::uint64_t>() > kStateFormatVersion) {
    return Error(ErrorCode::kUnsupported, std::string(kWriterFileName) + ": format version " +
                                              version->dump() + ", this program reads up to " +
                                              std::to_string(kStateFormatVersion) +
                                              "; use the newer program again");
  }
  const auto id = json.find("writer_id");
  const auto instance = json.find("instance");
  if (id == json.end() || !id->is_string() || instance == json.end() || !instance->is_string()) {
    return damaged_writer("writer_id or instance is not there or not a text");
  }
  const std::optional<std::uint64_t> writer_id = from_hex(id->get<std::string>());
  if (!writer_id) return damaged_writer("writer_id is not 16 hexadecimal digits");
  return WriterIdentity{.writer_id = *writer_id, .instance = instance->get<std::string>()};
}

Result<StateDirectory> StateDirectory::open(std::unique_ptr<Directory> root,
                                            const WriterIdentity& if_new) {
  if (Result<void> locked = lock_root(*root); !locked) return locked.error();
  Result<std::string> text = read_file(*root, kWriterFileName);
  if (!text && text.error().code() != ErrorCode::kNotFound) return text.error();
  std::optional<WriterIdentity> known;
  if (text) {
    Result<WriterIdentity> parsed = parse_writer(*text);
    if (!parsed) return parsed.error();
    known = *std::move(parsed);
  }
  Result<std::unique_ptr<Directory>> journal = root->subdirectory(kJournalDirectoryName);
  if (!journal) return journal.error();
  if (!known) {
    const Result<std::vector<std::string>> names = (*journal)->list();
    if (!names) return names.error();
    if (holds_records(*names)) {
      return damaged_writer("it is missing, and there is a journal that it belongs to");
    }
    if (Result<void> made = replace_file(*root, kWriterFileName, encode_writer(if_new)); !made) {
      return made.error();
    }
  }
  StateDirectory state(std::move(root), *std::move(journal));
  state.is_new_ = !known.has_value();
  state.writer_ = known.value_or(if_new);
  return state;
}

Result<std::vector<std::string>> StateDirectory::destinations() {
  Result<std::unique_ptr<Directory>> all = root_->subdirectory(kDestinationsDirectoryName);
  if (!all) return all.error();
  Result<std::vector<std::string>> names = (*all)->list_subdirectories();
  if (!names) return names.error();
  std::vector<std::string> keeping;
  for (const std::string& name : *names) {
    Result<std::unique_ptr<Directory>> own = (*all)->existing_subdirectory(name);
    if (!own) return own.error();
    const Result<std::vector<std::string>> files = (*own)->list();
    if (!files) return files.error();
    if (!files->empty()) keeping.push_back(name);
  }
  return keeping;
}

// Its empty directory stays: a Directory removes files only.
Result<void> StateDirectory::forget_destination(const std::string& name) {
  Result<std::unique_ptr<Directory>> own = destination(name);
  if (!own) return own.error();
  const Result<std::vector<std::string>> files = (*own)->list();
  if (!files) return files.error();
  for (const std::string& file : *files) {
    if (Result<void> removed = (*own)->remove(file); !removed) return removed;
  }
  return (*own)->sync();
}

Result<std::unique_ptr<Directory>> StateDirectory::destination(const std::string& name) {
  const bool usable = !name.empty() && name != "." && name != ".." &&
                      name.find('/') == std::string::npos && name.find('\0') == std::string::npos;
  if (!usable) {
    return Error(ErrorCode::kInvalid, "a destination cannot be named \"" + name + "\"");
  }
  Result<std::unique_ptr<Directory>> all = root_->subdirectory(kDestinationsDirectoryName);
  if (!all) return all.error();
  return (*all)->subdirectory(name);
}

}  // namespace flowbridge
