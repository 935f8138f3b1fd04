#include "remote_write/symbol_table.h"

#include "base/check.h"

#include <limits>

namespace flowbridge {

namespace {

constexpr WireSymbol kEmptyText{};

}  // namespace

// The use that keeps the empty text is the protocol's.
SymbolTable::SymbolTable() : entries_(1) {
  entries_.front().uses = 1;
}

WireSymbol SymbolTable::intern(std::string_view text) {
  if (text.empty()) return kEmptyText;
  const auto found = symbols_.find(text);
  const WireSymbol symbol = found == symbols_.end() ? add(text) : found->second;
  ++entries_[symbol.value()].uses;
  return symbol;
}

FamilySymbols SymbolTable::intern(const MetricFamily& family) {
  return {.type = family.type, .help = intern(family.help), .unit = intern(family.unit)};
}

std::vector<WireSymbol> SymbolTable::intern(const LabelSet& labels) {
  // A receiver would refuse the whole request for it, with a status that names no series.
  FB_CHECK(is_ordered(labels));
  std::vector<WireSymbol> symbols;
  symbols.reserve(2 * labels.size());
  for (const Label& label : labels) {
    symbols.push_back(intern(label.name));
    symbols.push_back(intern(label.value));
  }
  return symbols;
}

void SymbolTable::release(std::span<const WireSymbol> symbols) {
  for (const WireSymbol symbol : symbols) release(symbol);
}

const std::string& SymbolTable::text(WireSymbol symbol) const {
  FB_CHECK(symbol.value() < entries_.size() && entries_[symbol.value()].uses > 0);
  return entries_[symbol.value()].text;
}

WireSymbol SymbolTable::add(std::string_view text) {
  WireSymbol symbol;
  if (free_.empty()) {
    FB_CHECK(entries_.size() <= std::numeric_limits<std::uint32_t>::max());
    symbol = WireSymbol(static_cast<std::uint32_t>(entries_.size()));
    entries_.emplace_back();
  } else {
    symbol = free_.back();
    free_.pop_back();
  }
  entries_[symbol.value()].text = text;
  symbols_.emplace(text, symbol);
  return symbol;
}

void SymbolTable::release(WireSymbol symbol) {
  if (symbol == kEmptyText) return;
  FB_CHECK(symbol.value() < entries_.size());
  Entry& entry = entries_[symbol.value()];
  FB_CHECK(entry.uses > 0);
  if (--entry.uses > 0) return;
  symbols_.erase(entry.text);
  // Assigned to, it would keep its memory.
  std::string().swap(entry.text);
  free_.push_back(symbol);
  ++gone_count_;
}

}  // namespace flowbridge
