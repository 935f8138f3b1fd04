#pragma once
/// One place that samples are sent to, and how.
///
/// The words are those of Prometheus's remote_write section where it has one, and mean the same;
/// what only flowbridge has is said to be so. docs/remote-write.md is the page for operators.
///
/// Lifetime: values.      Threads: as any value.
/// Fails:    parse_destination_name: kInvalid, with a message to put behind a flag or key.
/// Units:    durations in milliseconds, sizes in bytes.
///
///   for (const DestinationSettings& each : settings.destinations) open(each);

#include "auth/auth_options.h"
#include "auth/custom_header.h"
#include "base/backoff.h"
#include "base/result.h"
#include "base/time.h"
#include "relabel/receiver_profile.h"
#include "relabel/relabel_rule.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

/// Which version of remote write to speak.
enum class VersionSetting : std::uint8_t {
  kAuto,  // 2.0, and 1.0 where that is not understood
  kV1,
  kV2,
};

enum class TlsVersionSetting : std::uint8_t { k10, k11, k12, k13 };

/// The paths are of PEM files; empty: none.
struct TlsSettings {
  /// Of the authorities to trust instead of the system's.
  std::string authorities_file = {};
  /// What this end shows of itself, and its key: both or neither.
  std::string certificate_file = {};
  std::string key_file = {};
  /// The name that the receiver's certificate must have; empty: the URL's host.
  std::string server_name = {};
  bool verify = true;
  /// Absent: 1.2.
  std::optional<TlsVersionSetting> version_min = {};

  bool operator==(const TlsSettings&) const = default;
};

/// At most one of a URL and the environment.
struct ProxySettings {
  /// May hold a user and a password; empty: none.
  std::string url = {};
  /// Hosts that are asked without it, separated by commas.
  std::string exceptions = {};
  /// That of https_proxy, http_proxy and no_proxy.
  bool from_environment = false;

  bool operator==(const ProxySettings&) const = default;
};

/// What to do when the journal is full of what this destination has not taken. Ours.
enum class FullSetting : std::uint8_t {
  kBlock,       // nothing is dropped; reading from Kafka pauses
  kDropOldest,  // go on, without what is oldest
};

struct DestinationSettings {
  /// In metrics, logs and the state directory, where its position in the journal is kept.
  std::string name = {};
  /// http or https; may hold a user and a password, so show it only through redact_url().
  std::string url = {};
  Duration timeout{0};
  std::uint64_t connections = 0;
  std::uint64_t samples_max = 0;
  VersionSetting version = VersionSetting::kAuto;
  /// Which one it is. Ours.
  ReceiverProfile receiver = ReceiverProfile::kAuto;
  BackoffOptions backoff = {};

  /// Content with check_auth; each header is with check_custom_header.
  AuthOptions auth = {};
  std::vector<CustomHeader> headers = {};
  TlsSettings tls = {};
  ProxySettings proxy = {};
  /// By 307 and 308, which ask for the same request elsewhere; secrets do not go to another origin.
  bool follow_redirects = true;
  bool http2 = true;
  /// Of a socket to speak HTTP through, whatever the URL's host; empty: none. Ours.
  std::string unix_socket = {};

  /// Without relabel_problems().
  RelabelOptions relabel = {};

  /// Bytes of requests per second; absent: as fast as it goes. Ours.
  std::optional<std::uint64_t> rate_limit = {};
  FullSetting when_full = FullSetting::kBlock;
  /// How much older than its newest sample a sample may be for it, beyond what it always takes.
  /// Ours.
  Duration out_of_order_window{0};

  bool operator==(const DestinationSettings&) const = default;
};

/// The name of one that is given none.
inline constexpr std::string_view kDefaultDestination = "default";
inline constexpr std::size_t kDestinationNameBytesMax = 64;

/// It names a directory, a label value and a log field.
Result<std::string> parse_destination_name(std::string_view text);

}  // namespace flowbridge
