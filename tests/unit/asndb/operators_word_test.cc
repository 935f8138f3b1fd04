// Editions that a refresher does not take by itself, and the operator's word on them.

#include "asndb/refresher.h"
#include "support/result_matchers.h"
#include "unit/asndb/refresher_world.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

class OperatorsWord : public testing::Test {
 protected:
  OperatorsWord() { world_.options.sources = {asnames_source()}; }

  /// A thousand names are in force.
  void start() {
    world_.web.serve(kAsnamesUrl, names_file(1000, 0));
    world_.start();
    world_.settle();
  }
  /// The edition of the next day; it comes by itself.
  void publish(const std::string& file) {
    world_.web.serve(kAsnamesUrl, file);
    world_.run(27h);
  }
  /// An edition that is asked for at once; gives the size of the one in force then.
  std::uint64_t refresh(const std::string& file) {
    world_.web.serve(kAsnamesUrl, file);
    world_.refresher->refresh_now(world_.now.wall);
    world_.settle();
    return world_.refresher->state("asnames").file->entries;
  }
  bool is_held() const { return world_.source_report("asnames").held; }

  RefresherWorld world_;
};

TEST_F(OperatorsWord, AnEditionThatLostNamesWaitsButItsNewNumbersAreNamed) {
  start();
  publish(names_file(1008, 300));
  EXPECT_TRUE(is_held());
  EXPECT_EQ(world_.name(5), "Name 5");
  EXPECT_EQ(world_.name(1004), "Name 1004");
  EXPECT_EQ(world_.source_report("asnames").entries, 1000u);

  // It is not taken by itself, however long it stays so.
  for (int day = 1; day <= 10; ++day) publish(names_file(1008 + day, 300));
  EXPECT_TRUE(is_held());
  EXPECT_EQ(world_.name(5), "Name 5");

  // A good edition ends the wait.
  publish(names_file(1020, 0));
  EXPECT_FALSE(is_held());
  EXPECT_EQ(world_.source_report("asnames").entries, 1020u);
}

TEST_F(OperatorsWord, AnEditionThatWaitsIsTakenOnTheOperatorsWord) {
  start();
  EXPECT_THAT(world_.refresher->accept_held("asnames", world_.now.wall),
              FailsWith(ErrorCode::kNotFound));
  publish(names_file(1000, 300));
  EXPECT_THAT(world_.refresher->accept_held("asname", world_.now.wall),
              FailsWith(ErrorCode::kNotFound));
  EXPECT_EQ(world_.name(5), "Name 5");

  EXPECT_THAT(world_.refresher->accept_held("asnames", world_.now.wall), IsOk());
  EXPECT_FALSE(is_held());
  world_.settle();
  EXPECT_EQ(world_.name(5), "HANDLE-5");
  EXPECT_EQ(world_.disk.files().count("asn-db/asnames.held"), 0u);
  // It is the newest that the server has, which need not be sent again.
  const std::size_t published = world_.published.size();
  world_.run(27h);
  EXPECT_EQ(world_.published.size(), published);
  EXPECT_FALSE(is_held());
}

TEST_F(OperatorsWord, AnEditionThatShrankIsTakenOnTheOperatorsWordOnce) {
  start();
  EXPECT_THAT(world_.refresher->accept_shrunken("asnames", world_.now.wall),
              FailsWith(ErrorCode::kNotFound));
  EXPECT_EQ(refresh(names_file(600, 0)), 1000u);
  EXPECT_EQ(refresh(names_file(600, 0)), 1000u) << "it is refused as long as nobody says otherwise";

  // What came since has lost as much again.
  EXPECT_THAT(world_.refresher->accept_shrunken("asnames", world_.now.wall), IsOk());
  EXPECT_EQ(refresh(names_file(300, 0)), 1000u);
  EXPECT_EQ(refresh(names_file(600, 0)), 1000u) << "the word was for one edition";
  EXPECT_EQ(world_.failures("asnames", "shrunken"), 4u);

  world_.stop();
  world_.start();
  EXPECT_THAT(world_.refresher->accept_shrunken("asnames", world_.now.wall), IsOk());
  EXPECT_EQ(refresh(names_file(590, 0)), 590u) << "a few less are no matter";
  EXPECT_EQ(world_.name(595), "AS595");
  EXPECT_EQ(world_.refresher->state("asnames").shrunken_to, std::nullopt);
  EXPECT_EQ(refresh(names_file(300, 0)), 590u);
}

TEST_F(OperatorsWord, AWordOnAnEditionThatShrankIsNoneOnItsNames) {
  start();
  publish(names_file(600, 500));
  EXPECT_THAT(world_.refresher->accept_shrunken("asnames", world_.now.wall), IsOk());
  EXPECT_EQ(refresh(names_file(600, 500)), 1000u);
  EXPECT_TRUE(is_held());
  EXPECT_EQ(world_.name(5), "Name 5");
}

TEST_F(OperatorsWord, NobodyTakesAnEditionWhoseCacheAnotherProcessRefreshes) {
  const std::unique_ptr<Directory> other = *world_.disk.root()->subdirectory("asn-db");
  ASSERT_THAT(other->lock(), IsOk());
  world_.start();
  EXPECT_THAT(world_.refresher->accept_held("asnames", world_.now.wall),
              FailsWith(ErrorCode::kInUse));
  world_.refresher->step(world_.now);
  EXPECT_FALSE(world_.refresher->has_lock());
}

TEST_F(OperatorsWord, TheThirdEditionWithManyNewNamesIsTaken) {
  start();
  for (int day = 1; day <= 3; ++day) {
    EXPECT_EQ(world_.name(5), "Name 5");
    publish(names_file(1000 + day, 0, " Ltd"));
  }
  EXPECT_EQ(world_.name(5), "Name 5 Ltd");
  EXPECT_FALSE(is_held());
}

TEST_F(OperatorsWord, AnEditionThatWaitsIsNotCountedTwiceWhileItStays) {
  start();
  world_.web.serve(kAsnamesUrl, names_file(1000, 0, " Ltd"));
  world_.run(24h * 10);
  EXPECT_TRUE(is_held());
  EXPECT_EQ(world_.name(5), "Name 5");
}

TEST_F(OperatorsWord, WhatWaitsIsDroppedWhenThePublisherTakesItBack) {
  start();
  publish(names_file(1001, 0, " Ltd"));
  EXPECT_TRUE(is_held());
  EXPECT_EQ(world_.name(1001), "Name 1001 Ltd");
  publish(names_file(1000, 0));
  EXPECT_FALSE(is_held());
  EXPECT_EQ(world_.name(1001), "AS1001");
}

TEST_F(OperatorsWord, ARestartKeepsWhatWaits) {
  start();
  for (int day = 1; day <= 3; ++day) {
    publish(names_file(1000 + day, 0, " Ltd"));
    world_.stop();
    world_.start();
  }
  EXPECT_EQ(world_.name(5), "Name 5 Ltd");
}

}  // namespace
}  // namespace flowbridge
