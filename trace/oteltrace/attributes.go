package oteltrace

import (
	"strings"

	"go.opentelemetry.io/otel/attribute"

	"drivergen/driver"
)

// A carrier is a Call or an Event: it gives the bytes of a payload.
type carrier interface {
	Payload(driver.Attr) []byte
}

func appendHandle(attrs []attribute.KeyValue, handle int64) []attribute.KeyValue {
	if handle == driver.NoHandle {
		return attrs
	}
	return append(attrs, handleKey.Int64(handle))
}

// appendAttrs appends the attributes of arguments, results or values, named after prefix. A
// struct becomes an attribute for each of its fields.
func (t *tracer) appendAttrs(attrs []attribute.KeyValue, prefix string, from []driver.Attr, owner carrier) []attribute.KeyValue {
	for i := range from {
		a := &from[i]
		key := attribute.Key(prefix + a.Name)
		switch a.Kind() {
		case driver.NilKind: // what is not there has no attribute
		case driver.BoolKind:
			attrs = append(attrs, key.Bool(a.Bool()))
		case driver.IntKind:
			attrs = append(attrs, key.Int64(a.Int()))
		case driver.FloatKind:
			attrs = append(attrs, key.Float64(a.Float()))
		case driver.DurationKind:
			attrs = append(attrs, key.Float64(a.Duration().Seconds()))
		case driver.UintKind:
			attrs = append(attrs, unsigned(key, a))
		case driver.BytesKind:
			attrs = append(attrs, key.Int(a.Len()))
			if t.config.payload > 0 {
				attrs = append(attrs, text(key+".payload", string(owner.Payload(*a))))
			}
		case driver.ListKind:
			attrs = append(attrs, key.StringSlice(texts(a)))
		case driver.GroupKind:
			attrs = t.appendAttrs(attrs, string(key)+".", a.Group(), owner)
		default:
			attrs = append(attrs, text(key, a.String()))
		}
	}
	return attrs
}

// unsigned returns the attribute of an unsigned integer, as a text where OpenTelemetry's
// signed one cannot hold it.
func unsigned(key attribute.Key, a *driver.Attr) attribute.KeyValue {
	if n := int64(a.Uint()); n >= 0 {
		return key.Int64(n)
	}
	return text(key, a.String())
}

// text returns the attribute of a text that a program or a device has chosen.
func text(key attribute.Key, s string) attribute.KeyValue { return key.String(valid(s)) }

// valid returns s in UTF-8, without which OpenTelemetry's protocol loses the whole batch.
func valid(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// texts returns the texts of a list's elements.
func texts(a *driver.Attr) []string {
	list := make([]string, a.Len())
	for i := range list {
		list[i] = valid(a.Index(i).String())
	}
	return list
}
