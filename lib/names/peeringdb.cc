#include "names/peeringdb.h"

#include "base/rfc3339.h"
#include "base/utf8.h"
#include "names/peeringdb_fields.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <variant>

#include <nlohmann/json.hpp>

namespace flowbridge {
namespace {

constexpr std::size_t kErrorBytesMax = 120;
constexpr UnixTime kTimeLimit = unix_ms(253'402'300'800'000);  // the year 10000

/// A value that no field of ours can have: a list, an object, a negative or broken number.
struct Unfit {};
using Scalar = std::variant<std::nullptr_t, Unfit, bool, std::uint64_t, std::string_view>;

/// Each of these sets the member, or says that the value is not sound.
bool read_value(std::uint64_t& to, const Scalar& value) {
  const auto* number = std::get_if<std::uint64_t>(&value);
  if (number == nullptr) return false;
  to = *number;
  return true;
}

bool read_value(Asn& to, const Scalar& value) {
  std::uint64_t number = 0;
  if (!read_value(number, value)) return false;
  to = Asn(static_cast<std::uint32_t>(number));
  return number > 0 && number <= std::numeric_limits<std::uint32_t>::max();
}

bool read_value(bool& to, const Scalar& value) {
  const auto* flag = std::get_if<bool>(&value);
  if (flag == nullptr) return false;
  to = *flag;
  return true;
}

bool read_value(std::string& to, const Scalar& value) {
  const auto* text = std::get_if<std::string_view>(&value);
  if (text == nullptr || text->size() > kPeeringdbTextBytesMax) return false;
  // Assigned, a text would get more room than it needs.
  to = std::string(*text);
  return true;
}

bool read_value(PeeringdbWord& to, const Scalar& value) {
  const auto* text = std::get_if<std::string_view>(&value);
  if (text == nullptr || text->size() > kPeeringdbTextBytesMax) return false;
  to = PeeringdbWord(*text);
  return true;
}

bool read_value(Country& to, const Scalar& value) {
  const auto* text = std::get_if<std::string_view>(&value);
  if (text == nullptr) return false;
  to = Country(*text);
  return true;
}

bool read_value(UnixTime& to, const Scalar& value) {
  const auto* text = std::get_if<std::string_view>(&value);
  const std::optional<UnixTime> time =
      text == nullptr ? std::nullopt : read_rfc3339(*text, {.leap_second = true});
  if (!time || *time < UnixTime{} || *time >= kTimeLimit) return false;
  to = *time;
  return true;
}

bool read_value(PeeringdbStatus& to, const Scalar& value) {
  const auto* text = std::get_if<std::string_view>(&value);
  if (text == nullptr) return false;
  if (*text == "ok") {
    to = PeeringdbStatus::kOk;
  } else if (*text == "pending") {
    to = PeeringdbStatus::kPending;
  } else {
    to = PeeringdbStatus::kDeleted;
    return *text == "deleted";
  }
  return true;
}

/// Fills a row, field by field.
template <typename Row>
class RowReader {
 public:
  void begin() { *this = RowReader(); }
  /// The next value belongs to this key.
  void key(std::string_view name) {
    field_ = kFields;
    std::size_t index = 0;
    for_each_field([&](const auto& field) {
      if (field.name == name) field_ = index;
      ++index;
    });
  }
  void value(const Scalar& value) {
    if (field_ == kFields || std::holds_alternative<std::nullptr_t>(value)) return;
    std::size_t index = 0;
    for_each_field([&](const auto& field) {
      if (index++ == field_) sound_ = read_value(row_.*field.member, value) && sound_;
    });
    seen_ |= 1U << field_;
  }
  /// Absent: the row is not sound.
  std::optional<Row> finish() {
    unsigned needed = 0;
    unsigned bit = 1;
    for_each_field([&](const auto& field) {
      if (field.required) needed |= bit;
      bit <<= 1;
    });
    if (!sound_ || (seen_ & needed) != needed || row_.id == 0) return std::nullopt;
    return std::move(row_);
  }

 private:
  static constexpr std::size_t kFields = std::tuple_size_v<decltype(peeringdb_fields<Row>)>;
  static_assert(kFields > 0 && kFields < 32);

  template <typename Visit>
  static void for_each_field(Visit visit) {
    std::apply([&](const auto&... field) { (visit(field), ...); }, peeringdb_fields<Row>);
  }

  Row row_{};
  std::size_t field_ = kFields;
  unsigned seen_ = 0;
  bool sound_ = true;
};

/// What nlohmann's reader calls, value by value, so that the document is never in memory as a tree.
/// Returning false ends the reading.
template <typename Row>
class EnvelopeReader {
 public:
  /// Growing would hold the rows twice; what is reserved beyond the need is never touched.
  explicit EnvelopeReader(std::size_t rows_expected) {
    out_.rows.reserve(std::min(rows_expected, kPeeringdbRowsMax));
  }

  bool null() { return scalar(nullptr); }
  bool boolean(bool value) { return scalar(value); }
  bool number_integer(std::int64_t) { return scalar(Unfit{}); }
  bool number_unsigned(std::uint64_t value) { return scalar(value); }
  bool number_float(double, const std::string&) { return scalar(Unfit{}); }
  bool string(const std::string& value) { return scalar(std::string_view(value)); }
  bool binary(const std::vector<std::uint8_t>&) { return scalar(Unfit{}); }

