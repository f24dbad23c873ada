package main

import (
	"strings"
	"testing"
	"testing/synctest"
)

func TestRun(t *testing.T) {
	const want = `measured   20.0 °C  45.0 %
measured   21.0 °C  45.0 %
measured   22.0 °C  45.0 %
alarm      55.0 °C  20.0 %
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
