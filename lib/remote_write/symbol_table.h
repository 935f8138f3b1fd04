#pragma once
/// The texts of everything that one destination is sent, each once and numbered.
///
/// Requests of remote write 2.0 have each text once and labels that refer to it. If texts were
/// looked up for each request anew, that would cost more than all the rest; so they are looked up
/// when a series is first sent, its symbols are kept with it, and RequestEncoderV2 only numbers
/// them anew. A text goes when the last one who uses it lets it go, and its number is given to
/// another.
///
/// Lifetime: owns its texts.      Threads: one.
/// Fails:    never.
/// Units:    numbers are dense from 0, which is the empty text and is always there.
/// Bounds:   the texts of what is interned; there are as many numbers as there were ever texts at
///           the same time.
///
///   std::vector<WireSymbol> labels = symbols.intern(label_set);   // name, value, name, value…
///   encoder.add(labels, family, sample);
///   symbols.release(labels);   // the series is forgotten

#include "base/hash_map.h"
#include "base/strong_id.h"
#include "metric/family.h"
#include "metric/label.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// Not a SymbolId, which is the journal's number of a text.
using WireSymbol = StrongId<struct WireSymbolTag, std::uint32_t>;

/// A MetricFamily but its name, which is among the labels.
struct FamilySymbols {
  FamilyType type = FamilyType::kGauge;
  WireSymbol help{};
  WireSymbol unit{};
};

class SymbolTable final {
 public:
  SymbolTable();

  /// Each call is one use of each text.
  WireSymbol intern(std::string_view text);
  FamilySymbols intern(const MetricFamily& family);
  /// Requires: as encode_labels (remote_write/labels.h).
  std::vector<WireSymbol> intern(const LabelSet& labels);

  /// Ends one use of each. Requires: an intern() gave them and they were not released since.
  void release(std::span<const WireSymbol> symbols);

  /// Requires: the symbol is in use. The text is valid until the next intern() or release().
  const std::string& text(WireSymbol symbol) const;

  /// All numbers are below it.
  std::size_t size() const { return entries_.size(); }
  /// How many texts have gone: while it stays the same, a number means what it meant.
  std::uint64_t gone_count() const { return gone_count_; }

 private:
  struct Entry {
    std::string text;
    /// 0: the number is free.
    std::uint64_t uses = 0;
  };

  WireSymbol add(std::string_view text);
  void release(WireSymbol symbol);

  std::vector<Entry> entries_;
  HashMap<std::string, WireSymbol> symbols_;
  std::vector<WireSymbol> free_;
  std::uint64_t gone_count_ = 0;
};

}  // namespace flowbridge
