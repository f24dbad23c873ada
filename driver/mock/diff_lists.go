package mock

import (
	"reflect"
	"strconv"
)

const (
	// mostPlaces is in how many places two lists or maps may differ for each to be told
	// by itself. What differs in more is told line by line.
	mostPlaces = 3

	// mostPairs bounds the pairs of elements that are compared to find those that are
	// alike. Elements of longer lists are alike where their texts are.
	mostPairs = 1 << 16
)

// list adds the differences of two lists: of few elements by their places, else line by line.
func (d *differ) list(path string, got, want reflect.Value) {
	if got.Len() == 0 || want.Len() == 0 {
		return // told as a whole
	}
	places, level := 0, got.Len() == want.Len()
	if level {
		for i := range got.Len() {
			if !same(got.Index(i), want.Index(i)) {
				places++
			}
		}
	}
	if level && places <= mostPlaces {
		d.elements(path, got, want)
		return
	}
	l, visible := d.secrets.elementLines(got, want)
	if level && !visible || !d.lineByLine(path, l) {
		d.elements(path, got, want)
	}
}

// elements adds the differences of the elements that stand in the same place.
func (d *differ) elements(path string, got, want reflect.Value) {
	at := func(i int) string { return path + "[" + strconv.Itoa(i) + "]" }
	both := min(got.Len(), want.Len())
	for i := range both {
		d.value(at(i), got.Index(i), want.Index(i))
	}
	for i := both; i < want.Len(); i++ {
		d.missing(at(i), want.Index(i))
	}
	for i := both; i < got.Len(); i++ {
		d.extra(at(i), got.Index(i))
	}
}

// elementLines returns two lists with a line for each element: the same line for those
// that are alike. It reports whether the lines show how all others differ.
func (s secrets) elementLines(got, want reflect.Value) (l lines, visible bool) {
	visible = true
	known := map[string]bool{}
	for i := range want.Len() {
		line := s.show(want.Index(i))
		l.want, known[line] = append(l.want, line), true
	}
	few := got.Len() <= mostPairs/want.Len()
	for i := range got.Len() {
		line := s.show(got.Index(i))
		if few {
			if at := indexOf(got.Index(i), want); at >= 0 {
				line = l.want[at]
			} else if known[line] {
				line, visible = unlike(line), false
			}
		}
		l.got = append(l.got, line)
	}
	return l, visible
}

// indexOf returns where a list has an element like v, or -1.
func indexOf(v, list reflect.Value) int {
	for i := range list.Len() {
		if same(v, list.Index(i)) {
			return i
		}
	}
	return -1
}

// mapping adds the differences of two maps: of few keys one by one, else line by line.
func (d *differ) mapping(path string, got, want reflect.Value) {
	if got.Len() == 0 || want.Len() == 0 {
		return // told as a whole
	}
	l, places, visible := d.secrets.entryLines(got, want)
	if places > mostPlaces && visible && d.lineByLine(path, l) {
		return
	}
	for _, key := range d.secrets.keys(want) {
		at, w := path+"["+d.secrets.show(key)+"]", want.MapIndex(key)
		if g := got.MapIndex(key); g.IsValid() && w.IsValid() {
			d.value(at, g, w)
		} else {
			d.missing(at, w)
		}
	}
	for _, key := range d.secrets.keys(got) {
		if !want.MapIndex(key).IsValid() {
			d.extra(path+"["+d.secrets.show(key)+"]", got.MapIndex(key))
		}
	}
}

// entryLines returns two maps with a line for each entry: the same line for those that are
// alike. It counts those that are not, and reports whether the lines show how they differ.
func (s secrets) entryLines(got, want reflect.Value) (l lines, places int, visible bool) {
	visible = true
	entry := func(key, v reflect.Value) string { return s.show(key) + ": " + s.show(v) }
	for _, key := range s.keys(want) {
		l.want = append(l.want, entry(key, want.MapIndex(key)))
		if !got.MapIndex(key).IsValid() {
			places++
		}
	}
	for _, key := range s.keys(got) {
		g, w := got.MapIndex(key), want.MapIndex(key)
		line := entry(key, g)
		switch {
		case !w.IsValid():
			places++
		case same(g, w):
			line = entry(key, w)
		default:
			places++
			visible = visible && line != entry(key, w)
		}
		l.got = append(l.got, line)
	}
	return l, places, visible
}

// unlike returns the line of an element that is not like the one with that line.
func unlike(line string) string { return line + " (" + withheld + ")" }
