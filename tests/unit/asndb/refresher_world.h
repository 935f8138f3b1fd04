#pragma once
/// A refresher with servers, a disk and a clock in memory.
///
/// Lifetime: owns all of it.      Threads: one.
/// Fails:    a refresher that does not come to rest fails the test.
/// Units:    time passes in run(), as far as the refresher asks to wait; a step takes no time.
///
///   RefresherWorld world;
///   world.web.serve(kAsnamesUrl, "15169 GOOGLE - Google LLC, US\n");
///   world.start();
///   world.settle();
///   EXPECT_EQ(world.name(15169), "Google LLC");

#include "asndb/refresher.h"
#include "names/as_names.h"
#include "support/log.h"
#include "support/memory_directory.h"
#include "support/scripted_downloader.h"

#include <memory>
#include <string>
#include <vector>

namespace flowbridge {

inline constexpr const char* kAsnamesUrl = "https://names.example/asn.txt";
inline constexpr const char* kDelegatedUrl = "https://registry.example/delegated";
inline constexpr const char* kNetUrl = "https://dump.example/net-0.json";
inline constexpr const char* kNetChangesUrl = "https://api.example/net";

/// Of small files: without floors and canaries.
AsnSource asnames_source();
AsnSource delegated_source();
AsnSource peeringdb_source();

/// An asn.txt of `count` names, of which the first `lost` have handles only.
std::string names_file(int count, int lost, const char* suffix = "");

class RefresherWorld {
 public:
  explicit RefresherWorld(std::uint64_t seed = 1);

  /// Makes a refresher on what the disk has.
  void start();
  /// Makes one on another directory, which is borrowed.
  void start(Directory& directory);
  /// The process dies; what it wrote is there.
  void stop();

  /// Its lock is free. Requires: no refresher.
  void release_directory() { directory_.reset(); }

  /// Until nothing is due any more; requests keep their distance.
  void settle();
  void run(Duration time);

  std::string name(std::uint32_t asn) const;
  std::uint64_t failures(const std::string& source, const std::string& reason) const;
  std::uint64_t all_failures() const;
  const AsnSourceReport& source_report(const std::string& source) const;
  std::string snapshot_bytes() const { return disk.files()["asn-db/names.snapshot"]; }

  MemoryDisk disk;
  ScriptedDownloader web;
  RefresherOptions options;
  Now now{.wall = unix_ms(1'790'726'400'000), .monotonic = MonotonicTime(std::chrono::hours(1))};
  std::unique_ptr<Refresher> refresher;
  /// What was published since the world began.
  std::vector<std::shared_ptr<const NameTable>> published;
  AsnDbReport report;
  /// When each request was made.
  std::vector<MonotonicTime> request_times;

 private:
  Duration step();
  void pass(Duration time);

  NullLog log_;
  std::unique_ptr<Directory> root_;
  std::unique_ptr<Directory> directory_;
};

}  // namespace flowbridge
