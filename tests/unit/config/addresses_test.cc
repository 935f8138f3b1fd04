#include "config/addresses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

template <typename T>
std::string why_not(const Result<T>& result) {
  return result ? "accepted" : result.error().message();
}

TEST(ParseListenAddress, ReadsHostAndPort) {
  const auto check = [](std::string_view text, const WebAddress& want) {
    const Result<WebAddress> address = parse_web_address(text);
    ASSERT_TRUE(address) << text << ": " << address.error().message();
    EXPECT_EQ(*address, want) << text;
    EXPECT_EQ(to_string(*address), text);
  };
  check(":9590", {.host = "", .port = 9590});
  check("127.0.0.1:0", {.host = "127.0.0.1", .port = 0});
  check("localhost:65535", {.host = "localhost", .port = 65'535});
  check("[::1]:9590", {.host = "::1", .port = 9590});
  check("[::]:9590", {.host = "::", .port = 9590});
  check("[fe80::1%eth0]:9590", {.host = "fe80::1%eth0", .port = 9590});
}

TEST(ParseListenAddress, ExplainsEveryOtherSpelling) {
  const auto check = [](std::string_view text, const std::string& message) {
    EXPECT_EQ(why_not(parse_web_address(text)), message) << text;
  };
  const std::string expected = "expected host:port or :port, such as :9590";
  check("", "is empty; " + expected);
  check("9590", R"("9590" has no port; did you mean :9590?)");
  check("localhost", R"("localhost" has no port; did you mean localhost:9590?)");
  check("[::1]", R"("[::1]" has no port; did you mean [::1]:9590?)");
  check("http://localhost:9590/",
        R"("http://localhost:9590/" is a URL; did you mean localhost:9590?)");
  check("::1:9590", R"("::1:9590" is not an address; an IPv6 one goes in brackets; )" + expected);
  check("[::1:9590", R"("[::1:9590" is not an address; an IPv6 one goes in brackets; )" + expected);
  check("[::1]9590", R"("[::1]9590" is not an address; an IPv6 one goes in brackets; )" + expected);
  check("local host:9590", R"("local host:9590" has no valid host; )" + expected);
  check("[localhost]:9590", R"("[localhost]:9590" has no valid host; )" + expected);
  check("[]:9590", R"("[]:9590" has no valid host; )" + expected);
  check(":65536", R"(":65536" has no valid port; )" + expected);
  check(":http", R"(":http" has no valid port; )" + expected);
  check(":", R"(":" has no valid port; )" + expected);
}

TEST(ParseListenAddress, SuggestsNothingThatItWouldRefuse) {
  const auto check = [](std::string_view text, const std::string& message) {
    EXPECT_EQ(why_not(parse_web_address(text)), message) << text;
  };
  check("local host", R"("local host" has no port)");
  check("http://localhost", R"("http://localhost" is a URL)");
  check("http://localhost:http", R"("http://localhost:http" is a URL)");
}

TEST(ParseListenAddress, NeverRepeatsASecret) {
  for (const std::string_view text : {"http://me:hunter2@h:1/", "http://me:1/hunter2@h:1",
                                      "http://hunter2:1/x@h:1", "SSL://me:9/hunter2@h:1"}) {
    EXPECT_THAT(why_not(parse_web_address(text)), Not(HasSubstr("hunter2"))) << text;
    EXPECT_THAT(why_not(parse_broker(text)), Not(HasSubstr("hunter2"))) << text;
  }
}

TEST(ParseListenAddress, AZoneIsAName) {
  EXPECT_THAT(why_not(parse_web_address("[fe80::1%\n]:1")), HasSubstr("has no valid host"));
  EXPECT_THAT(why_not(parse_web_address("[fe80::1%]:1")), HasSubstr("has no valid host"));
}

TEST(ParseBroker, TakesWhatLibrdkafkaTakes) {
  for (const std::string_view text : {"kafka", "kafka:9092", "kafka-0.kafka.svc:9092",
                                      "192.0.2.1:9092", "[2001:db8::1]:9092", "broker_1:1"}) {
    EXPECT_EQ(why_not(parse_broker(text)), "accepted") << text;
  }
}

TEST(ParseBroker, ExplainsEveryOtherSpelling) {
  const auto check = [](std::string_view text, const std::string& message) {
    EXPECT_EQ(why_not(parse_broker(text)), message) << text;
  };
  const std::string expected = "expected host:port, such as kafka:9092";
  check("", "names an empty broker; " + expected);
  check("SSL://kafka:9093",
        R"("SSL://kafka:9093" has a scheme, which belongs in --kafka.property security.protocol; )"
        "did you mean kafka:9093?");
  check("kafka 9092", R"("kafka 9092" is not a broker; )" + expected);
  check("2001:db8::1", R"("2001:db8::1" is not a broker; )" + expected);
  check(":9092", R"(":9092" is not a broker; )" + expected);
  check("kafka:0", R"("kafka:0" has no valid port; )" + expected);
  check("kafka:", R"("kafka:" has no valid port; )" + expected);
  check("kafka:90920", R"("kafka:90920" has no valid port; )" + expected);
}

TEST(ParseTopic, FollowsKafkasRule) {
  EXPECT_TRUE(parse_topic("pmacct.acct"));
  EXPECT_TRUE(parse_topic("Flows_2-a"));
  EXPECT_TRUE(parse_topic(std::string(249, 't')));
  EXPECT_THAT(why_not(parse_topic(std::string(250, 't'))), HasSubstr("longer than 249 characters"));
  EXPECT_EQ(why_not(parse_topic("")), "names an empty topic; expected one such as pmacct.acct");
  for (const std::string_view text : {".", "..", "a b", "a/b", "^pmacct.*", "flöws"}) {
    EXPECT_THAT(why_not(parse_topic(text)), HasSubstr("is not a topic; expected letters")) << text;
  }
}

TEST(ParseHttpUrl, TakesHttpAndHttpsWithAHostAndAPath) {
  for (const std::string_view text :
       {"http://prometheus:9090/api/v1/write", "https://example.com/", "http://[::1]:9090/write",
        "https://me:secret@example.com/api/prom/push", "http://h/a?b=c", "http://h/a@b"}) {
    EXPECT_EQ(why_not(parse_http_url(text)), "accepted") << text;
  }
}

TEST(ParseHttpUrl, ExplainsEveryOtherSpelling) {
  const auto check = [](std::string_view text, const std::string& message) {
    EXPECT_EQ(why_not(parse_http_url(text)), message) << text;
  };
  const std::string host = " has no valid host; expected one such as prometheus:9090";
  const std::string port = " has no valid port; expected a number from 1 to 65535";
  check("", "is empty; expected a URL such as http://prometheus:9090/api/v1/write");
  check("prometheus:9090/api/v1/write",
        R"("prometheus:9090/api/v1/write" has no scheme; expected http:// or https://, as in )"
        "http://prometheus:9090/api/v1/write");
  check("ftp://h/x", R"("ftp://h/x" is neither http:// nor https://)");
  check("HTTP://h/x", R"("HTTP://h/x" is neither http:// nor https://)");
  check("http:///write", R"("http:///write")" + host);
  check("http://:9090/write", R"("http://:9090/write")" + host);
  check("http://a:b:c/write", R"("http://a:b:c/write")" + host);
  check("http://ho$t/write", R"("http://ho$t/write")" + host);
  check("http://h:0/write", R"("http://h:0/write")" + port);
  check("http://h:99999/write", R"("http://h:99999/write")" + port);
  check("http://h:/write", R"("http://h:/write")" + port);
  check("http://prometheus:9090", R"("http://prometheus:9090" has no path; did you mean )"
                                  "http://prometheus:9090/api/v1/write?");
  check("http://h/write#top",
        R"("http://h/write#top" has a fragment ("#"), which a server never sees)");
  check("http://h/wr ite",
        R"("http://h/wr ite" holds a blank or a control character; write it as %20 and the like)");
  check("http://h/x\n",
        R"("http://h/x\x0a" holds a blank or a control character; write it as %20 and the like)");
}

TEST(ParseHttpUrl, NeverRepeatsASecret) {
  const std::string_view wrong[] = {
      "http://me:hunter2@h:0/x", "http://me:hunter2@h",
      "ftp://me:hunter2@h/x",    "me:hunter2@h/x",
      "http://me:hunter2@/x",    "http://me:hun/hunter2@h/x",
      "http://me:1?hunter2@h/x", "http://me:hunter2/@h/x",
      "http://me:99?hunter2@h",  "http://me:hunter2@ho st/x",
      "http://h?key=hunter2",    "http://h/x?key=hunter2#f",
      "me:hunter2://x@h/x",      "http://hunter2:hunter2@h#f",
  };
  for (const std::string_view text : wrong) {
    EXPECT_NE(why_not(parse_http_url(text)), "accepted") << text;
    EXPECT_THAT(why_not(parse_http_url(text)), Not(HasSubstr("hunter2"))) << text;
  }
}

TEST(RedactUrl, HidesUserPasswordAndQuery) {
  const auto check = [](std::string_view url, std::string_view want) {
    EXPECT_EQ(redact_url(url), want) << url;
  };
  check("http://prometheus:9090/api/v1/write", "http://prometheus:9090/api/v1/write");
  check("https://me:secret@host/write", "https://<hidden>@host/write");
  check("https://host/write?key=secret", "https://host/write?<hidden>");
  check("https://me:se@c/r?t@host/write?a=b", "https://<hidden>@host/write?<hidden>");
  check("me:secret@host", "<hidden>@host");
  check("", "");
}

}  // namespace
}  // namespace flowbridge
