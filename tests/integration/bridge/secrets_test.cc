// The program is given a secret of every kind, and everything goes wrong with each of them: wrong
// credentials, nobody there, no trust, redirects, answers that repeat what they got. Nothing that
// it writes, answers or keeps holds one of them, not even encoded.

#include "auth/encoding.h"
#include "integration/bridge/pipeline.h"
#include "support/fake_receiver.h"
#include "support/run_program.h"
#include "support/tls_server.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include <gmock/gmock.h>

namespace flowbridge {
namespace {

/// Has characters that URLs and forms encode.
std::string secret_of(const std::string& kind) {
  return "s3cr3t " + kind + "/+1";
}

/// Without what encoding makes of its neighbours.
std::vector<std::string> base64_forms(const std::string& secret) {
  std::vector<std::string> forms;
  for (std::size_t before = 0; before < 3; ++before) {
    const std::string text = base64(std::string(before, ' ') + secret);
    const std::size_t first = before == 0 ? 0 : 4;
    const std::size_t whole = (before + secret.size()) / 3 * 4;
    forms.push_back(text.substr(first, whole - first));
  }
  return forms;
}

std::vector<std::string> forms_of(const std::string& secret) {
  std::vector<std::string> forms = base64_forms(secret);
  forms.push_back(secret);
  forms.push_back(percent_encoded(secret));
  forms.push_back(form_encoded(secret));
  forms.push_back(hex_encoded(secret));
  return forms;
}

std::string text_in(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class BridgeSecrets : public ::testing::Test {
 protected:
  BridgeSecrets() {
    receiver_.decide_by([](const ReceivedRequest& request) -> std::optional<ScriptedAnswer> {
      std::string echo;
      for (const HttpHeader& header : request.headers) {
        echo += header.name + ": " + header.value + "\n";
      }
      if (request.path.starts_with("/good")) return std::nullopt;
      if (request.path.starts_with("/redirect")) {
        return ScriptedAnswer{.status = 302, .headers = {{"Location", "/elsewhere"}}};
      }
      if (request.path.starts_with("/forbidden")) return ScriptedAnswer{.status = 403};
      if (request.path.starts_with("/echo")) return ScriptedAnswer{.status = 400, .text = echo};
      return ScriptedAnswer{.status = 401, .text = echo};
    });
  }

  /// A secret that is looked for in everything.
  std::string secret(const std::string& kind) {
    secrets_.push_back(secret_of(kind));
    return secrets_.back();
  }
  std::string file_with(const std::string& kind, const std::string& before = "") {
    const std::string path = files_.file(kind);
    std::ofstream(path) << before << secret(kind) << "\n";
    return path;
  }
  std::string userinfo(const std::string& kind) {
    return "user:" + percent_encoded(secret(kind)) + "@";
  }
  std::string authority() const {
    const std::string url = receiver_.url();
    return url.substr(7, url.find("/api") - 7);
  }

  std::string tls_authority() const { return tls_.url().substr(8); }

  void add(const std::string& name, const std::string& url, const std::string& more = "") {
    names_.push_back(name);
    config_ += "- name: " + name + "\n  url: \"" + url + "\"\n" + more +
               // The receiver has a thread for each connection, and not many.
               "  queue_config: {max_shards: 1}\n";
  }

  void list_destinations() {
    const std::string here = "http://" + authority();
    const std::string nobody = "127.0.0.1:" + std::to_string(free_port());
    add("good", here + "/good");
    add("url", "http://" + userinfo("url-password") + authority() +
                   "/w?key=" + percent_encoded(secret("url-query")));
    add("url-refused", "http://" + userinfo("refused-password") + nobody +
                           "/w?key=" + percent_encoded(secret("refused-query")));
    add("url-redirect", "http://" + userinfo("redirect-password") + authority() +
                            "/redirect?key=" + percent_encoded(secret("redirect-query")));
    add("basic", here + "/w",
        "  basic_auth: {username: me, password: \"" + secret("basic") + "\"}\n");
    add("basic-file", here + "/echo",
        "  basic_auth: {username: me, password_file: " + file_with("basic-file") + "}\n");
    add("bearer", here + "/redirect",
        "  authorization: {credentials: \"" + secret("bearer") + "\"}\n");
    add("bearer-file", here + "/w",
        "  authorization: {credentials_file: " + file_with("bearer-file") + "}\n");
    add("header", here + "/w", "  headers: {X-Key: \"" + secret("header") + "\"}\n");
    add("sigv4", here + "/forbidden",
        "  sigv4: {region: r, access_key: A, secret_key: \"" + secret("sigv4") + "\"}\n");
    add("sigv4-profile", here + "/w",
        "  sigv4: {region: r, profile_file: " +
            file_with("sigv4-profile",
                      "[default]\naws_access_key_id = A\naws_secret_access_key = ") +
            "}\n");
    add("sigv4-damage", here + "/w",
        "  sigv4: {region: r, profile_file: " + file_with("sigv4-damage", "[default]\nnonsense ") +
            "}\n");
    add("oauth2", here + "/w",
        "  oauth2:\n    client_id: me\n    client_secret: \"" + secret("oauth2") +
            "\"\n    token_url: \"http://" + userinfo("token-password") + authority() +
            "/token?key=" + percent_encoded(secret("token-query")) + "\"\n");
    add("oauth2-refused", here + "/w",
        "  oauth2:\n    client_id: me\n    client_secret_file: " + file_with("oauth2-file") +
            "\n    token_url: \"http://" + userinfo("token-refused") + nobody + "/token\"\n");
    add("azure", "http://push.invalid/w",
        "  proxy_url: \"http://" + userinfo("proxy") + nobody +
            "\"\n  azuread:\n    oauth: {client_id: me, tenant_id: t, client_secret: \"" +
            secret("azure") + "\"}\n");
    add("proxy", "http://push.invalid/w",
        "  proxy_url: \"http://" + userinfo("proxy-that-answers") + authority() + "\"\n");
    add("tls", "https://" + userinfo("tls-password") + tls_authority(),
        "  headers: {X-Key: \"" + secret("tls-header") + "\"}\n");
    add("tls-files", tls_.url(),
        "  tls_config: {cert_file: " + file_with("certificate") +
            ", key_file: " + file_with("key", "-----BEGIN PRIVATE KEY-----\n") + "}\n");
    std::ofstream(files_.file("flowbridge.yaml")) << "remote_write:\n" << config_;
  }

  std::vector<std::string> arguments() {
    return {"--config.file=" + files_.file("flowbridge.yaml"),
            "--log.level=debug",
            "--kafka.property=sasl.password=" + secret("kafka"),
            "--kafka.property-file=ssl.key.password=" + file_with("kafka-key"),
            "--asn-db.proxy=http://" + userinfo("asn-db-proxy") + "127.0.0.1:1",
            "--asn-db.peeringdb-key-file=" + file_with("peeringdb-key")};
  }

  // A line that comes too often is not written for each.
  void wait_until_all_were_tried() {
    for (const std::string& name : names_) {
      const auto was_tried = [&] {
        const std::string line = "destination=" + name + " ";
        if (pipeline_.bridge_said().find(line) != std::string::npos) return true;
        return testing::Matches(
            testing::ContainsRegex("flowbridge_remote_write_requests_total.*\"" + name + "\""))(
            pipeline_.page("/metrics"));
      };
      EXPECT_TRUE(wait_until(30s, was_tried)) << name << "\n" << pipeline_.bridge_said();
    }
  }

  void expect_no_secret(const std::string& where, const std::string& text) const {
    for (const std::string& secret : secrets_) {
      for (const std::string& form : forms_of(secret)) {
        const std::size_t at = text.find(form);
        EXPECT_EQ(at, std::string::npos) << where << " holds " << secret << " as " << form << ":\n"
                                         << text.substr(at < 300 ? 0 : at - 300, 600);
      }
    }
  }

  Pipeline pipeline_;
  TemporaryDirectory files_;
  FakeReceiver receiver_;
  const TlsServer tls_{{}};
  std::string config_;
  std::vector<std::string> names_;
  std::vector<std::string> secrets_;
};

TEST_F(BridgeSecrets, AreInNothingThatTheProgramSaysOrKeeps) {
  list_destinations();
  const std::vector<std::string> given = arguments();
  pipeline_.start_bridge(given);
  pipeline_.make_flows({"--records=300", "--rate=0", "--event-rate=100", "--start=-3s"});
  wait_until_all_were_tried();
  for (const char* path : {"/", "/metrics", "/-/healthy", "/-/ready", "/api/v1/status/buildinfo",
                           "/api/v1/status/runtimeinfo", "/api/v1/asn/64496", "/config"}) {
    const std::string page = pipeline_.page(path);
    EXPECT_NE(page, "") << path;
    expect_no_secret(path, page);
  }
  EXPECT_THAT(pipeline_.page("/"), testing::HasSubstr("url-refused"));
  EXPECT_EQ(pipeline_.stop_bridge().code, 0);
  expect_no_secret("standard error", pipeline_.bridge_said());
  expect_no_secret("standard output", pipeline_.bridge().read_rest(5s));
  int files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(pipeline_.state_path())) {
    if (!entry.is_regular_file()) continue;
    expect_no_secret(entry.path(), text_in(entry.path()));
    ++files;
  }
  EXPECT_GT(files, static_cast<int>(names_.size()));
  for (const char* command : {"print-config", "check-config"}) {
    std::vector<std::string> call = given;
    call.insert(call.begin(), command);
    const ProgramResult result =
        run_program({.path = FLOWBRIDGE_PROGRAM,
                     .arguments = call,
                     .environment = {{"FLOWBRIDGE_ASN", "64496"},
                                     {"FLOWBRIDGE_KAFKA_BROKERS", "127.0.0.1:9092"},
                                     {"FLOWBRIDGE_KAFKA_TOPICS", "pmacct.acct"}}});
    EXPECT_EQ(result.exit_code, 0) << result.err;
    expect_no_secret(command, result.out + result.err);
  }
}

// Mistakes are told with their places, and without what stands there.
TEST_F(BridgeSecrets, AreNotInWhatIsSaidOfMistakes) {
  const std::string url = "http://" + userinfo("bad-url") + "h:x/?key=" + secret("bad-query");
  const std::string file = files_.file("flowbridge.yaml");
  std::ofstream(file) << "remote_write:\n- url: \"" << url << "\"\n  basic_auth: {username: me, "
                      << "password: [\"" << secret("list") << "\"]}\n  authorization: \""
                      << secret("scalar") << "\"\n  bearer_token: \"" << secret("two\\nlines")
                      << "\"\n  proxy_url: \"ftp://" << userinfo("bad-proxy")
                      << "h\"\n  headers: {\"X Key\": \"" << secret("bad-header") << "\"}\n"
                      << "  sigv4: {secret_key: \"" << secret("no-region") << "\"}\n";
  for (const char* command : {"print-config", "check-config", "run"}) {
    const ProgramResult result = run_program(
        {.path = FLOWBRIDGE_PROGRAM,
         .arguments = {command, "--config.file=" + file, "--kafka.property=" + secret("no-value"),
                       "--asn-db.proxy=nonsense://" + userinfo("nonsense") + "h"},
         .environment = {}});
    EXPECT_EQ(result.exit_code, 2) << command;
    expect_no_secret(command, result.out + result.err);
  }
}

}  // namespace
}  // namespace flowbridge
