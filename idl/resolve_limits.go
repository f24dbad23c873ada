package idl

import "time"

// limit returns a parameter's min or max: a number or, where it limits durations, nanoseconds.
// It is nil where there is none.
func (l *loader) limit(p *Param, key string) *float64 {
	o := l.objs[p]
	f := o.field(key)
	if f.value == nil || !o.scalar(f) {
		return nil
	}
	if p.Type.Limited().Kind == Duration {
		d, err := time.ParseDuration(f.value.Value)
		if err != nil {
			l.report(CodeValue, f.value, "the %s of a duration must be one, not %s", key, describeNode(f.value)).help("write it like 10ms or 1m30s")
			return nil
		}
		n := float64(d)
		return &n
	}
	if n, ok := parseFloat(f.value); ok {
		return &n
	}
	if k := p.Type.Limited().Kind; k.IsNumber() || k == Invalid {
		l.report(CodeValue, f.value, "the %s of a number must be one, not %s", key, describeNode(f.value))
	}
	return nil
}
