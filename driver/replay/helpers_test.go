package replay_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"

	"drivergen/driver"
	"drivergen/driver/recording"
	"drivergen/driver/replay"
)

const none = driver.NoHandle

// A fakeTest is a test that keeps what a replay reports.
type fakeTest struct {
	mu   sync.Mutex
	text string
	ends []func()
}

func (f *fakeTest) Helper()            {}
func (f *fakeTest) Cleanup(end func()) { f.ends = append(f.ends, end) }
func (f *fakeTest) Errorf(format string, args ...any) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.text += fmt.Sprintf(format, args...) + "\n"
}

// end ends the test.
func (f *fakeTest) end() {
	for _, end := range f.ends {
		end()
	}
}

var place = regexp.MustCompile(`(?m)^\w+\.go:\d+: `)

// report returns what the replay has reported, without the lines of this test's files.
func (f *fakeTest) report() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return strings.TrimSuffix(place.ReplaceAllString(f.text, ""), "\n")
}

// lines makes a recording of lines behind the first.
func lines(t *testing.T, text ...string) *recording.Recording {
	t.Helper()
	all := `{"recording":"drivergen","version":1,"start":"2026-01-02T03:04:05Z"}` + "\n"
	for _, line := range text {
		all += strings.Replace(line, "{", `{"of":"x.X",`, 1) + "\n"
	}
	rec, err := recording.Read(strings.NewReader(all))
	if err != nil {
		t.Fatal(err)
	}
	return rec
}

// device returns what a generated Replay would tell, with events that append their names to told.
func device(told chan<- string) replay.Device {
	return replay.Device{
		Interface:    "x.X",
		Methods:      map[string][]string{"connect": {"addr", "port"}, "write": {"data"}, "recv": nil, "heat": {"degrees"}},
		Takes:        []string{"recv"},
		Capabilities: map[string][]string{"Oven": {"heat", "hot"}, "Lamp": {"light"}},
		Events: map[string]func(replay.Values){
			"ready": func(v replay.Values) { told <- fmt.Sprintf("ready %d", v.Handle()) },
			"closed": func(v replay.Values) {
				told <- fmt.Sprintf("closed %d: %v", v.Handle(), replay.Error(v.Value("cause")))
			},
			"alarm": func(v replay.Values) { told <- fmt.Sprintf("alarm %d", replay.Int[int](v.Value("at"))) },
		},
	}
}

// play returns a player of lines whose reports fail the test.
func play(t *testing.T, rec *recording.Recording, opts ...replay.Option) *replay.Player {
	t.Helper()
	return replay.New(t, rec, device(make(chan string, 1000)), opts...)
}

// fake returns a player of lines, and the test that keeps its reports.
func fake(rec *recording.Recording, opts ...replay.Option) (*replay.Player, *fakeTest) {
	tb := &fakeTest{}
	return replay.New(tb, rec, device(make(chan string, 1000)), opts...), tb
}

// do makes a call and returns its error.
func do(p *replay.Player, method string, handle int64, args ...driver.Attr) error {
	return p.Call(context.Background(), method, handle, args...).Err()
}

// number makes a call and returns its result n.
func number(t *testing.T, p *replay.Player, method string, handle int64, args ...driver.Attr) int {
	t.Helper()
	answer := p.Call(context.Background(), method, handle, args...)
	n := replay.Int[int](answer.Result("n"))
	if err := answer.Err(); err != nil {
		t.Errorf("%s: %v", method, err)
	}
	return n
}

// open makes a call that makes a handle.
func open(t *testing.T, p *replay.Player, method string) int64 {
	t.Helper()
	answer := p.Call(context.Background(), method, none)
	fd := replay.Handle[int64](answer.Result("fd"))
	if err := answer.Err(); err != nil {
		t.Errorf("%s: %v", method, err)
	}
	return fd
}
