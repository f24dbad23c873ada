// The race detector takes many times the memory.

//go:build !race

package main

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"syscall"
	"testing"
)

// A recording of a million lines, half a gigabyte when all of it is kept, takes no more memory than the
// program fills before it collects (collectLate).
func TestTraceMemory(t *testing.T) {
	const lines, most = 1_000_000, 256 << 10 // KiB, as Linux counts
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"trace", "view", "-"}, {"trace", "stats", "-"}} {
		t.Run(args[1], func(t *testing.T) {
			cmd := exec.Command(self, args...)
			cmd.Args[0] = "drivergen" // TestMain then is the program
			in, err := cmd.StdinPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			w := bufio.NewWriterSize(in, 64<<10)
			w.WriteString(traceHeader)
			for i := range lines {
				fmt.Fprintf(w, `{"socket":1,"handle":0,"call":"write","of":"netdev.NetDev","t":%d,"d":%d,"args":{"data":{"bytes":1460}}}`+"\n", 1000*i, i%977)
			}
			if err := w.Flush(); err != nil {
				t.Error(err)
			}
			in.Close()
			if err := cmd.Wait(); err != nil {
				t.Fatal(err)
			}
			peak := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss
			t.Logf("%d MiB, %v", peak>>10, cmd.ProcessState.UserTime())
			if peak > most {
				t.Errorf("%d MiB", peak>>10)
			}
		})
	}
}
