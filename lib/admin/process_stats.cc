#include "admin/process_stats.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include <sys/resource.h>
#include <unistd.h>

namespace flowbridge {

namespace {

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

std::vector<std::string_view> words_of(std::string_view text) {
  constexpr std::string_view kSpace = " \n";
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t start = text.find_first_not_of(kSpace);
    if (start == std::string_view::npos) return words;
    text.remove_prefix(start);
    words.push_back(text.substr(0, text.find_first_of(kSpace)));
    text.remove_prefix(words.back().size());
  }
}

/// The fields of /proc/self/stat by their numbers in proc(5). The second is the program's name in
/// parentheses and may itself hold spaces and parentheses; all others are after the last one.
class StatFields {
 public:
  explicit StatFields(std::string_view stat) {
    const std::size_t name_end = stat.rfind(')');
    if (name_end != std::string_view::npos) words_ = words_of(stat.substr(name_end + 1));
  }
  std::optional<std::uint64_t> number(std::size_t field) const {
    constexpr std::size_t kFirstField = 3;
    const std::size_t index = field - kFirstField;
    return index < words_.size() ? number_in(words_[index]) : std::nullopt;
  }

 private:
  std::vector<std::string_view> words_;
};

std::optional<std::uint64_t> boot_time_seconds(std::string_view system_stat) {
  constexpr std::string_view kKey = "\nbtime ";
  const std::size_t found = system_stat.find(kKey);
  if (found == std::string_view::npos) return std::nullopt;
  const std::string_view rest = system_stat.substr(found + kKey.size());
  return number_in(rest.substr(0, rest.find('\n')));
}

std::string read_file(const char* path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::uint64_t count_open_fds() {
  std::error_code error;
  std::filesystem::directory_iterator entry("/proc/self/fd", error);
  std::uint64_t count = 0;
  for (const std::filesystem::directory_iterator end; !error && entry != end;) {
    ++count;
    entry.increment(error);
  }
  // One of them was the directory itself.
  return count > 0 ? count - 1 : 0;
}

}  // namespace

std::optional<ProcessReport> process_report_from(const ProcessFacts& facts) {
  const StatFields stat(facts.self_stat);
  const auto user_ticks = stat.number(14);
  const auto system_ticks = stat.number(15);
  const auto threads = stat.number(20);
  const auto start_ticks = stat.number(22);
  const auto virtual_bytes = stat.number(23);
  const auto resident_pages = stat.number(24);
  const auto boot_seconds = boot_time_seconds(facts.system_stat);
  if (!user_ticks || !system_ticks || !threads || !start_ticks || !virtual_bytes ||
      !resident_pages || !boot_seconds || facts.ticks_per_second <= 0 || facts.page_bytes <= 0) {
    return std::nullopt;
  }
  const auto ticks_per_second = static_cast<std::uint64_t>(facts.ticks_per_second);
  const std::uint64_t started_ms = *boot_seconds * 1000 + *start_ticks * 1000 / ticks_per_second;
  return ProcessReport{
      .cpu_seconds =
          static_cast<double>(*user_ticks + *system_ticks) / static_cast<double>(ticks_per_second),
      .resident_bytes = *resident_pages * static_cast<std::uint64_t>(facts.page_bytes),
      .virtual_bytes = *virtual_bytes,
      .open_fds = facts.open_fds,
      .max_fds = facts.max_fds,
      .threads = *threads,
      .started = unix_ms(static_cast<std::int64_t>(started_ms)),
  };
}

std::optional<ProcessReport> read_process_report() {
  rlimit fds{};
  if (getrlimit(RLIMIT_NOFILE, &fds) != 0) return std::nullopt;
  return process_report_from({.self_stat = read_file("/proc/self/stat"),
                              .system_stat = read_file("/proc/stat"),
                              .open_fds = count_open_fds(),
                              .max_fds = fds.rlim_cur,
                              .page_bytes = sysconf(_SC_PAGESIZE),
                              .ticks_per_second = sysconf(_SC_CLK_TCK)});
}

}  // namespace flowbridge
