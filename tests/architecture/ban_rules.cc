#include "architecture/ban_rules.h"

#include <algorithm>

namespace flowbridge {

namespace {

using Places = std::vector<std::string_view>;

struct Ban {
  /// Found in code, never within a longer identifier.
  std::vector<std::string_view> words;
  Places allowed;
  std::string_view reason;
};

Places operator+(Places places, const Places& more) {
  places.insert(places.end(), more.begin(), more.end());
  return places;
}

/// The shells: each keeps one piece of the world away from the core.
Places shells() {
  return {"lib/posix/", "lib/curl/", "lib/kafka/", "lib/admin/", "cmd/"};
}

/// Tests of the shells, and tests that run whole programs.
Places world_tests() {
  return {"tests/architecture/", "tests/bench/",      "tests/e2e/",         "tests/integration/",
          "tests/oracle/",       "tests/support/",    "tests/unit/admin/",  "tests/unit/curl/",
          "tests/unit/kafka/",   "tests/unit/posix/", "tests/unit/support/"};
}

/// Tests whose inputs are files of the repository.
Places data_tests() {
  return {"tests/fuzz/", "tests/golden/"};
}

const std::vector<Ban>& bans() {
  static const std::vector<Ban> kBans = {
      {{"system_clock", "steady_clock", "high_resolution_clock", "clock_gettime", "gettimeofday",
        "std::time(", "time(nullptr", "time(NULL", "time(0)", "time(&"},
       shells() + world_tests(),
       "reads a clock; take `Now now` as an argument, or nobody can replay what happened"},
      {{"getenv", "secure_getenv", "setenv", "environ"},
       // A property test takes a seed from outside, to run a failure again.
       shells() + world_tests() + Places{"tests/property/"},
       "touches the environment; main passes it in, so that a test can too"},
      {{"<fstream>", "<filesystem>", "fopen", "std::ifstream", "std::ofstream", "<fcntl.h>",
        "<unistd.h>", "<sys/stat.h>", "<dirent.h>"},
       shells() + world_tests() + data_tests(),
       "touches files; use port/directory.h, so that a test can lose power at any write"},
      {{"socket(", "<sys/socket.h>", "<netdb.h>", "<arpa/inet.h>", "<netinet/in.h>"},
       shells() + world_tests(),
       "touches the network; only shells do, behind a port"},
      {{"random_device", "rand(", "srand(", "getrandom", "getentropy"},
       shells() + world_tests(),
       "asks for chance; take a seed as an argument, so that a run can be repeated"},
      {{"sleep_for", "sleep_until", "usleep", "nanosleep"},
       shells() + world_tests(),
       "sleeps; a step returns, and the loop runner decides when to call it again"},
      {{"std::thread", "std::jthread", "std::async", "pthread_create", "<thread>"},
       {"lib/posix/", "lib/admin/", "tests/"},
       "starts threads; only posix and admin do, the rest are steps that they call"},
      {{".detach()", "->detach()"},
       {},
       "detaches a thread; whoever starts one joins it, or shutdown is a race"},
      {{"throw"}, {"tests/"}, "throws; return a Result, or FB_CHECK if it is a bug"},
      {{"catch"},
       {"lib/posix/", "lib/curl/", "lib/kafka/", "lib/admin/", "lib/config/", "lib/decode/",
        "lib/yaml/", "lib/asndb/source_state.cc", "cmd/flowbridge/main.cc", "cmd/flowgen/main.cc",
        "cmd/flowgen/options.cc", "cmd/flowgen/truth.cc", "cmd/mockkafka/main.cc", "tests/"},
       "catches; exceptions stop in the adapter that met the library that throws them"},
  };
  return kBans;
}

/// `#include` names are literals to the scanner, so they are read from the text.
std::vector<std::string> searched_lines(const SourceFile& file) {
  std::vector<std::string> lines = file.code;
  for (const Include& include : includes_of(file)) {
    if (include.angled) lines[include.line - 1] = "<" + include.name + ">";
  }
  return lines;
}

/// A call through an object is that object's function, whatever its name: record.time(0).
bool is_member_call(std::string_view line, std::size_t at, std::string_view word) {
  if (word.front() == '.' || word.front() == '-' || word.find('(') == std::string_view::npos) {
    return false;
  }
  return at > 0 && (line[at - 1] == '.' || (line[at - 1] == '>' && at > 1 && line[at - 2] == '-'));
}

}  // namespace

Violations check_bans(const Tree& tree) {
  Violations violations;
  for (const auto& [path, file] : tree) {
    if (!is_cpp(path)) continue;
    const std::vector<std::string> lines = searched_lines(file);
    for (const Ban& ban : bans()) {
      if (is_in(path, ban.allowed)) continue;
      for (std::size_t i = 0; i < lines.size(); ++i) {
        const auto hit = std::find_if(
            ban.words.begin(), ban.words.end(), [&line = lines[i]](std::string_view word) {
              const std::size_t at = find_word(line, word);
              return at != std::string::npos && !is_member_call(line, at, word);
            });
        if (hit == ban.words.end()) continue;
        violations.push_back(
            {path, i + 1, "`" + std::string(*hit) + "` " + std::string(ban.reason)});
      }
    }
  }
  return violations;
}

Violations check_switches(const Tree& tree) {
  Violations violations;
  for (const auto& [path, file] : tree) {
    if (!path.starts_with("lib/") && !path.starts_with("cmd/")) continue;
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      const std::string& line = file.code[i];
      const std::size_t at = find_word(line, "default");
      if (at == std::string::npos) continue;
      const std::size_t next = line.find_first_not_of(' ', at + std::string_view("default").size());
      if (next == std::string::npos || line[next] != ':') continue;
      violations.push_back({path, i + 1,
                            "`default:` in a switch; list every case, so that the compiler finds "
                            "the one that a new enumerator needs; what numbers have in common goes "
                            "after the switch"});
    }
  }
  return violations;
}

}  // namespace flowbridge
