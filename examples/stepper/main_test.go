package main

import (
	"strings"
	"testing"
	"testing/synctest"
)

func TestRun(t *testing.T) {
	const want = `homed
  at 50
  at 100
  at 150
  at 200
arrived at 200
  at 150
  at 100
arrived at 100
stalled at 100
and again: move: The motor has stalled
`
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		if err := run(&out); err != nil {
			t.Fatal(err)
		}
		if out.String() != want {
			t.Errorf("got:\n%s\nwant:\n%s", &out, want)
		}
	})
}
