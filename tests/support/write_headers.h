#pragma once
/// What a receiver of remote write looks at beside the body, and what it makes of it.
///
/// Receivers find out in different ways which version a request is in, and none of them complains:
/// what they do not recognize as 2.0 they read as 1.0, in which it is an empty request, with
/// success. So a fake must read the headers that were really sent.
///
/// Lifetime: values.      Threads: any.
/// Fails:    never.
/// Units:    none.
///
///   const WriteHeaders headers = write_headers(request.headers);
///   if (names_version_two(headers)) …

#include "port/http_client.h"

#include <string>
#include <vector>

namespace flowbridge {

struct WriteHeaders {
  std::string content_type = "application/x-protobuf";
  std::string version = "0.1.0";
  /// 0: not said.
  int retry_attempt = 0;
};

/// Of a request; empty where there is none. Names in any case.
WriteHeaders write_headers(const std::vector<HttpHeader>& headers);

/// As Prometheus, Mimir and Cortex read it: a parameter `proto` of the type, which they take apart
/// at ';' and '=' and trim nowhere.
bool names_version_two(const WriteHeaders& headers);
/// As Thanos reads it: byte by byte, and the version too.
bool are_exactly_version_two(const WriteHeaders& headers);

}  // namespace flowbridge
