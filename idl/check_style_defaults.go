package idl

import (
	"slices"
	"strconv"
	"time"
)

// checkZeroDefaults reports numbers whose limits allow 0 and whose default takes its place.
func (l *loader) checkZeroDefaults() {
	l.eachValue(func(p *Param) {
		if p.Default != nil && p.Type.Kind.isOrdered() && !isZero(p.Default.Value) && p.meansZero() {
			l.report(CodeZeroDefault, l.objs[p].keyAt("default"), "%s may be 0, and 0 asks for the default %s", shorten(p.Name), shorten(p.Default.Value)).
				help("make it optional(%s) without a default, or keep 0 out of the limits", p.Type)
		}
	})
}

// meansZero reports whether the limits of a number or duration speak of 0: oneof lists it, min
// is written and not above it, or the range of a signed number lies on both sides of it. A max alone
// says nothing of 0, which an unsigned number and a duration have as what is not set.
func (p *Param) meansZero() bool {
	if len(p.OneOf) > 0 {
		return slices.ContainsFunc(p.OneOf, isZero)
	}
	if p.Max != nil && *p.Max < 0 {
		return false
	}
	if p.Min != nil {
		return *p.Min <= 0
	}
	unsigned := p.Type.Kind >= Uint && p.Type.Kind <= Uint64
	return p.Max != nil && !unsigned && p.Type.Kind != Duration
}

// isZero reports whether a literal of a number or duration is its zero value.
func isZero(literal string) bool {
	if d, err := time.ParseDuration(literal); err == nil {
		return d == 0
	}
	if n, err := strconv.ParseInt(literal, 0, 64); err == nil {
		return n == 0
	}
	f, err := strconv.ParseFloat(literal, 64)
	return err == nil && f == 0
}
