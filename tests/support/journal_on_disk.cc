#include "support/journal_on_disk.h"

#include "base/check.h"
#include "support/result_matchers.h"

namespace flowbridge {

namespace {

constexpr std::uint8_t kTextType = 1;

}  // namespace

JournalOnDisk::JournalOnDisk(MemoryDisk& disk, const JournalOptions& options)
    : disk_(disk), options_(options) {
  reopen();
}

Journal& JournalOnDisk::journal() {
  FB_CHECK(journal_ != nullptr);
  return *journal_;
}

Result<void> JournalOnDisk::try_reopen() {
  journal_.reset();
  directory_ = disk_.root();
  Result<std::unique_ptr<Journal>> opened = Journal::open(*directory_, options_);
  if (!opened) return opened.error();
  journal_ = *std::move(opened);
  return {};
}

void JournalOnDisk::reopen() {
  ASSERT_THAT(try_reopen(), IsOk());
}

Result<void> JournalOnDisk::try_commit(const std::vector<std::string>& texts) {
  for (const std::string& text : texts) journal().append(kTextType, text);
  return journal().commit();
}

void JournalOnDisk::commit(const std::vector<std::string>& texts) {
  ASSERT_THAT(try_commit(texts), IsOk());
}

void JournalOnDisk::checkpoint(const std::string& state) {
  ASSERT_THAT(journal().write_checkpoint(state), IsOk());
}

Result<std::vector<std::string>> JournalOnDisk::try_texts(Sequence from) {
  JournalReader records = reader();
  if (Result<void> found = records.seek(from); !found) return found.error();
  std::vector<std::string> texts;
  for (;;) {
    const Result<std::optional<JournalRecord>> record = records.next();
    if (!record) return record.error();
    if (!*record) return texts;
    EXPECT_EQ((*record)->type, kTextType);
    EXPECT_EQ((*record)->sequence, from + texts.size());
    texts.emplace_back((*record)->payload);
  }
}

std::vector<std::string> JournalOnDisk::texts(Sequence from) {
  Result<std::vector<std::string>> read = try_texts(from);
  EXPECT_THAT(read, IsOk());
  return read ? *std::move(read) : std::vector<std::string>();
}

std::string JournalOnDisk::state() {
  if (!journal().recovery().checkpoint) return {};
  const auto checkpoint = reader().newest_checkpoint_at_or_before(*journal().recovery().checkpoint);
  EXPECT_THAT(checkpoint, IsOk());
  if (!checkpoint || !*checkpoint) return {};
  return (*checkpoint)->state;
}

}  // namespace flowbridge
