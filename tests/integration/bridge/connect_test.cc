// check-config --connect, with the program itself: what is there, what is not, and what to do.

#include "integration/bridge/pipeline.h"
#include "posix/clock.h"
#include "support/fake_receiver.h"
#include "support/known_receivers.h"
#include "support/run_program.h"
#include "support/tls_server.h"

#include <fstream>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

class Connect : public ::testing::Test {
 protected:
  ProgramResult connect(const std::vector<std::string>& more,
                        const std::string& topics = "flows") const {
    std::vector<std::string> arguments = {"check-config", "--connect",
                                          "--kafka.brokers=" + kafka_.address(),
                                          "--kafka.topics=" + topics, "--asn=64496"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_program({.path = FLOWBRIDGE_PROGRAM, .arguments = arguments, .environment = {}});
  }
  ProgramResult connect_to(const std::string& url) const {
    return connect({"--remote-write.url=" + url});
  }
  ProgramResult connect_to_listed(const std::string& destinations) const {
    std::ofstream(files_.file("flowbridge.yaml")) << "remote_write:\n" << destinations;
    return connect({"--config.file=" + files_.file("flowbridge.yaml")});
  }
  void write_flow() {
    kafka_.command("append flows 1 " + std::to_string(to_ms(read_now().wall) - 60'000) + " {}");
  }

  MockKafka kafka_ = MockKafka::start({.topics = {"flows:3"}});
  FakeReceiver receiver_{prometheus_3()};
  TemporaryDirectory files_;
};

TEST_F(Connect, FindsAllWellAndStoresNothing) {
  write_flow();
  const ProgramResult result = connect_to(receiver_.url());
  EXPECT_EQ(result.exit_code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("\nok      brokers " + kafka_.address() + ": they answer\n"));
  EXPECT_THAT(result.out,
              ContainsRegex("\nok      topic flows: 3 partitions, newest record .*(s|min) old\n"));
  EXPECT_THAT(result.out, HasSubstr("\nok      destination default (" + receiver_.url() +
                                    "): it takes remote write 2.0 (204)\n"));
  EXPECT_THAT(result.out, HasSubstr("out-of-order window"));
  EXPECT_EQ(receiver_.requests().size(), 1u);
  EXPECT_TRUE(receiver_.model().series().empty());
}

TEST_F(Connect, FindsStoresThatPeopleRun) {
  for (const Store store : {Store::kPrometheus, Store::kPrometheus3, Store::kVictoriaMetrics}) {
    Pipeline pipeline;
    if (!pipeline.start_store(store)) continue;
    const ProgramResult result = connect_to(pipeline.store_url());
    EXPECT_EQ(result.exit_code, 0) << result.out;
    EXPECT_THAT(result.out, HasSubstr(store == Store::kPrometheus3
                                          ? "it takes remote write 2.0 (204)\n"
                                          : "it takes remote write 1.0 (204), and not 2.0\n"));
    EXPECT_EQ(pipeline.ask_store("count({__name__=~\"flow.*\"})"), std::nullopt);
  }
}

TEST_F(Connect, TellsEachDestinationsTroubleAndExits1) {
  std::ofstream(files_.file("secret")) << "hunter2\n";
  FakeReceiver second(prometheus_3());
  receiver_.script({.status = 401, .text = "no\n"});
  second.script({.status = 404, .text = "404 page not found\n"});
  const ProgramResult result =
      connect_to_listed("- {name: a, url: " + receiver_.url() +
                        ", basic_auth: {username: me, password_file: " + files_.file("secret") +
                        "}}\n- {name: b, url: " + second.url() + "}\n");
  EXPECT_EQ(result.exit_code, 1) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("): 401: it does not accept user me with the password in " +
                                    files_.file("secret") + " (it says: no)\n"));
  EXPECT_THAT(result.out, HasSubstr("failed  destination b (" + second.url() +
                                    "): 404: there is no receiver at this path; "));
  EXPECT_THAT(result.out + result.err, Not(HasSubstr("hunter2")));
}

TEST_F(Connect, NamesTheFileOfAuthoritiesThatDoNotKnowTheCertificate) {
  const TlsServer server({});
  const TlsServer other({});
  std::ofstream(files_.file("ca.pem")) << other.certificate();
  const ProgramResult result = connect_to_listed(
      "- {url: \"" + server.url() + "\", tls_config: {ca_file: " + files_.file("ca.pem") + "}}\n");
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.out, HasSubstr("is its certificate signed by an authority in "
                                    "tls_config.ca_file " +
                                    files_.file("ca.pem") + "?\n"));
}

TEST_F(Connect, TellsOfATopicThatIsNotThere) {
  kafka_.command("refuse flwos UNKNOWN_TOPIC_OR_PART");
  const ProgramResult missed = connect({"--remote-write.url=" + receiver_.url()}, "flows,flwos");
  EXPECT_EQ(missed.exit_code, 1) << missed.out << missed.err;
  EXPECT_THAT(missed.out, HasSubstr("\nok      topic flows: 3 partitions, without any record"));
  EXPECT_THAT(missed.out, HasSubstr("\nfailed  topic flwos: there is none of this name"));
}

TEST_F(Connect, TellsThatNoBrokerAnswers) {
  kafka_.command("down");
  const ProgramResult result = connect_to(receiver_.url());
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_THAT(result.out, HasSubstr("failed  brokers " + kafka_.address() + ": "));
  EXPECT_THAT(result.out, HasSubstr("; check that the brokers run"));
  EXPECT_THAT(result.out, HasSubstr("\nok      destination default "));
}

TEST_F(Connect, IsAFlagOfCheckConfigAlone) {
  EXPECT_EQ(connect({"--connect=maybe"}).exit_code, 2);
  EXPECT_EQ(run_program(
                {.path = FLOWBRIDGE_PROGRAM, .arguments = {"run", "--connect"}, .environment = {}})
                .exit_code,
            2);
}

}  // namespace
}  // namespace flowbridge
