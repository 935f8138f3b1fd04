#pragma once
/// The state directory: whose it is, and that nobody else is in it.
///
/// One process at a time works in a state directory, and it is one writer for ever: the writer's id
/// is made once and names its lanes and its commits, so a directory without its id, or with a copy
/// of it elsewhere, would count twice. lib/README.md, "The state directory", has the layout.
///
/// Lifetime: owns the root, and with it the lock, until it is destroyed.
/// Threads:  one; the Directories it gives out: any.
/// Fails:    open: kInUse (another process is in it); kUnsupported (made by a newer version);
///           kCorrupt (the identity is damaged, or gone while there is a journal); kNoSpace, kIo.
///           Nothing is changed then.
/// Units:    none.
///
///   Result<StateDirectory> state =
///       StateDirectory::open(std::move(root), {.writer_id = random_u64(), .instance = "bdr1"});
///   Result<std::unique_ptr<Journal>> journal = Journal::open(state->journal(), {});

#include "port/directory.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// Who writes this directory. The id is random, the instance is a name for people and for labels.
struct WriterIdentity {
  std::uint64_t writer_id = 0;
  std::string instance;

  bool operator==(const WriterIdentity&) const = default;
};

inline constexpr std::uint32_t kStateFormatVersion = 1;

// What is where, below the state directory.
inline constexpr const char* kWriterFileName = "writer.json";
inline constexpr const char* kJournalDirectoryName = "journal";
inline constexpr const char* kDestinationsDirectoryName = "destinations";

class StateDirectory {
 public:
  /// Locks `root` and reads its identity, or gives it `if_new` if it has none.
  static Result<StateDirectory> open(std::unique_ptr<Directory> root, const WriterIdentity& if_new);

  /// What the directory says, whatever open() was given.
  const WriterIdentity& writer() const { return writer_; }
  /// Whether open() made it.
  bool is_new() const { return is_new_; }

  Directory& journal() { return *journal_; }
  /// Where a destination keeps its cursor and its quarantine; made if it is not there. Fails:
  /// kInvalid for a name that cannot name a directory.
  Result<std::unique_ptr<Directory>> destination(const std::string& name);
  /// Names of the destinations that keep something here, sorted.
  Result<std::vector<std::string>> destinations();
  /// Lets go what it keeps, and with it the part of the journal that it has not been sent.
  Result<void> forget_destination(const std::string& name);

 private:
  StateDirectory(std::unique_ptr<Directory> root, std::unique_ptr<Directory> journal)
      : root_(std::move(root)), journal_(std::move(journal)) {}

  std::unique_ptr<Directory> root_;
  std::unique_ptr<Directory> journal_;
  WriterIdentity writer_;
  bool is_new_ = false;
};

/// The bytes of writer.json.
std::string encode_writer(const WriterIdentity& writer);
/// Fails: kCorrupt, kUnsupported.
Result<WriterIdentity> parse_writer(std::string_view text);

}  // namespace flowbridge
