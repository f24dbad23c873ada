package main

import (
	"runtime/debug"
	"strings"
	"testing"
)

func TestBuildSaysWhatItWasBuiltFrom(t *testing.T) {
	settings := []debug.BuildSetting{
		{Key: "vcs.revision", Value: "0123456789abcdef"}, {Key: "vcs.modified", Value: "true"}, {Key: "vcs.time", Value: "2026-01-02T03:04:05Z"},
		{Key: "GOOS", Value: "linux"}, {Key: "GOARCH", Value: "arm64"},
	}
	checkout := &debug.BuildInfo{GoVersion: "go1.26.8", Main: debug.Module{Path: "drivergen"}, Settings: settings}
	required := &debug.BuildInfo{
		GoVersion: "go1.26.8", Main: debug.Module{Path: "example.com/robot", Version: "(devel)"},
		Deps: []*debug.Module{{Path: "drivergen", Version: "v1.2.3"}},
	}
	for _, test := range []struct {
		info *debug.BuildInfo
		want string
	}{
		{checkout, "drivergen (devel), commit 0123456789ab, modified, go1.26.8 linux/arm64"},
		{required, "drivergen v1.2.3, go1.26.8"},
	} {
		b := buildOf(test.info, true)
		if line, _, _ := strings.Cut(b.String(), "\n"); line != test.want {
			t.Errorf("%q, want %q", line, test.want)
		}
	}
	b := buildOf(checkout, true)
	if b.Commit != "0123456789abcdef" || b.Time != "2026-01-02T03:04:05Z" || b.OS != "linux" || b.Language != 1 || b.Module != "drivergen" {
		t.Errorf("%+v", b)
	}
	if got := buildOf(nil, false).String(); got != "drivergen, built without module information\n" {
		t.Errorf("%q", got)
	}
}
