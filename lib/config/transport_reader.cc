#include "config/transport_reader.h"

#include "config/addresses.h"
#include "config/as_name_settings.h"
#include "config/values.h"

namespace flowbridge {

namespace {

/// As Prometheus writes it, or as everybody else does.
Result<TlsVersionSetting> parse_tls_version(std::string_view text) {
  struct Spelling {
    std::string_view name;
    std::string_view number;
    TlsVersionSetting version;
  };
  constexpr Spelling kSpellings[] = {{"TLS10", "1.0", TlsVersionSetting::k10},
                                     {"TLS11", "1.1", TlsVersionSetting::k11},
                                     {"TLS12", "1.2", TlsVersionSetting::k12},
                                     {"TLS13", "1.3", TlsVersionSetting::k13}};
  for (const Spelling& each : kSpellings) {
    if (text == each.name || text == each.number) return each.version;
  }
  return parse_choice(text, {"TLS10", "TLS11", "TLS12", "TLS13"}).error();
}

void refuse_inline(SectionReader& section, const std::string& key) {
  section.refuse(key, "put it in a file, and name that in " + key + "_file");
  section.refuse(key + "_ref", "there is no manager of secrets; use " + key + "_file");
}

}  // namespace

TlsSettings read_tls(SectionReader& destination) {
  TlsSettings tls;
  std::optional<SectionReader> section = destination.section("tls_config");
  if (!section) return tls;
  tls.authorities_file = section->one<std::string>("ca_file", parse_path).value_or("");
  tls.certificate_file = section->one<std::string>("cert_file", parse_path).value_or("");
  tls.key_file = section->one<std::string>("key_file", parse_path).value_or("");
  for (const std::string key : {"ca", "cert", "key"}) refuse_inline(*section, key);
  tls.server_name = section->text("server_name").value_or("");
  tls.verify = !section->one<bool>("insecure_skip_verify", parse_boolean, {.default_text = "false"})
                    .value_or(false);
  tls.version_min = section->one<TlsVersionSetting>("min_version", parse_tls_version);
  section->ignore("max_version", "the newest version that both ends know is used");
  if (tls.certificate_file.empty() != tls.key_file.empty()) {
    const bool has_key = tls.certificate_file.empty();
    section->reject(has_key ? "key_file" : "cert_file", std::string("takes the other one too: ") +
                                                            (has_key ? "cert_file" : "key_file") +
                                                            " is missing");
  }
  section->finish();
  return tls;
}

ProxySettings read_proxy(SectionReader& destination) {
  ProxySettings proxy;
  proxy.url = destination.one<std::string>("proxy_url", parse_proxy_url, {.shown = Shown::kUrl})
                  .value_or("");
  proxy.exceptions = destination.text("no_proxy").value_or("");
  proxy.from_environment =
      destination.one<bool>("proxy_from_environment", parse_boolean, {.default_text = "false"})
          .value_or(false);
  destination.refuse("proxy_connect_header", "write a proxy's user and password into proxy_url");
  if (proxy.from_environment && destination.has("proxy_url")) {
    destination.reject("proxy_from_environment",
                       "there is a proxy_url already; remove one of them");
  }
  if (!proxy.exceptions.empty() && proxy.from_environment) {
    destination.reject("no_proxy", "the environment's no_proxy holds; remove one of them");
  } else if (!proxy.exceptions.empty() && !destination.has("proxy_url")) {
    destination.reject("no_proxy", "there is no proxy_url from which to except a host");
  }
  return proxy;
}

}  // namespace flowbridge
