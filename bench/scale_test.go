package bench

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// everything runs drivergen for every kind of Go code and for the documentation, as whole
// processes, and returns the time and the most memory that one of them took, in MiB.
func everything(b *testing.B, dir string) (time.Duration, float64) {
	b.Helper()
	remove(b, filepath.Join(dir, "generated"))
	remove(b, filepath.Join(dir, "reference"))
	var peak float64
	start := time.Now()
	for _, args := range [][]string{{"generate", "."}, {"doc", ".", "--out", "reference"}} {
		cmd := exec.Command(binaries.drivergen, args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("drivergen %v: %v\n%s", args, err, out)
		}
		peak = max(peak, float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)/1024)
	}
	return time.Since(start), peak
}

// BenchmarkEverything generates all that drivergen has for 100 interfaces of 20 methods,
// and for ten files of as many that import one another, in turns.
func BenchmarkEverything(b *testing.B) {
	build(b)
	one := module(b, "one.test", "p0.yaml", devices("p0", nil))
	ten := module(b, "ten.test", "p0.yaml", devices("p0", nil))
	before := []string{"p0"}
	for i := 1; i < 10; i++ {
		name := fmt.Sprintf("p%d", i)
		write(b, filepath.Join(ten, name+".yaml"), devices(name, before))
		before = append(before, name)
	}
	var small, large time.Duration
	var smallPeak, largePeak float64
	for b.Loop() {
		took, peak := everything(b, one)
		small, smallPeak = small+took, max(smallPeak, peak)
		took, peak = everything(b, ten)
		large, largePeak = large+took, max(largePeak, peak)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ms(small, b.N), "100x20-ms")
	b.ReportMetric(smallPeak, "100x20-MiB")
	b.ReportMetric(lines(b, filepath.Join(one, "generated")), "100x20-lines")
	b.ReportMetric(ms(large, b.N), "1000x20-ms")
	b.ReportMetric(largePeak, "1000x20-MiB")
	b.ReportMetric(float64(large)/float64(small), "1000x20/100x20")
}
