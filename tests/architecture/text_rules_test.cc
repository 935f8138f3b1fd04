#include "architecture/text_rules.h"

#include "architecture/small_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Todos, HaveAKindAndAText) {
  const auto found = [](const std::string& line) {
    return !check_todos(small_tree({{"lib/flow/a.cc", line + "\n"}})).empty();
  };
  EXPECT_FALSE(found("// TODO(perf): reuse the buffer."));
  EXPECT_FALSE(found("// TODO(soon): x. TODO(cleanup): y."));
  EXPECT_TRUE(found("// TODO reuse the buffer."));
  EXPECT_TRUE(found("// TODO(me): reuse the buffer."));
  EXPECT_TRUE(found("// TODO(perf) reuse the buffer."));
  EXPECT_TRUE(found("// TODO(perf): x. TODO: y."));
  EXPECT_TRUE(found("int x;  // FIXME"));
  EXPECT_FALSE(found("const char* kText = \"TODO\";"));
  EXPECT_FALSE(found("// TODOS are not TODO_LIST."));
}

TEST(Todos, AreFoundInScriptsAndCMake) {
  const Tree tree = small_tree({{"scripts/run", "#!/bin/sh\n# TODO: x\n"},
                                {"cmake/a.cmake", "# FIXME\n"},
                                {"notes.md", "TODO\n"}});
  EXPECT_THAT(places(check_todos(tree)), ElementsAre("cmake/a.cmake:1", "scripts/run:2"));
}

bool names_a_place(const std::string& line) {
  return !check_places(small_tree({{"README.md", line + "\n"}})).empty();
}

// The texts below are put together here, or this file would break the rule that it tests.
TEST(Places, PathsOfOneMachineAreNamedNowhere) {
  for (const char* home : {"root", "home", "Users", "work", "workspace"}) {
    const std::string path = std::string("/") + home + "/flowbridge";
    EXPECT_TRUE(names_a_place("cd " + path)) << path;
    EXPECT_TRUE(names_a_place("DIR=\"" + path + "\"")) << path;
    EXPECT_TRUE(names_a_place(path)) << path;
  }
}

TEST(Places, PathsOfEveryMachineAndOfUrlsMayBeNamed) {
  for (const char* line :
       {"/etc/flowbridge/flowbridge.yaml", "https://flows.example/home/x", "a/work/b",
        "${x}/root/y", "/api/v1/write", "lib/root/x", "the /home page"}) {
    EXPECT_FALSE(names_a_place(line)) << line;
  }
}

TEST(Places, HostsOfRegistriesAreNamedNowhere) {
  const std::string dot = ".";
  for (const std::string& host :
       {"deb" + dot + "flows.org", "registry-1" + dot + "flows.io", "repo1" + dot + "flows.org",
        "mirror" + dot + "lab.internal", "pypi" + dot + "org", "proxy" + dot + "flows.org"}) {
    EXPECT_TRUE(names_a_place("from https://" + host + "/x")) << host;
    EXPECT_TRUE(names_a_place("see " + host + ".")) << host;
  }
}

TEST(Places, OtherHostsAndMemberChainsMayBeNamed) {
  for (const char* line :
       {"https://prometheus.io/docs/", "https://www.peeringdb.com", "proxy.flows.example",
        "mirror.example.com", "registry.label.value()", "a.b...", "bdr1.example.net"}) {
    EXPECT_FALSE(names_a_place(line)) << line;
  }
}

}  // namespace
}  // namespace flowbridge
