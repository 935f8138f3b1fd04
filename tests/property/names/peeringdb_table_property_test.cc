// A PeeringDB that lives for a while, and a table that hears of it through copies and increments.
// Whatever the history was, the table ends as a full copy of the final state would be.

#include "names/peeringdb_table.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <random>

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

constexpr std::uint64_t kHistories = 10'000;
constexpr int kStepsMax = 40;
constexpr std::uint32_t kAddresses = 4;

using Net = PeeringdbNet;
using Port = PeeringdbNetIxLan;
using Presence = PeeringdbNetFac;

template <typename Row>
bool is_ok(const Row& row) {
  return row.status == PeeringdbStatus::kOk;
}

class Chance {
 public:
  explicit Chance(std::uint64_t seed) : engine_(seed) {}

  std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }

  template <typename T>
  void shuffle(std::vector<T>& values) {
    for (std::size_t i = values.size(); i > 1; --i) std::swap(values[i - 1], values[below(i)]);
  }

 private:
  std::mt19937_64 engine_;
};

Asn number_of(std::uint64_t id) {
  return Asn(64512 + static_cast<std::uint32_t>(id));
}

/// The server: rows of every status, and a clock that tells whole seconds.
template <typename Row>
class Server {
 public:
  /// `hurried`: a row may change more than once in a second.
  Server(Chance& chance, bool hurried) : chance_(chance), hurried_(hurried) {}

  void change() {
    now_ += std::chrono::seconds(chance_.below(3));
    if (rows_.empty() || chance_.one_in(4)) return create();
    auto row = rows_.begin();
    std::advance(row, static_cast<std::ptrdiff_t>(chance_.below(rows_.size())));
    if (!hurried_ && row->second.updated == now_) now_ += 1s;
    if (!is_ok(row->second)) {
      revive(row->second);
    } else if (chance_.one_in(3)) {
      touch(row->second, PeeringdbStatus::kDeleted);
    } else {
      rename(row->second);
    }
  }

  /// Only what is in force, by id; the seconds that pass until the next change matter to nobody.
  std::vector<Row> full_copy() const {
    std::vector<Row> copy;
    for (const auto& [id, row] : rows_) {
      if (is_ok(row)) copy.push_back(row);
    }
    return copy;
  }

  /// What changed after `since`, deleted rows too, ordered by time alone. A row may come twice.
  std::vector<Row> changed_since(UnixTime since) {
    std::vector<Row> answer;
    for (const auto& [id, row] : rows_) {
      if (row.updated <= since) continue;
      answer.push_back(row);
      if (chance_.one_in(8)) answer.push_back(row);
    }
    chance_.shuffle(answer);
    std::stable_sort(answer.begin(), answer.end(),
                     [](const Row& a, const Row& b) { return a.updated < b.updated; });
    return answer;
  }

 private:
  void touch(Row& row, PeeringdbStatus status) {
    row.status = status;
    row.updated = now_;
  }

  void create() {
    const auto id = static_cast<std::uint32_t>(rows_.size() + 1);
    Row& row = rows_[id];
    row.id = id;
    place(row);
    rename(row);
  }

  static void place(Net& net) { net.asn = number_of(net.id); }
  static void place(Port& port) { port.asn = number_of(port.id); }
  void place(Presence& presence) {
    presence.net_id = 1 + chance_.below(10);
    presence.local_asn = number_of(presence.net_id);
  }

  void rename(Net& net) {
    net.name = "Name " + std::to_string(++changes_);
    touch(net, PeeringdbStatus::kOk);
  }
  void rename(Port& port) {
    port.speed_mbits = ++changes_;
    if (port.ipaddr4.empty()) port.ipaddr4 = free_address();
    touch(port, PeeringdbStatus::kOk);
  }
  /// Its network has moved.
  void rename(Presence& presence) {
    presence.fac_id = ++changes_;
    touch(presence, PeeringdbStatus::kOk);
  }

  /// The AS number has a new holder: same row.
  void revive(Net& net) {
    net.org_id = 1 + chance_.below(100);
    rename(net);
  }
  /// A deleted port stays so; its address is had by another.
  void revive(Port&) { create(); }
  void revive(Presence&) { create(); }

  /// Of few, so that those of deleted ports are had again soon; empty if all are in use.
  std::string free_address() const {
    for (std::uint32_t i = 1; i <= kAddresses; ++i) {
      const std::string address = "192.0.2." + std::to_string(i);
      const bool used = std::any_of(rows_.begin(), rows_.end(), [&](const auto& entry) {
        return is_ok(entry.second) && entry.second.ipaddr4 == address;
      });
      if (!used) return address;
    }
    return "";
  }

  Chance& chance_;
  const bool hurried_;
  UnixTime now_ = unix_ms(1'764'000'000'000);
  std::uint64_t changes_ = 0;
  std::map<std::uint64_t, Row> rows_;
};

/// The table, and what its owner does: one second of overlap, and sometimes an answer again.
template <typename Row>
class Mirror {
 public:
  Mirror(Server<Row>& server, Chance& chance, bool hurried)
      : server_(server), chance_(chance), hurried_(hurried) {}

