#include "names/name_table.h"

#include "names/special.h"

#include <algorithm>

namespace flowbridge {
namespace {

std::string_view name_in(const AsnLine& line) {
  return line.organisation.empty() ? line.handle : line.organisation;
}

}  // namespace

NameTable NameTable::from(const AsnText& names) {
  std::vector<std::pair<Asn, std::size_t>> order;
  std::size_t text_size = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string_view name = name_in(names[i]);
    if (name.empty()) continue;
    order.emplace_back(names[i].asn, i);
    text_size += name.size();
  }
  std::sort(order.begin(), order.end());

  NameTable table;
  table.asns_.reserve(order.size());
  table.begins_.reserve(order.size() + 1);
  table.text_.reserve(text_size);
  for (const auto& [asn, index] : order) {
    table.text_.append(name_in(names[index]));
    table.asns_.push_back(asn);
    table.begins_.push_back(static_cast<std::uint32_t>(table.text_.size()));
  }
  return table;
}

std::string NameTable::name(Asn asn) const {
  const std::optional<SpecialAs> special = special_as(asn);
  if (special && special->rank == SpecialRank::kAboveRegistries) return std::string(special->name);
  const auto found = std::lower_bound(asns_.begin(), asns_.end(), asn);
  if (found != asns_.end() && *found == asn) {
    const auto index = static_cast<std::size_t>(found - asns_.begin());
    return text_.substr(begins_[index], begins_[index + 1] - begins_[index]);
  }
  if (special) return std::string(special->name);
  return "AS" + std::to_string(asn.value());
}

std::size_t NameTable::memory_bytes() const {
  return asns_.capacity() * sizeof(Asn) + begins_.capacity() * sizeof(std::uint32_t) +
         text_.capacity();
}

}  // namespace flowbridge
