package main

import (
	"strings"
	"testing"
	"testing/synctest"
)

func TestRun(t *testing.T) {
	const want = `08:15:12  46.36251° N 14.09391° E  476 m  1.4 m/s  8 satellites
08:15:13  46.36252° N 14.09393° E  476 m  1.5 m/s  6 satellites
08:15:14  46.36253° N 14.09394° E  476 m  1.3 m/s  7 satellites
72 bytes garbled so far
08:15:16  46.36256° N 14.09397° E  477 m  1.4 m/s  6 satellites
08:15:17  46.36257° N 14.09399° E  477 m  1.5 m/s  7 satellites
81 bytes garbled so far
08:15:18  46.36258° N 14.09401° E  478 m  1.3 m/s  8 satellites
lost
08:15:20  46.36259° N 14.09402° E  478 m  1.4 m/s  7 satellites
08:15:21  46.36260° N 14.09403° E  478 m  1.5 m/s  8 satellites
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
