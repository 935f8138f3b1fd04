#include "support/mock_cluster.h"

#include "base/check.h"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

namespace flowbridge {
namespace {

struct Pipe {
  int read_end = -1;
  int write_end = -1;
};

Pipe open_pipe() {
  std::array<int, 2> ends{};
  // The child must not inherit its own input's writing end, or it would never see the input end.
  FB_CHECK(::pipe2(ends.data(), O_CLOEXEC) == 0);
  return {ends[0], ends[1]};
}

}  // namespace

MockCluster::MockCluster(const MockClusterOptions& options) {
  const Pipe input = open_pipe();
  const Pipe output = open_pipe();
  posix_spawn_file_actions_t actions;
  FB_CHECK(::posix_spawn_file_actions_init(&actions) == 0);
  ::posix_spawn_file_actions_adddup2(&actions, input.read_end, STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, output.write_end, STDOUT_FILENO);
  std::string path = FLOWBRIDGE_MOCK_CLUSTER_PATH;
  std::string brokers = std::to_string(options.brokers);
  std::string compression = options.compression;
  char* arguments[] = {path.data(), brokers.data(), compression.data(), nullptr};
  FB_CHECK(::posix_spawn(&child_, path.c_str(), &actions, nullptr, arguments, ::environ) == 0);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(input.read_end);
  ::close(output.write_end);
  to_child_ = input.write_end;
  from_child_ = ::fdopen(output.read_end, "r");
  FB_CHECK(from_child_ != nullptr);
  address_ = read_line();
}

MockCluster::~MockCluster() {
  ::close(to_child_);
  int status = 0;
  while (::waitpid(child_, &status, 0) < 0 && errno == EINTR) {
  }
  std::fclose(from_child_);
}

void MockCluster::command(const std::string& line) {
  const std::string sent = line + "\n";
  FB_CHECK(::write(to_child_, sent.data(), sent.size()) == static_cast<ssize_t>(sent.size()));
  const std::string answer = read_line();
  if (answer == "ok") return;
  std::fprintf(stderr, "mock cluster: %s: %s\n", line.c_str(), answer.c_str());
  FB_CHECK(answer == "ok");
}

std::string MockCluster::read_line() {
  std::string line;
  for (int next = std::fgetc(from_child_); next != '\n'; next = std::fgetc(from_child_)) {
    FB_CHECK(next != EOF);
    line.push_back(static_cast<char>(next));
  }
  return line;
}

}  // namespace flowbridge
