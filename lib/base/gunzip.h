#pragma once
/// A gzip stream (RFC 1952) inflated as its pieces come.
///
/// For answers that come gzipped (libcurl would inflate by itself, but neither notices a stream
/// that ends too early nor bounds what comes out), and for files that are. Several members, one
/// after the other, are one stream.
///
/// Lifetime: owns its window; the output is the caller's.      Threads: one.
/// Fails:    as the outcome of add(); any bytes may be given. After a failure it is of no use.
/// Units:    bytes.
/// Bounds:   never more than bytes_max + 1 bytes of output, which are inflated in small steps.
///
///   Gunzip gunzip;
///   if (gunzip.add(piece, bytes_max, body) != GunzipOutcome::kGood) give_up();
///   if (!gunzip.may_end()) it_was_cut_short();

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

struct z_stream_s;

namespace flowbridge {

enum class GunzipOutcome {
  kGood,
  kBroken,    // not gzip, or damaged
  kTooLarge,  // `out` would become longer than bytes_max
};

class Gunzip {
 public:
  Gunzip();

  /// Appends to `out` what the next piece of the stream holds.
  GunzipOutcome add(std::string_view piece, std::uint64_t bytes_max, std::string& out);
  /// Whether the last byte given was the last of a member, its checksum right.
  bool may_end() const { return may_end_; }

 private:
  struct Free {
    void operator()(z_stream_s* stream) const;
  };
  std::unique_ptr<z_stream_s, Free> stream_;
  bool may_end_ = false;
};

}  // namespace flowbridge
