// A receiver's name may have several addresses, and may get others.

#include "support/fake_receiver.h"
#include "support/scripted_names.h"
#include "unit/curl/posting.h"

#include <chrono>
#include <string>

namespace flowbridge {
namespace {

using testing::HasSubstr;

class HttpNamesTest : public testing::Test {
 protected:
  /// The receiver by name instead of by address.
  HttpRequest request() const {
    std::string url = receiver_.url();
    url.replace(url.find("127.0.0.1"), 9, "push.invalid");
    return {.id = 1, .url = url, .headers = {}, .body = "x"};
  }

  FakeReceiver receiver_;
  ScriptedNames names_;
};

TEST_F(HttpNamesTest, ANameThatNobodyKnowsIsNoStatus) {
  const HttpCompletion done = post({}, request());
  EXPECT_EQ(done.status, std::nullopt);
  EXPECT_THAT(done.text, HasSubstr("push.invalid"));
}

TEST_F(HttpNamesTest, AnAddressWhereNobodyListensIsPassedOver) {
  names_.set("push.invalid", {"::1", "127.0.0.2", "127.0.0.1"});
  receiver_.script({.status = 204});
  const HttpCompletion done = post({}, request());
  EXPECT_EQ(done.status, 204) << done.text;
  EXPECT_LT(done.elapsed, CurlOptions().connect_timeout);
}

TEST_F(HttpNamesTest, AnAddressIsNotLookedUpForEachRequest) {
  names_.set("push.invalid", {"127.0.0.1"});
  CurlHttpClient client;
  for (int i = 0; i < 5; ++i) post_by(client, request());
  EXPECT_EQ(names_.lookups("push.invalid"), 1u);
}

TEST_F(HttpNamesTest, AReceiverThatMovedIsFoundAlthoughTheOldOneAnswers) {
  names_.set("push.invalid", {"127.0.0.1"});
  CurlHttpClient client({.address_lifetime = 1s, .connection_lifetime = 1s});
  ASSERT_TRUE(post_by(client, request()).status);
  names_.set("push.invalid", {"127.0.0.2"});
  const auto began = std::chrono::steady_clock::now();
  // Nobody listens at the new address, and so it is seen that it is asked.
  while (const std::optional<int> status = post_by(client, request()).status) {
    ASSERT_LT(std::chrono::steady_clock::now() - began, kPostPatience) << *status;
  }
  for (const ReceivedRequest& got : receiver_.requests()) EXPECT_EQ(got.connection, 0u);
}

}  // namespace
}  // namespace flowbridge
