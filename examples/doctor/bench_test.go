package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/examples/internal/programtest"
	"drivergen/transports"
)

// benches are the ports at the addresses bench:NAME.
var benches sync.Map

func registerBench() {
	transports.Register(transports.Scheme{Name: "bench", Target: "NAME", Open: func(_ context.Context, a transports.Address) (transports.Port, error) {
		port, ok := benches.LoadAndDelete(a.Target)
		if !ok {
			return nil, fmt.Errorf("no bench is called %s", a.Target)
		}
		return port.(transports.Port), nil
	}})
}

// examined runs an examination of a port and returns its report.
func examined(t *testing.T, port transports.Port, s settings) (string, bool) {
	t.Helper()
	benches.Store(t.Name(), port)
	s.port = "bench:" + t.Name()
	var out strings.Builder
	well := examine(context.Background(), s, &out)
	return out.String(), well
}

// mumble is a port that answers whatever it is sent with the same bytes, or nothing.
type mumble struct {
	text string

	mu     sync.Mutex
	change *sync.Cond
	due    int // bytes that are still to be read
	closed bool
	rates  []int
}

func newMumble(text string) *mumble {
	m := &mumble{text: text}
	m.change = sync.NewCond(&m.mu)
	return m
}

func (m *mumble) Read(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for m.due == 0 && !m.closed {
		m.change.Wait()
	}
	if m.closed {
		return 0, fs.ErrClosed
	}
	n := copy(p, m.text[len(m.text)-m.due:])
	m.due -= n
	return n, nil
}

func (m *mumble) Write(p []byte) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.due == 0 {
		m.due = len(m.text)
		m.change.Broadcast()
	}
	return len(p), nil
}

func (m *mumble) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.closed = true
	m.change.Broadcast()
	return nil
}

// tunable is a mumble whose rate can be changed.
type tunable struct{ *mumble }

func (t tunable) SetBaud(rate int) error {
	t.rates = append(t.rates, rate)
	return nil
}

var (
	_ io.ReadWriteCloser    = (*mumble)(nil)
	_ transports.BaudSetter = tunable{}
)

// What answers nothing, or no AT, is told apart by what is heard.
func TestNoModule(t *testing.T) {
	tests := []struct {
		name string
		port transports.Port
		want []string
	}{
		{"silence", newMumble(""), []string{
			`- FAILED   the module does not answer at the port's rate: nothing was heard; other rates cannot be tried on this port`,
			`  → nothing was heard at all: check power .*`}},
		{"silence at all rates", tunable{newMumble("")}, []string{
			`- FAILED   the module does not answer at the port's rate, 115200 baud, 9600 baud, .*, 74880 baud: nothing was heard`, `  → nothing was heard .*`}},
		{"another device", newMumble("$GPGGA,123519,4807.038,N\r\n"), []string{
			`- FAILED   the module does not answer at .*: it begins with "\$GPGGA.*`, `  → something speaks, but no AT firmware: .*`}},
		{"a module that never ends what it does", newMumble("\r\nbusy p...\r\n"), []string{
			`- FAILED   the module does not answer at .*: it begins with .*`, `  → it is busy with an earlier command .*`}},
		{"garbage", newMumble("\xff\x8c\x00\xe0\x1c\xfe\n\x92"), []string{
			`- FAILED   the module does not answer at .*: it begins with "\\xff.*`, `  → what is heard is no text: .*`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				report, well := examined(t, tt.port, settings{soak: time.Minute})
				if well || time.Since(start) > time.Minute {
					t.Errorf("well: %t, after %v", well, time.Since(start))
				}
				programtest.Lines(t, report, append(tt.want, `0 ok, 0 warnings, 1 failed, 0 skipped`)...)
			})
		})
	}
}
