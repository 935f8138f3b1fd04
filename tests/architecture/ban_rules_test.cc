#include "architecture/ban_rules.h"

#include "architecture/small_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

bool banned(const std::string& path, const std::string& line) {
  return !check_bans(small_tree({{path, line + "\n"}})).empty();
}

constexpr const char* kWorld[] = {
    "auto t = std::chrono::system_clock::now();",
    "auto t = std::chrono::steady_clock::now();",
    "auto t = time(nullptr);",
    "auto t = std::time(&x);",
    "gettimeofday(&tv, nullptr);",
    "clock_gettime(CLOCK_REALTIME, &ts);",
    "const char* home = getenv(\"HOME\");",
    "const char* home = std::getenv(\"HOME\");",
    "#include <fstream>",
    "#include <filesystem>",
    "FILE* f = std::fopen(name, \"r\");",
    "int fd = ::socket(AF_INET, SOCK_STREAM, 0);",
    "#include <sys/socket.h>",
    "std::random_device device;",
    "int x = rand();",
    "std::this_thread::sleep_for(10ms);",
};

TEST(Bans, TheCoreTouchesNothingOfTheWorld) {
  for (const char* line : kWorld) {
    for (const char* path :
         {"lib/window/a.cc", "lib/bridge/a.h", "lib/config/a.cc", "tests/unit/window/a_test.cc"}) {
      EXPECT_TRUE(banned(path, line)) << path << ": " << line;
    }
  }
}

TEST(Bans, ShellsTheirTestsAndCommandsMayTouchTheWorld) {
  for (const char* line : kWorld) {
    for (const char* path :
         {"lib/posix/a.cc", "lib/curl/a.cc", "lib/kafka/a.cc", "lib/admin/a.cc",
          "cmd/flowbridge/main.cc", "tests/integration/a_test.cc", "tests/unit/posix/a_test.cc"}) {
      EXPECT_FALSE(banned(path, line)) << path << ": " << line;
    }
  }
}

TEST(Bans, CommentsLiteralsAndLongerWordsAreNotMeant) {
  for (const char* line :
       {"// getenv is for main", "log(\"rand() time(nullptr)\");", "UnixTime time(Offset at);",
        "operand(1);", "record.time(0);", "source->socket(1);", "bool is_steady = true;"}) {
    EXPECT_FALSE(banned("lib/window/a.cc", line)) << line;
  }
}

TEST(Bans, TestsOfDataMayReadFilesAndNothingElse) {
  EXPECT_FALSE(banned("tests/golden/pmacct/a_test.cc", "#include <fstream>"));
  EXPECT_TRUE(banned("tests/golden/pmacct/a_test.cc", "auto t = time(nullptr);"));
}

TEST(Bans, OnlyPosixAndAdminStartThreads) {
  for (const char* line : {"std::thread worker(f);", "std::jthread worker(f);",
                           "auto done = std::async(f);", "#include <thread>"}) {
    EXPECT_FALSE(banned("lib/posix/a.cc", line)) << line;
    EXPECT_FALSE(banned("lib/admin/a.cc", line)) << line;
    for (const char* path : {"lib/kafka/a.cc", "lib/bridge/a.cc", "cmd/flowbridge/main.cc"}) {
      EXPECT_TRUE(banned(path, line)) << path << ": " << line;
    }
  }
}

TEST(Bans, NobodyDetachesAThread) {
  EXPECT_TRUE(banned("lib/posix/a.cc", "worker.detach();"));
  EXPECT_TRUE(banned("tests/support/a.cc", "worker->detach();"));
}

TEST(Bans, NobodyThrows) {
  for (const char* path : {"lib/posix/a.cc", "lib/base/a.h", "cmd/flowbridge/main.cc"}) {
    EXPECT_TRUE(banned(path, "throw std::runtime_error(text);")) << path;
    EXPECT_FALSE(banned(path, "auto* p = new (std::nothrow) char;")) << path;
  }
}

TEST(Bans, OnlyAdaptersCatch) {
  const std::string line = "} catch (const std::exception& error) {";
  for (const char* path :
       {"lib/posix/a.cc", "lib/curl/a.cc", "lib/kafka/a.cc", "lib/admin/a.cc", "lib/config/a.cc",
        "lib/decode/a.cc", "lib/yaml/a.cc", "cmd/flowbridge/main.cc"}) {
    EXPECT_FALSE(banned(path, line)) << path;
  }
  for (const char* path : {"lib/window/a.cc", "lib/bridge/a.cc", "cmd/flowbridge/wiring.cc"}) {
    EXPECT_TRUE(banned(path, line)) << path;
  }
}

TEST(Bans, EachLineIsReported) {
  const Tree tree = small_tree({{"lib/window/a.cc", "throw x;\n\nint r = rand();\n"}});
  EXPECT_THAT(places(check_bans(tree)),
              testing::UnorderedElementsAre("lib/window/a.cc:1", "lib/window/a.cc:3"));
}

TEST(Switches, HaveNoDefaultButSpecialMembersMay) {
  const auto places_in = [](const std::string& path, const std::string& text) {
    return places(check_switches(small_tree({{path, text}})));
  };
  EXPECT_THAT(places_in("lib/flow/a.cc", "switch (x) {\n  default :\n}\n"),
              ElementsAre("lib/flow/a.cc:2"));
  EXPECT_THAT(places_in("cmd/flowbridge/a.cc", "default: return;\n"),
              ElementsAre("cmd/flowbridge/a.cc:1"));
  EXPECT_THAT(places_in("lib/flow/a.cc", "Foo() = default;\n// default:\nx(\"default:\");\n"),
              IsEmpty());
  EXPECT_THAT(places_in("tests/unit/flow/a_test.cc", "default: return;\n"), IsEmpty());
}

}  // namespace
}  // namespace flowbridge
