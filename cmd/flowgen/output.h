#pragma once
/// Where generated records go.
///
/// Records of one partition are written in the order of their offsets; finish() tells how many of
/// them are there for certain. The Kafka output is in kafka_output.h.
///
/// Lifetime: until finish(), once.      Threads: one.
/// Fails:    a record at another offset than its own, a full disk, a topic that is not as it must
///           be: an Error, after which only the destructor may be called.
/// Units:    offsets are Kafka's.
///
///   if (output.write(record) == WriteOutcome::kFull) output.serve(10ms);
///   Result<std::vector<Offset>> ends = output.finish(10s);

#include "base/result.h"
#include "base/time.h"
#include "flow/offset.h"
#include "flowgen/generator.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace flowbridge {

struct OutputRecord {
  RecordAddress where = {};
  UnixTime timestamp = {};
  std::string_view payload = {};
};

enum class WriteOutcome {
  kTaken,
  kFull,  // serve() first, then write the same record again
};

class RecordOutput {
 public:
  virtual ~RecordOutput() = default;

  virtual Result<WriteOutcome> write(const OutputRecord& record) = 0;
  /// Lets the output work; returns after `limit`, or earlier.
  virtual Result<void> serve(Duration limit) = 0;
  /// The end offset of each partition, with everything before it delivered.
  virtual Result<std::vector<Offset>> finish(Duration limit) = 0;
};

/// One payload a line. "-" is stdout. Fails: kNotFound, kIo.
Result<std::unique_ptr<RecordOutput>> make_file_output(const std::string& path,
                                                       std::vector<Offset> first_offsets);

}  // namespace flowbridge
