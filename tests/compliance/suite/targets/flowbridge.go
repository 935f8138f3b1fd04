package targets

import (
	"errors"
	"os"
)

// RunFlowbridge runs flowbridge's compliance sender, a build of which must be named by
// FLOWBRIDGE_COMPLIANCE_SENDER. It sends what it scrapes at once, so the interval between scrapes is
// that between requests: long enough for tests that count the requests of eight seconds.
func RunFlowbridge(opts TargetOptions) error {
	binary := os.Getenv("FLOWBRIDGE_COMPLIANCE_SENDER")
	if binary == "" {
		return errors.New("FLOWBRIDGE_COMPLIANCE_SENDER does not name flowbridge's compliance_sender")
	}
	return runCommand(binary, opts.Timeout,
		"--scrape-url="+opts.ScrapeTarget,
		"--remote-write-url="+opts.ReceiveEndpoint,
		"--scrape-interval=10s")
}
