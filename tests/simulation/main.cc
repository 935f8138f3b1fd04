// Runs worlds from seeds, and says what was violated.
//
//   simulate --seeds=20000 [--from=1]      many worlds; the first violation ends it
//   simulate --seed=4711 [--trace]         one of them, with what happens in it
//   simulate --seeds=1000 --must-fail      for known-bad variants: exit 0 only if one is caught
//
// Exit codes: 0 as it must be, 1 not so, 2 usage.

#include "simulation/world.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

namespace flowbridge {
namespace {

/// Every so many worlds, one is made twice.
constexpr std::uint64_t kRepeatedEvery = 100;

struct Arguments {
  std::uint64_t from = 1;
  std::uint64_t seeds = 1;
  bool one = false;
  bool trace = false;
  bool must_fail = false;
};

// For the handler of SIGABRT, which a broken invariant of the bridge's own raises.
volatile std::uint64_t running_seed = 0;
volatile bool abort_is_expected = false;

void say_seed(int) {
  std::fprintf(stderr, "seed %llu: aborted\n", static_cast<unsigned long long>(running_seed));
  std::_Exit(abort_is_expected ? 0 : 1);
}

std::optional<std::uint64_t> value_of(std::string_view argument, std::string_view option) {
  if (argument.substr(0, option.size()) != option) return std::nullopt;
  return std::strtoull(argument.data() + option.size(), nullptr, 10);
}

std::optional<Arguments> parse(int count, char** values) {
  Arguments arguments;
  for (int i = 1; i < count; ++i) {
    const std::string_view argument = values[i];
    if (const auto seed = value_of(argument, "--seed=")) {
      arguments.from = *seed;
      arguments.one = true;
    } else if (const auto seeds = value_of(argument, "--seeds=")) {
      arguments.seeds = *seeds;
    } else if (const auto from = value_of(argument, "--from=")) {
      arguments.from = *from;
    } else if (argument == "--trace") {
      arguments.trace = true;
    } else if (argument == "--must-fail") {
      arguments.must_fail = true;
    } else {
      return std::nullopt;
    }
  }
  return arguments;
}

/// Whether the seed makes the same world once more, to the bit.
bool repeats(std::uint64_t seed, const World& first) {
  World second(draw_plan(seed));
  const bool failed = second.run().has_value();
  return !failed && second.steps() == first.steps() && second.digest() == first.digest();
}

int run(const Arguments& arguments) {
  std::uint64_t steps = 0;
  for (std::uint64_t seed = arguments.from; seed < arguments.from + arguments.seeds; ++seed) {
    running_seed = seed;
    World world(draw_plan(seed));
    if (arguments.trace) world.trace();
    if (const std::optional<Violation> violation = world.run()) {
      std::cout << "seed " << seed << ": " << violation->what << " (step " << violation->step
                << "; again with --seed=" << seed << " --trace)\n";
      return arguments.must_fail ? 0 : 1;
    }
    steps += world.steps();
    if (seed % kRepeatedEvery == 0 && !repeats(seed, world)) {
      std::cout << "seed " << seed << ": another world comes of it the second time\n";
      return 1;
    }
    if (arguments.one) {
      std::cout << "digest " << std::hex << world.digest() << std::dec << "\n";
    }
  }
  std::cout << arguments.seeds << " worlds, " << steps << " steps, 0 violations\n";
  return arguments.must_fail ? 1 : 0;
}

}  // namespace
}  // namespace flowbridge

int main(int count, char** values) {
  const auto arguments = flowbridge::parse(count, values);
  if (!arguments) {
    std::cerr << "usage: simulate --seed=N [--trace] | --seeds=N [--from=N] [--must-fail]\n";
    return 2;
  }
  flowbridge::abort_is_expected = arguments->must_fail;
  std::signal(SIGABRT, flowbridge::say_seed);
  return flowbridge::run(*arguments);
}
