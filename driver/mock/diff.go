package mock

import (
	"reflect"
	"strings"
)

// How much of a difference a failure prints.
const (
	mostDifferences = 10  // places where a value differs
	mostLine        = 100 // bytes of what is said of one in the same line
	mostLevels      = 64  // levels that are looked into
)

// A difference is one place where an argument is not what is wanted.
type difference struct {
	path string   // "info.Peers[2].Port"
	text string   // "want 1883, got 8883"
	more []string // an excerpt, in lines of their own

	lines int // how many lines differ, where it is told line by line
}

// A differ finds where a value differs from the wanted one, by the rules of same.
type differ struct {
	secrets secrets
	found   []difference
	count   int // how many there are, also those that are too many to keep

	at        map[[2]reference]bool // the pointers that are told of: a value may hold itself
	elsewhere int                   // how often one was met again
	level     int
}

// differences returns the places where got differs from want, and how many more there are.
func (s secrets) differences(path string, got, want reflect.Value) (found []difference, more int) {
	d := differ{secrets: s, at: map[[2]reference]bool{}}
	d.value(path, got, want)
	return d.found, d.count - len(d.found)
}

// full reports whether no more differences are kept, and counts one that is not.
func (d *differ) full() bool {
	if len(d.found) < mostDifferences {
		return false
	}
	d.count++
	return true
}

func (d *differ) add(found difference) {
	if n := len(found.path); n > mostLine {
		found.path = strings.ToValidUTF8(found.path[:mostLine/2]+"..."+found.path[n-mostLine/2:], "")
	}
	d.count++
	d.found = append(d.found, found)
}

func (d *differ) value(path string, got, want reflect.Value) {
	if same(got, want) {
		return
	}
	if got.Kind() == reflect.Pointer && d.at[pairOf(got, want)] {
		d.elsewhere++
		return
	}
	if d.full() {
		return
	}
	before := d.count + d.elsewhere
	if d.level++; d.level <= mostLevels {
		d.parts(path, got, want)
	}
	d.level--
	if d.count+d.elsewhere == before { // nothing that was looked into
		d.whole(path, got, want)
	}
}

// whole adds the difference of two values that are not looked into.
func (d *differ) whole(path string, got, want reflect.Value) {
	g, w := d.secrets.show(got), d.secrets.show(want)
	found := told(path, g, w)
	switch {
	case g != w || g == redaction:
	case got.CanFloat() || got.CanComplex():
		found.text = "want " + w + ", got " + g + ", which is equal to nothing"
	case got.Type() == errorType:
		found.text = "want " + w + ", got another error of that text"
	}
	d.add(found)
}

// parts adds the differences of the parts of two values.
func (d *differ) parts(path string, got, want reflect.Value) {
	switch got.Kind() {
	case reflect.Interface:
		d.dynamic(path, got, want)
	case reflect.Pointer:
		if !want.IsNil() && looksBehind(got) {
			d.at[pairOf(got, want)] = true
			d.value(path, got.Elem(), want.Elem())
		}
	case reflect.Struct:
		if got.Type() != timeType && !opaque(got) {
			d.fields(path, got, want)
		}
	case reflect.Slice:
		if isBytes(got) {
			d.payload(path, string(got.Bytes()), string(want.Bytes()))
		} else {
			d.list(path, got, want)
		}
	case reflect.Array:
		d.list(path, got, want)
	case reflect.Map:
		d.mapping(path, got, want)
	case reflect.String:
		d.payload(path, got.String(), want.String())
	}
}

func (d *differ) dynamic(path string, got, want reflect.Value) {
	if got.Type() == errorType || got.IsNil() || want.IsNil() {
		return
	}
	got, want = got.Elem(), want.Elem()
	if got.Type() == want.Type() {
		d.value(path, got, want)
		return
	}
	d.add(told(path,
		got.Type().String()+"("+d.secrets.show(got)+")", want.Type().String()+"("+d.secrets.show(want)+")"))
}

func (d *differ) fields(path string, got, want reflect.Value) {
	for i := range got.NumField() {
		field := got.Type().Field(i)
		switch {
		case !sensitive(field):
			d.value(path+"."+field.Name, got.Field(i), want.Field(i))
		case !same(got.Field(i), want.Field(i)) && !d.full():
			d.add(difference{path: path + "." + field.Name, text: withheld})
		}
	}
}

// withheld is what is told of a difference in what is not printed.
const withheld = "differs in what is not printed"

func (d *differ) missing(path string, want reflect.Value) {
	if !d.full() {
		d.add(told(path, "nothing", d.secrets.show(want)))
	}
}

func (d *differ) extra(path string, got reflect.Value) {
	if !d.full() {
		d.add(told(path, d.secrets.show(got), "nothing"))
	}
}

// told tells of a difference by the texts of both values: in one line where they are short.
func told(path, got, want string) difference {
	switch {
	case got == want && got == redaction:
		return difference{path: path, text: withheld}
	case got == want:
		return difference{path: path, text: withheld + ": " + got}
	case len(got)+len(want) > mostLine:
		return difference{path: path, text: "differs", more: []string{"want " + want, "got  " + got}}
	}
	return difference{path: path, text: "want " + want + ", got " + got}
}
