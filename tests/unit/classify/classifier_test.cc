#include "classify/classifier.h"

#include <ostream>

#include <gtest/gtest.h>

namespace flowbridge {

static void PrintTo(const FlowKey& key, std::ostream* out) {
  *out << flow_class_name(key.flow_class) << "/" << unclassified_reason_name(key.reason) << " host "
       << key.host.value() << " " << key.source_as.value() << "->" << key.destination_as.value();
}

namespace {

constexpr HostId kHost{7};
constexpr std::optional<Asn> kMissing;
constexpr std::optional<Asn> kZero = Asn(0);
constexpr std::optional<Asn> kPrivate = Asn(64512);
constexpr std::optional<Asn> kPeer = Asn(15169);
constexpr std::optional<Asn> kOtherPeer = Asn(60729);
constexpr std::optional<Asn> kOwn = Asn(397143);
constexpr std::optional<Asn> kAlsoOwn = Asn(64496);

FlowRecord record(std::optional<Asn> source, std::optional<Asn> destination) {
  return {.source_as = source, .destination_as = destination, .counts = {.bytes = 60}};
}

FlowKey key_of(std::optional<Asn> source, std::optional<Asn> destination,
               TransitKeys transit = TransitKeys::kTotal) {
  const Classifier classifier({.own_as = {*kOwn, *kAlsoOwn}, .transit = transit});
  return classifier.classify(record(source, destination), kHost);
}

FlowKey pair_key(FlowClass flow_class, std::uint32_t source, std::uint32_t destination) {
  return {.flow_class = flow_class,
          .host = kHost,
          .source_as = Asn(source),
          .destination_as = Asn(destination)};
}

TEST(Classifier, OneSideOwnIsReceiveOrTransmitWhateverTheOtherSideIs) {
  EXPECT_EQ(key_of(kPeer, kOwn), pair_key(FlowClass::kReceive, 15169, 397143));
  EXPECT_EQ(key_of(kZero, kOwn), pair_key(FlowClass::kReceive, 0, 397143));
  EXPECT_EQ(key_of(kMissing, kOwn), pair_key(FlowClass::kReceive, 0, 397143));
  EXPECT_EQ(key_of(kPrivate, kAlsoOwn), pair_key(FlowClass::kReceive, 64512, 64496));
  EXPECT_EQ(key_of(kOwn, kPeer), pair_key(FlowClass::kTransmit, 397143, 15169));
  EXPECT_EQ(key_of(kOwn, kZero), pair_key(FlowClass::kTransmit, 397143, 0));
  EXPECT_EQ(key_of(kOwn, kMissing), pair_key(FlowClass::kTransmit, 397143, 0));
}

TEST(Classifier, BothSidesOwnIsInternalUnderTheRouterAlone) {
  EXPECT_EQ(key_of(kOwn, kOwn), pair_key(FlowClass::kInternal, 0, 0));
  EXPECT_EQ(key_of(kOwn, kAlsoOwn), pair_key(FlowClass::kInternal, 0, 0));
}

TEST(Classifier, NoSideOwnIsTransitUnderTheRouterOrThePair) {
  EXPECT_EQ(key_of(kPeer, kOtherPeer), pair_key(FlowClass::kTransit, 0, 0));
  EXPECT_EQ(key_of(kPeer, kOtherPeer, TransitKeys::kPairs),
            pair_key(FlowClass::kTransit, 15169, 60729));
}

TEST(Classifier, AnUnresolvedSideGivesTheFirstReasonThatApplies) {
  const std::vector<std::pair<std::optional<Asn>, UnclassifiedReason>> sides = {
      {kMissing, UnclassifiedReason::kAsMissing},
      {kZero, UnclassifiedReason::kAsZero},
      {kPrivate, UnclassifiedReason::kPrivateAs},
      {kPeer, UnclassifiedReason::kNone}};
  for (std::size_t first = 0; first + 1 < sides.size(); ++first) {
    for (std::size_t second = first; second < sides.size(); ++second) {
      const FlowKey expected = {
          .flow_class = FlowClass::kUnclassified, .reason = sides[first].second, .host = kHost};
      EXPECT_EQ(key_of(sides[first].first, sides[second].first), expected);
      EXPECT_EQ(key_of(sides[second].first, sides[first].first), expected);
      EXPECT_EQ(key_of(sides[second].first, sides[first].first, TransitKeys::kPairs), expected);
    }
  }
}

TEST(Classifier, AnAsThatIsZeroOrPrivateCanBeOwn) {
  const Classifier classifier({.own_as = {*kPrivate, *kZero}});
  EXPECT_EQ(classifier.classify(record(kPeer, kPrivate), kHost),
            pair_key(FlowClass::kReceive, 15169, 64512));
  EXPECT_EQ(classifier.classify(record(kZero, kPeer), kHost),
            pair_key(FlowClass::kTransmit, 0, 15169));
  EXPECT_EQ(classifier.classify(record(kMissing, kPeer), kHost).reason,
            UnclassifiedReason::kAsMissing);
}

TEST(Classifier, WithoutOwnAsNumbersNothingIsReceived) {
  const Classifier classifier({.own_as = {}});
  EXPECT_EQ(classifier.classify(record(kPeer, kOtherPeer), kHost).flow_class, FlowClass::kTransit);
}

TEST(Classifier, PrivateRangesHaveTheirEdgesWhereRfc6996Does) {
  for (const std::uint32_t asn : {64512u, 65534u, 4200000000u, 4294967294u}) {
    EXPECT_TRUE(is_private_as(Asn(asn))) << asn;
  }
  for (const std::uint32_t asn : {0u, 64511u, 65535u, 4199999999u, 4294967295u}) {
    EXPECT_FALSE(is_private_as(Asn(asn))) << asn;
  }
}

}  // namespace
}  // namespace flowbridge
