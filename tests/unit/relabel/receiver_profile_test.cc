#include "relabel/receiver_profile.h"

#include "support/test_files.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

TEST(ReceiverProfile, HasItsOwnRow) {
  for (const ReceiverRow& row : kReceiverRows) EXPECT_EQ(&receiver_row(row.profile), &row);
}

TEST(ReceiverProfile, OfAnUnknownReceiverIsTheStrictestOfAll) {
  const LabelLimits automatic = receiver_row(ReceiverProfile::kAuto).limits;
  EXPECT_EQ(automatic, LabelLimits{});
  LabelLimits strictest{kUnlimited, kUnlimited, kUnlimited, LabelNames::kUtf8};
  for (const ReceiverRow& row : kReceiverRows) {
    if (row.profile == ReceiverProfile::kAuto) continue;
    strictest.labels_max = std::min(strictest.labels_max, row.limits.labels_max);
    strictest.name_bytes_max = std::min(strictest.name_bytes_max, row.limits.name_bytes_max);
    strictest.value_bytes_max = std::min(strictest.value_bytes_max, row.limits.value_bytes_max);
    if (row.limits.names == LabelNames::kLegacy) strictest.names = LabelNames::kLegacy;
  }
  EXPECT_EQ(automatic, strictest);
}

/// The table of receivers in docs/remote-write.md: what stands in each row behind the name.
std::map<std::string, std::vector<std::string>> documented_limits() {
  std::map<std::string, std::vector<std::string>> rows;
  bool is_in_table = false;
  for (const std::string& line : lines_of(read_source_file("docs/remote-write.md"))) {
    if (line.starts_with("| `receiver` | labels |")) {
      is_in_table = true;
    } else if (is_in_table && !line.starts_with("|")) {
      break;
    } else if (is_in_table && !line.starts_with("|---")) {
      std::istringstream words(line);
      std::string name;
      words >> name >> name;
      std::vector<std::string>& limits = rows[name];
      for (std::string word; words >> word;) {
        if (word != "|") limits.push_back(word);
      }
    }
  }
  return rows;
}

TEST(ReceiverProfile, IsAsTheDocumentationSays) {
  const auto written = [](std::size_t limit) {
    return limit == kUnlimited ? std::string("any") : std::to_string(limit);
  };
  std::map<std::string, std::vector<std::string>> rows = documented_limits();
  for (const auto& [profile, name, limits] : kReceiverRows) {
    EXPECT_THAT(rows["`" + std::string(name) + "`"],
                testing::ElementsAre(written(limits.labels_max), written(limits.name_bytes_max),
                                     written(limits.value_bytes_max),
                                     limits.names == LabelNames::kUtf8 ? "UTF-8" : "ASCII"))
        << name;
  }
  EXPECT_EQ(rows.size(), kReceiverRows.size());
}

}  // namespace
}  // namespace flowbridge
