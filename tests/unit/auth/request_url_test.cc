#include "auth/request_url.h"

#include <string>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

std::string parts_of(std::string_view url) {
  const std::optional<RequestUrl> parts = parse_request_url(url);
  return parts ? parts->host + " " + parts->path + " " + parts->query : "none";
}

TEST(RequestUrl, HasHostPathAndQuery) {
  EXPECT_EQ(parts_of("https://aps.example/workspaces/w/api?a=b#c"),
            "aps.example /workspaces/w/api a=b");
  EXPECT_EQ(parts_of("http://h"), "h / ");
  EXPECT_EQ(parts_of("http://h?a=/b"), "h / a=/b");
  EXPECT_EQ(parts_of("HTTPS://h/"), "h / ");
}

TEST(RequestUrl, HostHasItsPortUnlessItIsTheScheme) {
  EXPECT_EQ(parts_of("https://h:443/"), "h / ");
  EXPECT_EQ(parts_of("http://h:80/"), "h / ");
  EXPECT_EQ(parts_of("https://h:80/"), "h:80 / ");
  EXPECT_EQ(parts_of("http://[::1]:9090/"), "[::1]:9090 / ");
}

TEST(RequestUrl, UserAndPasswordAreNoPartOfTheHost) {
  EXPECT_EQ(parts_of("https://user:p@ss@h/a@b"), "h /a@b ");
}

TEST(RequestUrl, OfAnotherKindIsNone) {
  for (const char* url : {"", "h", "ftp://h/", "https://", "https:///a", "https://u@/"}) {
    EXPECT_EQ(parts_of(url), "none") << url;
  }
}

}  // namespace
}  // namespace flowbridge
