package mock_test

import (
	"fmt"
	"strings"
	"testing"

	"drivergen/driver/mock"
)

// wantOnly expects one failure of a test that has ended, which begins with a line of the
// test and has a text.
func wantOnly(t *testing.T, r *recorder, want string) {
	t.Helper()
	failures := r.end()
	if len(failures) != 1 || !strings.HasPrefix(placeless(failures[0]), "P: "+want) {
		t.Errorf("failures %q, want one: P: %s", failures, want)
	}
}

func TestMisuseIsToldAloneAndWithItsLine(t *testing.T) {
	for want, use := range map[string]func(mock.Expectation0[setFunc]){
		"Times must not be given a negative number":                           func(x mock.Expectation0[setFunc]) { x.Times(-1) },
		"AtMost must not be given a negative number":                          func(x mock.Expectation0[setFunc]) { x.AtMost(-1) },
		"Between must not be given a maximum below the minimum: 1 is below 3": func(x mock.Expectation0[setFunc]) { x.Between(3, 1) },
		"Then is never reached: what stands before it may be called":          func(x mock.Expectation0[setFunc]) { x.AnyTimes().Then().Times(2) },
		"Do must not be given a nil function":                                 func(x mock.Expectation0[setFunc]) { x.Do(nil) },
	} {
		t.Run(want, func(t *testing.T) {
			var r recorder
			use(newSensor(&r).EXPECT().Set("a", nil, ""))
			wantOnly(t, &r, want)
		})
	}
}

func TestOrderThatContradictsItself(t *testing.T) {
	var r recorder
	s := newSensor(&r)
	a, b, c := s.EXPECT().Set("a", nil, "").AnyTimes(), s.EXPECT().Set("b", nil, "").AnyTimes(), s.EXPECT().Set("c", nil, "").AnyTimes()
	mock.InOrder(a, b, c)
	mock.InOrder(c, a)
	wantOnly(t, &r, `InOrder wants Set("c", "", [redacted]) (P) before Set("a", "", [redacted]) (P), which must come before it already`)

	var again recorder
	x := newSensor(&again).EXPECT().Set("a", nil, "").AnyTimes()
	mock.InOrder(x, x)
	wantOnly(t, &again, `InOrder wants Set("a", "", [redacted])`)
}

func TestReturnOfMoreThanTheBufferHolds(t *testing.T) {
	for _, n := range []int{5, -1} {
		var r recorder
		s := newSensor(&r)
		s.EXPECT().Read().Return(n, "bus", nil)
		if got, from, err := s.Read(ctx, make([]byte, 4)); got != 4 || from != "bus" || err != nil {
			t.Errorf("Read: %d %q %v", got, from, err)
		}
		wantOnly(t, &r, fmt.Sprintf("Read was called with a buffer of 4 bytes and cannot return that %d were filled, as Return says (", n))
	}
	s := newSensor(t)
	s.EXPECT().Read().Return(4, "bus", nil)
	if got, _, _ := s.Read(ctx, make([]byte, 4)); got != 4 {
		t.Errorf("Read: %d", got)
	}
}

func TestMockOfNothing(t *testing.T) {
	for want, use := range map[string]func(){
		"needs the test that it reports to": func() { newSensor(nil) },
		"needs a device that answers":       func() { newSensor(t).ctl.SetReal(nil) },
		"a mock without one":                func() { newSensor(t).ctl.SetReal((*chip)(nil)) },
	} {
		func() {
			defer func() {
				if text := fmt.Sprint(recover()); !strings.Contains(text, want) {
					t.Errorf("panic %q, want %q", text, want)
				}
			}()
			use()
		}()
	}
}
