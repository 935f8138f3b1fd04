// What a refresher does where the disk takes nothing: everything, until it ends.

#include "asndb/refresher.h"
#include "port/missing_directory.h"
#include "support/result_matchers.h"
#include "unit/asndb/refresher_world.h"

#include <algorithm>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

/// A directory whose lock cannot be had, as that of another user.
class LockedAway final : public Directory {
 public:
  explicit LockedAway(std::unique_ptr<Directory> directory) : directory_(std::move(directory)) {}

  Result<std::unique_ptr<File>> open(const std::string& name, OpenMode mode) override {
    return directory_->open(name, mode);
  }
  Result<void> rename(const std::string& from, const std::string& to) override {
    return directory_->rename(from, to);
  }
  Result<void> remove(const std::string& name) override { return directory_->remove(name); }
  Result<std::vector<std::string>> list() override { return directory_->list(); }
  Result<void> sync() override { return directory_->sync(); }
  Result<std::unique_ptr<Directory>> subdirectory(const std::string& name) override {
    return directory_->subdirectory(name);
  }
  Result<std::unique_ptr<Directory>> existing_subdirectory(const std::string& name) override {
    return directory_->existing_subdirectory(name);
  }
  Result<std::vector<std::string>> list_subdirectories() override {
    return directory_->list_subdirectories();
  }
  Result<void> lock() override {
    if (opens) return directory_->lock();
    return Error(ErrorCode::kInvalid, "open LOCK: Permission denied");
  }
  Result<std::optional<std::string>> lock_holder() override { return directory_->lock_holder(); }

  bool opens = false;

 private:
  std::unique_ptr<Directory> directory_;
};

class RefresherMemory : public testing::Test {
 protected:
  RefresherMemory() {
    world_.options.sources = {asnames_source()};
    world_.web.serve(kAsnamesUrl, names_file(1000, 0));
  }

  /// One more name than before.
  void serve_more() { world_.web.serve(kAsnamesUrl, names_file(1001, 0)); }
  void refresh() {
    world_.refresher->refresh_now(world_.now.wall);
    world_.settle();
  }
  /// Requests that the server could not answer with "not modified".
  std::size_t whole_requests() const {
    const auto& requests = world_.web.requests();
    return static_cast<std::size_t>(
        std::count_if(requests.begin(), requests.end(), [](const DownloadRequest& request) {
          return std::none_of(request.headers.begin(), request.headers.end(),
                              [](const HttpHeader& each) { return each.name == "If-None-Match"; });
        }));
  }

  RefresherWorld world_;
};

TEST_F(RefresherMemory, AFullDiskHoldsUpNoName) {
  world_.start();
  world_.settle();
  const auto files = world_.disk.files();
  world_.disk.set_capacity(1);
  serve_more();
  world_.run(27h);
  EXPECT_EQ(world_.name(1001), "Name 1001");
  EXPECT_EQ(world_.published.size(), 2u);
  EXPECT_EQ(world_.source_report("asnames").entries, 1001u);
  EXPECT_EQ(world_.refresher->state("asnames").failure, "disk");
  EXPECT_EQ(world_.refresher->state("asnames").failure_detail, "the disk is full");
  EXPECT_EQ(world_.snapshot_bytes(), files.at("asn-db/names.snapshot"));

  // It goes on so: editions follow one another, and are compared with the one in force.
  world_.web.serve(kAsnamesUrl, names_file(1060, 0));
  world_.run(27h);
  world_.web.serve(kAsnamesUrl, names_file(900, 0));
  world_.run(27h);
  EXPECT_EQ(world_.name(1060), "Name 1060");
  EXPECT_GE(world_.failures("asnames", "shrunken"), 1u);
}

TEST_F(RefresherMemory, WhatAFullDiskDidNotTakeIsStoredLaterAndNotFetchedAgain) {
  world_.start();
  world_.settle();
  world_.disk.set_capacity(1);
  serve_more();
  world_.run(27h);
  const std::uint64_t failed = world_.failures("asnames", "disk");
  EXPECT_GE(failed, 1u);
  EXPECT_LE(failed, 8u) << "with waits that grow";
  world_.disk.set_capacity(std::nullopt);
  world_.run(27h);
  EXPECT_EQ(whole_requests(), 1u) << "the first one";
  EXPECT_EQ(world_.refresher->state("asnames").failure, "");
  EXPECT_EQ(world_.disk.files().at("asn-db/asnames.file"), names_file(1001, 0));
  world_.stop();
  world_.start();
  EXPECT_EQ(world_.name(1001), "Name 1001") << "of the snapshot, which was saved, too";
  EXPECT_TRUE(world_.refresher->idle(world_.now.wall));
}

