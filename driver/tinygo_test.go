package driver_test

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// microcontroller lists the packages that must compile with TinyGo for a board.
var microcontroller = []string{
	"drivergen/driver",
	"drivergen/generated/netdev", "drivergen/generated/netdev/netdevstub",
	"drivergen/generated/ieee80211dev", "drivergen/generated/ieee80211dev/ieee80211devstub",
	"drivergen/impl/esp8266", "drivergen/impl/esp8266/at",
}

// allowed lists what they may import from the standard library. TinyGo compiles all of
// these for a board; os, syscall, net and reflection are not among them.
var allowed = []string{
	"bytes", "cmp", "context", "errors", "fmt", "io", "net/netip", "slices", "sort", "strconv", "strings", "sync", "sync/atomic",
	"time", "unicode/utf8", "maps", "math", "math/bits",
}

func TestMicrocontrollerPackagesImportOnlyWhatTinyGoHas(t *testing.T) {
	args := append([]string{"list", "-deps", "-tags", "tinygo", "-f", `{{.ImportPath}}|{{join .Imports " "}}`}, microcontroller...)
	out, err := exec.Command("go", args...).CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	seen := 0
	for line := range strings.Lines(string(out)) {
		path, imports, _ := strings.Cut(strings.TrimSpace(line), "|")
		if !strings.HasPrefix(path, "drivergen/") {
			continue
		}
		seen++
		for _, imported := range strings.Fields(imports) {
			// The description of TinyGo's own interfaces names net.HardwareAddr, as they do.
			if path == "drivergen/generated/tinygo" && imported == "net" {
				continue
			}
			if !strings.HasPrefix(imported, "drivergen/") && !slices.Contains(allowed, imported) {
				t.Errorf("%s imports %s, which is not for microcontrollers", path, imported)
			}
		}
	}
	if seen < len(microcontroller) {
		t.Errorf("go list named %d packages of ours, want %d or more", seen, len(microcontroller))
	}
}
