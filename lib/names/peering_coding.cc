#include "names/peering_coding.h"

#include "base/check.h"
#include "base/coding.h"
#include "names/clean.h"

#include <algorithm>
#include <limits>
#include <vector>

namespace flowbridge {
namespace {

constexpr std::uint8_t kExchangesKnown = 1;
constexpr std::uint8_t kFacilitiesKnown = 2;

/// From 1; 0 for an empty one. Requires: it is one of `texts`.
std::uint8_t number_of(const std::vector<std::string>& texts, std::string_view text) {
  if (text.empty()) return 0;
  const auto found = std::find(texts.begin(), texts.end(), text);
  FB_CHECK(found != texts.end());
  return static_cast<std::uint8_t>(found - texts.begin() + 1);
}

void put_number(std::string& out, std::uint8_t number) {
  out.push_back(static_cast<char>(number));
}

void put_ids(std::string& out, std::span<const std::uint32_t> ids) {
  put_varint(out, ids.size());
  std::uint32_t last = 0;
  for (const std::uint32_t id : ids) {
    put_varint(out, id - last);
    last = id;
  }
}

/// The id after `last`; fails unless it is larger.
std::uint32_t read_id(ByteReader& in, std::uint32_t last) {
  const std::uint64_t difference = in.varint();
  if (difference == 0 || difference > std::numeric_limits<std::uint32_t>::max() - last) in.fail();
  return in.ok() ? last + static_cast<std::uint32_t>(difference) : 0;
}

void read_ids(ByteReader& in, std::vector<std::uint32_t>& ids) {
  ids.clear();
  std::uint32_t last = 0;
  for (std::uint64_t left = in.varint(); left > 0 && in.ok(); --left) {
    last = read_id(in, last);
    ids.push_back(last);
  }
}

std::string_view read_clean(ByteReader& in) {
  const std::string_view text = in.string();
  if (text.size() > kNameBytesMax || clean_name(text) != text) in.fail();
  return in.ok() ? text : std::string_view();
}

std::vector<std::string_view> read_texts(ByteReader& in) {
  std::vector<std::string_view> texts;
  for (std::uint64_t left = in.varint(); left > 0 && in.ok(); --left) {
    texts.push_back(read_clean(in));
    if (texts.back().empty() || texts.size() > kPeeringTextsMax) in.fail();
  }
  return texts;
}

/// The text whose number comes now.
std::string_view read_number(ByteReader& in, const std::vector<std::string_view>& texts) {
  const std::size_t number = in.u8();
  if (number > texts.size()) in.fail();
  return number == 0 || !in.ok() ? std::string_view() : texts[number - 1];
}

}  // namespace

std::string encode_place_names(const PlaceNames& names) {
  std::string out;
  put_varint(out, names.size());
  std::uint32_t last = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const PlaceName place = names.at(i);
    put_varint(out, place.id - last);
    put_string(out, place.name);
    last = place.id;
  }
  return out;
}

std::optional<PlaceNames> decode_place_names(std::string_view payload) {
  PlaceNames names;
  if (payload.empty()) return names;
  ByteReader in(payload);
  std::uint32_t last = 0;
  for (std::uint64_t left = in.varint(); left > 0 && in.ok(); --left) {
    last = read_id(in, last);
    const std::string_view name = read_clean(in);
    if (in.ok()) names.append({.id = last, .name = name});
  }
  if (!in.ok() || !in.empty()) return std::nullopt;
  names.shrink_to_fit();
  return names;
}

std::string encode_networks(const PeeringTable& table) {
  std::string out;
  const unsigned exchanges_known = table.has_exchanges() ? kExchangesKnown : 0U;
  const unsigned facilities_known = table.has_facilities() ? kFacilitiesKnown : 0U;
  put_number(out, static_cast<std::uint8_t>(exchanges_known | facilities_known));
  put_varint(out, table.texts().size());
  for (const std::string& text : table.texts()) put_string(out, text);
  put_varint(out, table.size());
  for (std::size_t i = 0; i < table.size(); ++i) {
    const PeeringNetwork network = table.at(i);
    put_u32(out, network.asn.value());
    put_number(out, number_of(table.texts(), network.policy));
    put_number(out, number_of(table.texts(), network.ratio));
    put_number(out, number_of(table.texts(), network.scope));
    put_ids(out, network.exchanges);
    put_ids(out, network.facilities);
  }
  return out;
}

std::optional<PeeringTable> decode_networks(std::string_view payload, PeeringPlaces places) {
  ByteReader in(payload);
  const std::uint8_t known = payload.empty() ? 0 : in.u8();
  if (known > (kExchangesKnown | kFacilitiesKnown)) in.fail();
  places.has_exchanges = (known & kExchangesKnown) != 0;
  places.has_facilities = (known & kFacilitiesKnown) != 0;
  PeeringTable table(std::move(places));
  if (payload.empty()) return table;
  const std::vector<std::string_view> texts = read_texts(in);
  std::optional<Asn> last;
  std::vector<std::uint32_t> exchanges;
  std::vector<std::uint32_t> facilities;
  for (std::uint64_t left = in.varint(); left > 0 && in.ok(); --left) {
    PeeringNetwork network;
    network.asn = Asn(in.u32());
    network.policy = read_number(in, texts);
    network.ratio = read_number(in, texts);
    network.scope = read_number(in, texts);
    read_ids(in, exchanges);
    read_ids(in, facilities);
    network.exchanges = exchanges;
    network.facilities = facilities;
    const bool ascending = !last || *last < network.asn;
    const bool known_places = (table.has_exchanges() || exchanges.empty()) &&
                              (table.has_facilities() || facilities.empty());
    if (!ascending || !known_places) in.fail();
    if (in.ok()) table.append(network);
    last = network.asn;
  }
  if (!in.ok() || !in.empty()) return std::nullopt;
  table.shrink_to_fit();
  return table;
}

}  // namespace flowbridge
