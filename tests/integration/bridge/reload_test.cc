// Reloads of the program itself, by SIGHUP and by HTTP: another configuration takes effect, or
// nothing does, and whatever flows meanwhile is counted once.

#include "integration/bridge/pipeline.h"
#include "posix/clock.h"
#include "support/fake_receiver.h"
#include "support/known_receivers.h"

#include <csignal>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Duration kReloadLimit = 30s;
constexpr const char* kMetric = "flow_receive_bytes_total";
constexpr const char* kLifecycle = "--web.enable-lifecycle";

std::size_t count_of(const std::string& words, const std::string& text) {
  std::size_t count = 0;
  for (std::size_t at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) {
    ++count;
  }
  return count;
}

class Reload : public ::testing::Test {
 protected:
  Reload() : second_(mimir()) { second_.set_now(read_now().wall + 1h); }

  void configure(const std::string& text) { std::ofstream(config_) << text; }
  std::string first() const { return "- {name: first, url: " + pipeline_.store_url() + "}\n"; }
  std::string second(const std::string& more = "") const {
    return "- {name: second, url: " + second_.url() + more + "}\n";
  }
  void start(const std::vector<std::string>& more = {kLifecycle}) {
    std::vector<std::string> arguments = more;
    arguments.push_back("--config.file=" + config_);
    pipeline_.start_bridge(arguments);
  }
  /// By SIGHUP, and waits until it is through.
  void hang_up() {
    const std::size_t before = reloads_logged();
    pipeline_.bridge().send(SIGHUP);
    ASSERT_TRUE(wait_until(kReloadLimit, [&] { return reloads_logged() > before; }))
        << pipeline_.bridge_said();
  }
  std::size_t reloads_logged() const {
    return count_of("configuration was ", pipeline_.bridge_said());
  }
  /// Its number; empty if there is none.
  std::string ingest_thread() {
    const std::string tasks = "/proc/" + std::to_string(pipeline_.bridge().pid()) + "/task";
    for (const auto& task : std::filesystem::directory_iterator(tasks)) {
      std::string name;
      std::getline(std::ifstream(task.path() / "comm"), name);
      if (name == "ingest") return task.path().filename();
    }
    return {};
  }
  double truth() const {
    return pipeline_.ask_store(std::string("sum(") + kMetric + ")").value_or(-1);
  }

  Pipeline pipeline_;
  TemporaryDirectory files_;
  const std::string config_ = files_.file("flowbridge.yaml");
  FakeReceiver second_;
};

