#include "auth/secret_source.h"

namespace flowbridge {

SecretSource::SecretSource(const SecretOptions& options, const FileReader& read)
    : inline_(options.value) {
  if (!options.file.empty()) file_.emplace(options.file, read, parse_secret);
}

void SecretSource::refresh(MonotonicTime now) {
  if (file_) file_->refresh(now);
}

void SecretSource::reread(MonotonicTime now) {
  if (file_) file_->reread(now);
}

const std::optional<Error>& SecretSource::problem() const {
  return file_ ? file_->problem() : no_problem_;
}

const Secret* SecretSource::value() const {
  if (file_) return file_->value() ? &*file_->value() : nullptr;
  return inline_.empty() ? nullptr : &inline_;
}

}  // namespace flowbridge
