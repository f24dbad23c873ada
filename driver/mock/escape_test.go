package mock_test

import (
	"context"
	"slices"
	"testing"

	"drivergen/driver/mock"
)

// copied is a record of what generated code copies for it.
type copied struct {
	Raw  []byte
	List []int
	To   *int
	Text string
}

// keep calls a mock as generated code does.
//
//go:noinline
func keep(ctl *mock.Recorder, raw []byte, list []int, to *int) {
	_ = mock.Results0(ctl.Answer(context.Background(), 0, &[1]copied{
		{mock.CloneBytes(raw), mock.Elements[int](nil)(list), mock.Target[int](nil)(to), string(raw)},
	}, nil))
}

// A record keeps its copies, and the compiler does not know that it does: they must not lie
// on the caller's stack.
func TestRecordedCopiesOutliveTheCall(t *testing.T) {
	ctl := mock.NewRecorder(t, &mock.Interface{Methods: []mock.Method{{Name: "M", Op: "m", Args: "raw list to text", Blank: (*copied)(nil)}}})
	var expect struct {
		M      func(raw []byte, list []int, to *int, text string) mock.Expectation0[func() error]
		MWhere func(raw mock.Matcher[[]byte], list mock.Matcher[[]int], to mock.Matcher[*int], text mock.Matcher[string]) mock.Expectation0[func() error]
	}
	ctl.Fill(&expect)
	expect.MWhere(mock.Matcher[[]byte]{}, mock.Matcher[[]int]{}, mock.Matcher[*int]{}, mock.Matcher[string]{}).AnyTimes()
	for i := range 100 {
		keep(ctl, []byte{byte(i), 2}, []int{i, 2}, &i)
		overwriteTheStack(50)
	}
	var made struct{ M []copied }
	ctl.Snapshot(&made)
	for i, c := range made.M {
		if !slices.Equal(c.Raw, []byte{byte(i), 2}) || !slices.Equal(c.List, []int{i, 2}) || *c.To != i || c.Text != string([]byte{byte(i), 2}) {
			t.Fatalf("call %d recorded %v %v %d %q", i, c.Raw, c.List, *c.To, c.Text)
		}
	}
}

//go:noinline
func overwriteTheStack(depth int) int {
	var block [256]byte
	for i := range block {
		block[i] = byte(depth)
	}
	if depth > 0 {
		return overwriteTheStack(depth-1) + int(block[depth])
	}
	return 0
}
