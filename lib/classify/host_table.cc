#include "classify/host_table.h"

#include "base/check.h"
#include "base/control_character.h"
#include "base/utf8.h"

namespace flowbridge {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

/// Whether cleaning would not change the name. Says no to any non-ASCII name, for simplicity.
bool is_plainly_clean(std::string_view name) {
  if (name.empty() || name.size() > kHostNameBytesMax) return false;
  if (name.front() == ' ' || name.back() == ' ') return false;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte >= 0x7f) return false;
  }
  return true;
}

/// The cleaned name, in `scratch` or a constant.
std::string_view cleaned(std::string_view name, std::string& scratch) {
  scratch.clear();
  // Blanks in front may be cut off, so more than the limit may have to be looked at; but not more
  // than this, whatever is sent.
  while (!name.empty() && scratch.size() <= kHostNameBytesMax) {
    const std::optional<CodePoint> first = first_code_point(name);
    if (!first) {
      scratch.push_back('?');
    } else if (!is_control(first->value)) {
      scratch.append(name.substr(0, first->size));
    } else if (!scratch.empty()) {
      scratch.push_back(' ');
    }
    if (scratch == " ") scratch.clear();
    name.remove_prefix(first ? first->size : 1);
  }
  const std::string_view clean = trimmed(shortened(scratch, kHostNameBytesMax));
  return clean.empty() ? kUnknownHost : clean;
}

}  // namespace

HostTable::HostTable(HostTableOptions options) : options_(options) {
  last_name_.reserve(kHostNameBytesMax);
  scratch_.reserve(kHostNameBytesMax + 4);
}

HostId HostTable::intern(std::string_view name) {
  if (!name.empty() && name == last_name_) return last_host_;
  const HostId host =
      is_plainly_clean(name) ? intern_clean(name) : intern_clean(cleaned(name, scratch_));
  if (name.size() <= kHostNameBytesMax) {
    last_name_.assign(name);
    last_host_ = host;
  }
  return host;
}

HostId HostTable::intern_clean(std::string_view name) {
  if (const auto found = ids_.find(name); found != ids_.end()) return found->second;
  if (name != kOtherHost && names_.size() - others_ >= options_.hosts_max) {
    return intern_clean(kOtherHost);
  }
  return add(name);
}

HostId HostTable::restore(std::string_view name) {
  const auto found = ids_.find(name);
  return found == ids_.end() ? add(name) : found->second;
}

HostId HostTable::add(std::string_view name) {
  const HostId host(static_cast<std::uint32_t>(names_.size()));
  names_.emplace_back(name);
  ids_.emplace(name, host);
  if (name == kOtherHost) ++others_;
  return host;
}

const std::string& HostTable::name(HostId host) const {
  FB_CHECK(host.value() < names_.size());
  return names_[host.value()];
}

}  // namespace flowbridge
