#include "config/destination_reader.h"

#include "config/settings.h"
#include "support/test_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace flowbridge {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

/// A file with this text, and what else must be given.
Sources with_text(const std::string& text, const Environment& environment = {}) {
  return {.arguments = {"--kafka.brokers=kafka:9092", "--kafka.topics=pmacct.acct", "--asn=64496"},
          .environment = environment,
          .file = ConfigFile{.name = "f.yaml", .text = text}};
}

LoadedSettings loaded_from(const std::string& text, const Environment& environment = {}) {
  return load_settings(with_text(text, environment));
}

/// The only destination of a sound file.
DestinationSettings only(const std::string& text, const Environment& environment = {}) {
  const LoadedSettings loaded = loaded_from(text, environment);
  EXPECT_EQ(format_problems(loaded.problems), "");
  EXPECT_EQ(loaded.settings.destinations.size(), 1U);
  return loaded.settings.destinations.front();
}

/// Of one whose other settings do not matter.
AuthOptions auth_of(const std::string& keys, const Environment& environment = {}) {
  return only("remote_write:\n- url: https://h/write\n" + keys, environment).auth;
}

std::string warnings_of(const std::string& text) {
  const LoadedSettings loaded = loaded_from(text);
  EXPECT_EQ(format_problems(loaded.problems), "");
  return format_problems(loaded.warnings);
}

TEST(DestinationList, NeedsNoMoreThanAUrl) {
  const DestinationSettings settings = only("remote_write: [{url: 'http://h/write'}]\n");
  EXPECT_EQ(settings, (DestinationSettings{.name = "default",
                                           .url = "http://h/write",
                                           .timeout = 30s,
                                           .connections = 4,
                                           .samples_max = 2000}));
}

TEST(DestinationList, HasTheDefaultsOfTheOptions) {
  Sources flags = with_text("");
  flags.arguments.emplace_back("--remote-write.url=http://h/write");
  EXPECT_EQ(only("remote_write: [{url: 'http://h/write'}]\n"),
            load_settings(flags).settings.destinations.at(0));
}

TEST(DestinationList, TakesPrometheussKeysAndOurs) {
  const DestinationSettings settings = only(R"(
remote_write:
- name: backup
  url: https://h/write
  remote_timeout: 1m30s
  protobuf_message: io.prometheus.write.v2.Request
  receiver: cortex
  queue_config:
    {max_shards: 8, max_samples_per_send: 500, min_backoff: 1s, max_backoff: 5s,
     when_full: drop-oldest}
  headers: {X-Scope-OrgID: team}
  http_headers: {X-Key: {secrets: [hush], files: [/run/secrets/key]}}
  tls_config:
    ca_file: ca.pem
    cert_file: cert.pem
    key_file: key.pem
    server_name: other
    insecure_skip_verify: true
    min_version: TLS13
  proxy_url: http://proxy:3128
  no_proxy: localhost,10.0.0.0/8
  follow_redirects: false
  enable_http2: false
  unix_socket: /run/agent.sock
  rate_limit: 1MiB
)");
  EXPECT_EQ(settings,
            (DestinationSettings{
                .name = "backup",
                .url = "https://h/write",
                .timeout = 90s,
                .connections = 8,
                .samples_max = 500,
                .version = VersionSetting::kV2,
                .receiver = ReceiverProfile::kCortex,
                .backoff = {.first = 1s, .last = 5s},
                .headers = {{.name = "X-Scope-OrgID", .value = {.value = Secret("team")}},
                            {.name = "X-Key", .value = {.value = Secret("hush")}},
                            {.name = "X-Key", .value = {.file = "/run/secrets/key"}}},
                .tls = {.authorities_file = "ca.pem",
                        .certificate_file = "cert.pem",
                        .key_file = "key.pem",
                        .server_name = "other",
                        .verify = false,
                        .version_min = TlsVersionSetting::k13},
                .proxy = {.url = "http://proxy:3128", .exceptions = "localhost,10.0.0.0/8"},
                .follow_redirects = false,
                .http2 = false,
                .unix_socket = "/run/agent.sock",
                .rate_limit = 1U << 20,
                .when_full = FullSetting::kDropOldest}));
}

