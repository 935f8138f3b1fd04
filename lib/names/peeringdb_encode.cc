#include "base/check.h"
#include "base/rfc3339.h"
#include "names/peeringdb.h"
#include "names/peeringdb_fields.h"

#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

void append_value(std::string& out, std::uint64_t value) {
  out += std::to_string(value);
}

void append_value(std::string& out, Asn asn) {
  // AS 0 stands for none, which only optional fields have.
  out += asn == Asn(0) ? "null" : std::to_string(asn.value());
}

void append_value(std::string& out, bool value) {
  out += value ? "true" : "false";
}

/// Escaped to ASCII, as PeeringDB does.
void append_value(std::string& out, const std::string& text) {
  out += nlohmann::json(text).dump(-1, ' ', /*ensure_ascii=*/true,
                                   nlohmann::json::error_handler_t::replace);
}

void append_value(std::string& out, const PeeringdbWord& word) {
  append_value(out, std::string(word.text()));
}

void append_value(std::string& out, Country country) {
  out.append("\"").append(country.text()).append("\"");
}

/// Whole seconds where the time is one, as PeeringDB's are.
void append_value(std::string& out, UnixTime time) {
  constexpr std::string_view kNoFraction = ".000Z";
  std::string text = rfc3339(time);
  if (text.ends_with(kNoFraction)) text.replace(text.size() - kNoFraction.size(), text.npos, "Z");
  out.append("\"").append(text).append("\"");
}

void append_value(std::string& out, PeeringdbStatus status) {
  switch (status) {
    case PeeringdbStatus::kOk:
      out += "\"ok\"";
      return;
    case PeeringdbStatus::kPending:
      out += "\"pending\"";
      return;
    case PeeringdbStatus::kDeleted:
      out += "\"deleted\"";
      return;
  }
  FB_CHECK(false);
}

template <typename Row>
void append_row(std::string& out, const Row& row) {
  std::string_view separator = "{";
  const auto append = [&](const auto& field) {
    out.append(separator).append("\"").append(field.name).append("\": ");
    append_value(out, row.*field.member);
    separator = ", ";
  };
  std::apply([&](const auto&... field) { (append(field), ...); }, peeringdb_fields<Row>);
  out += "}";
}

}  // namespace

template <typename Row>
std::string encode_peeringdb(std::span<const Row> rows) {
  std::string out = "{\"data\": [";
  std::string_view separator = "\n";
  for (const Row& row : rows) {
    out += separator;
    append_row(out, row);
    separator = ",\n";
  }
  out += "\n], \"meta\": {}}\n";
  return out;
}

template std::string encode_peeringdb(std::span<const PeeringdbNet>);
template std::string encode_peeringdb(std::span<const PeeringdbOrg>);
template std::string encode_peeringdb(std::span<const PeeringdbIx>);
template std::string encode_peeringdb(std::span<const PeeringdbNetIxLan>);
template std::string encode_peeringdb(std::span<const PeeringdbFac>);
template std::string encode_peeringdb(std::span<const PeeringdbNetFac>);

}  // namespace flowbridge
