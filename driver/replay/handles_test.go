package replay_test

import (
	"sync"
	"testing"

	"drivergen/driver"
	"drivergen/driver/replay"
)

// TestHandlesInAnotherOrder: two goroutines open handles in another order than when they were recorded.
func TestHandlesInAnotherOrder(t *testing.T) {
	p := play(t, lines(t,
		`{"call":"open","t":1,"d":1,"handle":0,"socket":1,"creates":0,"created":1,"results":{"fd":{"int":0}}}`,
		`{"call":"open","t":2,"d":1,"handle":1,"socket":2,"creates":1,"created":2,"results":{"fd":{"int":1}}}`,
		`{"event":"ready","t":3,"handle":0,"socket":1}`,
		`{"event":"ready","t":3,"handle":1,"socket":2}`,
		`{"call":"connect","t":4,"d":1,"handle":0,"socket":1,"args":{"to":{"string":"here"}}}`,
		`{"call":"connect","t":5,"d":1,"handle":1,"socket":2,"args":{"to":{"string":"there"}}}`,
		`{"call":"get","t":6,"d":1,"handle":0,"socket":1,"results":{"n":{"int":10},"self":{"struct":{"fd":{"int":0}}}}}`,
		`{"call":"get","t":7,"d":1,"handle":1,"socket":2,"results":{"n":{"int":20},"self":{"struct":{"fd":{"int":1}}}}}`,
		`{"call":"close","t":8,"d":1,"handle":0,"socket":1,"ends":true}`,
		`{"call":"close","t":9,"d":1,"handle":1,"socket":2,"ends":true}`,
		`{"call":"open","t":10,"d":1,"handle":0,"socket":3,"creates":0,"created":3,"results":{"fd":{"int":0}}}`,
		`{"call":"connect","t":11,"d":1,"handle":0,"socket":3,"args":{"to":{"string":"later"}}}`,
		`{"call":"close","t":12,"d":1,"handle":0,"socket":3,"ends":true}`,
	))
	first, second := open(t, p, "open"), open(t, p, "open")
	third := open(t, p, "open") // before the others are closed
	if first != 0 || second != 1 || third != 2 {
		t.Errorf("handles %d, %d, %d", first, second, third)
	}
	for _, to := range []struct {
		fd   int64
		name string
	}{{third, "there"}, {first, "later"}, {second, "here"}} {
		if err := do(p, "connect", to.fd, driver.StringAttr("to", to.name)); err != nil {
			t.Error(err)
		}
	}
	get := func(fd int64) (int, int64) {
		answer := p.Call(t.Context(), "get", fd)
		return replay.Int[int](answer.Result("n")), replay.Handle[int64](answer.Result("self").Field("fd"))
	}
	if n, self := get(second); n != 10 || self != second {
		t.Errorf("get of the one that is here: %d, handle %d", n, self)
	}
	if n, self := get(third); n != 20 || self != third {
		t.Errorf("get of the one that is there: %d, handle %d", n, self)
	}
	for _, fd := range []int64{first, second, third} {
		if err := do(p, "close", fd); err != nil {
			t.Error(err)
		}
	}
}

// TestManyGoroutines: each has a handle and all open theirs at once.
func TestManyGoroutines(t *testing.T) {
	var text []string
	const goroutines = 8
	for g := range goroutines {
		h := `"handle":` + string(rune('0'+g)) + `,"socket":` + string(rune('1'+g))
		text = append(text, `{"call":"open",`+h+`,"creates":`+string(rune('0'+g))+`,"created":`+string(rune('1'+g))+`,"t":`+string(rune('1'+g))+`,"results":{"fd":{"int":`+string(rune('0'+g))+`}}}`)
		for range 20 {
			text = append(text, `{"call":"write",`+h+`,"t":10,"args":{"to":{"int":`+string(rune('0'+g))+`}}}`)
		}
		text = append(text, `{"call":"close",`+h+`,"t":20,"ends":true}`)
	}
	p := play(t, lines(t, text...))
	var group sync.WaitGroup
	for g := range goroutines {
		group.Go(func() {
			fd := open(t, p, "open")
			for range 20 {
				if err := do(p, "write", fd, driver.IntAttr("to", int64(g))); err != nil {
					t.Error(err)
				}
			}
			if err := do(p, "close", fd); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
}

// TestGoroutinesThatOpenOneHandleAfterAnother: which of them opens its next handle first is another one than when that
// was recorded, and what was opened at the same time is not opened at the same time again.
func TestGoroutinesThatOpenOneHandleAfterAnother(t *testing.T) {
	rec := lines(t,
		`{"call":"open","t":1,"d":4,"handle":0,"socket":1,"creates":0,"created":1,"results":{"fd":{"int":0}}}`,
		`{"call":"write","t":6,"d":1,"handle":0,"socket":1,"args":{"to":{"string":"a"}}}`,
		`{"call":"close","t":8,"d":1,"handle":0,"socket":1,"ends":true}`,
		`{"call":"open","t":2,"d":9,"handle":1,"socket":2,"creates":1,"created":2,"results":{"fd":{"int":1}}}`,
		`{"call":"write","t":12,"d":1,"handle":1,"socket":2,"args":{"to":{"string":"b"}}}`,
		`{"call":"open","t":13,"d":1,"handle":0,"socket":3,"creates":0,"created":3,"results":{"fd":{"int":0}}}`,
		`{"call":"write","t":15,"d":1,"handle":0,"socket":3,"args":{"to":{"string":"c"}}}`,
		`{"call":"mac","t":17,"d":1}`,
		`{"call":"open","t":19,"d":1,"handle":2,"socket":4,"creates":2,"created":4,"results":{"fd":{"int":2}}}`,
		`{"call":"write","t":21,"d":1,"handle":2,"socket":4,"args":{"to":{"string":"d"}}}`,
		`{"call":"close","t":23,"d":1,"handle":2,"socket":4,"ends":true}`,
		`{"call":"close","t":25,"d":1,"handle":1,"socket":2,"ends":true}`,
		`{"call":"close","t":27,"d":1,"handle":0,"socket":3,"ends":true}`,
	)
	for _, order := range []string{"abcd", "dcba", "bdac", "cadb"} {
		t.Run(order, func(t *testing.T) {
			p := play(t, rec, replay.Patience(0))
			for i, to := range order {
				fd := open(t, p, "open")
				if err := do(p, "write", fd, driver.StringAttr("to", string(to))); err != nil {
					t.Error(err)
				}
				if err := do(p, "close", fd); err != nil {
					t.Error(err)
				}
				if i == 1 {
					if err := do(p, "mac", none); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
}
