#pragma once
/// The cache of AS names on disk.
///
///   <source>.file     as it was fetched, in force     <source>.json   what is known of it
///   <source>.held     an edition that waits
///   names.snapshot    the table in force (names/FORMAT.md)
///
/// Everything is replaced whole: after a crash at any point each file is the old one or the new
/// one, and a state that speaks of another file than there is shows by its checksum.
///
/// What cannot be written is kept in memory instead, and read from there, until it can be or is
/// replaced: with a full or read-only disk everything goes on, and only a restart forgets. What is
/// on the disk meanwhile is older and sound, and fits together.
///
/// Lifetime: borrows the directory.      Threads: one.
/// Fails:    writing: what was to be written is in memory only, whatever the code. Reading: what is
///           missing or damaged is absent, and fetched or built anew.
/// Units:    bytes. In memory there are at most a file, a held file and a state of each source.
///
///   store.accept("asnames", body, state);
///   NameSnapshot snapshot = build_snapshot(sources, store, now);

#include "asndb/source.h"
#include "asndb/source_state.h"
#include "base/result.h"
#include "names/name_snapshot.h"
#include "names/registry_map.h"
#include "port/directory.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

inline constexpr const char* kNameSnapshotFile = "names.snapshot";

class AsnStore final {
 public:
  explicit AsnStore(Directory& directory) : directory_(directory) {}

  /// Empty if there is none that can be read.
  SourceState state(const std::string& source) const;
  /// Of files that are in memory only, the one on the disk goes on to speak of those before.
  Result<void> save(const std::string& source, const SourceState& state);

  /// The file that `state` speaks of.
  std::optional<std::string> file(const std::string& source, const SourceState& state) const;
  std::optional<std::string> held_file(const std::string& source, const SourceState& state) const;

  /// Puts `body` in force, and forgets an edition that waits. Requires: state.file is about it.
  Result<void> accept(const std::string& source, std::string_view body, const SourceState& state);
  /// Keeps `body` waiting. Requires: state.held_file is about it.
  Result<void> hold(const std::string& source, std::string_view body, const SourceState& state);

  /// save(), and before it tries again to write what is in memory only. Fails: some of it still is.
  Result<void> keep(const std::string& source, const SourceState& state);
  /// Only what is on the disk counts from here on.
  void forget() { unwritten_.clear(); }
  /// From here on the disk takes nothing, or what it will.
  void suspend_writing() { suspended_ = true; }
  void resume_writing() { suspended_ = false; }

  Result<NameSnapshot> snapshot() const;
  /// Fails also while something is in memory only: a table is never newer than its files, and is
  /// not kept in memory here.
  Result<void> save_snapshot(const NameSnapshot& snapshot);

 private:
  Result<std::string> contents(const std::string& name) const;
  Result<void> replace(const std::string& name, std::string_view bytes);
  Result<void> write(const std::string& name, std::string_view bytes);
  bool is_unwritten(const std::string& name) const { return unwritten_.count(name) > 0; }
  std::optional<std::string> read(const std::string& name,
                                  const std::optional<FetchedFile>& expected) const;

  Directory& directory_;
  bool suspended_ = false;
  // By the names of their files.
  std::map<std::string, std::string> unwritten_;
};

/// Of the delegated files in force.
RegistryMap read_registries(const std::vector<AsnSource>& sources, const AsnStore& store);

/// The table that the files in force make, one file in memory at a time.
NameSnapshot build_snapshot(const std::vector<AsnSource>& sources, const AsnStore& store,
                            UnixTime now);

/// What the snapshot would say that it is made of.
std::vector<SourceEdition> editions_in_force(const std::vector<AsnSource>& sources,
                                             const AsnStore& store);

}  // namespace flowbridge
