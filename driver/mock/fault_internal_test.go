package mock

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

// late is a test that keeps its failures and is ended by hand.
type late struct {
	failures []string
	end      func()
}

func (l *late) Helper()                      {}
func (l *late) Cleanup(end func())           { l.end = end }
func (l *late) Errorf(_ string, args ...any) { l.failures = append(l.failures, args[0].(string)) }

// A call may have failed and not come as far as to say so when the test ends.
func TestUnexpectedCallThatHasNotReportedWhenTheTestEnds(t *testing.T) {
	var l late
	type call struct{}
	c := NewRecorder(&l, &Interface{Methods: []Method{{Name: "Set", Op: "set", Blank: (*call)(nil)}}})
	c.mu.Lock()
	_, unexpected := c.methods[0].choose(reflect.ValueOf(call{}), nil)
	l.end()
	if err := unexpected.report(); !errors.Is(err, ErrUnexpected) {
		t.Error(err)
	}
	if len(l.failures) != 1 || !strings.Contains(l.failures[0], "unexpected call Set()") {
		t.Errorf("failures %q", l.failures)
	}
}
