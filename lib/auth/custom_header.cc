#include "auth/custom_header.h"

#include "base/ascii.h"

#include <algorithm>

namespace flowbridge {

namespace {

constexpr const char* kByAuthentication =
    "choose one of basic_auth, authorization, oauth2, sigv4 and azuread instead";
constexpr const char* kByProtocol = "the remote write protocol says what it is";
constexpr const char* kBySigning = "sigv4 sets it when it signs a request";
constexpr const char* kByUrl = "it is the host of the URL";
constexpr const char* kOfConnection = "it belongs to the connection, not to the request";
constexpr const char* kOfProxy = "write a proxy's user and password into the proxy's URL";
constexpr const char* kOfAnswer = "it stands in answers, not in requests";

struct ReservedHeader {
  std::string_view name;
  const char* reason;
};

constexpr ReservedHeader kReserved[] = {
    {"accept-encoding", "answers are read as they come"},
    {"authorization", kByAuthentication},
    {"connection", kOfConnection},
    {"content-encoding", kByProtocol},
    {"content-length", "it is the size of the request"},
    {"content-type", kByProtocol},
    {"host", kByUrl},
    {"keep-alive", kOfConnection},
    {"proxy-authenticate", kOfAnswer},
    {"proxy-authorization", kOfProxy},
    {"retry-attempt", "it counts how often a request was sent before"},
    {"transfer-encoding", kOfConnection},
    {"user-agent", "receivers tell senders by it"},
    {"www-authenticate", kOfAnswer},
    {"x-amz-content-sha256", kBySigning},
    {"x-amz-date", kBySigning},
    {"x-amz-security-token", kBySigning},
    {"x-prometheus-remote-read-version", kByProtocol},
    {"x-prometheus-remote-write-version", kByProtocol},
};

bool is_name_character(char c) {
  constexpr std::string_view kOthers = "!#$%&'*+-.^_`|~";
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         kOthers.find(c) != std::string_view::npos;
}

}  // namespace

Result<void> check_header_name(std::string_view name) {
  if (name.empty()) return Error(ErrorCode::kInvalid, "a header without a name");
  if (!std::all_of(name.begin(), name.end(), is_name_character)) {
    // It may be a whole line, value and all.
    return Error(ErrorCode::kInvalid,
                 "a header's name holds a character that none may have, such as a blank or a "
                 "colon; its value stands apart");
  }
  const std::string lower = lower_case(name);
  for (const ReservedHeader& reserved : kReserved) {
    if (lower == reserved.name) {
      return Error(ErrorCode::kInvalid,
                   "header " + std::string(name) + " cannot be set: " + reserved.reason);
    }
  }
  return {};
}

Result<void> check_custom_header(const CustomHeader& header) {
  if (Result<void> named = check_header_name(header.name); !named) return named;
  const char* reason = nullptr;
  if (!header.value.given()) reason = " has no value, neither itself nor in a file";
  if (!header.value.value.empty() && !header.value.file.empty()) {
    reason = " is given twice, as itself and as a file";
  }
  if (!is_header_text(header.value.value.reveal())) reason = " holds a control character";
  if (reason == nullptr) return {};
  return Error(ErrorCode::kInvalid, "header " + header.name + reason);
}

}  // namespace flowbridge
