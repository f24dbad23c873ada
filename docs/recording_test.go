package docs_test

import (
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"

	"drivergen/driver"
	"drivergen/driver/recording"
)

// TestRecordingOfTheDocs: the page's example is a recording, and the tables have each member and each kind of value of it.
func TestRecordingOfTheDocs(t *testing.T) {
	page, err := os.ReadFile("recording.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```jsonl\n")
	example, tables, ok := strings.Cut(rest, "```\n")
	if !ok {
		t.Fatal("there is no example")
	}
	rec, err := recording.Read(strings.NewReader(example))
	if err != nil {
		t.Fatal(err)
	}
	var outcomes []string
	for _, e := range rec.Entries {
		outcomes = append(outcomes, e.Name+" "+e.Outcome())
	}
	want := "socket ok, connect ECONNREFUSED, close_cb ok, recv ok, recv EOF, close ok, connect unfinished"
	if got := strings.Join(outcomes, ", "); got != want || rec.Payload != 1460 || rec.Cut {
		t.Errorf("the example has %s, want %s", got, want)
	}

	listed := map[string]bool{}
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]+) \\|").FindAllStringSubmatch(tables, -1) {
		for _, name := range strings.Split(row[1], ", ") {
			listed[strings.Trim(name, "`")] = true
		}
	}
	for line := range strings.Lines(example) {
		var members map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &members); err != nil {
			t.Fatal(err)
		}
		for name := range members {
			if !listed[name] {
				t.Errorf("the tables do not list the member %s", name)
			}
		}
	}
	for kind := 0; recording.KindName(driver.AttrKind(kind)) != "unknown"; kind++ {
		if name := recording.KindName(driver.AttrKind(kind)); !listed[name] {
			t.Errorf("the tables do not list the kind %s", name)
		}
	}
}
