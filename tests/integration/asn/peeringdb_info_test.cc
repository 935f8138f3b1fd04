// R14 from PeeringDB to the receiver: whole copies and an increment from a server of their own,
// through the refresher, its HTTP client and its cache, to the gauges beside the series of flows.
// Only Kafka, the disk and the receiver are in memory, and time passes as the test says.

#include "asndb/refresher.h"
#include "base/rfc3339.h"
#include "config/settings.h"
#include "curl/downloader.h"
#include "flowbridge/asn_sources.h"
#include "flowbridge/translate.h"
#include "support/asn_server.h"
#include "support/bridge_world.h"
#include "support/log.h"
#include "support/peeringdb_files.h"
#include "support/peeringdb_table.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::UnorderedElementsAre;

/// Ours, both in PeeringDB; flows come in at the first.
constexpr std::uint32_t kOwn = 1103;
constexpr std::uint32_t kOwnToo = 3333;
/// Somebody else's, and one that is not in PeeringDB.
constexpr std::uint32_t kPeer = 15169;
constexpr std::uint32_t kStranger = 2906;
constexpr std::uint32_t kUnlisted = 6939;

/// Of rows by hand, beyond those of made ones.
constexpr int kFirstId = 900'001;
constexpr int kOwnNet = kFirstId;
constexpr int kOwnNetToo = kFirstId + 1;
constexpr int kPeerNet = kFirstId + 2;
constexpr int kStrangerNet = kFirstId + 3;

/// After all of the made rows, and before the flows.
constexpr const char* kUpdated = "2026-05-01T00:00:00Z";
constexpr const char* kChanged = "2026-06-01T00:00:00Z";
const UnixTime kBegin = unix_ms(1'790'726'400'000);

/// What a gauge says.
struct Peering {
  std::string policy;
  std::string ratio;
  std::string scope;
  std::string common_ix;
  std::string common_facilities;
};

struct RowState {
  const char* updated = kUpdated;
  const char* status = "ok";
};

std::string row_of(int id, const std::string& fields, const RowState& state) {
  return R"({"id": )" + std::to_string(id) + ", " + fields + R"(, "updated": ")" + state.updated +
         R"(", "status": ")" + state.status + "\"}";
}

std::string net_row(int id, std::uint32_t asn, const Peering& peering, const RowState& state = {}) {
  return row_of(id,
                R"("org_id": 1, "name": "Network", "asn": )" + std::to_string(asn) +
                    R"(, "policy_general": ")" + peering.policy + R"(", "info_ratio": ")" +
                    peering.ratio + R"(", "info_scope": ")" + peering.scope + '"',
                state);
}

/// A network's port at an exchange, or its presence at a facility.
struct Presence {
  int net = 0;
  int place = 0;
};
constexpr const char* kAtExchange = "ix_id";
constexpr const char* kAtFacility = "fac_id";

std::string presence_row(int id, const char* kind, const Presence& presence,
                         const RowState& state = {}) {
  return row_of(id,
                R"("asn": 1, "net_id": )" + std::to_string(presence.net) + ", \"" + kind +
                    "\": " + std::to_string(presence.place),
                state);
}

/// Their ids are in this order, from kFirstId on.
std::vector<std::string> presence_rows(const char* kind, const std::vector<Presence>& presences) {
  std::vector<std::string> rows;
  for (const Presence& presence : presences) {
    rows.push_back(presence_row(kFirstId + static_cast<int>(rows.size()), kind, presence));
  }
  return rows;
}

std::string answer_of(const std::vector<std::string>& rows) {
  std::string data;
  for (const std::string& row : rows) data += (data.empty() ? "" : ", ") + row;
  return R"({"data": [)" + data + R"(], "meta": {}})";
}

/// The query for what has changed since the newest row, which comes again.
std::string since(const char* newest) {
  return "since=" + std::to_string(to_ms(*read_rfc3339(newest)) / 1000 - 1);
}

