#pragma once
/// A journal on a disk in memory, in few words.
///
/// Records are texts; a checkpoint's state is a text too. What does not succeed fails the test,
/// unless the function returns a Result.
///
/// Lifetime: borrows the disk; reopening closes what was open.      Threads: one.
/// Fails:    as a test failure, or by a Result where a test expects one.
/// Units:    sequences.
///
///   MemoryDisk disk(1);
///   JournalOnDisk on_disk(disk);
///   on_disk.commit({"one", "two"});
///   on_disk.reopen();
///   EXPECT_THAT(on_disk.texts(), ElementsAre("one", "two"));

#include "journal/journal.h"
#include "journal/reader.h"
#include "support/memory_directory.h"

namespace flowbridge {

class JournalOnDisk {
 public:
  explicit JournalOnDisk(MemoryDisk& disk, const JournalOptions& options = {});

  Journal& journal();
  Directory& directory() { return *directory_; }
  JournalReader reader() { return JournalReader(directory(), journal().index()); }

  /// Opens it again on the disk as it is; false leaves nothing open.
  Result<void> try_reopen();
  void reopen();
  /// Forgets the journal, as a process that died.
  void close() { journal_.reset(); }

  /// Appends the texts and commits them as one group.
  void commit(const std::vector<std::string>& texts);
  Result<void> try_commit(const std::vector<std::string>& texts);
  void checkpoint(const std::string& state);

  /// All durable texts from a record on.
  std::vector<std::string> texts(Sequence from = kFirstSequence);
  Result<std::vector<std::string>> try_texts(Sequence from);
  /// The state that a restart would begin with; empty without a checkpoint.
  std::string state();

 private:
  MemoryDisk& disk_;
  JournalOptions options_;
  std::unique_ptr<Directory> directory_;
  std::unique_ptr<Journal> journal_;
};

}  // namespace flowbridge
