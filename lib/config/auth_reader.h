#pragma once
/// How a destination wants to know who sends, and the headers it wants beside, read from the file.
///
/// Lifetime: borrows the reader during the call.      Threads: any.
/// Fails:    never; mistakes become Problems of the reader, without anything of a secret.
/// Units:    none.
///
///   settings.auth = read_auth(entry, environment);

#include "auth/auth_options.h"
#include "auth/custom_header.h"
#include "config/environment.h"
#include "config/section_reader.h"

#include <vector>

namespace flowbridge {

/// At most one of basic_auth, authorization, oauth2, sigv4 and azuread. Keys of AWS that are not
/// there are looked for where its own tools do: in the environment, then in the file it names.
AuthOptions read_auth(SectionReader& destination, const Environment& environment);

/// Of headers and http_headers; content with check_custom_header.
std::vector<CustomHeader> read_headers(SectionReader& destination);

}  // namespace flowbridge
