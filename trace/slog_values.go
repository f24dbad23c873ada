package trace

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"drivergen/driver"
)

// A carrier is a Call or an Event: it gives the bytes of a payload.
type carrier interface {
	Payload(driver.Attr) []byte
}

// slogValues makes slog's attributes of a record's. The groups among them lie in its
// memory, or in memory of their own where it has no more room.
type slogValues struct {
	payload int
	reuse   bool
	attrs   []slog.Attr // the record's, in list
	list    [5]slog.Attr
	groups  [16]slog.Attr
	used    int // of groups
}

var valuesPool = sync.Pool{New: func() any { return new(slogValues) }}

// values returns what makes the attributes of one record.
func (s *slogTracer) values() *slogValues {
	v := valuesPool.Get().(*slogValues)
	v.payload, v.reuse = s.payload, s.reuse
	v.attrs = v.list[:0]
	return v
}

// log hands the record to the handler. The values must not be used afterwards.
func (v *slogValues) log(ctx context.Context, h slog.Handler, when time.Time, level slog.Level, message string) {
	r := slog.Record{Time: when, Message: message, Level: level}
	r.AddAttrs(v.attrs...)
	_ = h.Handle(ctx, r) // a logger's own failure has nowhere to go
	clear(v.attrs)
	clear(v.groups[:v.used])
	v.used = 0
	valuesPool.Put(v)
}

func (v *slogValues) add(attrs ...slog.Attr) { v.attrs = append(v.attrs, attrs...) }

// place returns a place for n attributes.
func (v *slogValues) place(n int) []slog.Attr {
	if !v.reuse || v.used+n > len(v.groups) {
		return make([]slog.Attr, n)
	}
	v.used += n
	return v.groups[v.used-n : v.used : v.used]
}

// addGroup adds a group of attributes, or nothing where there are none.
func (v *slogValues) addGroup(name string, from []driver.Attr, owner carrier) {
	if len(from) > 0 {
		v.attrs = append(v.attrs, slog.Attr{Key: name, Value: v.group(from, owner)})
	}
}

// group returns a group of what is there.
func (v *slogValues) group(from []driver.Attr, owner carrier) slog.Value {
	values := v.place(len(from))[:0]
	for i := range from {
		if from[i].Kind() != driver.NilKind {
			values = append(values, slog.Attr{Key: from[i].Name, Value: v.value(&from[i], owner)})
		}
	}
	return slog.GroupValue(values...)
}

// value returns an attribute's value for slog. It keeps nothing that belongs to the trace.
func (v *slogValues) value(a *driver.Attr, owner carrier) slog.Value {
	switch a.Kind() {
	case driver.BoolKind:
		return slog.BoolValue(a.Bool())
	case driver.IntKind:
		return slog.Int64Value(a.Int())
	case driver.UintKind:
		return slog.Uint64Value(a.Uint())
	case driver.FloatKind:
		return slog.Float64Value(a.Float())
	case driver.DurationKind:
		return slog.DurationValue(a.Duration())
	case driver.TimeKind:
		return slog.TimeValue(a.Time())
	case driver.BytesKind:
		if v.payload <= 0 {
			return slog.IntValue(a.Len())
		}
		return slog.GroupValue(slog.Int("len", a.Len()), slog.String("data", string(owner.Payload(*a))))
	case driver.ListKind:
		return list(a)
	case driver.GroupKind:
		return v.group(a.Group(), owner)
	}
	return slog.StringValue(a.String())
}

// list returns a list's elements as texts.
func list(a *driver.Attr) slog.Value {
	texts := make([]string, a.Len())
	for i := range texts {
		texts[i] = a.Index(i).String()
	}
	return slog.AnyValue(texts)
}
