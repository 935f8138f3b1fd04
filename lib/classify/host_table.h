#pragma once
/// Router names, numbered.
///
/// A flow record names its router in bytes that come from outside; a FlowKey has a number for it.
/// The HostTable makes the one from the other: names are cleaned first, so that whatever a router
/// is called can be a label value, and there are not more of them than an option allows, so that a
/// broken exporter cannot fill the memory; routers beyond that share one name, kOtherHost.
///
/// Cleaning: control characters are blanks, a byte that is not UTF-8 is "?", blanks at both ends
/// go, and what is longer than kHostNameBytesMax is cut, not inside a code point. Nothing left is
/// kUnknownHost.
///
/// Lifetime: owns its names; a reference from name() is valid until the table goes.
/// Threads:  one. Looking up a name that is there already does not allocate.
/// Fails:    never.
/// Units:    names in bytes; ids are dense from 0, in the order in which names were first met.
///
///   HostTable hosts({.hosts_max = 10'000});
///   HostId host = hosts.intern(record.exporter);
///   hosts.name(host);   // "bdr1.example.net"

#include "base/hash_map.h"
#include "flow/flow_key.h"

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace flowbridge {

inline constexpr std::size_t kHostNameBytesMax = 255;
inline constexpr std::string_view kUnknownHost = "unknown";
inline constexpr std::string_view kOtherHost = "other";

struct HostTableOptions {
  /// How many distinct names there may be, kOtherHost not counted. Each may have as many series as
  /// there are AS pairs.
  std::size_t hosts_max = 10'000;
};

class HostTable final {
 public:
  explicit HostTable(HostTableOptions options);

  /// The id of a router's name, as it came from outside.
  HostId intern(std::string_view name);

  /// The next id for a name that a former table had, whatever the limit is now, and whatever was
  /// clean then: its series have it in their labels. To restore a table, call it for every name, in
  /// the order of their ids, before the first intern(). A name restored before has its id already.
  HostId restore(std::string_view name);

  /// Requires: the id is of this table.
  const std::string& name(HostId host) const;
  std::size_t size() const { return names_.size(); }

 private:
  HostId intern_clean(std::string_view name);
  HostId add(std::string_view name);

  // Constant after construction.
  const HostTableOptions options_;
  // A deque, because references to names stay valid.
  std::deque<std::string> names_;
  HashMap<std::string, HostId> ids_;
  // How many names are kOtherHost: 0 or 1.
  std::size_t others_ = 0;
  // The last name as it came, and its id: records come in runs of one router.
  std::string last_name_;
  HostId last_host_;
  // Reused by cleaning.
  std::string scratch_;
};

}  // namespace flowbridge
