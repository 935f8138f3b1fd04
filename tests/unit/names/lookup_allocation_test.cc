// A program of its own, because it replaces operator new.

#include "names/as_names.h"
#include "names/special.h"
#include "support/allocation_counter.h"
#include "support/name_tables.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

TEST(AsNamesAllocation, ALookupAllocatesNothing) {
  NamesByNumber known;
  for (std::uint32_t asn = 1; asn < 100'000; asn += 3) {
    if (is_set_aside(Asn(asn))) continue;
    known[asn] = "A name that is too long to be kept inside a string, of AS " + std::to_string(asn);
  }
  const AsNames names(name_table_of(known), std::make_shared<const Overrides>(std::vector<Override>{
                                                {.first = Asn(64512),
                                                 .last = Asn(65534),
                                                 .name = "The operator's own name of a range",
                                                 .country = {},
                                                 .tags = {}}}));
  std::size_t bytes = 0;
  const std::size_t before = allocations();
  for (std::uint32_t asn = 0; asn < 120'000; ++asn) bytes += names.name(Asn(asn)).text().size();
  for (std::uint32_t asn = 4'199'990'000; asn < 4'200'010'000; ++asn) {
    bytes += names.name(Asn(asn)).text().size();
  }
  EXPECT_EQ(allocations(), before);
  EXPECT_GT(bytes, 1'000'000u);
}

}  // namespace
}  // namespace flowbridge
