package esp8266_test

import (
	"flag"
	"fmt"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"drivergen/internal/atomicfile"
)

var updateTables = flag.Bool("update", false, "write the tables of measurements into README.md")

// tableBulk is the bulk with which the README's table is made.
const tableBulk = 1 << 20

// tableSlack is by how much a figure in the README may be off, as a share of it: what happens at one instant of virtual
// time happens in any order.
const tableSlack = 0.003

// rateTable gives the rates as Markdown.
func rateTable(all []lineRates) string {
	var b strings.Builder
	b.WriteString("| firmware | baud | turn-around | upload | download | (strict) | both at once | 1000 × 100 bytes | upload, kB/s | download, kB/s |\n")
	b.WriteString("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n")
	for _, r := range all {
		fmt.Fprintf(&b, "| %s | %d | %v | %.3f | %.3f | (%.3f) | %.3f | %.3f | %.1f | %.1f |\n",
			r.line.FirmwareName(), r.line.Baud, r.line.Turn,
			r.up.fraction(), r.down.fraction(), r.downStrict.fraction(), r.both.fraction(), r.small.fraction(),
			r.up.goodput()/1000, r.down.goodput()/1000)
	}
	return b.String()
}

// keepTable holds a table in the README, between the lines
//
//	<!-- NAME -->
//	<!-- end of NAME -->
//
// to what was measured, or with -update writes it.
func keepTable(t *testing.T, name, table string) {
	t.Helper()
	const file = "README.md"
	old, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(old), "\r\n", "\n") // as a checkout on Windows may have it
	begin, end := "<!-- "+name+" -->\n", "<!-- end of "+name+" -->"
	head, rest, found := strings.Cut(text, begin)
	kept, tail, ends := strings.Cut(rest, end)
	switch {
	case !found || !ends:
		t.Errorf("%s has no place for the table: add the lines %q and %q", file, strings.TrimSpace(begin), end)
	case *updateTables:
		if err := atomicfile.Write(file, []byte(head+begin+"\n"+table+"\n"+end+tail)); err != nil {
			t.Error(err)
		}
	case !sameFigures(strings.TrimSpace(kept), strings.TrimSpace(table)):
		t.Errorf("%s: the table %q is not what was measured; run go test ./impl/esp8266 -run %s -update", file, name, t.Name())
	}
}

var figure = regexp.MustCompile(`\d+(\.\d+)?`)

// sameFigures reports whether two tables have the same words, the same whole numbers and, within tableSlack or one unit
// of the last digit, the same fractions.
func sameFigures(a, b string) bool {
	if figure.ReplaceAllString(a, "#") != figure.ReplaceAllString(b, "#") {
		return false
	}
	x, y := figure.FindAllString(a, -1), figure.FindAllString(b, -1)
	for i := range x {
		_, decimals, fraction := strings.Cut(x[i], ".")
		if !fraction && x[i] != y[i] {
			return false
		}
		p, _ := strconv.ParseFloat(x[i], 64)
		q, _ := strconv.ParseFloat(y[i], 64)
		unit := math.Pow10(-len(decimals)) * 1.001
		if fraction && math.Abs(p-q) > max(unit, tableSlack*p) {
			return false
		}
	}
	return true
}

func TestSameFigures(t *testing.T) {
	const table = "| ESP-AT 2.2 | 115200 | 2ms | 0.998 | 11.2 |"
	for other, want := range map[string]bool{
		table: true,
		"| ESP-AT 2.2 | 115200 | 2ms | 0.996 | 11.2 |":   true,
		"| ESP-AT 2.2 | 115200 | 2ms | 0.998 | 11.3 |":   true,
		"| ESP-AT 2.2 | 115200 | 2ms | 0.990 | 11.2 |":   false,
		"| ESP-AT 2.2 | 115200 | 2ms | 0.998 | 11.4 |":   false,
		"| ESP-AT 2.2 | 115200 | 3ms | 0.998 | 11.2 |":   false,
		"| ESP-AT 2.2 | 921600 | 2ms | 0.998 | 11.2 |":   false,
		"| NonOS AT 1.7 | 115200 | 2ms | 0.998 | 11.2 |": false,
		"": false,
	} {
		if got := sameFigures(table, other); got != want {
			t.Errorf("%q: %v, want %v", other, got, want)
		}
	}
}
