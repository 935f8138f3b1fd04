#include "support/child_process.h"

#include "base/check.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace flowbridge {
namespace {

constexpr int kPollMs = 5;
constexpr int kExecFailed = 127;

MonotonicTime monotonic_now() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return MonotonicTime(std::chrono::duration_cast<MonotonicTime::duration>(now));
}

int ms_until(MonotonicTime deadline) {
  const auto left = std::chrono::ceil<Duration>(deadline - monotonic_now());
  return static_cast<int>(std::clamp<Duration::rep>(left.count(), 0, 1'000'000));
}

void close_if_open(int& descriptor) {
  if (descriptor >= 0) close(descriptor);
  descriptor = -1;
}

Error failed(const std::string& doing, int error) {
  const ErrorCode code = error == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
  return {code, doing + ": " + std::strerror(error)};
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> result;
  for (std::string& text : texts) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

/// What the child needs, prepared before fork(): after it only async-signal-safe calls are allowed.
struct Launch {
  std::vector<char*> arguments;
  std::vector<char*> environment;
  const char* directory = nullptr;
  int input = -1;
  int output = -1;
  int errors = -1;
  int report = -1;
};

[[noreturn]] void become(const Launch& launch, pid_t parent) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) _exit(kExecFailed);  // the parent died before prctl()
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  signal(SIGPIPE, SIG_DFL);
  dup2(launch.input, STDIN_FILENO);
  dup2(launch.output, STDOUT_FILENO);
  dup2(launch.errors, STDERR_FILENO);
  if (launch.directory == nullptr || chdir(launch.directory) == 0) {
    execvpe(launch.arguments.front(), launch.arguments.data(), launch.environment.data());
  }
  const int error = errno;
  static_cast<void>(!write(launch.report, &error, sizeof(error)));
  _exit(kExecFailed);
}

ExitStatus status_of(int raw) {
  if (WIFSIGNALED(raw)) return {.code = -1, .signal = WTERMSIG(raw)};
  return {.code = WEXITSTATUS(raw), .signal = 0};
}

}  // namespace

void PrintTo(const ExitStatus& status, std::ostream* out) {
  *out << "exit code " << status.code << ", signal " << status.signal;
}

Result<ChildProcess> ChildProcess::start(const Options& options) {
  FB_CHECK(!options.command.empty());
  std::array<int, 2> input{};
  std::array<int, 2> output{};
  std::array<int, 2> report{};
  if (pipe2(input.data(), O_CLOEXEC) != 0 || pipe2(output.data(), O_CLOEXEC) != 0 ||
      pipe2(report.data(), O_CLOEXEC) != 0) {
    return failed("pipe", errno);
  }
  ChildProcess child;
  child.input_ = input[1];
  child.output_ = output[0];
  child.errors_ = memfd_create("stderr", MFD_CLOEXEC);
  // A reader that has gone must be an error of write_line(), not the end of the test program.
  signal(SIGPIPE, SIG_IGN);

  std::vector<std::string> command = options.command;
  std::vector<std::string> environment = options.environment;
  if (options.inherits_environment) {
    for (char** variable = environ; *variable != nullptr; ++variable) {
      environment.emplace_back(*variable);
    }
  }
  const Launch launch{
      .arguments = pointers(command),
      .environment = pointers(environment),
      .directory = options.working_directory.empty() ? nullptr : options.working_directory.c_str(),
      .input = input[0],
      .output = output[1],
      .errors = child.errors_,
      .report = report[1]};
  const pid_t parent = getpid();
  child.pid_ = fork();
  if (child.pid_ == 0) become(launch, parent);
  const int fork_error = errno;
  close(input[0]);
  close(output[1]);
  close(report[1]);

  int exec_error = 0;
  const bool refused =
      child.pid_ > 0 && read(report[0], &exec_error, sizeof(exec_error)) == sizeof(exec_error);
  close(report[0]);
  if (child.pid_ < 0) return failed("fork", fork_error);
  if (refused) return failed(options.command.front(), exec_error);
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept {
  *this = std::move(other);
}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  if (this == &other) return *this;
  reap_killed();
  pid_ = std::exchange(other.pid_, -1);
  input_ = std::exchange(other.input_, -1);
  output_ = std::exchange(other.output_, -1);
  errors_ = std::exchange(other.errors_, -1);
  pending_ = std::exchange(other.pending_, {});
  exit_ = std::exchange(other.exit_, std::nullopt);
  return *this;
}

