// A tick of 2 000 series of which a receiver refuses some: exactly those are rejected, everything
// else arrives, and finding them costs no more requests than R19 allows.

#include "support/bridge_world.h"
#include "support/known_receivers.h"

#include <bit>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr std::uint32_t kFirstAs = 1000;
constexpr std::size_t kSeries = 2000;
constexpr std::size_t kBadCounts[] = {0, 1, 2, 10, 100};

/// The bound of R19: 2k (log2(n/k) + 1) + 1. A refused request is halved until its bad samples are
/// alone. At each size below n/k there are k refused requests at most and as many good halves
/// beside them; all sizes above have less than 2k requests together.
std::uint64_t requests_max(std::size_t bad) {
  if (bad == 0) return 1;
  return 2 * bad * (static_cast<std::size_t>(std::bit_width((kSeries - 1) / bad)) + 1) + 1;
}

enum class Place { kFirst, kLast, kSpread, kAnywhere };

std::set<std::size_t> bad_series(std::size_t count, Place place) {
  SplitMix64 random(count + 1);
  std::set<std::size_t> bad;
  while (bad.size() < count) {
    switch (place) {
      case Place::kFirst:
        bad.insert(bad.size());
        break;
      case Place::kLast:
        bad.insert(kSeries - 1 - bad.size());
        break;
      case Place::kSpread:
        bad.insert(bad.size() * kSeries / count);
        break;
      case Place::kAnywhere:
        bad.insert(random.below(kSeries));
        break;
    }
  }
  return bad;
}

struct Refuser {
  const char* name;
  ReceiverOptions options;

  friend void PrintTo(const Refuser& refuser, std::ostream* out) { *out << refuser.name; }
};

std::vector<Refuser> refusers() {
  const auto saying = [](ReceiverOptions options, int status) {
    options.refused_status = status;
    return options;
  };
  return {{"RollsBackWith400", saying(prometheus_2_42(), 400)},
          {"RollsBackWith409", saying(prometheus_2_42(), 409)},
          {"RollsBackWith422", saying(prometheus_2_42(), 422)},
          {"RollsBackWith500", saying(prometheus_2_42(), 500)},
          {"Keeps1TheRestWith400", saying(cortex(), 400)},
          {"Keeps1TheRestWith409", saying(cortex(), 409)},
          {"Keeps1TheRestWith422", saying(cortex(), 422)},
          {"Keeps1TheRestWith500", saying(cortex(), 500)},
          {"Keeps2TheRestWith400", saying(mimir(), 400)},
          {"Keeps2TheRestWith409", saying(thanos(), 409)},
          {"Keeps2TheRestWith422", saying(mimir(), 422)},
          {"Keeps2TheRestWith500", saying(mimir(), 500)}};
}

class BridgeRefusals : public ::testing::TestWithParam<Refuser> {
 protected:
  // Until the fate of each series' zero and value is known. The wall clock stands still, so that no
  // series is tried again meanwhile.
  static void send_first_tick(BridgeWorld& world) {
    world.pass(world.options.ingest.ledger.width + world.options.ingest.ledger.lateness + 1s);
    for (int i = 0; i < 100'000; ++i) {
      world.now.monotonic += 20ms;
      ASSERT_TRUE(world.step());
      const auto report = world.hub().snapshot().deliveries.front();
      const std::uint64_t decided = report->samples_delivered +
                                    report->samples_rejected.front().count +
                                    report->samples_skipped.front().count;
      if (decided == 2 * kSeries) return;
    }
    FAIL() << "nothing moves any more";
  }

  // The other statuses of a refusal are like 400.
  static std::vector<Place> places() {
    const int status = GetParam().options.refused_status;
    if (status != 400 && status != 500) return {Place::kAnywhere};
    return {Place::kFirst, Place::kLast, Place::kSpread, Place::kAnywhere};
  }

  // Sends one tick and looks at what has become of it.
  static std::uint64_t requests_of_tick(const std::set<std::size_t>& bad) {
    WorldOptions options;
    options.receiver = GetParam().options;
    BridgeWorld world(7, options);
    world.receiver.refuse_series([&bad](const LabelSet& labels) {
      for (const Label& label : labels) {
        if (label.name == "source_as") return bad.contains(std::stoul(label.value) - kFirstAs);
      }
      return false;
    });
    for (std::size_t i = 0; i < kSeries; ++i) {
      world.produce_one(0, kFirstAs + static_cast<std::uint32_t>(i), 500, world.now.wall);
    }
    send_first_tick(world);
    const auto report = world.hub().snapshot().deliveries.front();
    EXPECT_EQ(report->samples_rejected.front().count, bad.size());
    EXPECT_EQ(report->series_quarantined, bad.size());
    std::size_t whole = 0;
    for (const auto& [labels, samples] : world.receiver.series()) {
      if (!is_own(labels) && samples.back().value == value_bits(500)) ++whole;
    }
    EXPECT_EQ(whole, kSeries - bad.size());
    for (const SampleVerdict wrong : {SampleVerdict::kOtherValue, SampleVerdict::kOutOfOrder,
                                      SampleVerdict::kDroppedSilently}) {
      EXPECT_EQ(world.receiver.verdicts(wrong), 0u);
    }
    return world.receiver.requests();
  }
};

TEST_P(BridgeRefusals, AreExactlyTheBadSeriesAndFoundWithinTheBound_R19) {
  const std::uint64_t without = requests_of_tick({});
  const bool is_server_error = GetParam().options.refused_status == 500;
  for (const std::size_t count : kBadCounts) {
    for (const Place place : places()) {
      SCOPED_TRACE(std::to_string(count) + " bad, place " +
                   std::to_string(static_cast<int>(place)));
      const std::uint64_t requests = requests_of_tick(bad_series(count, place)) - without + 1;
      // A server error is taken for a refusal when it has come three times; before that it is
      // doubted, and our own probe is sent.
      const std::uint64_t most = requests_max(count);
      EXPECT_LE(requests, is_server_error ? 3 * most + 10 : most);
      ASSERT_FALSE(HasFailure());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Known, BridgeRefusals, ::testing::ValuesIn(refusers()),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace flowbridge
