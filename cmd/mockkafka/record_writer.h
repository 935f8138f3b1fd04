#pragma once
/// Puts records into the mock cluster, so that a test has them there at once.
///
/// A producer of the cluster's own, made when the first record is written. When a call returns, its
/// records are in the log.
///
/// Lifetime: a value; the cluster must outlive it.      Threads: one.
/// Fails:    kInvalid: librdkafka refuses the options or a record; kUnavailable: the cluster did
///           not take the records in 30 s.
/// Units:    timestamps as UnixTime; sizes in bytes.
///
///   RecordWriter writer({.address = "127.0.0.1:40001"});
///   Result<void> written = writer.write({"flows", 0}, {.payload = "a"});

#include "base/result.h"
#include "base/time.h"
#include "flow/offset.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

namespace flowbridge {

struct RecordWriterOptions {
  /// HOST:PORT,…
  std::string address;
  /// none, gzip, snappy, lz4, zstd.
  std::string compression = "none";
};

/// Either may be absent: a tombstone, a record without a timestamp.
struct MockRecord {
  std::optional<UnixTime> timestamp = std::nullopt;
  std::optional<std::string_view> payload = std::nullopt;
};

/// Payloads "5", "6", …, filled up with blanks.
struct NumberedRecords {
  std::int64_t first = 0;
  std::int64_t count = 0;
  std::size_t payload_bytes_min = 0;
};

class RecordWriter {
 public:
  explicit RecordWriter(RecordWriterOptions options);
  RecordWriter(const RecordWriter&) = delete;
  RecordWriter& operator=(const RecordWriter&) = delete;
  ~RecordWriter();

  Result<void> write(const TopicPartition& where, const MockRecord& record);
  Result<void> write_numbers(const TopicPartition& where, const NumberedRecords& numbers);

 private:
  struct Client;

  Result<void> prepare(const std::string& topic);
  Result<void> produce(const TopicPartition& where, const MockRecord& record);
  Result<void> flush();

  const RecordWriterOptions options_;
  std::unique_ptr<Client> client_;
  // The producer has looked these up.
  std::set<std::string> topics_;
};

}  // namespace flowbridge