ChildProcess::~ChildProcess() {
  reap_killed();
}

void ChildProcess::reap_killed() {
  if (pid_ > 0 && !exit_) {
    send(SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  pid_ = -1;
  close_if_open(input_);
  close_if_open(output_);
  close_if_open(errors_);
}

bool ChildProcess::read_more(MonotonicTime deadline) {
  if (output_ < 0) return false;
  pollfd waited{.fd = output_, .events = POLLIN, .revents = 0};
  if (poll(&waited, 1, ms_until(deadline)) <= 0) return false;
  std::array<char, 65536> chunk{};
  const ssize_t size = read(output_, chunk.data(), chunk.size());
  if (size <= 0) {
    close_if_open(output_);
    return false;
  }
  pending_.append(chunk.data(), static_cast<std::size_t>(size));
  return true;
}

std::optional<std::string> ChildProcess::read_line(Duration limit) {
  const MonotonicTime deadline = monotonic_now() + limit;
  std::size_t end = pending_.find('\n');
  while (end == std::string::npos && read_more(deadline)) end = pending_.find('\n');
  if (end == std::string::npos) {
    // A last line may lack its newline.
    if (output_ >= 0 || pending_.empty()) return std::nullopt;
    return std::exchange(pending_, {});
  }
  std::string line = pending_.substr(0, end);
  pending_.erase(0, end + 1);
  return line;
}

std::string ChildProcess::read_rest(Duration limit) {
  const MonotonicTime deadline = monotonic_now() + limit;
  while (read_more(deadline)) {
  }
  return std::exchange(pending_, {});
}

bool ChildProcess::write_line(std::string_view line) {
  const std::string text = std::string(line) + "\n";
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t size = write(input_, rest.data(), rest.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    rest.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

void ChildProcess::close_stdin() {
  close_if_open(input_);
}

std::string ChildProcess::error_output() const {
  const off_t size = lseek(errors_, 0, SEEK_END);
  std::string text(static_cast<std::size_t>(std::max<off_t>(size, 0)), '\0');
  const ssize_t read_size = pread(errors_, text.data(), text.size(), 0);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(read_size, 0)));
  return text;
}

void ChildProcess::send(int signal) {
  if (pid_ > 0 && !exit_) kill(pid_, signal);
}

std::optional<ExitStatus> ChildProcess::wait(Duration limit) {
  wait_until(limit, [this] {
    int raw = 0;
    if (!exit_ && waitpid(pid_, &raw, WNOHANG) == pid_) exit_ = status_of(raw);
    return exit_.has_value();
  });
  return exit_;
}

ExitStatus ChildProcess::stop(Duration limit) {
  send(SIGTERM);
  if (const std::optional<ExitStatus> status = wait(limit)) return *status;
  send(SIGKILL);
  int raw = 0;
  waitpid(pid_, &raw, 0);
  exit_ = status_of(raw);
  return *exit_;
}

bool wait_until(Duration limit, const std::function<bool()>& holds) {
  const MonotonicTime deadline = monotonic_now() + limit;
  while (!holds()) {
    if (monotonic_now() >= deadline) return false;
    poll(nullptr, 0, kPollMs);
  }
  return true;
}

std::uint16_t free_port() {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  auto* const general = reinterpret_cast<sockaddr*>(&address);
  FB_CHECK(bind(descriptor, general, size) == 0);
  FB_CHECK(getsockname(descriptor, general, &size) == 0);
  close(descriptor);
  return ntohs(address.sin_port);
}

}  // namespace flowbridge
