package chrome_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// An event is one of a timeline, as the Trace Event Format has it.
type event struct {
	Phase    string         `json:"ph"`
	Name     string         `json:"name"`
	Category string         `json:"cat"`
	Time     *float64       `json:"ts"`
	Duration *float64       `json:"dur"`
	Process  *int           `json:"pid"`
	Thread   *int           `json:"tid"`
	Scope    string         `json:"s"`
	ID       string         `json:"id"`
	Args     map[string]any `json:"args"`
}

// A timeline is a file, read.
type timeline struct {
	events    []event
	processes map[int]string
	threads   map[[2]int]string // by process and thread
}

// read reads a timeline and checks it against the rules of the format: which members an
// event of each phase has, that events of a thread nest, that asynchronous ones end once and
// after they began, and that each process and thread has a name before it is used.
func read(t *testing.T, file []byte) timeline {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(file))
	d.DisallowUnknownFields()
	tl := timeline{processes: map[int]string{}, threads: map[[2]int]string{}}
	if err := d.Decode(&tl.events); err != nil {
		t.Fatalf("%v in\n%s", err, file)
	}
	if d.More() {
		t.Fatalf("something follows the array")
	}
	begun := map[string]float64{} // asynchronous events
	spans := map[[2]int][]event{}
	for i, e := range tl.events {
		at := fmt.Sprintf("event %d (%s %s)", i, e.Phase, e.Name)
		if e.Name == "" || e.Process == nil || e.Thread == nil {
			t.Errorf("%s has no name, process or thread", at)
			continue
		}
		place := [2]int{*e.Process, *e.Thread}
		if e.Phase == "M" {
			tl.metadata(t, at, e, place)
			continue
		}
		if e.Time == nil || *e.Time < 0 {
			t.Fatalf("%s has no time", at)
		}
		if e.Category == "" {
			t.Errorf("%s has no category", at)
		}
		if tl.processes[place[0]] == "" || tl.threads[place] == "" {
			t.Errorf("%s is at %v, which has no name", at, place)
		}
		if (e.Duration != nil) != (e.Phase == "X") || (e.Scope != "") != (e.Phase == "i") || (e.ID != "") != (e.Phase == "b" || e.Phase == "e") {
			t.Errorf("%s has members of another phase", at)
		}
		async := e.Category + " " + e.ID + " " + e.Name
		switch e.Phase {
		case "X":
			if *e.Duration < 0 {
				t.Errorf("%s takes %v", at, *e.Duration)
			}
			spans[place] = append(spans[place], e)
		case "B":
			e.Duration = new(float64)
			*e.Duration = 1e18
			spans[place] = append(spans[place], e)
		case "i":
			if e.Scope != "t" && e.Scope != "p" && e.Scope != "g" {
				t.Errorf("%s has the scope %q", at, e.Scope)
			}
		case "b":
			if _, twice := begun[async]; twice {
				t.Errorf("%s begins a second time", at)
			}
			begun[async] = *e.Time
		case "e":
			start, ok := begun[async]
			if !ok || *e.Time < start {
				t.Errorf("%s ends what has not begun", at)
			}
			delete(begun, async)
		default:
			t.Errorf("%s has an unknown phase", at)
		}
	}
	for place, all := range spans {
		nest(t, place, all)
	}
	return tl
}

func (tl *timeline) metadata(t *testing.T, at string, e event, place [2]int) {
	t.Helper()
	name, _ := e.Args["name"].(string)
	switch e.Name {
	case "process_name":
		tl.processes[place[0]] = name
	case "thread_name":
		tl.threads[place] = name
	case "thread_sort_index":
		if _, ok := e.Args["sort_index"].(float64); !ok {
			t.Errorf("%s has no sort_index", at)
		}
		return
	default:
		t.Errorf("%s is no metadata that the format knows", at)
	}
	if name == "" {
		t.Errorf("%s has no name", at)
	}
}

// nest checks that of two events of a thread one lies in the other or behind it.
func nest(t *testing.T, place [2]int, all []event) {
	t.Helper()
	slices.SortStableFunc(all, func(a, b event) int {
		switch {
		case *a.Time < *b.Time:
			return -1
		case *a.Time > *b.Time:
			return 1
		}
		return 0
	})
	const rounding = 0.0005
	for i := 1; i < len(all); i++ {
		before, e := all[i-1], all[i]
		if end := *before.Time + *before.Duration; *e.Time+rounding < end && *e.Time+*e.Duration > end+rounding {
			t.Errorf("on %v %s at %v overlaps with %s at %v", place, e.Name, *e.Time, before.Name, *before.Time)
		}
	}
}

// lines returns the timeline, an event a line: phase, name, thread and arguments.
func (tl timeline) lines() string {
	var b strings.Builder
	for _, e := range tl.events {
		if e.Phase == "M" {
			continue
		}
		fmt.Fprintf(&b, "%s %s [%s]", e.Phase, e.Name, tl.threads[[2]int{*e.Process, *e.Thread}])
		if e.Category == "call,error" {
			b.WriteString(" error")
		}
		if e.Args != nil {
			args, _ := json.Marshal(e.Args)
			fmt.Fprintf(&b, " %s", args)
		}
		b.WriteString("\n")
	}
	return b.String()
}
