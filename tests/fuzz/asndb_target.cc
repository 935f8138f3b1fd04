// What lies in the cache of AS names: whatever the bytes are, what is taken from them is sound.

#include "asndb/answer.h"
#include "asndb/source_state.h"
#include "base/check.h"
#include "base/coding.h"
#include "base/crc32c.h"
#include "base/utf8.h"
#include "fuzz/targets.h"
#include "names/clean.h"
#include "names/name_snapshot.h"

#include <algorithm>
#include <array>
#include <functional>
#include <span>
#include <string>

namespace flowbridge {
namespace {

/// With a checksum that fits, so that there is more to find than that it does not.
std::string sealed(std::string_view input) {
  std::string bytes(input);
  put_u32(bytes, crc32c(bytes));
  return bytes;
}

bool is_clean(std::string_view text) {
  return text.size() <= kNameBytesMax && is_utf8(text) && clean_name(text) == text;
}

bool is_ascending(std::span<const std::uint32_t> ids) {
  return std::is_sorted(ids.begin(), ids.end(), std::less_equal<>());
}

void check_peering(const PeeringTable& table) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    const PeeringNetwork network = table.at(i);
    FB_CHECK(is_clean(network.policy) && is_clean(network.ratio) && is_clean(network.scope));
    FB_CHECK(is_ascending(network.exchanges) && is_ascending(network.facilities));
    FB_CHECK(table.has_exchanges() || network.exchanges.empty());
    FB_CHECK(table.has_facilities() || network.facilities.empty());
    FB_CHECK(table.find(network.asn)->exchanges.size() == network.exchanges.size());
  }
  for (const PlaceNames* names : {&table.places().exchange_names, &table.places().facility_names}) {
    for (std::size_t i = 0; i < names->size(); ++i) {
      FB_CHECK(is_clean(names->at(i).name) && names->find(names->at(i).id) == names->at(i).name);
    }
  }
}

void check_snapshot(const NameSnapshot& snapshot) {
  for (std::size_t i = 0; i < snapshot.table.size(); ++i) {
    const AsRecord record = snapshot.table.at(i);
    FB_CHECK(record.name().size() <= kNameBytesMax && is_utf8(record.name()));
    FB_CHECK(record.name().empty() == (record.source == NameSource::kFallback));
    FB_CHECK(snapshot.table.find(record.asn)->name() == record.name());
  }
  for (const DelegatedRange& range : snapshot.table.registries().ranges()) {
    FB_CHECK(snapshot.table.registries().find(range.last) == range);
  }
  check_peering(snapshot.table.peering());
}

}  // namespace

void fuzz_name_snapshot(std::string_view input) {
  const Result<NameSnapshot> snapshot = decode_snapshot(sealed(input));
  if (!snapshot) return;
  check_snapshot(*snapshot);
  const std::string again = encode_snapshot(*snapshot);
  const Result<NameSnapshot> reread = decode_snapshot(again);
  FB_CHECK(reread.has_value());
  FB_CHECK(encode_snapshot(*reread) == again);
}

void fuzz_source_state(std::string_view input) {
  const Result<SourceState> state = decode_source_state(input);
  if (!state) return;
  const Result<SourceState> again = decode_source_state(encode_source_state(*state));
  FB_CHECK(again.has_value());
  FB_CHECK(*again == *state);
}

/// A URL, a line break, and where its server sends us.
void fuzz_redirect(std::string_view input) {
  const std::size_t end = input.find('\n');
  if (end == std::string_view::npos) return;
  const std::string_view from = input.substr(0, end);
  const std::array<std::string, 1> hosts = {"mirror.example"};
  const std::optional<std::string> target = redirect_target(from, input.substr(end + 1), hosts);
  if (!target) return;
  const std::string host = url_host(*target);
  FB_CHECK(!host.empty() && (host == hosts[0] || host == url_host(from)));
  FB_CHECK(target->find('@') == std::string::npos);
}

}  // namespace flowbridge
