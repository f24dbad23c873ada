package main

import (
	"testing"

	"drivergen/gen/project/config"
)

// Each key of a drivergen.yaml is a flag of drivergen generate, so that its value can be set.
func TestEachKeyIsAFlag(t *testing.T) {
	flags := newGenerate().Flags()
	for _, key := range config.Keys() {
		if flags.Lookup(key) == nil {
			t.Errorf("generate has no flag --%s", key)
		}
	}
}