TEST(DestinationList, SeveralKeepTheirOrderAndNames) {
  const LoadedSettings loaded =
      loaded_from("remote_write:\n- {url: 'http://b/', name: b}\n- {url: 'http://a/', name: a}\n");
  EXPECT_EQ(format_problems(loaded.problems), "");
  ASSERT_EQ(loaded.settings.destinations.size(), 2U);
  EXPECT_EQ(loaded.settings.destinations[0].name, "b");
  EXPECT_EQ(loaded.settings.destinations[1].url, "http://a/");
}

TEST(DestinationList, DoesNotGoTogetherWithOptionsOfOneDestination) {
  Sources sources = with_text("remote_write:\n- url: http://h/write\n",
                              {{"FLOWBRIDGE_REMOTE_WRITE_TIMEOUT", "5s"}});
  sources.arguments.emplace_back("--remote-write.url=http://h/write");
  EXPECT_THAT(format_problems(load_settings(sources).problems),
              AllOf(HasSubstr("flowbridge: --remote-write.url: destinations are a list at "
                              "f.yaml:1:1 (remote_write)"),
                    HasSubstr("flowbridge: FLOWBRIDGE_REMOTE_WRITE_TIMEOUT: destinations are")));
}

TEST(DestinationList, GoesTogetherWithDestinationsToForget) {
  Sources sources = with_text("remote_write:\n- url: http://h/write\n");
  sources.arguments.emplace_back("--remote-write.forget=former");
  const LoadedSettings loaded = load_settings(sources);
  EXPECT_EQ(format_problems(loaded.problems), "");
  EXPECT_THAT(loaded.settings.forgotten_destinations, ElementsAre("former"));
}

TEST(DestinationAuth, IsWhatPrometheussSectionsSay) {
  EXPECT_EQ(auth_of(""), AuthOptions(NoAuth{}));
  EXPECT_EQ(auth_of("  basic_auth: {username: me, password_file: p}\n"),
            AuthOptions(BasicAuth{.user = "me", .password = {.file = "p"}}));
  EXPECT_EQ(
      auth_of("  authorization: {type: Token, credentials: hush}\n"),
      AuthOptions(AuthorizationAuth{.type = "Token", .credentials = {.value = Secret("hush")}}));
  EXPECT_EQ(auth_of("  bearer_token: hush\n"),
            AuthOptions(AuthorizationAuth{.credentials = {.value = Secret("hush")}}));
  EXPECT_EQ(auth_of("  bearer_token_file: p\n"),
            AuthOptions(AuthorizationAuth{.credentials = {.file = "p"}}));
  EXPECT_EQ(auth_of("  oauth2: {client_id: me, client_secret: hush, token_url: 'https://t/',"
                    " scopes: [a, b], endpoint_params: {audience: c}}\n"),
            AuthOptions(OAuth2Auth{.token = {.url = "https://t/",
                                             .client_id = "me",
                                             .scopes = {"a", "b"},
                                             .parameters = {{.name = "audience", .value = "c"}}},
                                   .client_secret = {.value = Secret("hush")}}));
  EXPECT_EQ(auth_of("  azuread: {cloud: AzureChina, oauth: {client_id: me, client_secret: hush,"
                    " tenant_id: t}}\n"),
            AuthOptions(AzureAuth{.cloud = AzureCloud::kChina,
                                  .tenant_id = "t",
                                  .client_id = "me",
                                  .client_secret = {.value = Secret("hush")}}));
  EXPECT_EQ(auth_of("  sigv4: {region: r, access_key: AKID, secret_key: hush}\n"),
            AuthOptions(SigV4Auth{
                .region = "r", .access_key = "AKID", .secret_key = {.value = Secret("hush")}}));
  EXPECT_EQ(auth_of("  sigv4: {region: r, profile: push, profile_file: p}\n"),
            AuthOptions(SigV4Auth{.region = "r", .profile_file = "p", .profile = "push"}));
}