/// What the program makes of its options.
Settings settings_of_program() {
  std::vector<std::string> arguments = {
      "--kafka.brokers=127.0.0.1:1",
      "--kafka.topics=pmacct.acct",
      "--remote-write.url=http://127.0.0.1:1/api/v1/write",
      "--asn=" + std::to_string(kOwn) + "," + std::to_string(kOwnToo),
      "--as-names=info",
      "--asn-db.peeringdb",
      "--asn-db.source=asnames=off"};
  for (const char* registry : {"afrinic", "apnic", "arin", "lacnic", "ripencc"}) {
    arguments.push_back("--asn-db.source=delegated-" + std::string(registry) + "=off");
  }
  const LoadedSettings loaded = load_settings({.arguments = arguments, .environment = {}});
  EXPECT_TRUE(loaded.problems.empty());
  return loaded.settings;
}

WorldOptions world_options(const Settings& settings) {
  WorldOptions options;
  options.begin = kBegin;
  options.classes = classifier_options(settings);
  options.ingest = ingest_options(settings, 1);
  options.delivery = delivery_options(settings.destinations.at(0), settings.flows.metrics);
  return options;
}

class PeeringdbInfo : public ::testing::Test {
 protected:
  /// Rows by hand, after as many made ones as a first copy must have; the API knows only the
  /// former.
  template <typename Row>
  void publish(const std::string& type, std::uint32_t made, const Row& row,
               const std::vector<std::string>& by_hand = {}) {
    const auto all = made + static_cast<std::uint32_t>(by_hand.size());
    server_.route("/" + type + "-0.json").body(peeringdb_dump(all, [&](std::uint32_t i) {
      return i <= made ? row(i) : by_hand[i - made - 1];
    }));
    tables_.emplace(type, answer_of(by_hand));
    serve_changes(type);
  }
  /// With which ours, the peer and the stranger have what their gauges say below.
  void publish_whole_copies() {
    publish("net", 20'000, peeringdb_net,
            {net_row(kOwnNet, kOwn, ours_), net_row(kOwnNetToo, kOwnToo, ours_),
             net_row(kPeerNet, kPeer, peer_), net_row(kStrangerNet, kStranger, stranger_)});
    publish("org", 20'000, peeringdb_org);
    publish("ix", 1'000, peeringdb_ix);
    publish("fac", 4'000, peeringdb_fac);
    publish("netixlan", 20'000, peeringdb_netixlan,
            presence_rows(kAtExchange, {{kPeerNet, 30},
                                        {kPeerNet, 10},
                                        {kPeerNet, 10},
                                        {kPeerNet, 50},
                                        {kOwnNet, 10},
                                        {kOwnNet, 20},
                                        {kOwnNetToo, 20},
                                        {kOwnNetToo, 30},
                                        {kStrangerNet, 40}}));
    publish("netfac", 20'000, peeringdb_netfac,
            presence_rows(kAtFacility, {{kPeerNet, 8},
                                        {kPeerNet, 9},
                                        {kOwnNet, 7},
                                        {kOwnNetToo, 7},
                                        {kOwnNetToo, 8},
                                        {kStrangerNet, 7},
                                        {kStrangerNet, 8}}));
  }
  /// From now on the API knows of this, too.
  void change(const std::string& type, const std::string& row) {
    tables_.at(type).apply(answer_of({row}));
    serve_changes(type);
  }
  void serve_changes(const std::string& type) {
    server_.route("/api/" + type).content([table = tables_.at(type)](const AsnRequest& asked) {
      return table.answer(asked.query);
    });
  }

  /// PeeringDB's addresses, on our server.
  std::string here(const std::string& url) const {
    return server_.url(url.substr(url.find('/', std::string("https://").size())));
  }
  void start_refresher() {
    RefresherOptions options = asn_refresher_options(settings_.as_names);
    for (AsnSource& source : options.sources) {
      source.url = here(source.url);
      source.increments_url = here(source.increments_url);
    }
    const RefresherPorts ports{
        .directory = *cache_,
        .downloader = downloader_,
        .log = names_log_,
        .publish = [this](auto table) { world_.names().publish(std::move(table)); },
        .report = [](const AsnDbReport&) {}};
    refresher_.emplace(ports, options, world_.now);
  }
  std::vector<std::string> queries(const std::string& path) const {
    std::vector<std::string> queries;
    for (const AsnRequest& request : server_.requests(path)) queries.push_back(request.query);
    return queries;
  }
  /// As `asn refresh` does it; nothing is left to do.
  void refresh() {
    EXPECT_THAT(refresher_->refresh_now(world_.now.wall), IsEmpty());
    while (!refresher_->idle(world_.now.wall)) world_.pass(refresher_->step(world_.now));
    EXPECT_THAT(names_log_.lines(), IsEmpty()) << "it warns of what it refuses";
  }

  /// Each of the three sends something, and what it says has arrived.
  void flow() {
    for (const std::uint32_t source : {kPeer, kStranger, kUnlisted}) {
      world_.produce_one(0, source, 100, world_.now.wall);
    }
    world_.run_until_idle();
    world_.check();
  }

  /// Its labels.
  static std::string gauge(std::uint32_t asn, const Peering& says) {
    return to_string(make_label_set({{"__name__", "flow_as_peering_info"},
                                     {"asn", std::to_string(asn)},
                                     {"policy", says.policy},
                                     {"ratio", says.ratio},
                                     {"scope", says.scope},
                                     {"common_ix", says.common_ix},
                                     {"common_facilities", says.common_facilities},
                                     {"instance", "edge-1"},
                                     {"job", "flowbridge"}}));
  }
  /// All that the receiver was ever sent, by their labels.
  std::map<std::string, std::vector<WrittenSample>> gauges() const {
    std::map<std::string, std::vector<WrittenSample>> found;
    for (const auto& [labels, samples] : world_.receiver.series()) {
      const bool is_one = labels.front().value == "flow_as_peering_info";
      if (is_one) found.emplace(to_string(labels), samples);
    }
    return found;
  }

  /// The one ends where the other begins.
  void expect_followed(const std::string& before, const std::string& after) const {
    const auto all = gauges();
    EXPECT_EQ(all.at(before).back().value, kStaleMarkerBits);
    EXPECT_EQ(all.at(after).front().value, value_bits(1));
    EXPECT_EQ(to_ms(all.at(before).back().timestamp), to_ms(all.at(after).front().timestamp));
  }

  const Peering ours_{"Selective", "", "Europe", "2", "1"};
  const Peering peer_{"Open", "Mostly Outbound", "Global", "2", "1"};
  const Peering stranger_{"Restrictive", "Balanced", "North America", "0", "2"};

  const Settings settings_ = settings_of_program();
  AsnServer server_;
  std::map<std::string, PeeringdbTable> tables_;
  BridgeWorld world_{1, world_options(settings_)};
  std::unique_ptr<Directory> cache_ = *(*world_.disk.root()).subdirectory("asn-db");
  CurlDownloader downloader_;
  CapturingLog names_log_;
  std::optional<Refresher> refresher_;
};

TEST_F(PeeringdbInfo, AWholeCopyIsAGaugeAndItsChangesAnotherAtTheSameTick) {
  publish_whole_copies();
  start_refresher();
  flow();
  EXPECT_THAT(gauges(), IsEmpty()) << "nothing has been fetched";

  refresh();
  flow();
  const std::string ours = gauge(kOwn, ours_);
  const std::string peer = gauge(kPeer, peer_);
  const std::string stranger = gauge(kStranger, stranger_);
  ASSERT_THAT(gauges(), UnorderedElementsAre(Key(ours), Key(peer), Key(stranger)))
      << "not of ours without flows, nor of whom PeeringDB does not know";

  Peering peer_says = peer_;
  peer_says.common_ix = "1";
  change("netixlan", presence_row(kFirstId, kAtExchange, {kPeerNet, 30}, {kChanged, "deleted"}));
  Peering stranger_says = stranger_;
  stranger_says.policy = "Open";
  change("net", net_row(kStrangerNet, kStranger, stranger_says, {kChanged}));
  refresh();
  flow();
  const std::string peer_now = gauge(kPeer, peer_says);
  const std::string stranger_now = gauge(kStranger, stranger_says);
  ASSERT_THAT(gauges(), UnorderedElementsAre(Key(ours), Key(peer), Key(peer_now), Key(stranger),
                                             Key(stranger_now)));
  expect_followed(peer, peer_now);
  expect_followed(stranger, stranger_now);
  EXPECT_NE(gauges().at(ours).back().value, kStaleMarkerBits);

  EXPECT_EQ(server_.requests("/netixlan-0.json").size(), 1u);
  EXPECT_THAT(queries("/api/netixlan"), ElementsAre(since(kUpdated)));
  EXPECT_THAT(queries("/api/net"), ElementsAre(since(kUpdated)));
}

}  // namespace
}  // namespace flowbridge
