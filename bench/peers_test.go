package bench

import (
	"bufio"
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// rounds is how often each benchmark of the peers runs; the median counts.
const rounds = 5

// BenchmarkPeers compares one call of the mocks that drivergen and its peers make of the
// same interface: it generates the peers' in a module of their own, where testdata/peers
// calls them all, in turns. It reports the medians, and drivergen's share of the time of
// the fastest peer.
func BenchmarkPeers(b *testing.B) {
	dir := peersModule(b)
	run(b, dir, "go", "test", "-mod=mod", "-c", "-o", "peers.exe", ".")
	results := map[string][]result{}
	var names []string
	for range rounds {
		for _, r := range runPeers(b, dir) {
			if results[r.name] == nil {
				names = append(names, r.name)
			}
			results[r.name] = append(results[r.name], r)
		}
	}
	slices.Sort(names)
	for _, name := range names {
		b.Run(name, func(b *testing.B) {
			r := median(results[name])
			b.ReportAllocs() // of what is measured already, as all that is reported
			b.ReportMetric(r.ns, "ns/op")
			b.ReportMetric(r.bytes, "B/op")
			b.ReportMetric(r.allocs, "allocs/op")
			if group, tool, _ := strings.Cut(name, "/"); tool == "drivergen" {
				b.ReportMetric(r.ns/fastest(group, results), "of-fastest-peer")
			}
		})
	}
}

// A result is what one benchmark of the peers took.
type result struct {
	name              string // Func/moq
	ns, bytes, allocs float64
}

func median(results []result) result {
	slices.SortFunc(results, func(a, b result) int { return int(a.ns*1000) - int(b.ns*1000) })
	return results[len(results)/2]
}

// fastest returns the time of the fastest generated peer of a group.
func fastest(group string, results map[string][]result) float64 {
	var times []float64
	for name, list := range results {
		if g, tool, _ := strings.Cut(name, "/"); g == group && tool != "drivergen" && tool != "byhand" {
			times = append(times, median(list).ns)
		}
	}
	return slices.Min(times)
}

// runPeers runs the benchmarks of the peers once.
func runPeers(b *testing.B, dir string) []result {
	b.Helper()
	cmd := exec.Command(filepath.Join(dir, "peers.exe"), "-test.run", "-", "-test.bench", ".",
		"-test.benchtime", flag.Lookup("test.benchtime").Value.String())
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	var results []result
	for lines := bufio.NewScanner(bytes.NewReader(out)); lines.Scan(); {
		// BenchmarkFunc/moq-2   3713404   353.2 ns/op   120 B/op   0 allocs/op
		fields := strings.Fields(lines.Text())
		if len(fields) != 8 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name, _, _ := strings.Cut(strings.TrimPrefix(fields[0], "Benchmark"), "-")
		results = append(results, result{name, number(b, fields[2]), number(b, fields[4]), number(b, fields[6])})
	}
	if len(results) == 0 {
		b.Fatalf("no results:\n%s", out)
	}
	return results
}

func number(b *testing.B, text string) float64 {
	b.Helper()
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		b.Fatal(err)
	}
	return n
}

// mockeryConfig is what mockery reads in place of arguments.
const mockeryConfig = `packages:
  drivergen/generated/tinygo:
    interfaces:
      Netdever:
        config: {dir: testifies, filename: netdever.go, pkgname: testifies, structname: MockNetdever}
`

// peersModule makes a module with the mocks of all generators but drivergen, whose own
// are part of this repository.
func peersModule(b *testing.B) string {
	b.Helper()
	build(b)
	dir, root := b.TempDir(), absolute(b, "..")
	source := filepath.Join(root, "generated", "tinygo")
	mod := strings.NewReplacer("module drivergen/bench", "module peers.test", "drivergen => ../", "drivergen => "+root, "machine => ./machine", "machine => "+filepath.Join(root, "bench", "machine")).Replace(read(b, "go.mod"))
	write(b, filepath.Join(dir, "go.mod"), mod)
	write(b, filepath.Join(dir, "go.sum"), read(b, "go.sum"))
	write(b, filepath.Join(dir, ".mockery.yml"), mockeryConfig)
	for _, folder := range []string{"minimocks", "moqs", "gomocks", "counterfeits", "testifies"} {
		if err := os.Mkdir(filepath.Join(dir, folder), 0o755); err != nil {
			b.Fatal(err)
		}
	}
	run(b, dir, binaries.minimock, "-i", "drivergen/generated/tinygo.Netdever", "-o", "minimocks", "-p", "minimocks", "-s", ".go", "-g")
	run(b, dir, binaries.moq, "-pkg", "moqs", "-out", filepath.Join("moqs", "netdever.go"), source, "Netdever")
	run(b, dir, binaries.mockgen, "-source", filepath.Join(source, "tinygo.go"), "-destination", filepath.Join("gomocks", "netdever.go"), "-package", "gomocks")
	run(b, dir, binaries.counterfeiter, "-o", filepath.Join("counterfeits", "netdever.go"), "drivergen/generated/tinygo.Netdever")
	run(b, dir, binaries.mockery)
	write(b, filepath.Join(dir, "peers_test.go"), read(b, filepath.Join("testdata", "peers", "peers_test.go")))
	return dir
}

func absolute(b *testing.B, path string) string {
	b.Helper()
	path, err := filepath.Abs(path)
	if err != nil {
		b.Fatal(err)
	}
	return path
}

func read(b *testing.B, path string) string {
	b.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	return string(content)
}
