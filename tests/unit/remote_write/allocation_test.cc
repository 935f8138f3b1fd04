// Counts the heap's use by replacing operator new for the whole program.

#include "remote_write/labels.h"
#include "remote_write/request_encoder.h"
#include "remote_write/request_encoder_v2.h"

#include <atomic>
#include <cstdlib>
#include <new>

#include <gtest/gtest.h>

namespace {

std::atomic<std::uint64_t> allocation_count = 0;

void* allocate(std::size_t size) {
  allocation_count.fetch_add(1, std::memory_order_relaxed);
  return std::malloc(size == 0 ? 1 : size);
}

}  // namespace

void* operator new(std::size_t size) {
  void* const memory = allocate(size);
  if (memory == nullptr) std::abort();
  return memory;
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return allocate(size);
}
// Not inlined: g++ would see free() on what came from new, and warn.
[[gnu::noinline]] void operator delete(void* memory) noexcept {
  std::free(memory);
}
[[gnu::noinline]] void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace flowbridge {
namespace {

constexpr UnixTime kTick = unix_ms(1'700'000'000'000);
constexpr int kSeries = 10'000;

LabelSet series_of(int source_as) {
  return make_label_set(
      {{"__name__", "flow_receive_bytes_total"}, {"source_as", std::to_string(source_as)}});
}

std::string fill_and_finish(RequestEncoder& encoder, const std::vector<std::string>& labels,
                            UnixTime tick) {
  for (const std::string& each : labels) encoder.add(each, tick, value_bits(123'456));
  return encoder.finish();
}

TEST(RequestEncoderAllocations, AreNonePerSampleOnceTheBuffersHaveGrown) {
  std::vector<std::string> labels;
  for (int i = 0; i < kSeries; ++i) {
    labels.push_back(encode_labels(series_of(i)));
  }
  RequestEncoder encoder;
  ASSERT_FALSE(fill_and_finish(encoder, labels, kTick).empty());

  const std::uint64_t before = allocation_count.load();
  const std::string body = fill_and_finish(encoder, labels, kTick + 15s);
  const std::uint64_t used = allocation_count.load() - before;

  EXPECT_FALSE(body.empty());
  EXPECT_GE(used, 1u) << "the body itself is one; less means that the counter counts nothing";
  // The body, and snappy's own working memory.
  EXPECT_LE(used, 4u) << "for " << kSeries << " samples";
}

std::string fill_and_finish(RequestEncoderV2& encoder,
                            const std::vector<std::vector<WireSymbol>>& labels,
                            const FamilySymbols& family, UnixTime tick) {
  for (const std::vector<WireSymbol>& each : labels) {
    encoder.add(each, family, {.timestamp = tick, .value = value_bits(123'456), .start = kTick});
  }
  return encoder.finish();
}

TEST(RequestEncoderV2Allocations, AreNonePerSampleOnceTheBuffersHaveGrown) {
  SymbolTable symbols;
  std::vector<std::vector<WireSymbol>> labels;
  for (int i = 0; i < kSeries; ++i) labels.push_back(symbols.intern(series_of(i)));
  const FamilySymbols family = symbols.intern(MetricFamily{.help = "Bytes.", .unit = "bytes"});
  RequestEncoderV2 encoder(symbols);
  ASSERT_FALSE(fill_and_finish(encoder, labels, family, kTick).empty());

  const std::uint64_t before = allocation_count.load();
  const std::string body = fill_and_finish(encoder, labels, family, kTick + 15s);
  const std::uint64_t used = allocation_count.load() - before;

  EXPECT_FALSE(body.empty());
  EXPECT_GE(used, 1u) << "the body itself is one";
  // The body, and snappy's own working memory.
  EXPECT_LE(used, 4u) << "for " << kSeries << " samples";
}

}  // namespace
}  // namespace flowbridge