TEST_F(Reload, UnderLoadLosesAndDoublesNothing) {
  if (!pipeline_.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  configure("remote_write:\n" + first() + second());
  start();
  pipeline_.begin_flows({"--rate=1500"});
  for (const std::string more : {", headers: {X-Scope-OrgID: one}", ", remote_timeout: 20s",
                                 ", queue_config: {max_shards: 2, max_samples_per_send: 100}"}) {
    configure("remote_write:\n" + first() + second(more));
    hang_up();
    const PageAnswer answer = pipeline_.post("/-/reload");
    EXPECT_EQ(answer.status, 200) << answer.body;
  }
  pipeline_.end_flows();
  pipeline_.expect_exact();
  EXPECT_GT(truth(), 0);
  EXPECT_EQ(newest_total(second_.model(), kMetric), truth());
  EXPECT_EQ(count_of("configuration was reloaded", pipeline_.bridge_said()), 6u);
  const ReceivedRequest newest = second_.requests().back();
  EXPECT_EQ(newest.header("X-Scope-OrgID"), std::nullopt);
  EXPECT_EQ(pipeline_.stop_bridge(), ExitStatus{.code = 0});
}

TEST_F(Reload, BringsInADestinationWhileAnotherHasABacklog) {
  if (!pipeline_.start_store(Store::kPrometheus)) GTEST_SKIP() << "prometheus is not installed";
  configure("remote_write:\n" + first());
  start();
  pipeline_.begin_flows({"--rate=1500"});
  EXPECT_TRUE(wait_until(kReloadLimit, [&] { return truth() > 0; }));
  pipeline_.stop_store();
  EXPECT_TRUE(wait_until(kReloadLimit, [&] {
    return pipeline_.metric("flowbridge_remote_write_ticks_pending").value_or(0) > 1;
  }));
  configure("remote_write:\n" + first() + second());
  hang_up();
  EXPECT_TRUE(wait_until(kReloadLimit, [&] { return newest_total(second_.model(), kMetric) > 0; }));
  pipeline_.end_flows();
  ASSERT_TRUE(pipeline_.start_store(Store::kPrometheus));
  pipeline_.expect_exact();
}

TEST_F(Reload, OfABrokenFileChangesNothing) {
  configure("remote_write:\n" + second());
  start();
  EXPECT_EQ(pipeline_.metric("flowbridge_config_last_reload_successful"), 1.0);
  const auto loaded = pipeline_.metric("flowbridge_config_last_reload_success_timestamp_seconds");
  configure("remote_write:\n" + second() + "widnow: 1\n");
  const PageAnswer refused = pipeline_.post("/-/reload");
  EXPECT_EQ(refused.status, 500);
  EXPECT_EQ(refused.body, "failed to reload the configuration: " + config_ +
                              ":3:1 (widnow): unknown key; did you mean window?\n");
  hang_up();
  EXPECT_THAT(pipeline_.bridge_said(),
              HasSubstr("msg=\"configuration was not reloaded, the one before holds\""));
  EXPECT_EQ(pipeline_.metric("flowbridge_config_last_reload_successful"), 0.0);
  EXPECT_EQ(pipeline_.metric("flowbridge_config_last_reload_success_timestamp_seconds"), loaded);
  pipeline_.make_flows({"--records=300", "--rate=1500", "--start=-20s"});
  pipeline_.wait_delivered();
  EXPECT_GT(newest_total(second_.model(), kMetric), 0);
  configure("remote_write:\n" + second());
  EXPECT_EQ(pipeline_.post("/-/reload").status, 200);
  EXPECT_EQ(pipeline_.metric("flowbridge_config_last_reload_successful"), 1.0);
}

TEST_F(Reload, FindsWhatWouldNotStartBeforeTheLoopsEnd) {
  configure("remote_write:\n" + second());
  start();
  const auto refusal_of = [&](const std::string& text) {
    configure(text);
    const PageAnswer answer = pipeline_.post("/-/reload");
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(pipeline_.http_status("/-/healthy"), 200);
    return answer.body;
  };
  EXPECT_THAT(refusal_of("remote_write:\n- {name: third, url: " + second_.url() + "}\n"),
              HasSubstr("--remote-write.forget=second"));
  EXPECT_THAT(refusal_of("remote_write:\n" + second() +
                         "kafka: {property: {ssl.ca.location: /nowhere/ca.pem, "
                         "security.protocol: ssl}}\n"),
              HasSubstr("ssl.ca.location"));
  EXPECT_THAT(
      refusal_of("remote_write:\n" + second() + "asn_db: {overrides: /nowhere/names.yaml}\n"),
      HasSubstr("/nowhere/names.yaml"));
  EXPECT_THAT(pipeline_.bridge_said(), Not(HasSubstr("reading partitions again")));
}

TEST_F(Reload, LetsADestinationGoThatIsToBeForgotten) {
  const std::string third = "- {name: third, url: " + second_.url() + "}\n";
  configure("remote_write:\n" + second() + third);
  start();
  const auto shows_third = [&] {
    return pipeline_.page("/metrics").find("remote_name=\"third\"") != std::string::npos;
  };
  EXPECT_TRUE(wait_until(kReloadLimit, shows_third));
  configure("remote_write:\n" + second() + "remote_write_forget: [third]\n");
  const PageAnswer answer = pipeline_.post("/-/reload");
  EXPECT_EQ(answer.status, 200) << answer.body;
  EXPECT_FALSE(shows_third());
  configure("remote_write:\n" + second());
  EXPECT_EQ(pipeline_.post("/-/reload").status, 200);
}

TEST_F(Reload, GoesBackIfTheLoopsDoNotStartAllTheSame) {
  configure("remote_write:\n" + second());
  start();
  // It is not configured, so nobody has looked at it.
  const std::string damaged = pipeline_.state_path() + "/destinations/third";
  ASSERT_EQ(std::system(("mkdir -p " + damaged).c_str()), 0);
  std::ofstream(damaged + "/cursor") << "damaged";
  configure("remote_write:\n" + second() + "- {name: third, url: " + second_.url() + "}\n");
  const PageAnswer refused = pipeline_.post("/-/reload");
  EXPECT_EQ(refused.status, 500);
  EXPECT_THAT(refused.body, HasSubstr("destination third"));
  pipeline_.make_flows({"--records=300", "--rate=1500", "--start=-20s"});
  pipeline_.wait_delivered();
  EXPECT_GT(newest_total(second_.model(), kMetric), 0);
  EXPECT_EQ(pipeline_.stop_bridge(), ExitStatus{.code = 0});
}

TEST_F(Reload, KeepsWhatBelongsToTheProcessAndSaysSo) {
  configure("remote_write:\n" + second());
  start();
  configure("remote_write:\n" + second() + "log: {format: json}\nremote_write_is_not_this: 1\n");
  EXPECT_EQ(pipeline_.post("/-/reload").status, 500);
  configure("remote_write:\n" + second() + "log: {format: json, level: debug}\n");
  EXPECT_EQ(pipeline_.post("/-/reload").status, 200);
  EXPECT_THAT(pipeline_.bridge_said(),
              HasSubstr("msg=\"an option stays as it was until the next start\" "
                        "option=log.format"));
  EXPECT_EQ(pipeline_.http_status("/-/healthy"), 200);
}

TEST_F(Reload, OfTheLogsLevelAloneLeavesTheLoopsRunning) {
  configure("remote_write:\n" + second() + "log: {level: error}\n");
  start();
  std::string before;
  ASSERT_TRUE(wait_until(kReloadLimit, [&] { return !(before = ingest_thread()).empty(); }));
  configure("remote_write:\n" + second() + "log: {level: debug}\n");
  EXPECT_EQ(pipeline_.post("/-/reload").status, 200);
  EXPECT_EQ(ingest_thread(), before);
  EXPECT_THAT(pipeline_.bridge_said(), HasSubstr("msg=\"configuration was reloaded\""));
  EXPECT_EQ(pipeline_.post("/-/reload").status, 200);
  EXPECT_NE(ingest_thread(), before);
}

TEST_F(Reload, ByHttpIsForThoseWhoHaveEnabledIt) {
  configure("remote_write:\n" + second());
  start({});
  const PageAnswer refused = pipeline_.post("/-/reload");
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(refused.body, HasSubstr("--web.enable-lifecycle"));
  EXPECT_EQ(pipeline_.http_status("/-/reload"), 405);
  hang_up();
  EXPECT_THAT(pipeline_.bridge_said(), HasSubstr("msg=\"configuration was reloaded\""));
}

TEST_F(Reload, ThatIsUnderWayDoesNotHoldUpTheEnd) {
  configure("remote_write:\n" + second());
  start();
  for (int i = 0; i < 5; ++i) pipeline_.bridge().send(SIGHUP);
  EXPECT_EQ(pipeline_.stop_bridge(), ExitStatus{.code = 0});
}

}  // namespace
}  // namespace flowbridge
