package main

import "github.com/prometheus/compliance/remotewrite/sender/targets"

// Upstream this is a line of the map in main_test.go.
func init() {
	registeredTargets["flowbridge"] = targets.RunFlowbridge
}
