package bench

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkCompile100x20 compiles the mocks that drivergen and moq make of the same 100
// interfaces of 20 methods, in turns: everything that they import is compiled before, and
// each round changes the package so that the go command has nothing in its cache.
func BenchmarkCompile100x20(b *testing.B) {
	build(b)
	dir := module(b, "big.test", "big.yaml", plain())
	run(b, dir, binaries.drivergen, "generate", "big.yaml", "--only", "core,mock")
	args := []string{"-pkg", "moqs", "-out", filepath.Join("moqs", "mocks.go"), filepath.Join("generated", "big")}
	for i := range interfaces {
		args = append(args, fmt.Sprintf("Device%02d", i))
	}
	if err := os.Mkdir(filepath.Join(dir, "moqs"), 0o755); err != nil {
		b.Fatal(err)
	}
	run(b, dir, binaries.moq, args...)
	run(b, dir, "go", "get", "drivergen/driver/mock") // with what it imports
	ours := filepath.Join("generated", "big", "bigmock")
	compile := func(folder, name string, round int) time.Duration {
		write(b, filepath.Join(dir, folder, "round.go"), fmt.Sprintf("package %s\n\nconst round = %d\n", name, round))
		start := time.Now()
		run(b, dir, "go", "build", "./"+filepath.ToSlash(folder))
		return time.Since(start)
	}
	compile(ours, "bigmock", -1)
	compile("moqs", "moqs", -1)
	var own, peer time.Duration
	for round := 0; b.Loop(); round++ {
		own += compile(ours, "bigmock", round)
		peer += compile("moqs", "moqs", round)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ms(own, b.N), "drivergen-ms")
	b.ReportMetric(ms(peer, b.N), "moq-ms")
	b.ReportMetric(float64(own)/float64(peer), "drivergen/moq")
	b.ReportMetric(lines(b, filepath.Join(dir, ours)), "drivergen-lines")
	b.ReportMetric(lines(b, filepath.Join(dir, "moqs")), "moq-lines")
}
