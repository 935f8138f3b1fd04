#pragma once
/// A cache in memory that holds the fixtures of tests/golden/asn, but those of databases, without a
/// network.
///
/// Lifetime: owns its disk.      Threads: one.
/// Fails:    a fixture that cannot be read fails the test.
/// Units:    the files were fetched at kFixtureTime.
///
///   FixtureCache cache;
///   cache.hold("asnames", read_source_file("tests/golden/asn/bad/ripe-asnames-names-lost.txt"));
///   explain(numbers, cache.names(), cache.sources, cache.store());

#include "asndb/source.h"
#include "asndb/store.h"
#include "names/as_names.h"
#include "support/memory_directory.h"

#include <memory>
#include <string>
#include <vector>

namespace flowbridge {

inline constexpr UnixTime kFixtureTime = unix_ms(1'790'678'400'000);

class FixtureCache {
 public:
  FixtureCache();

  /// Puts another edition in force, or beside it.
  void accept(const std::string& source, const std::string& body);
  void hold(const std::string& source, const std::string& body);

  /// The table that the files make, with the operator's names before it.
  AsNames names(std::vector<Override> own = {}) const;
  AsnStore& store() { return store_; }

  const std::vector<AsnSource> sources = default_sources();
  MemoryDisk disk{1};

 private:
  std::unique_ptr<Directory> directory_ = disk.root();
  AsnStore store_{*directory_};
};

}  // namespace flowbridge
