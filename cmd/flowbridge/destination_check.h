#pragma once
/// Whether a destination is there, lets us in, and is a receiver of remote write.
///
/// It is asked as the delivery loop asks it, with the same client, headers and signatures, in 2.0
/// first where the version may be chosen; but with a request that holds nothing
/// (remote_write/empty_request.h), so that it leaves no trace.
///
/// Lifetime: borrows its arguments for the call.      Threads: the client's.
/// Fails:    never; what is wrong is a check that is not ok, without secrets.
/// Units:    each request takes as long as the destination's timeout at most.
/// Bounds:   kCheckRequestsMax requests, and as many for tokens.
///
///   CurlHttpClient http(curl_options(settings));
///   ConnectionCheck check = check_destination(settings, {http, read_file, read_now});

#include "config/destination_settings.h"
#include "flowbridge/authenticated_client.h"
#include "flowbridge/connection_check.h"

namespace flowbridge {

/// One for each version, and the same again if a secret was changed meanwhile.
inline constexpr int kCheckRequestsMax = 4;

using DestinationCheckPorts = AuthenticatedClientPorts;

ConnectionCheck check_destination(const DestinationSettings& settings,
                                  const DestinationCheckPorts& ports);

}  // namespace flowbridge
