package mock

import (
	"strconv"
	"strings"

	"github.com/google/go-cmp/cmp"
)

// How much of a comparison line by line a failure prints.
const (
	mostChanges  = 20 // lines
	contextLines = 2  // lines that are alike, before and behind each that is not
)

// lines are what go-cmp compares: both values line by line, without what is sensitive. It
// gets no value of the test, whose methods it might call, nor one that may hold itself.
type lines struct{ got, want []string }

// A change is a line that both values have (' '), only the wanted one ('-') or only the
// other one ('+').
type change struct {
	sign byte
	line string
}

// A script is how the wanted lines become the others. It is a reporter of go-cmp, which
// tells it of each line: the text that cmp.Diff makes of them is deliberately unstable.
type script struct {
	lines
	at             cmp.SliceIndex
	removed, added []string // since the last line that is alike
	changes        []change
}

// compare returns the script of lines, of which both values have some. Those that begin or
// end both are never told to differ, however often they occur.
func compare(l lines) []change {
	front := 0
	for front < min(len(l.got), len(l.want)) && l.got[front] == l.want[front] {
		front++
	}
	got, want := l.got[front:], l.want[front:]
	for len(got) > 0 && len(want) > 0 && got[len(got)-1] == want[len(want)-1] {
		got, want = got[:len(got)-1], want[:len(want)-1]
	}
	s := script{lines: lines{got, want}}
	s.alike(l.want[:front])
	cmp.Equal(want, got, cmp.Reporter(&s))
	s.alike(l.want[front+len(want):])
	return s.changes
}

// alike adds lines that are alike, behind those that are not. Of these, each removed one
// stands before one that was added: go-cmp may pair them otherwise from run to run.
func (s *script) alike(list []string) {
	for i := range max(len(s.removed), len(s.added)) {
		if i < len(s.removed) {
			s.changes = append(s.changes, change{'-', s.removed[i]})
		}
		if i < len(s.added) {
			s.changes = append(s.changes, change{'+', s.added[i]})
		}
	}
	s.removed, s.added = nil, nil
	for _, line := range list {
		s.changes = append(s.changes, change{' ', line})
	}
}

// PushStep is told by go-cmp of the lines that it compares.
func (s *script) PushStep(step cmp.PathStep) {
	if at, ok := step.(cmp.SliceIndex); ok {
		s.at = at
	}
}

// PopStep is told by go-cmp that it has compared them.
func (s *script) PopStep() {}

// Report is told by go-cmp what has come of it.
func (s *script) Report(result cmp.Result) {
	want, got := s.at.SplitKeys()
	if result.Equal() {
		s.alike(s.want[want : want+1])
		return
	}
	if want >= 0 {
		s.removed = append(s.removed, s.want[want])
	}
	if got >= 0 {
		s.added = append(s.added, s.got[got])
	}
}

// changed returns how many lines of a script are not alike: of a line that has become
// another, only one is counted.
func changed(script []change) int {
	count := map[byte]int{}
	for _, c := range script {
		count[c.sign]++
	}
	return max(count['-'], count['+'])
}

// around returns the lines of a script that are not alike, and those around them.
func around(script []change) []string {
	near := make([]bool, len(script))
	for i, c := range script {
		if c.sign != ' ' {
			for j := max(0, i-contextLines); j <= min(len(script)-1, i+contextLines); j++ {
				near[j] = true
			}
		}
	}
	var text []string
	for i := 0; i < len(script); i++ {
		if len(text) >= mostChanges && changed(script[i:]) > 0 {
			left := changed(script[i:])
			return append(text, "  ... ("+counted(left, "line", "lines")+" more that differ)")
		}
		alike := 0
		for i+alike < len(script) && !near[i+alike] {
			alike++
		}
		if alike > 0 {
			text = append(text, "  ... ("+counted(alike, "line", "lines")+" alike)")
			i += alike - 1
			continue
		}
		text = append(text, string(script[i].sign)+" "+script[i].line)
	}
	return text
}

// lineByLine adds the difference of two values that are given as lines, and reports
// whether there is one.
func (d *differ) lineByLine(path string, l lines) bool {
	script := compare(l)
	n := changed(script)
	if n > 0 {
		d.add(difference{path: path, text: "differs (-want +got)", more: around(script), lines: n})
	}
	return n > 0
}

// textLines returns two texts line by line, and whether people can read them so.
func textLines(got, want string) (l lines, ok bool) {
	split := func(text string) (quoted []string) {
		ok = ok && legible(fragment{text: text}) && strings.Count(text, "\n") > 1
		for line := range strings.Lines(text) {
			ok = ok && len(line) <= mostLine
			quoted = append(quoted, strconv.Quote(line))
		}
		return quoted
	}
	ok = true
	return lines{split(got), split(want)}, ok
}