  bool key(const std::string& name) {
    if (depth_ == 1) {
      part_ = name == "data" ? Part::kData : name == "meta" ? Part::kMeta : Part::kOther;
    } else if (depth_ == 2 && part_ == Part::kMeta) {
      is_error_ = name == "error";
    } else if (is_field()) {
      row_.key(name);
    }
    return true;
  }

  bool start_object(std::size_t) {
    if (depth_ == 1 && part_ == Part::kMeta) has_meta_ = true;
    if (depth_ == 1 && part_ == Part::kData) return refuse("data is an object, not a list");
    if (is_field()) row_.value(Unfit{});
    if (depth_ == 2 && part_ == Part::kData) {
      in_row_ = true;
      row_.begin();
    }
    ++depth_;
    return true;
  }
  bool end_object() {
    --depth_;
    if (depth_ != 2 || part_ != Part::kData) return true;
    in_row_ = false;
    return add(row_.finish());
  }

  bool start_array(std::size_t) {
    if (depth_ == 0) return refuse("a list without an envelope");
    if (depth_ == 1 && part_ == Part::kMeta) return refuse("meta is a list, not an object");
    if (depth_ == 1 && part_ == Part::kData) {
      if (has_data_) return refuse("data comes twice");
      has_data_ = true;
    }
    if (depth_ == 2 && part_ == Part::kData) ++out_.rows_bad;
    if (is_field()) row_.value(Unfit{});
    ++depth_;
    return true;
  }
  bool end_array() {
    --depth_;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception&) {
    refusal_ = {RefusalReason::kJson, "broken at byte " + std::to_string(position)};
    return false;
  }

  Parsed<PeeringdbRows<Row>> take(bool complete) && {
    if (complete && !error_.empty()) {
      refuse("an error instead of rows: " + error_);
    } else if (complete && !has_data_) {
      refuse("without data");
    } else if (complete && !has_meta_) {
      refuse("without meta");
    }
    if (refusal_) return *std::move(refusal_);
    return std::move(out_);
  }

 private:
  enum class Part { kOther, kData, kMeta };

  /// Whether what comes now is a key or a value of a row.
  bool is_field() const { return in_row_ && depth_ == 3; }

  bool scalar(const Scalar& value) {
    if (depth_ == 0) return refuse("one value without an envelope");
    if (depth_ == 1 && part_ == Part::kData) return refuse("data is not a list");
    if (depth_ == 1 && part_ == Part::kMeta) return refuse("meta is not an object");
    if (depth_ == 2 && part_ == Part::kData) ++out_.rows_bad;
    if (depth_ == 2 && part_ == Part::kMeta && is_error_) note_error(value);
    if (is_field()) row_.value(value);
    return true;
  }

  void note_error(const Scalar& value) {
    if (std::holds_alternative<std::nullptr_t>(value)) return;
    const auto* text = std::get_if<std::string_view>(&value);
    error_ = text == nullptr || text->empty() ? "unnamed" : shortened(*text, kErrorBytesMax);
  }

  bool add(std::optional<Row> row) {
    if (!row) {
      ++out_.rows_bad;
      return true;
    }
    if (out_.rows.size() == kPeeringdbRowsMax) {
      refusal_ = {RefusalReason::kTooLarge,
                  "more than " + std::to_string(kPeeringdbRowsMax) + " rows"};
      return false;
    }
    out_.rows.push_back(*std::move(row));
    return true;
  }

  bool refuse(std::string detail) {
    refusal_ = {RefusalReason::kEnvelope, std::move(detail)};
    return false;
  }

  std::size_t depth_ = 0;
  Part part_ = Part::kOther;
  bool has_data_ = false;
  bool has_meta_ = false;
  bool in_row_ = false;
  /// Whether the value that comes now is that of meta's "error".
  bool is_error_ = false;
  std::string error_;
  RowReader<Row> row_;
  PeeringdbRows<Row> out_;
  std::optional<Refusal> refusal_;
};

}  // namespace

template <typename Row>
Parsed<PeeringdbRows<Row>> parse_peeringdb(std::string_view json) {
  if (json.size() > kPeeringdbBytesMax) {
    return Refusal{RefusalReason::kTooLarge, std::to_string(json.size()) + " bytes, at most " +
                                                 std::to_string(kPeeringdbBytesMax) + " are read"};
  }
  const std::size_t begin = json.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return Refusal{RefusalReason::kEmpty, "no bytes"};
  if (json[begin] == '<') return Refusal{RefusalReason::kHtml, "perhaps an error page"};
  // Each row is an object, and few hold more.
  EnvelopeReader<Row> reader(static_cast<std::size_t>(std::count(json.begin(), json.end(), '{')));
  const bool complete = nlohmann::json::sax_parse(json.begin(), json.end(), &reader);
  return std::move(reader).take(complete);
}

template Parsed<PeeringdbRows<PeeringdbNet>> parse_peeringdb(std::string_view);
template Parsed<PeeringdbRows<PeeringdbOrg>> parse_peeringdb(std::string_view);
template Parsed<PeeringdbRows<PeeringdbIx>> parse_peeringdb(std::string_view);
template Parsed<PeeringdbRows<PeeringdbNetIxLan>> parse_peeringdb(std::string_view);
template Parsed<PeeringdbRows<PeeringdbFac>> parse_peeringdb(std::string_view);
template Parsed<PeeringdbRows<PeeringdbNetFac>> parse_peeringdb(std::string_view);

}  // namespace flowbridge
