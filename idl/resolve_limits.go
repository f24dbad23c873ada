package idl

import "time"

// sentinelParams returns the parameters of methods whose errors are sentinels.
func (l *loader) sentinelParams() map[*Param]bool {
	params := map[*Param]bool{}
	for _, i := range l.model.Interfaces {
		if !i.Form.Sentinels {
			continue
		}
		for _, m := range i.allMethods() {
			for _, p := range m.Params {
				params[p] = true
			}
		}
	}
	return params
}

// resolveInvalid finds what a broken limit of a parameter answers: an errno or, where sentinel
// says that the errors of its method are sentinels, one of these.
func (l *loader) resolveInvalid(p *Param, sentinel bool) {
	o := l.objs[p]
	name := o.text("invalid")
	_, ofLinux := linuxErrnos[name]
	switch {
	case name == "":
	case !sentinel || ofLinux || find(l.model.Errnos, name) != nil:
		p.Invalid = l.errnoNamed(o, "invalid", name)
	default:
		p.InvalidError = named(l, o, "invalid", CodeUnknownError, "error", l.model.Errors)
	}
}

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
