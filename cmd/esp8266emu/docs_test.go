package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"drivergen/impl/esp8266/emulator"

	"github.com/spf13/pflag"
	"gopkg.in/yaml.v3"
)

// readPage reads the emulator's page.
func readPage(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("../../docs/emulator.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// block gives the n-th fenced block of a language, from 0.
func block(t *testing.T, page, language string, n int) string {
	t.Helper()
	found := regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(page, -1)
	if len(found) <= n {
		t.Fatalf("the page has %d blocks of %s", len(found), language)
	}
	return found[n][1]
}

// need skips the test where a program is not installed.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			t.Skipf("%s is not installed", p)
		}
	}
}

// The client in another language prints what the page says, and again the same.
func TestDocumentedClient(t *testing.T) {
	need(t, "python3")
	page := readPage(t)
	client := filepath.Join(t.TempDir(), "host.py")
	if err := os.WriteFile(client, []byte(block(t, page, "python", 0)), 0o600); err != nil {
		t.Fatal(err)
	}
	command := regexp.MustCompile("(?m)^go run ./cmd/esp8266emu (.*busy=0.3.*)$").FindStringSubmatch(page)
	if command == nil {
		t.Fatal("the page does not say how the client's module is started")
	}
	for range 2 {
		address, _ := program(t, shellWords(strings.Replace(command[1], ":2323", ":0", 1))...)
		out, err := exec.Command("python3", client, address).CombinedOutput()
		if want := block(t, page, "text", 1); err != nil || string(out) != want {
			t.Errorf("the client printed, with %v:\n%s\nwant:\n%s", err, out, want)
		}
	}
}

// The job of the CI does what the page says, with each firmware and seed of its matrix.
func TestDocumentedJob(t *testing.T) {
	need(t, "python3", "go", "bash")
	page := readPage(t)
	var workflow struct {
		Jobs map[string]struct {
			Strategy struct {
				Matrix struct{ Firmware, Seed []string }
			}
			Steps []struct{ Run string }
		}
	}
	if err := yaml.Unmarshal([]byte(block(t, page, "yaml", 0)), &workflow); err != nil {
		t.Fatal(err)
	}
	emu := filepath.Join(t.TempDir(), "esp8266emu")
	build := exec.Command("go", "build", "-o", emu, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	runs := 0
	for _, job := range workflow.Jobs {
		for _, firmware := range job.Strategy.Matrix.Firmware {
			for _, seed := range job.Strategy.Matrix.Seed {
				for _, step := range job.Steps {
					if !strings.Contains(step.Run, "host.py") {
						continue
					}
					runs++
					dir := t.TempDir() // each job begins in an empty one
					if err := os.WriteFile(filepath.Join(dir, "host.py"), []byte(block(t, page, "python", 0)), 0o600); err != nil {
						t.Fatal(err)
					}
					script := strings.NewReplacer("${{ matrix.firmware }}", firmware, "${{ matrix.seed }}", seed,
						"go run ./cmd/esp8266emu", emu).Replace(step.Run)
					cmd := exec.Command("bash", "-e", "-c", "trap 'kill $!; wait' EXIT\n"+script)
					cmd.Dir = dir
					if out, err := cmd.CombinedOutput(); err != nil || !strings.HasSuffix(string(out), "OK\n") {
						t.Errorf("firmware %s, seed %s: %v\n%s", firmware, seed, err, out)
					}
				}
			}
		}
	}
	if runs == 0 {
		t.Error("the job runs nothing")
	}
}

// Every command of the emulator's page runs as printed, except that a fixed port may be taken here.
func TestDocumentedCommands(t *testing.T) {
	page := readPage(t)
	commands := 0
	for _, line := range strings.Split(page, "\n") {
		args, ok := strings.CutPrefix(line, "go run ./cmd/esp8266emu")
		if !ok {
			continue
		}
		commands++
		t.Run(args, func(t *testing.T) {
			if strings.Contains(args, "pty") && !hasPTY {
				t.Skip("this system has no pseudo-terminals")
			}
			program(t, shellWords(strings.Replace(args, ":2323", ":0", 1))...)
		})
	}
	if commands == 0 {
		t.Error("the page shows no command")
	}
	help := newCommand(streams{}).Flags()
	help.BoolP("help", "h", false, "")
	help.VisitAll(func(f *pflag.Flag) {
		if !strings.Contains(page, "`--"+f.Name+"`") && f.Name != "help" {
			t.Errorf("the page lacks the flag --%s", f.Name)
		}
	})
	for _, key := range emulator.FaultKeys() {
		if !regexp.MustCompile("(?m)^\\| .*`" + key + "`").MatchString(page) {
			t.Errorf("the page lacks the fault %s", key)
		}
	}
	for _, flag := range regexp.MustCompile("`--([a-z-]+)`").FindAllStringSubmatch(page, -1) {
		if help.Lookup(flag[1]) == nil {
			t.Errorf("the page has a flag --%s that the program has not", flag[1])
		}
	}
}

// shellWords splits at spaces outside single quotes.
func shellWords(s string) []string {
	var words []string
	for _, word := range regexp.MustCompile(`(?:'[^']*'|[^ '])+`).FindAllString(s, -1) {
		words = append(words, strings.ReplaceAll(word, "'", ""))
	}
	return words
}
