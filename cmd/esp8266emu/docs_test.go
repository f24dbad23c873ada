package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Every command of the emulator's page runs as printed, except that a fixed port may be taken here.
func TestDocumentedCommands(t *testing.T) {
	page, err := os.ReadFile("../../docs/emulator.md")
	if err != nil {
		t.Fatal(err)
	}
	commands := 0
	for _, line := range strings.Split(string(page), "\n") {
		args, ok := strings.CutPrefix(line, "go run ./cmd/esp8266emu")
		if !ok {
			continue
		}
		commands++
		t.Run(args, func(t *testing.T) {
			if strings.Contains(args, "pty:") && !hasPTY {
				t.Skip("this system has no pseudo-terminals")
			}
			program(t, shellWords(strings.Replace(args, ":2323", ":0", 1))...)
		})
	}
	if commands == 0 {
		t.Error("the page shows no command")
	}
	help := newCommand(streams{}).Flags()
	for _, flag := range regexp.MustCompile("\\| `--([a-z]+)`").FindAllStringSubmatch(string(page), -1) {
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
