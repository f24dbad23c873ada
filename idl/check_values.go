package idl

import (
	"math/bits"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

var errnoForm = regexp.MustCompile(`^E[A-Z0-9]+$`)

func (l *loader) checkErrnos() {
	first := map[int]*Errno{}
	for _, e := range l.model.Errnos {
		if !errnoForm.MatchString(e.Name) {
			if isIdentifier(e.Name) {
				l.reportDecl(CodeBadName, e, "%s is not a name of an errno", shorten(e.Name)).help("start it with E, in capitals: EBUSY")
			}
			continue
		}
		if e.Value == 0 {
			continue // reported where it was read
		}
		o := l.objs[e]
		switch number, ofLinux := linuxErrnos[e.Name]; {
		case ofLinux && number != e.Value:
			l.report(CodeLinuxErrno, o.at("value"), "%s is %d in Linux, not %d", e.Name, number, e.Value).help("write value: %d", number)
			continue
		case !ofLinux && e.Value < firstOwnErrno:
			d := l.report(CodeOwnErrno, o.at("value"), "%s is not one of the errnos of Linux that a description can declare", e.Name)
			if name := linuxErrnoOf(e.Value); name != "" {
				d.help("%d is %s; give one of your own %d or more", e.Value, name, firstOwnErrno)
			} else {
				d.help("give it %d or more, for the numbers below are Linux's", firstOwnErrno)
			}
			continue
		}
		if old := first[e.Value]; old != nil {
			l.report(CodeDuplicateValue, o.at("value"), "%s has the number of %s", e.Name, old.Name).note(old.Pos, "the other is declared here")
			continue
		}
		first[e.Value] = e
	}
}

func linuxErrnoOf(value int) string {
	for name, v := range linuxErrnos {
		if v == value {
			return name
		}
	}
	return ""
}

func (l *loader) checkEnum(e *Enum) {
	o := l.objs[e]
	if f := o.field("values"); f.value != nil && len(f.value.Content) == 0 && f.value.Kind == yaml.MappingNode {
		l.report(CodeNothing, f.key, "%s has no values", o.what)
	}
	if e.Empty != "" && e.value(e.Empty) != nil {
		l.report(CodeDuplicate, o.at("empty"), "%s is the name of a flag too", e.Empty)
	}
	ints, texts := map[int64]*EnumValue{}, map[string]*EnumValue{}
	for _, v := range e.Values {
		l.checkValueName(e, v)
		switch {
		case e.Base.Kind == Invalid:
		case e.Base.Kind == String && !e.Flags:
			if old := texts[v.Str]; old != nil {
				l.reportDecl(CodeDuplicateValue, v, "%s has the value of %s", v.Name, old.Name).note(old.Pos, "the other is declared here")
				continue
			}
			texts[v.Str] = v
		default:
			vo := l.objs[v]
			if !hasNumber(vo, e) {
				continue // reported where it was read
			}
			if !l.checkEnumNumber(e, v, vo) {
				continue
			}
			if old := ints[v.Int]; old != nil {
				l.reportDecl(CodeDuplicateValue, v, "%s has the value of %s", v.Name, old.Name).note(old.Pos, "the other is declared here")
				continue
			}
			ints[v.Int] = v
		}
	}
}

// checkValueName reports a value that has no Go name, or a flag that cannot be
// told from its neighbours.
func (l *loader) checkValueName(e *Enum, v *EnumValue) {
	o := l.objs[v]
	if e.Flags && (v.Name == "" || strings.ContainsAny(v.Name, " \t\n")) {
		l.reportDecl(CodeBadName, v, "%q cannot be the name of a flag", shorten(v.Name)).help("flags are joined by spaces, so a name has none")
		return
	}
	if !o.has("go") && e.GoName != "" && GoName(v.Name) == "" {
		l.reportDecl(CodeBadGoName, v, "no Go name can be made of %q", shorten(v.Name)).help("give it one with the key go")
		v.GoName = ""
	}
}

// checkEnumNumber reports a number that the base or the flags cannot have.
func (l *loader) checkEnumNumber(e *Enum, v *EnumValue, o *object) bool {
	base := e.Base
	if base.Kind == String {
		base = &Type{Kind: Uint}
	}
	at := o.key
	if o.has("value") {
		at = o.at("value")
	}
	if least, greatest := integerRange(base.Kind); v.Int < least || v.Int > greatest {
		l.report(CodeRange, at, "%d does not fit %s, which holds %d to %d", v.Int, base, least, greatest)
		return false
	}
	if e.Flags && bits.OnesCount64(uint64(v.Int)) != 1 {
		l.report(CodeFlagBits, at, "a flag is one bit, and %d is not", v.Int).help("use 1, 2, 4, 8, 16 …")
		return false
	}
	return true
}

// hasNumber reports whether a value has a number to look at: where it has none
// and should, that has been reported.
func hasNumber(o *object, e *Enum) bool {
	f := o.field("value")
	if f.value == nil {
		return !e.Flags
	}
	_, ok := parseInt(f.value)
	return ok
}
