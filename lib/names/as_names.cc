#include "names/as_names.h"

#include "base/check.h"
#include "names/special.h"

#include <charconv>

namespace flowbridge {

AsName::AsName(Asn asn) : source_(NameSource::kFallback) {
  digits_[0] = 'A';
  digits_[1] = 'S';
  const std::to_chars_result end =
      std::to_chars(digits_.data() + 2, digits_.data() + digits_.size(), asn.value());
  digits_size_ = static_cast<std::uint8_t>(end.ptr - digits_.data());
}

AsNames::AsNames(std::shared_ptr<const NameTable> table, std::shared_ptr<const Overrides> overrides)
    : table_(std::move(table)), overrides_(std::move(overrides)) {
  FB_CHECK(table_ != nullptr);
  FB_CHECK(overrides_ != nullptr);
}

AsName AsNames::name(Asn asn) const {
  if (const Override* own = overrides_->find(asn)) return AsName(own->name, NameSource::kOperator);
  // The table has no number that is set aside, so it may be asked before the special ranges.
  if (const TableName name = table_->find_name(asn); !name.text.empty()) {
    return AsName(name.text, name.source);
  }
  const SpecialAs* special = special_as(asn);
  return special != nullptr ? AsName(special->name, NameSource::kSpecial) : AsName(asn);
}

AsInfo AsNames::info(Asn asn) const {
  AsInfo info{.name = name(asn),
              .handle = {},
              .organisation = {},
              .country = {},
              .registry = Registry::kNone,
              .status = std::nullopt};
  // What a registry says of a number that it cannot assign is a mistake.
  const bool special = info.name.source() == NameSource::kSpecial;
  if (!special) {
    if (const std::optional<AsRecord> record = table_->find(asn)) {
      info.handle = record->handle;
      info.organisation = record->organisation;
      info.country = record->country;
    }
    if (const std::optional<DelegatedRange> range = table_->registries().find(asn)) {
      info.registry = range->registry;
      info.status = range->status;
      if (info.country.empty()) info.country = range->country;
    }
  }
  if (const Override* own = overrides_->find(asn); own != nullptr && !own->country.empty()) {
    info.country = own->country;
  }
  return info;
}

}  // namespace flowbridge