TEST(DestinationAuth, FindsKeysOfAwsWhereItsToolsDo) {
  const std::string sigv4 = "  sigv4: {region: r}\n";
  EXPECT_EQ(auth_of(sigv4, {{"HOME", "/x"}}),
            AuthOptions(SigV4Auth{.region = "r", .profile_file = "/x/.aws/credentials"}));
  EXPECT_EQ(auth_of(sigv4, {{"HOME", "/x"}, {"AWS_SHARED_CREDENTIALS_FILE", "/aws"}}),
            AuthOptions(SigV4Auth{.region = "r", .profile_file = "/aws"}));
  EXPECT_EQ(auth_of(sigv4, {{"AWS_ACCESS_KEY_ID", "AKID"},
                            {"AWS_SECRET_ACCESS_KEY", "hush"},
                            {"AWS_SESSION_TOKEN", "token"},
                            {"AWS_SHARED_CREDENTIALS_FILE", "/aws"}}),
            AuthOptions(SigV4Auth{.region = "r",
                                  .access_key = "AKID",
                                  .secret_key = {.value = Secret("hush")},
                                  .session_token = {.value = Secret("token")}}));
}

TEST(DestinationWarnings, NameWhatHasNoEffect) {
  const std::string warnings = warnings_of(R"(
global: {scrape_interval: 15s}
remote_write:
- url: http://h/write
  send_exemplars: true
  round_robin_dns: true
  queue_config: {max_shards: 200, capacity: 10000, retry_on_http_429: true}
  metadata_config: {send: true, send_interval: 1m}
  tls_config: {max_version: TLS12}
)");
  EXPECT_THAT(warnings,
              AllOf(HasSubstr("f.yaml:2:27 (global.scrape_interval): has no effect here: "),
                    HasSubstr("(remote_write[0].send_exemplars): has no effect here: "),
                    HasSubstr("(remote_write[0].round_robin_dns): has no effect here: "),
                    HasSubstr("(remote_write[0].queue_config.max_shards): is taken for 64"),
                    HasSubstr("(remote_write[0].queue_config.capacity): has no effect here: "),
                    HasSubstr("(remote_write[0].metadata_config.send): has no effect here: ")));
  EXPECT_THAT(warnings_of("remote_write:\n- url: http://h/write\n"), IsEmpty());
}

TEST(DestinationRules, AreThoseOfPrometheus) {
  const LoadedSettings loaded = loaded_from(R"(
global: {external_labels: {cluster: fra1, empty: ''}}
remote_write:
- url: http://h/write
  write_relabel_configs:
  - {source_labels: [a, b], separator: '', regex: x(.*), target_label: c, replacement: $1}
  - {regex: .*_as_name, action: LabelDrop}
  - {source_labels: [a], modulus: 8, target_label: d, action: hashmod}
)");
  EXPECT_EQ(loaded.settings.destinations.at(0).relabel,
            (RelabelOptions{.external_labels = {{"cluster", "fra1"}},
                            .rules = {{.action = RelabelAction::kReplace,
                                       .source_labels = {"a", "b"},
                                       .separator = "",
                                       .regex = "x(.*)",
                                       .target_label = "c"},
                                      {.action = RelabelAction::kLabelDrop, .regex = ".*_as_name"},
                                      {.action = RelabelAction::kHashMod,
                                       .source_labels = {"a"},
                                       .modulus = 8,
                                       .target_label = "d"}}}));
  EXPECT_EQ(format_problems(loaded.problems), "");
}

TEST(DestinationReceiver, IsEachOfThoseThatThereAre) {
  for (const ReceiverRow& row : kReceiverRows) {
    const std::string key =
        "remote_write: [{url: 'http://h/write', receiver: " + std::string(row.name);
    EXPECT_EQ(only(key + "}]\n").receiver, row.profile);
    Sources flags;
    flags.arguments = {"--remote-write.receiver=" + std::string(row.name)};
    EXPECT_EQ(load_settings(flags).settings.destinations.at(0).receiver, row.profile);
  }
}

