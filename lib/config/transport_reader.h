#pragma once
/// How requests reach a destination, read from the configuration file: TLS and proxies.
///
/// Lifetime: borrows the reader during the call.      Threads: any.
/// Fails:    never; mistakes become Problems of the reader.
/// Units:    none.
///
///   settings.tls = read_tls(entry);

#include "config/destination_settings.h"
#include "config/section_reader.h"

namespace flowbridge {

/// Of tls_config.
TlsSettings read_tls(SectionReader& destination);

/// Of proxy_url, no_proxy and proxy_from_environment.
ProxySettings read_proxy(SectionReader& destination);

}  // namespace flowbridge
