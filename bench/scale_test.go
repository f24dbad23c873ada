package bench

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// A cost is what runs of drivergen took.
type cost struct {
	wall time.Duration
	cpu  time.Duration // of all processors; other programs on the machine matter less to it
	peak float64       // the most memory that one process had, in MiB
}

func (c *cost) add(other cost) {
	c.wall += other.wall
	c.cpu += other.cpu
	c.peak = max(c.peak, other.peak)
}

// everything runs drivergen for every kind of Go code and for the documentation, as whole
// processes.
func everything(b *testing.B, dir string) cost {
	b.Helper()
	remove(b, filepath.Join(dir, "generated"))
	remove(b, filepath.Join(dir, "reference"))
	var c cost
	start := time.Now()
	for _, args := range [][]string{{"generate", "."}, {"doc", ".", "--out", "reference"}} {
		cmd := exec.Command(binaries.drivergen, args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("drivergen %v: %v\n%s", args, err, out)
		}
		c.cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		c.peak = max(c.peak, float64(cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss)/1024)
	}
	c.wall = time.Since(start)
	return c
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
	var small, large cost
	for b.Loop() {
		small.add(everything(b, one))
		large.add(everything(b, ten))
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ms(small.wall, b.N), "100x20-ms")
	b.ReportMetric(ms(small.cpu, b.N), "100x20-cpu-ms")
	b.ReportMetric(small.peak, "100x20-MiB")
	b.ReportMetric(lines(b, filepath.Join(one, "generated")), "100x20-lines")
	b.ReportMetric(ms(large.wall, b.N), "1000x20-ms")
	b.ReportMetric(ms(large.cpu, b.N), "1000x20-cpu-ms")
	b.ReportMetric(large.peak, "1000x20-MiB")
	b.ReportMetric(float64(large.wall)/float64(small.wall), "1000x20/100x20")
	b.ReportMetric(float64(large.cpu)/float64(small.cpu), "1000x20/100x20-cpu")
}
