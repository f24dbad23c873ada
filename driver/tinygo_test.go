package driver_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
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
	"drivergen/wifi",
}

// networked lists those that use package net besides: TinyGo's own, or in its place.
var networked = []string{"drivergen/generated/tinygo", "drivergen/tinynet", "drivergen/gonet"}

// allowed lists what the packages for a microcontroller may import from the standard library, which is less than
// TinyGo compiles: what needs an operating system is not among it, nor what makes a program large, as reflection.
var allowed = []string{
	"bytes", "cmp", "context", "encoding/binary", "errors", "fmt", "io", "net/netip", "slices", "sort", "strconv", "strings", "sync",
	"sync/atomic", "time", "unicode/utf8", "maps", "math", "math/bits",
}

// A listed is a package as go list tells it.
type listed struct {
	ImportPath string
	Dir        string
	Export     string
	Standard   bool
	GoFiles    []string
	Imports    []string
}

// list returns packages and all that they import, as TinyGo builds them.
func list(t *testing.T, args ...string) map[string]listed {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-deps", "-tags", "tinygo", "-json=ImportPath,Dir,Export,Standard,GoFiles,Imports"}, args...)...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	packages := map[string]listed{}
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages[p.ImportPath] = p
	}
}

// importable reads TinyGo's table.
func importable(t *testing.T) map[string]bool {
	t.Helper()
	file, err := os.Open("testdata/tinygo-stdlib.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	table := map[string]bool{}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		line := lines.Text()
		if strings.HasPrefix(line, "#") {
			continue
		}
		fields := strings.Fields(line)
		if len(fields) != 2 || fields[1] != "yes" && fields[1] != "no" {
			t.Fatalf("the table has the line %q, want PACKAGE yes|no", line)
		}
		table[fields[0]] = fields[1] == "yes"
	}
	return table
}

// unsupported returns what TinyGo cannot import of what a package, and each of the module's that it imports, imports:
// as chains from the package to what is not there.
func unsupported(packages map[string]listed, table map[string]bool, path string) (chains []string) {
	from := map[string]string{path: ""}
	for queue := []string{path}; len(queue) > 0; queue = queue[1:] {
		for _, imported := range packages[queue[0]].Imports {
			if _, seen := from[imported]; seen {
				continue
			}
			from[imported] = queue[0]
			switch {
			case strings.HasPrefix(imported, "drivergen/"):
				queue = append(queue, imported)
			case packages[imported].Standard && table[imported]:
			default:
				chains = append(chains, chain(from, imported))
			}
		}
	}
	return chains
}

func chain(from map[string]string, path string) string {
	links := []string{path}
	for from[path] != "" {
		path = from[path]
		links = append(links, path)
	}
	slices.Reverse(links)
	return strings.Join(links, " imports ")
}

// What a program for a microcontroller imports, however far away, TinyGo has.
func TestMicrocontrollerPackagesImportOnlyWhatTinyGoHas(t *testing.T) {
	table := importable(t)
	all := slices.Concat(microcontroller, networked)
	packages := list(t, all...)
	for _, path := range all {
		for _, found := range unsupported(packages, table, path) {
			t.Errorf("%s, which TinyGo cannot import", found)
		}
	}
}

func TestMicrocontrollerPackagesNeedNoOperatingSystem(t *testing.T) {
	for path, p := range list(t, microcontroller...) {
		if p.Standard || slices.Contains(networked, path) {
			continue
		}
		for _, imported := range p.Imports {
			if !strings.HasPrefix(imported, "drivergen/") && !slices.Contains(allowed, imported) {
				t.Errorf("%s imports %s, which is not for microcontrollers", path, imported)
			}
		}
	}
}

// The table is TinyGo's, and a chain leads to what it lacks.
func TestUnsupportedImportsAreFound(t *testing.T) {
	table := importable(t)
	for path, want := range map[string]bool{"fmt": true, "net": true, "plugin": false, "hash/maphash": false, "no/such/package": false} {
		if table[path] != want {
			t.Errorf("%s is importable: %v, want %v", path, table[path], want)
		}
	}
	packages := map[string]listed{
		"drivergen/a": {Imports: []string{"fmt", "drivergen/b"}},
		"drivergen/b": {Imports: []string{"plugin", "runtime", "go.uber.org/zap", "drivergen/a"}},
		"fmt":         {Standard: true, Imports: []string{"plugin"}}, // TinyGo's own affair
		"plugin":      {Standard: true}, "runtime": {Standard: true}, "go.uber.org/zap": {},
	}
	want := []string{
		"drivergen/a imports drivergen/b imports plugin",
		"drivergen/a imports drivergen/b imports runtime",
		"drivergen/a imports drivergen/b imports go.uber.org/zap",
	}
	if got := unsupported(packages, table, "drivergen/a"); !slices.Equal(got, want) {
		t.Errorf("unsupported: %q, want %q", got, want)
	}
}
