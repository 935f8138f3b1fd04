#pragma once
/// Headers that an operator adds to a destination's requests: a tenant, a key of a gateway.
///
/// Some are not his: those that say what the request is, those of the connection, and those by
/// which it is authenticated. He who sets one of these wants something else, and is told what.
///
/// Lifetime: none.      Threads: any.
/// Fails:    kInvalid; the message names the header, and nothing of its value.
/// Units:    none.
///
///   const CustomHeader header = {.name = "X-Scope-OrgID", .value = {.value = Secret("team")}};
///   if (auto fine = check_custom_header(header); !fine) return fine.error();

#include "auth/secret_source.h"
#include "base/result.h"

#include <string>
#include <string_view>

namespace flowbridge {

struct CustomHeader {
  std::string name{};
  /// May be a secret, and then be kept in a file.
  SecretOptions value{};

  bool operator==(const CustomHeader&) const = default;
};

/// That it has a name that may be set, and one value that can stand in a header.
Result<void> check_custom_header(const CustomHeader& header);

/// That it is a header's name (RFC 9110 §5.1) and, in whatever case, none that is reserved.
Result<void> check_header_name(std::string_view name);

}  // namespace flowbridge
