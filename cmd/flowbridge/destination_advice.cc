#include "flowbridge/destination_advice.h"

#include "base/check.h"
#include "bridge/request_answer.h"
#include "config/addresses.h"
#include "remote_write/protocol.h"

#include <algorithm>
#include <variant>

namespace flowbridge {

namespace {

constexpr const char* kPaths =
    "Prometheus has /api/v1/write if it runs with --web.enable-remote-write-receiver, Thanos "
    "/api/v1/receive, Mimir and Cortex /api/v1/push, VictoriaMetrics /api/v1/write";

std::string in_file_or(const SecretOptions& secret, const std::string& key) {
  return secret.file.empty() ? "of " + key : "in " + secret.file;
}

/// What of the settings says who sends.
struct Identity {
  const DestinationSettings& settings;

  std::string operator()(const NoAuth&) const {
    if (settings.url.find('@') != std::string::npos) {
      return "it does not accept the user and password in the URL";
    }
    if (settings.headers.empty()) {
      return "it wants to know who sends; give the destination basic_auth, authorization, oauth2, "
             "sigv4 or azuread";
    }
    std::string names;
    for (const CustomHeader& header : settings.headers) {
      names += (names.empty() ? "" : ", ") + header.name;
    }
    return "nothing but the headers " + names + " says who sends, and that is not accepted";
  }
  std::string operator()(const BasicAuth& way) const {
    return "it does not accept user " + way.user + " with the password " +
           in_file_or(way.password, "basic_auth.password");
  }
  std::string operator()(const AuthorizationAuth& way) const {
    return "it does not accept the " + way.type + " credentials " +
           in_file_or(way.credentials, "authorization.credentials");
  }
  std::string operator()(const OAuth2Auth& way) const {
    return "it does not accept the token that " + redact_url(way.token.url) +
           " gave; are oauth2.scopes and endpoint_params (audience) what it wants?";
  }
  std::string operator()(const AzureAuth& way) const {
    return "it does not accept the token of application " + way.client_id +
           "; has it the role Monitoring Metrics Publisher on the data collection rule?";
  }
  std::string operator()(const SigV4Auth& way) const {
    const std::string keys = way.profile_file.empty()
                                 ? "secret key " + in_file_or(way.secret_key, "sigv4.secret_key")
                                 : "keys of profile " + way.profile + " in " + way.profile_file;
    return "it does not accept the signature made with the " + keys + " for region " + way.region +
           "; are they allowed aps:RemoteWrite, and is this machine's clock right?";
  }
};

/// In front of what it said, if it did.
std::string with_words(const std::string& text, const HttpCompletion& completion) {
  const std::string& words = completion.text;
  const std::string line = words.substr(0, words.find_first_of("\r\n"));
  if (line.empty()) return text;
  return text + " (it says: " + line.substr(0, kReceiverWordsMax) + ")";
}

bool mentions(const std::string& text, const std::string& word) {
  return !word.empty() && text.find(word) != std::string::npos;
}

/// The client says of a file of its own what is wrong with it.
bool is_about_file(const std::string& text, const TlsSettings& tls) {
  return mentions(text, tls.authorities_file) || mentions(text, tls.certificate_file) ||
         mentions(text, tls.key_file);
}

std::string tls_advice(const std::string& text, const TlsSettings& tls) {
  if (mentions(text, "certificate required") || mentions(text, "handshake failure")) {
    return tls.certificate_file.empty()
               ? "; it may want a certificate of its clients: tls_config.cert_file and key_file"
               : "; does it know who signed " + tls.certificate_file + "?";
  }
  if (mentions(text, "subject name") || mentions(text, "alternative certificate")) {
    return "; if the certificate is for another name that is right, set tls_config.server_name";
  }
  if (tls.authorities_file.empty()) {
    return "; if who signed its certificate is not known to this machine, name a file of that "
           "authority in tls_config.ca_file";
  }
  return "; is its certificate signed by an authority in tls_config.ca_file " +
         tls.authorities_file + "?";
}

std::string no_answer_advice(const std::string& text, const DestinationSettings& settings) {
  if (is_about_file(text, settings.tls)) return text;
  if (mentions(text, "certificate") || mentions(text, "SSL") || mentions(text, "TLS")) {
    return text + tls_advice(text, settings.tls);
  }
  std::string advice = text + "; is it running, and are host and port right?";
  if (!settings.proxy.url.empty()) {
    advice += " It is reached through the proxy " + redact_url(settings.proxy.url);
  } else if (settings.proxy.from_environment) {
    advice += " It is reached as the proxy variables of the environment say";
  }
  return advice;
}

std::string misconfigured_advice(int status, const JudgedAnswer& judged,
                                 const DestinationSettings& settings) {
  const HttpCompletion& completion = judged.completion;
  if (status / 100 == 3) {
    // The client's own words, which say where it leads.
    return completion.text.empty() ? "it redirects to nowhere" : completion.text;
  }
  if (status == 401 || status == 403) {
    return with_words(std::visit(Identity{settings}, settings.auth), completion);
  }
  if (status == 404 || status == 405) {
    return with_words("there is no receiver at this path; " + std::string(kPaths), completion);
  }
  if (judged.protocol == WireProtocol::kV2) {
    return with_words("it does not take remote write 2.0; let the version be auto or 1.0",
                      completion);
  }
  return with_words("it does not take remote write 1.0; is the path that of a receiver?",
                    completion);
}

std::string failure_advice(int status, const JudgedAnswer& judged,
                           const DestinationSettings& settings) {
  switch (judged.answer) {
    case Answer::kMisconfigured:
    case Answer::kNotRead:
      return misconfigured_advice(status, judged, settings);
    case Answer::kRefused:
    case Answer::kTooLarge:
      return with_words("it refuses a request without samples; is the path that of a receiver? " +
                            std::string(kPaths),
                        judged.completion);
    case Answer::kRetry:
    case Answer::kAccepted:
      return with_words(
          "it is there and takes no requests at the moment; flowbridge goes on trying",
          judged.completion);
  }
  FB_CHECK(false);
}

}  // namespace

std::string advice_on(const JudgedAnswer& judged, const DestinationSettings& settings) {
  const std::optional<int>& status = judged.completion.status;
  if (!status) return no_answer_advice(judged.completion.text, settings);
  const std::string answered = http_status_text(status);
  if (judged.answer != Answer::kAccepted) {
    return answered + ": " + failure_advice(*status, judged, settings);
  }
  std::string text = "it takes remote write " + std::string(protocol_name(judged.protocol)) + " (" +
                     answered + ")";
  const bool fell_back =
      judged.protocol == WireProtocol::kV1 && settings.version == VersionSetting::kAuto;
  if (fell_back) text += ", and not 2.0";
  return text;
}

}  // namespace flowbridge
