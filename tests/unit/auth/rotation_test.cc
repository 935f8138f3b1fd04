// Every secret is rotated under load, at any moment: it costs one request at most, and no failure
// on the way shows a secret.

#include "auth/authenticator.h"
#include "auth/encoding.h"
#include "base/split_mix.h"

#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using testing::HasSubstr;
using testing::Not;

const std::string kUrl = "https://push.example/api/v1/write";
const std::string kMark = "TOPSECRET";

struct Way {
  std::string name;
  AuthOptions auth{};
};

void PrintTo(const Way& way, std::ostream* out) {
  *out << way.name;
}

std::vector<Way> ways() {
  const SecretOptions file = {.value = Secret(), .file = "/secret"};
  return {
      {.name = "basic", .auth = BasicAuth{.user = "a", .password = file}},
      {.name = "authorization", .auth = AuthorizationAuth{.credentials = file}},
      {.name = "oauth2",
       .auth = OAuth2Auth{.token = {.url = "https://idp.example/token", .client_id = "id"},
                          .client_secret = file}},
      {.name = "azuread",
       .auth = AzureAuth{.tenant_id = "t", .client_id = "id", .client_secret = file}},
      {.name = "sigv4", .auth = SigV4Auth{.region = "r", .access_key = "A", .secret_key = file}},
      {.name = "profile", .auth = SigV4Auth{.region = "r", .profile_file = "/profile"}},
  };
}

std::string profile_with(const std::string& secret) {
  return "[default]\naws_access_key_id = A\naws_secret_access_key = " + secret + "\n";
}

/// A receiver and an endpoint of tokens that take the newest secret only.
class RotationTest : public testing::TestWithParam<Way> {
 protected:
  void rotate() {
    secret_ = kMark + std::to_string(++rotations_);
    files_["/secret"] = secret_ + "\n";
    files_["/profile"] = profile_with(secret_);
  }
  Authenticator made() const {
    return Authenticator({.auth = GetParam().auth, .headers = {}, .seed = 1},
                         [this](const std::string& path) -> Result<std::string> {
                           const auto found = files_.find(path);
                           if (found != files_.end()) return found->second;
                           return Error(ErrorCode::kNotFound, path + ": no such file");
                         });
  }
  void pass(Duration time) {
    now_.wall += time;
    now_.monotonic += time;
  }
  /// What one who knows the newest secret would send.
  std::string expected() const {
    Authenticator newest = made();
    if (newest.token_request(now_)) newest.token_answered(granted(), now_);
    return newest.headers({kUrl, {}, ""}, now_)->headers.back().value;
  }
  HttpCompletion granted() const {
    return {.status = 200,
            .headers = {},
            .text = R"({"access_token":"of-)" + secret_ + R"(","expires_in":3600})",
            .body = {}};
  }
  bool knows_secret(const HttpRequest& request) const {
    const bool in_body = request.body.ends_with("&client_secret=" + secret_);
    return in_body || request.headers.back().value == "Basic " + base64("id:" + secret_);
  }
  void answer_token_request(Authenticator& auth) {
    const std::optional<HttpRequest> request = auth.token_request(now_);
    if (!request) return;
    if (knows_secret(*request)) return auth.token_answered(granted(), now_);
    auth.token_answered({.status = 401, .headers = {}, .text = "{}", .body = {}}, now_);
  }
  /// Sends one request; returns whether it was taken.
  bool send(Authenticator& auth, Duration on_the_way) {
    std::optional<AuthHeaders> sent;
    while (!(sent = auth.headers({kUrl, {}, ""}, now_))) {
      answer_token_request(auth);
      pass(100ms);
    }
    const UnixTime signed_at = now_.wall;
    if (rotates_on_the_way_) rotate();
    rotates_on_the_way_ = false;
    // The receiver checks a signature by the time that is in it.
    const UnixTime arrived_at = std::exchange(now_.wall, signed_at);
    const bool taken = sent->headers.back().value == expected();
    now_.wall = arrived_at;
    pass(on_the_way);
    EXPECT_TRUE(taken || auth.refused(sent->version, now_));
    return taken;
  }

  std::map<std::string, std::string> files_;
  Now now_{unix_ms(1'440'938'160'000), MonotonicTime(1h)};
  std::string secret_;
  int rotations_ = 0;
  bool rotates_on_the_way_ = false;
};

TEST_P(RotationTest, CostsOneRequestAtMost) {
  SplitMix64 random(7);
  rotate();
  Authenticator auth = made();
  for (int round = 0; round < 50; ++round) {
    int failed = 0;
    rotates_on_the_way_ = random.below(2) == 0;
    if (!rotates_on_the_way_) rotate();
    // A token that is refused is replaced at most once a minute.
    const UnixTime round_ends = now_.wall + 90s;
    while (now_.wall < round_ends) {
      if (!send(auth, Duration(1 + random.below(1000)))) ++failed;
    }
    ASSERT_LE(failed, 1) << "round " << round;
  }
}

/// What may be in a file, or said by an endpoint, when things go wrong.
std::string damaged(const std::string& text, SplitMix64& random) {
  std::string out = text;
  switch (random.below(6)) {
    case 0:
      return "";
    case 1:
      return out.insert(random.below(static_cast<std::uint32_t>(out.size())), "\n");
    case 2:
      return out.insert(random.below(static_cast<std::uint32_t>(out.size())), 1, '\x01');
    case 3:
      return out + "\n" + out;
    case 4:
      return out.substr(random.below(static_cast<std::uint32_t>(out.size())));
  }
  return out;
}

TEST_P(RotationTest, NoFailureShowsASecret) {
  SplitMix64 random(8);
  Authenticator auth = made();
  int problems = 0;
  for (int i = 0; i < 2000; ++i) {
    rotate();
    files_["/secret"] = damaged(secret_, random);
    files_["/profile"] = damaged(profile_with(secret_), random);
    if (random.below(5) == 0) files_.clear();
    pass(1min);
    const std::optional<AuthHeaders> sent = auth.headers({kUrl, {}, ""}, now_);
    if (sent) auth.refused(sent->version, now_);
    if (const std::optional<HttpRequest> request = auth.token_request(now_)) {
      std::string said = damaged(request->headers.back().value + request->body, random);
      std::erase_if(said, [](char c) { return c < ' '; });
      const int statuses[] = {200, 400, 401, 500};
      auth.token_answered(
          {.status = statuses[random.below(4)],
           .headers = {},
           .text = random.below(2) == 0 ? said
                                        : R"({"error":"e","error_description":")" + said + R"("})",
           .body = {}},
          now_);
    }
    if (auth.problem() == nullptr) continue;
    ++problems;
    ASSERT_THAT(auth.problem()->message(), Not(HasSubstr(kMark))) << i;
    ASSERT_THAT(auth.problem()->message(), Not(HasSubstr(base64("id:" + kMark)))) << i;
  }
  EXPECT_GT(problems, 100);
}

std::string name_of(const testing::TestParamInfo<Way>& info) {
  return info.param.name;
}

INSTANTIATE_TEST_SUITE_P(EveryWay, RotationTest, testing::ValuesIn(ways()), name_of);

}  // namespace
}  // namespace flowbridge
