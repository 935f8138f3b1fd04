#include "flowbridge/step_result.h"

#include "base/check.h"

namespace flowbridge {

StepResult as_step_result(const Result<StepOutcome>& outcome, const Now& now) {
  if (!outcome) return outcome.error();
  switch (outcome->next) {
    case StepOutcome::Next::kAgain:
      return StepAgain{};
    case StepOutcome::Next::kWait:
      return StepWait{now.monotonic + outcome->wait};
    case StepOutcome::Next::kFinished:
      return StepFinished{};
  }
  FB_CHECK(false);
}

}  // namespace flowbridge