TEST(DestinationReceiver, TakesTheExternalLabels) {
  const auto problems = [](const std::string& labels, const std::string& destination) {
    return format_problems(loaded_from("external_labels: {" + labels +
                                       "}\nremote_write: [{url: 'http://h/write', " + destination +
                                       "}]\n")
                               .problems);
  };
  EXPECT_EQ(problems("a.b: c", "receiver: prometheus"), "");
  EXPECT_EQ(problems("a.b: c", "receiver: mimir"),
            "flowbridge: f.yaml:1:18 (external_labels): \"a.b\" is not a label that destination "
            "\"default\" can be sent, whose receiver is mimir; docs/remote-write.md has the limits "
            "of each\n");
  EXPECT_THAT(problems("a.b: c", ""), HasSubstr("whose receiver is auto"));
  EXPECT_EQ(problems("a.b: c", "write_relabel_configs: [{action: labeldrop, regex: a.b}]"), "");
  const std::string name(256, 'n');
  EXPECT_EQ(problems(name + ": c", ""), "");
  EXPECT_NE(problems(name + "n: c", ""), "");
  EXPECT_EQ(problems("a: " + std::string(4096, 'v'), "receiver: victoriametrics"), "");
  EXPECT_NE(problems("a: " + std::string(4097, 'v'), "receiver: victoriametrics"), "");
}

TEST(RemoteWriteGuide, HasExamplesThatAreSound) {
  const std::string page = read_source_file("docs/remote-write.md");
  constexpr std::string_view kFence = "```yaml\n";
  int examples = 0;
  for (std::size_t at = page.find(kFence); at != std::string::npos; at = page.find(kFence, at)) {
    at += kFence.size();
    const std::string example = page.substr(at, page.find("```", at) - at);
    // Prometheus's: tests/golden/alerts_golden_test.cc reads them.
    if (example.starts_with("groups:")) continue;
    const LoadedSettings loaded = loaded_from(example);
    EXPECT_EQ(format_problems(loaded.problems), "");
    EXPECT_EQ(format_problems(loaded.warnings), "");
    ++examples;
  }
  EXPECT_EQ(examples, 6);
}

/// Every place in which a secret may stand, and some where it stands by mistake.
constexpr const char* kSecretive = R"(
remote_write:
- name: a
  url: https://me:hunter2@h/write?key=hunter2
  basic_auth: {username: me, password: hunter2}
  headers: {X-Key: hunter2}
  http_headers: {X-Other: {values: [hunter2], secrets: [hunter2]}}
  proxy_url: http://me:hunter2@proxy:3128
- name: b
  url: https://h/write
  oauth2: {client_id: me, client_secret: hunter2, token_url: 'https://me:hunter2@h/t?x=hunter2',
    endpoint_params: {assertion: hunter2}}
- name: c
  url: https://h/write
  authorization: {credentials: hunter2}
- name: d
  url: https://h/write
  sigv4: {region: r, access_key: AKID, secret_key: hunter2, session_token: hunter2}
- name: e
  url: https://h/write
  azuread: {oauth: {client_id: me, client_secret: hunter2, tenant_id: t}}
- name: f
  url: https://h/write
  bearer_token: hunter2
)";

std::string everything_said(const LoadedSettings& loaded) {
  std::string out = format_problems(loaded.problems) + format_problems(loaded.warnings);
  for (const ShownSetting& each : loaded.sections) {
    out += each.name + " " + each.text + " " + each.where + "\n";
  }
  return out;
}

TEST(DestinationSecrets, AreShownNowhere) {
  const LoadedSettings loaded = loaded_from(kSecretive);
  EXPECT_EQ(format_problems(loaded.problems), "");
  EXPECT_THAT(everything_said(loaded),
              AllOf(Not(HasSubstr("hunter2")), HasSubstr("basic_auth.password <hidden>")));
}

// One byte less, or one changed, at every place: mistakes of all kinds. Without its "@" or "?" a
// URL has no part that could be known for a secret.
TEST(DestinationSecrets, AreShownNowhereWhateverIsWrong) {
  const std::string whole = kSecretive;
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const bool in_secret = whole.substr(i < 7 ? 0 : i - 6, 13).find("hunter2") != std::string::npos;
    if (in_secret || whole[i] == '@' || whole[i] == '?') continue;
    std::string less = whole;
    less.erase(i, 1);
    std::string other = whole;
    other[i] = 'x';
    for (const std::string& text : {less, other}) {
      const std::string said = everything_said(loaded_from(text));
      ASSERT_THAT(said, Not(HasSubstr("hunter2"))) << text;
    }
  }
}

}  // namespace
}  // namespace flowbridge