TEST_F(RefresherMemory, ARestartWithAFullDiskHasTheNamesOfBeforeAndKeepsItsPatience) {
  world_.start();
  world_.settle();
  // A state fits.
  world_.disk.set_capacity(world_.snapshot_bytes().size() + 2 * names_file(1000, 0).size());
  serve_more();
  refresh();
  EXPECT_EQ(world_.name(1001), "Name 1001");
  const std::size_t requests = world_.web.requests().size();
  world_.stop();
  world_.start();
  EXPECT_EQ(world_.name(1000), "Name 1000");
  EXPECT_EQ(world_.name(1001), "AS1001");
  world_.run(9min);
  EXPECT_EQ(world_.web.requests().size(), requests);
  world_.run(27h);
  EXPECT_EQ(world_.name(1001), "Name 1001");
}

TEST_F(RefresherMemory, ADiskThatFailsOnceAtAnyPointLosesNoName) {
  for (const DiskOperation operation :
       {DiskOperation::kAppend, DiskOperation::kSyncFile, DiskOperation::kCreate,
        DiskOperation::kRename, DiskOperation::kSyncDirectory}) {
    for (std::uint64_t nth = 1; nth <= 4; ++nth) {
      RefresherWorld world;
      world.options.sources = {asnames_source()};
      world.web.serve(kAsnamesUrl, names_file(1000, 0));
      world.start();
      world.settle();
      world.web.serve(kAsnamesUrl, names_file(1001, 0));
      world.disk.fail(operation, nth, ErrorCode::kIo);
      world.run(27h);
      EXPECT_EQ(world.name(1001), "Name 1001");
      world.run(27h);
      world.stop();
      world.start();
      EXPECT_EQ(world.name(1001), "Name 1001");
      EXPECT_EQ(world.refresher->state("asnames").failures, 0u);
    }
  }
}

TEST_F(RefresherMemory, AnEditionThatWaitsDoesSoOnAFullDiskToo) {
  world_.start();
  world_.settle();
  world_.disk.set_capacity(1);
  world_.web.serve(kAsnamesUrl, names_file(1008, 300));
  world_.run(27h);
  EXPECT_TRUE(world_.source_report("asnames").held);
  EXPECT_EQ(world_.name(5), "Name 5");
  EXPECT_EQ(world_.name(1004), "Name 1004");
  EXPECT_THAT(world_.refresher->accept_held("asnames", world_.now.wall),
              FailsWith(ErrorCode::kNoSpace));
  world_.settle();
  EXPECT_EQ(world_.name(5), "HANDLE-5") << "in force until the process ends";
}

TEST_F(RefresherMemory, WithoutADirectoryNamesAreFetchedAndKeptFresh) {
  MissingDirectory nowhere(Error(ErrorCode::kInvalid, "open /proc/x: Permission denied"));
  world_.start(nowhere);
  EXPECT_EQ(world_.name(5), "AS5");
  world_.settle();
  EXPECT_EQ(world_.name(5), "Name 5");
  serve_more();
  world_.run(27h);
  EXPECT_EQ(world_.name(1001), "Name 1001");
  EXPECT_EQ(whole_requests(), 1u);
  EXPECT_FALSE(world_.refresher->has_lock());
  EXPECT_GE(world_.failures("asnames", "disk"), 2u) << "it shows";
}

TEST_F(RefresherMemory, WhereNobodyCanLockNothingIsWritten) {
  world_.start();
  world_.settle();
  world_.stop();
  const auto files = world_.disk.files();
  LockedAway directory(*world_.disk.root()->subdirectory("asn-db"));
  serve_more();
  world_.start(directory);
  EXPECT_EQ(world_.name(5), "Name 5");
  world_.run(27h);
  EXPECT_EQ(world_.name(1001), "Name 1001");
  EXPECT_EQ(world_.disk.files(), files);

  // Until it can be locked: then the names are there.
  directory.opens = true;
  world_.run(27h);
  EXPECT_TRUE(world_.refresher->has_lock());
  EXPECT_EQ(world_.disk.files().at("asn-db/asnames.file"), names_file(1001, 0));
  EXPECT_NE(world_.snapshot_bytes(), files.at("asn-db/names.snapshot"));
}

TEST_F(RefresherMemory, WhoCannotLockFollowsWhoeverCan) {
  world_.start();
  world_.settle();
  world_.stop();
  LockedAway directory(*world_.disk.root()->subdirectory("asn-db"));
  serve_more();
  world_.start(directory);
  world_.run(27h);
  EXPECT_EQ(world_.name(1001), "Name 1001");

  RefresherWorld other(2);
  other.options.sources = world_.options.sources;
  // Another entity tag than that of the copy on the disk.
  other.web.serve(kAsnamesUrl, "");
  other.web.serve(kAsnamesUrl, "");
  other.web.serve(kAsnamesUrl, names_file(1002, 0));
  other.now = world_.now;
  const std::unique_ptr<Directory> same = *world_.disk.root()->subdirectory("asn-db");
  other.start(*same);
  other.refresher->refresh_now(other.now.wall);
  other.settle();
  const std::size_t requests = world_.web.requests().size();
  world_.run(2min);
  EXPECT_EQ(world_.name(1002), "Name 1002");
  world_.run(72h);
  EXPECT_EQ(world_.web.requests().size(), requests);
}

}  // namespace
}  // namespace flowbridge
