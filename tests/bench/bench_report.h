#pragma once
/// The lines that a benchmark prints, one figure each: `name value unit target ok|short`.
///
/// Lifetime: owns its verdict.      Threads: one.
/// Fails:    exit_code() is 1 if any figure was short of its target.
/// Units:    given with each figure; more is better.
///
///   BenchReport report;
///   report.add({.name = "decode", .value = 2.1e6, .unit = "records/s", .target = 1.5e6});
///   return report.exit_code();

#include <cstdio>
#include <ctime>

namespace flowbridge {

/// The processor time of this program, if it has one thread: what one core can do is asked, and not
/// how busy the machine is.
inline double core_seconds() {
  return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

struct BenchFigure {
  const char* name;
  double value;
  const char* unit;
  /// At least this; 0 if there is no target, only interest.
  double target;
};

class BenchReport {
 public:
  void add(const BenchFigure& figure) {
    const bool enough = figure.value >= figure.target;
    all_enough_ = all_enough_ && enough;
    std::printf("%s %.0f %s %.0f %s\n", figure.name, figure.value, figure.unit, figure.target,
                enough ? "ok" : "short");
  }
  int exit_code() const { return all_enough_ ? 0 : 1; }

 private:
  bool all_enough_ = true;
};

}  // namespace flowbridge