  void copy() { replace(server_.full_copy()); }
  /// A copy is taken now and comes later, as a daily dump does.
  void begin_copy() { dump_ = server_.full_copy(); }
  void end_copy() {
    if (!dump_.empty()) replace(std::move(dump_));
  }

  void ask() {
    const std::optional<UnixTime> cursor = table_.cursor();
    if (!cursor) return copy();
    answers_.push_back(server_.changed_since(*cursor - 1s));
    table_.apply(answers_.back());
    if (!chance_.one_in(4)) return;
    const std::vector<Row> before(table_.rows().begin(), table_.rows().end());
    table_.apply(answers_.back());
    ASSERT_TRUE(
        std::equal(before.begin(), before.end(), table_.rows().begin(), table_.rows().end()))
        << "an answer applied again changed the table";
  }

  /// An answer of earlier comes again. It says nothing of which of two changes in a second is it.
  void hear_again() {
    if (!hurried_ && !answers_.empty()) table_.apply(answers_[chance_.below(answers_.size())]);
  }

  /// Through the cache's file.
  void restart() {
    auto file = parse_peeringdb<Row>(encode_peeringdb<Row>(table_.rows()));
    ASSERT_TRUE(file.has_value());
    ASSERT_EQ(file->rows_bad, 0u);
    table_ = PeeringdbTable<Row>();
    table_.apply(std::move(file->rows));
  }

  std::vector<Row> in_force() const {
    std::vector<Row> rows;
    for (const Row& row : table_.rows()) {
      if (is_ok(row)) rows.push_back(row);
    }
    return rows;
  }
  const PeeringdbTable<Row>& table() const { return table_; }

 private:
  void replace(std::vector<Row> copy) {
    table_.replace(std::move(copy));
    // It says nothing of deletions, so what was taken before it is not to be heard again.
    answers_.clear();
    dump_.clear();
  }

  Server<Row>& server_;
  Chance& chance_;
  const bool hurried_;
  PeeringdbTable<Row> table_;
  std::vector<std::vector<Row>> answers_;
  std::vector<Row> dump_;
};

/// A network has the number that its row says, and each number one network.
void expect_numbers(const std::vector<Net>& rows) {
  const std::vector<const Net*> nets = ok_nets_by_asn(rows);
  ASSERT_EQ(nets.size(), rows.size());
  for (const Net* net : nets) EXPECT_EQ(net->asn, number_of(net->id));
}
/// An address has one port.
void expect_numbers(const std::vector<Port>& rows) {
  std::map<std::string, int> ports;
  for (const Port& row : rows) {
    const int times = row.ipaddr4.empty() ? 1 : ++ports[row.ipaddr4];
    EXPECT_EQ(times, 1) << row.ipaddr4;
  }
}

void expect_numbers(const std::vector<Presence>& rows) {
  for (const Presence& row : rows) EXPECT_EQ(row.local_asn, number_of(row.net_id));
}

template <typename Row>
void live(std::uint64_t seed) {
  Chance chance(seed);
  const bool hurried = chance.one_in(2);
  Server<Row> server(chance, hurried);
  Mirror<Row> mirror(server, chance, hurried);
  for (std::uint64_t changes = chance.below(6); changes > 0; --changes) server.change();
  mirror.copy();
  const bool copies_again = chance.one_in(2);
  for (std::uint64_t steps = chance.below(kStepsMax); steps > 0; --steps) {
    switch (chance.below(copies_again ? 11 : 8)) {
      case 0:
      case 1:
        mirror.ask();
        break;
      case 2:
        mirror.hear_again();
        break;
      case 3:
        mirror.restart();
        break;
      case 8:
        mirror.copy();
        break;
      case 9:
        mirror.begin_copy();
        break;
      case 10:
        mirror.end_copy();
        break;
      default:
        server.change();
        break;
    }
  }
  mirror.ask();
  PeeringdbTable<Row> fresh;
  fresh.replace(server.full_copy());
  const std::vector<Row> in_force = mirror.in_force();
  ASSERT_EQ(encode_peeringdb<Row>(in_force), encode_peeringdb<Row>(fresh.rows()));
  ASSERT_NO_FATAL_FAILURE(expect_numbers(in_force));
}

template <typename Row>
void live_all() {
  if (const char* seed = std::getenv("FLOWBRIDGE_SEED"))
    return live<Row>(std::strtoull(seed, nullptr, 0));
  for (std::uint64_t seed = 1; seed <= kHistories; ++seed) {
    SCOPED_TRACE("FLOWBRIDGE_SEED=" + std::to_string(seed));
    ASSERT_NO_FATAL_FAILURE(live<Row>(seed));
  }
}

TEST(PeeringdbTableHistories, OfNetworksThatChangeHandsEndAsAFullCopy) {
  live_all<Net>();
}

TEST(PeeringdbTableHistories, OfPortsWhoseAddressesAreHadAgainEndAsAFullCopy) {
  live_all<Port>();
}

TEST(PeeringdbTableHistories, OfPresencesThatMoveEndAsAFullCopy) {
  live_all<Presence>();
}

}  // namespace
}  // namespace flowbridge
