#include "classify/host_table.h"

#include "support/allocation_counter.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

std::string cleaned(std::string_view name) {
  HostTable hosts({});
  return hosts.name(hosts.intern(name));
}

TEST(HostTable, EqualNamesHaveOneIdAndIdsAreDense) {
  HostTable hosts({});
  EXPECT_EQ(hosts.intern("bdr1"), HostId(0));
  EXPECT_EQ(hosts.intern("bdr2"), HostId(1));
  EXPECT_EQ(hosts.intern("bdr1"), HostId(0));
  EXPECT_EQ(hosts.intern(" bdr2\n"), HostId(1));
  EXPECT_EQ(hosts.name(HostId(1)), "bdr2");
  EXPECT_EQ(hosts.size(), 2u);
}

TEST(HostTable, NamesAreCleaned) {
  EXPECT_EQ(cleaned("a\nb\tc\x7f"
                    "d"),
            "a b c d");
  EXPECT_EQ(cleaned("a\u0085b"), "a b");
  EXPECT_EQ(cleaned("  caf\u00e9  "), "caf\u00e9");
  EXPECT_EQ(cleaned("a\"b\\c"), "a\"b\\c");
  EXPECT_EQ(cleaned("a\xff\xc3"), "a??");
  EXPECT_EQ(cleaned(std::string("a\0b", 3)), "a b");
}

TEST(HostTable, NothingLeftIsUnknown) {
  for (const char* name : {"", " ", "\n\t", "\u0085"}) {
    EXPECT_EQ(cleaned(name), kUnknownHost) << testing::PrintToString(name);
  }
}

TEST(HostTable, LongNamesAreCutBetweenCodePoints) {
  EXPECT_EQ(cleaned(std::string(255, 'a')), std::string(255, 'a'));
  EXPECT_EQ(cleaned(std::string(256, 'a')), std::string(255, 'a'));
  EXPECT_EQ(cleaned(std::string(254, 'a') + "\u00e9"), std::string(254, 'a'));
  EXPECT_EQ(cleaned(std::string(254, 'a') + " b"), std::string(254, 'a'));
  EXPECT_EQ(cleaned(std::string(5000, ' ') + "a"), "a");
  EXPECT_EQ(cleaned(std::string(5000, '\n') + std::string(5000, 'b')), std::string(255, 'b'));
}

TEST(HostTable, BeyondTheLimitRoutersShareOneName) {
  HostTable hosts({.hosts_max = 2});
  hosts.intern("a");
  hosts.intern("b");
  const HostId other = hosts.intern("c");
  EXPECT_EQ(hosts.name(other), kOtherHost);
  EXPECT_EQ(hosts.intern("d"), other);
  EXPECT_EQ(hosts.intern("other"), other);
  EXPECT_EQ(hosts.intern("b"), HostId(1));
  EXPECT_EQ(hosts.size(), 3u);
}

TEST(HostTable, ARouterCalledOtherTakesNoPlaceOfTheLimit) {
  HostTable hosts({.hosts_max = 1});
  const HostId other = hosts.intern("other");
  EXPECT_EQ(hosts.name(hosts.intern("a")), "a");
  EXPECT_EQ(hosts.intern("b"), other);
}

TEST(HostTable, RestoringInOrderGivesTheSameIdsWhateverTheLimit) {
  HostTable before({.hosts_max = 3});
  for (const char* name : {"a", "b", "caf\u00e9", "too many"}) before.intern(name);
  ASSERT_EQ(before.size(), 4u);

  HostTable after({.hosts_max = 1});
  for (std::uint32_t i = 0; i < 4; ++i) {
    EXPECT_EQ(after.restore(before.name(HostId(i))), HostId(i));
  }
  EXPECT_EQ(after.intern("caf\u00e9"), before.intern("caf\u00e9"));
  EXPECT_EQ(after.intern("new"), before.intern("other"));
}

// A journal is read whatever it says: series may share a name, or have one that is cleaned by now.
TEST(HostTable, RestoresNamesThatItWouldNotMake) {
  HostTable hosts({});
  EXPECT_EQ(hosts.restore("bdr1"), HostId(0));
  EXPECT_EQ(hosts.restore(""), HostId(1));
  EXPECT_EQ(hosts.restore(" bdr1"), HostId(2));
  EXPECT_EQ(hosts.restore("bdr1"), HostId(0));
  EXPECT_EQ(hosts.intern(" bdr1"), HostId(0));
}

TEST(HostTable, ReferencesToNamesStayValid) {
  HostTable hosts({});
  const std::string& first = hosts.name(hosts.intern("first"));
  for (int i = 0; i < 5000; ++i) hosts.intern("host" + std::to_string(i));
  EXPECT_EQ(first, "first");
  EXPECT_EQ(&first, &hosts.name(HostId(0)));
}

TEST(HostTable, AHitDoesNotAllocate) {
  HostTable hosts({});
  const std::vector<std::string> names = {"bdr1.example.net",
                                          "",
                                          "a\nb",
                                          "caf\u00e9\xff",
                                          std::string(300, 'x'),
                                          "a router with a rather long name"};
  for (const std::string& name : names) hosts.intern(name);
  const std::size_t before = allocations();
  for (int i = 0; i < 3; ++i) {
    for (const std::string& name : names) hosts.intern(name);
  }
  EXPECT_EQ(allocations(), before);
  hosts.intern("a router that was not there");
  EXPECT_GT(allocations(), before) << "the counter does not count";
}

TEST(HostTableDeathTest, AnIdOfNobodyIsABug) {
  HostTable hosts({});
  EXPECT_DEATH(hosts.name(HostId(0)), "check failed");
}

}  // namespace
}  // namespace flowbridge
