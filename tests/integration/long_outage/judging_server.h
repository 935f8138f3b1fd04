#pragma once
/// A receiver on a port of its own, which hands every body to a SampleJudge and answers 204, or 400
/// if that refuses it.
///
/// Lifetime: borrows the judge; listens until destroyed.      Threads: has its own.
/// Fails:    aborts if the port is taken.
/// Units:    none.
///
///   JudgingServer server(judge, port);

#include "integration/long_outage/sample_judge.h"

#include <cstdint>
#include <memory>

namespace flowbridge {

class JudgingServer {
 public:
  JudgingServer(SampleJudge& judge, std::uint16_t port);
  ~JudgingServer();
  JudgingServer(const JudgingServer&) = delete;
  JudgingServer& operator=(const JudgingServer&) = delete;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace flowbridge
