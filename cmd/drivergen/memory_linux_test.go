// The race detector takes many times the memory.

//go:build !race

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestMemory lets the program read what is meant to exhaust it, and asks the system how much
// memory it had at its peak.
func TestMemory(t *testing.T) {
	const most = 256 << 10 // KiB, as Linux counts
	const header = "idl: 1\npackage: thermo\ndoc: Package thermo is large.\n"
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name+".yaml")
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var laughs, errnos, methods strings.Builder
	laughs.WriteString(header + "a0: &a0 [x]\n")
	for i := range 20 {
		fmt.Fprintf(&laughs, "a%d: &a%d [%s]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*a%d, ", i), 9))
	}
	for i := range 16_000 {
		fmt.Fprintf(&errnos, "  E%dX: {value: %d, doc: x}\n", i, 5000+i)
	}
	// chain writes files of which each imports the next, and returns the first.
	chain := func(name string, files int, declarations string) string {
		for i := range files {
			next := fmt.Sprintf("imports: {next: %s%d.yaml}\n", name, i+1)
			if i == files-1 {
				next = ""
			}
			write(fmt.Sprintf("%s%d", name, i), fmt.Sprintf("idl: 1\npackage: p%d\n%s%s", i, next, declarations))
		}
		return filepath.Join(dir, name+"0.yaml")
	}
	for i := range 405 { // parameters are what takes the most memory for a value
		fmt.Fprintf(&methods, "      m%d: {params: {", i)
		for p := range 100 {
			fmt.Fprintf(&methods, "p%d: int, ", p)
		}
		methods.WriteString("}}\n")
	}
	for _, file := range []string{
		write("laughs", laughs.String()),
		write("megabytes", strings.Repeat("# filler\n", 10<<20/9)),
		write("brackets", header+"x: "+strings.Repeat("[", 1_000_000)),
		write("values", header+"x: ["+strings.Repeat("1,", 500_000)+"]\n"),
		write("keys", header+"errnos:\n"+strings.Repeat(" A:\n", 250_000)),
		write("error", header+"errnos:\n"+strings.Repeat(" - [1,2,3]\n", 94_000)+" - }\n"),
		chain("errnos", 10, "errnos:\n"+errnos.String()),
		chain("params", 10, "interfaces:\n  I:\n    methods:\n"+methods.String()),
	} {
		t.Run(filepath.Base(file), func(t *testing.T) {
			self, err := os.Executable()
			if err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(self, "lint", file)
			cmd.Args[0] = "drivergen" // TestMain then is the program
			out, err := cmd.CombinedOutput()
			if cmd.ProcessState == nil {
				t.Fatal(err)
			}
			if cmd.ProcessState.ExitCode() != exitFiles || !strings.Contains(string(out), ".yaml:") && !strings.Contains(string(out), ".yaml: error[E") {
				t.Errorf("%v: %.500s", err, out)
			}
			if peak := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss; peak > most {
				t.Errorf("%d MiB", peak>>10)
			} else {
				t.Logf("%d MiB", peak>>10)
			}
		})
	}
}
