#pragma once
/// A request to be sent by a client of its own.
///
/// Lifetime: none.      Threads: any.
/// Fails:    as a test failure, if it does not end.
/// Units:    milliseconds.
///
///   EXPECT_EQ(post({.proxy = {.url = proxy}}, {.id = 1, .url = url}).status, 204);

#include "curl/http_client.h"

#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {

/// Long enough never to pass on a busy machine; no test that succeeds waits for it.
inline constexpr Duration kPostPatience = 60s;

inline HttpCompletion post_by(CurlHttpClient& client, HttpRequest request) {
  client.start(std::move(request));
  std::vector<HttpCompletion> done = client.collect(kPostPatience);
  EXPECT_THAT(done, testing::SizeIs(1));
  return done.empty() ? HttpCompletion{} : std::move(done.front());
}

inline HttpCompletion post(CurlOptions options, HttpRequest request) {
  CurlHttpClient client(std::move(options));
  return post_by(client, std::move(request));
}

}  // namespace flowbridge
