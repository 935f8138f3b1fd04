// Any answer of PeeringDB, taken for rows of each type: what is taken is sound, is read back from
// what is written of it, and applying it to a table twice is applying it once.

#include "base/check.h"
#include "base/utf8.h"
#include "fuzz/targets.h"
#include "names/peeringdb_table.h"

#include <algorithm>

namespace flowbridge {
namespace {

void check_text(std::string_view text) {
  FB_CHECK(is_utf8(text) && text.size() <= kPeeringdbTextBytesMax);
}

template <typename Row>
std::vector<Row> rows_of(const PeeringdbTable<Row>& table) {
  return {table.rows().begin(), table.rows().end()};
}

template <typename Row>
void check_table(const std::vector<Row>& rows) {
  PeeringdbTable<Row> table;
  table.apply(rows);
  const std::vector<Row> once = rows_of(table);
  table.apply(rows);
  FB_CHECK(rows_of(table) == once);
  table.replace(rows);
  FB_CHECK(rows_of(table) == once);
  FB_CHECK(table.cursor().has_value() != rows.empty());
  for (const Row& row : rows) FB_CHECK(table.find(row.id) != nullptr);
}

template <typename Row>
void check_rows(std::string_view json) {
  const Parsed<PeeringdbRows<Row>> parsed = parse_peeringdb<Row>(json);
  if (!parsed) {
    FB_CHECK(is_utf8(parsed.refusal().detail) && parsed.refusal().detail.size() < 200);
    return;
  }
  const std::vector<Row>& rows = parsed->rows;
  for (const Row& row : rows) {
    FB_CHECK(row.id > 0 && row.updated >= UnixTime{});
    if constexpr (requires { row.name; }) check_text(row.name);
    if constexpr (requires { row.asn; }) FB_CHECK(row.asn != Asn(0));
  }
  const Parsed<PeeringdbRows<Row>> again = parse_peeringdb<Row>(encode_peeringdb<Row>(rows));
  FB_CHECK(again && again->rows_bad == 0 && again->rows == rows);
  check_table(rows);
}

}  // namespace

void fuzz_peeringdb(std::string_view json) {
  check_rows<PeeringdbNet>(json);
  check_rows<PeeringdbOrg>(json);
  check_rows<PeeringdbIx>(json);
  check_rows<PeeringdbNetIxLan>(json);
  check_rows<PeeringdbFac>(json);
  check_rows<PeeringdbNetFac>(json);
}

}  // namespace flowbridge
