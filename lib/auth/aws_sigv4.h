#pragma once
/// Signatures of AWS, version 4, in the Authorization header.
///
/// Amazon Managed Service for Prometheus (service `aps`) takes requests that are signed with a
/// secret key: the key never goes out, and a signature is good for this request and some minutes.
/// Paths are encoded twice and normalised, as all services but S3 want it; nothing is sent there.
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
///
/// Our own, and not libcurl's: that of Debian 12 knows no session token, and its clock cannot be
/// given, so it cannot be held to the published test vectors.
///
/// Lifetime: none.      Threads: any.
/// Fails:    never. A clock that is minutes wrong makes signatures that AWS refuses (403).
/// Units:    seconds since 1970 UTC; what is beyond them is cut off.
///
///   for (HttpHeader& header : sigv4_headers(request, credentials, {"eu-west-1", "aps"}, now.wall))
///     headers.push_back(std::move(header));

#include "auth/request_url.h"
#include "auth/secret.h"
#include "base/time.h"
#include "port/http_client.h"

#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct AwsCredentials {
  std::string access_key{};
  Secret secret_key{};
  /// Of temporary credentials; empty: they are not.
  Secret session_token{};

  friend bool operator==(const AwsCredentials&, const AwsCredentials&) = default;
};

struct AwsScope {
  std::string region;
  std::string service;
};

struct RequestToSign {
  std::string_view method;
  RequestUrl url{};
  /// Signed beside host and the headers given back; they must arrive as they are here, so leave out
  /// those that proxies change.
  std::vector<HttpHeader> headers{};
  std::string_view body{};
};

/// The headers to be added: x-amz-date, perhaps x-amz-security-token, authorization.
std::vector<HttpHeader> sigv4_headers(const RequestToSign& request,
                                      const AwsCredentials& credentials, const AwsScope& scope,
                                      UnixTime now);

}  // namespace flowbridge
