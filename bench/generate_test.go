package bench

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// BenchmarkMocks100x20 runs both generators as whole processes on the same interfaces,
// one after the other in each round, so that both have the machine in the same state.
// drivergen reads the description, mockgen the Go interfaces that drivergen made of it.
func BenchmarkMocks100x20(b *testing.B) {
	build(b)
	dir := module(b, "big.test", "big.yaml", plain())
	run(b, dir, binaries.drivergen, "generate", "big.yaml", "--only", "core")
	source := filepath.Join("generated", "big", "big.go")
	ours, theirs := filepath.Join(dir, "generated", "big", "bigmock"), filepath.Join(dir, "gomocks")
	var own, peer time.Duration
	for b.Loop() {
		b.StopTimer()
		remove(b, ours)
		remove(b, theirs)
		b.StartTimer()
		start := time.Now()
		run(b, dir, binaries.drivergen, "generate", "big.yaml", "--only", "mock")
		own += time.Since(start)
		start = time.Now()
		run(b, dir, binaries.mockgen, "-source", source, "-destination", filepath.Join("gomocks", "mocks.go"), "-package", "gomocks")
		peer += time.Since(start)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(ms(own, b.N), "drivergen-ms")
	b.ReportMetric(ms(peer, b.N), "mockgen-ms")
	b.ReportMetric(float64(own)/float64(peer), "drivergen/mockgen")
	b.ReportMetric(lines(b, ours), "drivergen-lines")
	b.ReportMetric(lines(b, theirs), "mockgen-lines")
}

func ms(total time.Duration, n int) float64 { return float64(total.Microseconds()) / 1000 / float64(n) }

// repository returns a module of drivergen's name that holds its descriptions and nothing else.
func repository(b *testing.B) string {
	b.Helper()
	dir := b.TempDir()
	write(b, filepath.Join(dir, "go.mod"), "module drivergen\n\ngo 1.25.0\n")
	if err := os.Mkdir(filepath.Join(dir, "idl"), 0o755); err != nil {
		b.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join("..", "idl", "*.yaml"))
	if err != nil || len(files) == 0 {
		b.Fatalf("no descriptions: %v", err)
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		write(b, filepath.Join(dir, "idl", filepath.Base(file)), string(content))
	}
	return dir
}

// BenchmarkRepository generates every kind for every description of this repository,
// as a whole process: into an empty folder, and where all is right already.
func BenchmarkRepository(b *testing.B) {
	build(b)
	dir := repository(b)
	out := filepath.Join(dir, "generated")
	generate := func(b *testing.B, prepare func()) {
		var total, slowest time.Duration
		for b.Loop() {
			b.StopTimer()
			prepare()
			b.StartTimer()
			start := time.Now()
			run(b, dir, binaries.drivergen, "generate", "./idl")
			took := time.Since(start)
			total += took
			slowest = max(slowest, took)
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(ms(total, b.N), "ms")
		b.ReportMetric(ms(slowest, 1), "slowest-ms")
		b.ReportMetric(lines(b, out), "lines")
	}
	b.Run("fresh", func(b *testing.B) { generate(b, func() { remove(b, out) }) })
	b.Run("unchanged", func(b *testing.B) { generate(b, func() {}) })
}
