#include "admin/process_stats.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

ProcessFacts some_facts() {
  return {.self_stat =
              "4711 (flow) ) bridge) S 1 4711 4711 0 -1 4194560 2461 0 3 0 150 50 0 0 20 0 "
              "9 0 12345 419430400 10240 18446744073709551615 1 1 0 0\n",
          .system_stat = "cpu  1 2 3\nbtime 1700000000\nprocesses 5\n",
          .open_fds = 21,
          .max_fds = 1024,
          .page_bytes = 4096,
          .ticks_per_second = 100};
}

TEST(ProcessStats, AreReadFromTheFieldsOfProc5EvenWithParenthesesInTheName) {
  const std::optional<ProcessReport> report = process_report_from(some_facts());
  ASSERT_TRUE(report);
  EXPECT_DOUBLE_EQ(report->cpu_seconds, 2.0);
  EXPECT_EQ(report->resident_bytes, 10240u * 4096u);
  EXPECT_EQ(report->virtual_bytes, 419'430'400u);
  EXPECT_EQ(report->open_fds, 21u);
  EXPECT_EQ(report->max_fds, 1024u);
  EXPECT_EQ(report->threads, 9u);
  EXPECT_EQ(report->started, unix_ms(1'700'000'123'450));
}

TEST(ProcessStats, AreAbsentIfAnythingIsMissing) {
  ProcessFacts facts = some_facts();
  facts.self_stat = "4711 (flowbridge) S 1 2 3";
  EXPECT_FALSE(process_report_from(facts));
  facts = some_facts();
  facts.self_stat.clear();
  EXPECT_FALSE(process_report_from(facts));
  facts = some_facts();
  facts.system_stat = "cpu  1 2 3\n";
  EXPECT_FALSE(process_report_from(facts));
  facts = some_facts();
  facts.ticks_per_second = 0;
  EXPECT_FALSE(process_report_from(facts));
}

TEST(ProcessStats, OfThisProcessAreBelievable) {
  const std::optional<ProcessReport> report = read_process_report();
  ASSERT_TRUE(report);
  EXPECT_GE(report->cpu_seconds, 0);
  EXPECT_GT(report->resident_bytes, 1'000'000u);
  EXPECT_GE(report->virtual_bytes, report->resident_bytes);
  EXPECT_GE(report->open_fds, 3u);
  EXPECT_GE(report->max_fds, report->open_fds);
  EXPECT_GE(report->threads, 1u);
  EXPECT_GT(report->started, unix_ms(1'600'000'000'000));
}

}  // namespace
}  // namespace flowbridge
