package mocktest

import (
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestWrongTypesDoNotCompile compiles a package that uses mocks with wrong types, and
// compares the compiler's errors with the comments at the ends of its lines.
func TestWrongTypesDoNotCompile(t *testing.T) {
	const folder = "./testdata/wrong"
	text, err := os.ReadFile(folder + "/wrong.go")
	if err != nil {
		t.Fatal(err)
	}
	errors := map[int]string{}
	out, err := exec.Command("go", "build", "-gcflags=-e", folder).CombinedOutput()
	if err == nil {
		t.Fatal("the package compiles")
	}
	for _, m := range regexp.MustCompile(`(?m)^.*wrong\.go:(\d+):\d+: (.*)`).FindAllSubmatch(out, -1) {
		line, err := strconv.Atoi(string(m[1]))
		if err != nil {
			t.Fatal(err)
		}
		errors[line] += string(m[2])
	}
	checked := 0
	for n, line := range strings.Split(string(text), "\n") {
		_, want, wrong := strings.Cut(line, "// wrong: ")
		got, found := errors[n+1]
		switch {
		case wrong && !found:
			t.Errorf("wrong.go:%d compiles: %s", n+1, line)
		case found && !wrong:
			t.Errorf("wrong.go:%d does not compile: %s", n+1, got)
		case wrong && !strings.Contains(got, want):
			t.Errorf("wrong.go:%d: the error is %q, want %q", n+1, got, want)
		case wrong:
			checked++
		}
	}
	if checked == 0 {
		t.Errorf("no line was checked; go build says\n%s", out)
	}
}
