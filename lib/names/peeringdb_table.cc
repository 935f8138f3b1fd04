#include "names/peeringdb_table.h"

#include <algorithm>
#include <iterator>
#include <tuple>

namespace flowbridge {
namespace {

template <typename Row>
bool precedes(const Row& a, const Row& b) {
  return a.id < b.id;
}

/// Leaves one row of each id: the latest, of equally late ones the last. Requires: sorted by id.
template <typename Row>
void keep_latest(std::vector<Row>& rows) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (kept > 0 && rows[kept - 1].id == rows[i].id) {
      if (rows[i].updated >= rows[kept - 1].updated) rows[kept - 1] = std::move(rows[i]);
    } else {
      if (kept != i) rows[kept] = std::move(rows[i]);
      ++kept;
    }
  }
  rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(kept), rows.end());
}

template <typename Row>
std::optional<UnixTime> latest_of(std::span<const Row> rows) {
  std::optional<UnixTime> latest;
  for (const Row& row : rows) latest = std::max(latest, std::optional(row.updated));
  return latest;
}

}  // namespace

template <typename Row>
void PeeringdbTable<Row>::apply(std::vector<Row> rows) {
  std::stable_sort(rows.begin(), rows.end(), precedes<Row>);
  if (rows_.empty()) {
    rows_ = std::move(rows);
  } else {
    const auto known = static_cast<std::ptrdiff_t>(rows_.size());
    rows_.insert(rows_.end(), std::make_move_iterator(rows.begin()),
                 std::make_move_iterator(rows.end()));
    std::inplace_merge(rows_.begin(), rows_.begin() + known, rows_.end(), precedes<Row>);
  }
  keep_latest(rows_);
  if (rows_.size() > rows_max_) {
    dropped_rows_ += rows_.size() - rows_max_;
    rows_.resize(rows_max_);
  }
}

template <typename Row>
void PeeringdbTable<Row>::replace(std::vector<Row> rows) {
  const std::optional<UnixTime> cursor_before = cursor();
  std::vector<Row> before = std::move(rows_);
  rows_.clear();
  apply(std::move(rows));
  const UnixTime latest = cursor().value_or(UnixTime::min());
  // What was asked for after the copy's last second knows all that happened in it.
  const bool asked_later = cursor_before > latest;
  const auto is_stale = [&](const Row& row) {
    const Row* copied = find(row.id);
    const UnixTime known = copied == nullptr ? latest : copied->updated;
    return row.updated < known || (row.updated == known && !(asked_later && known == latest));
  };
  before.erase(std::remove_if(before.begin(), before.end(), is_stale), before.end());
  apply(std::move(before));
}

template <typename Row>
std::optional<UnixTime> PeeringdbTable<Row>::cursor() const {
  return latest_of(rows());
}

template <typename Row>
const Row* PeeringdbTable<Row>::find(std::uint64_t id) const {
  const auto found =
      std::lower_bound(rows_.begin(), rows_.end(), id,
                       [](const Row& row, std::uint64_t wanted) { return row.id < wanted; });
  return found != rows_.end() && found->id == id ? &*found : nullptr;
}

template class PeeringdbTable<PeeringdbNet>;
template class PeeringdbTable<PeeringdbOrg>;
template class PeeringdbTable<PeeringdbIx>;
template class PeeringdbTable<PeeringdbNetIxLan>;
template class PeeringdbTable<PeeringdbFac>;
template class PeeringdbTable<PeeringdbNetFac>;

std::vector<const PeeringdbNet*> ok_nets_by_asn(std::span<const PeeringdbNet> rows) {
  std::vector<const PeeringdbNet*> nets;
  for (const PeeringdbNet& net : rows) {
    if (net.status == PeeringdbStatus::kOk) nets.push_back(&net);
  }
  std::sort(nets.begin(), nets.end(), [](const PeeringdbNet* a, const PeeringdbNet* b) {
    return std::tie(a->asn, b->updated, b->id) < std::tie(b->asn, a->updated, a->id);
  });
  const auto same = [](const PeeringdbNet* a, const PeeringdbNet* b) { return a->asn == b->asn; };
  nets.erase(std::unique(nets.begin(), nets.end(), same), nets.end());
  return nets;
}

}  // namespace flowbridge
