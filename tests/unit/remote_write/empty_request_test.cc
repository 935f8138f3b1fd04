#include "remote_write/empty_request.h"

#include "remote_write/protocol.h"
#include "support/known_receivers.h"

#include <gtest/gtest.h>

namespace flowbridge {
namespace {

class EmptyRequest : public ::testing::TestWithParam<KnownReceiver> {};

TEST_P(EmptyRequest, IsTakenByEveryReceiverAndStoresNothing) {
  for (const WireProtocol protocol : {WireProtocol::kV1, GetParam().protocol}) {
    ReceiverModel receiver(GetParam().options);
    const ReceiverAnswer answer = receiver.write(
        empty_request(protocol), unix_ms(0),
        write_headers(request_headers({.user_agent = "test", .protocol = protocol})));
    EXPECT_EQ(answer.status, GetParam().options.accepted_status) << answer.text;
    EXPECT_TRUE(receiver.series().empty());
  }
}

INSTANTIATE_TEST_SUITE_P(Receivers, EmptyRequest, ::testing::ValuesIn(known_receivers()));

}  // namespace
}  // namespace flowbridge
