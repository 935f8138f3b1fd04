#pragma once
/// PeeringDB's rows of one type, kept up to date by increments.
///
/// A full copy comes once a day or week; between copies one asks for what changed since cursor().
/// Answers overlap, repeat rows, and name deleted ones, so applying is idempotent: of two rows with
/// one id the later `updated` counts, and of two equally late ones the one applied last (a row can
/// change twice in the second that its time is told in). Deleted rows are kept, because an answer
/// that is older than the deletion must not bring them back.
///
/// A full copy replaces everything but what is provably newer than it: a dump may be older than the
/// increments. Nobody can tell whether a row that the copy lacks was deleted before or made after
/// it, if it changed later than anything in the copy; it stays, and the next increment settles it.
/// Deleted rows go: copies, and increments after one, must come in the order they were taken in.
///
/// Lifetime: owns its rows; views are valid until the next change.      Threads: one.
/// Fails:    never. Beyond `rows_max` the rows of the largest ids are dropped, and counted.
/// Units:    cursor() is the largest `updated` here, of deleted rows too. PeeringDB's times are
///           whole seconds and its comparison is strict: ask for `since` one second before it.
///
///   PeeringdbTable<PeeringdbNet> nets;
///   nets.replace(std::move(dump->rows));
///   nets.apply(std::move(increment->rows));
///   for (const PeeringdbNet* net : ok_nets_by_asn(nets.rows())) use(*net);

#include "names/peeringdb.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace flowbridge {

template <typename Row>
class PeeringdbTable final {
 public:
  explicit PeeringdbTable(std::size_t rows_max = kPeeringdbRowsMax) : rows_max_(rows_max) {}

  /// An increment.
  void apply(std::vector<Row> rows);
  /// A full copy.
  void replace(std::vector<Row> rows);

  /// Absent: there is no row, and a full copy is needed.
  std::optional<UnixTime> cursor() const;

  /// Ascending by id, each once; deleted and pending ones included.
  std::span<const Row> rows() const { return rows_; }
  /// Null if there is no row of this id. A deleted row is one.
  const Row* find(std::uint64_t id) const;
  std::uint64_t dropped_rows() const { return dropped_rows_; }

 private:
  // Constant after construction.
  std::size_t rows_max_;

  std::vector<Row> rows_;
  std::uint64_t dropped_rows_ = 0;
};

/// The networks that are kOk, ascending by AS number, each number once. PeeringDB knows a number
/// once only; if the rows do not, the one updated last counts, then the one of the largest id.
std::vector<const PeeringdbNet*> ok_nets_by_asn(std::span<const PeeringdbNet> rows);

}  // namespace flowbridge
