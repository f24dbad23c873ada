package recording

import (
	"io"
	"strconv"
	"time"

	"drivergen/driver"
)

// appendHeader appends the first line.
func appendHeader(b []byte, h Header) []byte {
	b = append(b, `{"recording":"`+Format+`","version":`...)
	b = strconv.AppendInt(b, int64(h.Version), 10)
	b = append(b, `,"start":"`...)
	b = h.Start.UTC().AppendFormat(b, time.RFC3339Nano)
	b = append(b, `","payload":`...)
	b = strconv.AppendInt(b, int64(h.Payload), 10)
	return append(b, "}\n"...)
}

// ids are the members of a line that depend on what other lines tell; they stand first.
type ids struct {
	handle, creates int64
	socket, created int
	ends            bool
}

// append appends the brace of the line and the members.
func (i ids) append(b []byte) []byte {
	b = append(b, '{')
	if i.socket != 0 {
		b = appendInt(b, `"socket":`, int64(i.socket))
		b = appendInt(b, `,"handle":`, i.handle)
		b = append(b, ',')
	}
	if i.creates != driver.NoHandle {
		b = appendInt(b, `"created":`, int64(i.created))
		b = appendInt(b, `,"creates":`, i.creates)
		b = append(b, ',')
	}
	if i.ends {
		b = append(b, `"ends":true,`...)
	}
	return b
}

func appendInt(b []byte, member string, n int64) []byte {
	return strconv.AppendInt(append(b, member...), n, 10)
}

// appendCall appends a call's line behind its ids.
func appendCall(b []byte, call *driver.Call, start time.Duration) []byte {
	b = appendBegin(b, call, call, start, call.Duration)
	b = appendMembers(b, `,"results":`, call.Results, call)
	switch call.Err {
	case nil:
	case io.EOF:
		b = append(b, `,"eof":true`...)
	default:
		b = append(b, `,"error":`...)
		b = appendString(b, call.Err.Error())
		b = appendErrno(b, call.Errno())
	}
	return append(b, "}\n"...)
}

// appendUnfinished appends the line of a call that has not returned.
func appendUnfinished(b []byte, call *begun, waited time.Duration) []byte {
	return append(appendBegin(b, call.call, &call.payloads, call.start, waited), `,"unfinished":true}`+"\n"...)
}

// appendBegin appends what is known of a call before it returns, and how long it took.
func appendBegin(b []byte, call *driver.Call, from payload, start, duration time.Duration) []byte {
	b = appendName(b, `"call":`, call.Method, call.Interface, start)
	b = appendInt(b, `,"d":`, int64(max(0, duration)))
	return appendMembers(b, `,"args":`, call.Args, from)
}

// appendEvent appends an event's line behind its ids.
func appendEvent(b []byte, event *driver.Event, at time.Duration) []byte {
	b = appendName(b, `"event":`, event.Name, event.Interface, at)
	b = appendMembers(b, `,"args":`, event.Values, event)
	return append(b, "}\n"...)
}

// appendName appends what each line begins with. A time is negative where a test's own clock (testing/synctest) runs
// beside the one of New: a reader would refuse it.
func appendName(b []byte, member, name, iface string, start time.Duration) []byte {
	b = appendString(append(b, member...), name)
	b = appendString(append(b, `,"of":`...), iface)
	return appendInt(b, `,"t":`, int64(max(0, start)))
}

// appendErrno appends an error's number and its name.
func appendErrno(b []byte, errno driver.Errno) []byte {
	if name := errno.Name(); name != "" {
		b = append(b, `,"errno":`...)
		b = appendString(b, name)
	}
	return appendInt(b, `,"number":`, int64(errno))
}

// A payload is a Call, an Event, or the Payloads of one: it gives the bytes that the tracer asked for.
type payload interface {
	Payload(driver.Attr) []byte
}

// appendMembers appends values as an object under a name, or nothing where there are none.
func appendMembers(b []byte, name string, values []driver.Attr, from payload) []byte {
	if len(values) == 0 {
		return b
	}
	return appendObject(append(b, name...), values, from)
}

func appendObject(b []byte, values []driver.Attr, from payload) []byte {
	b = append(b, '{')
	for i := range values {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendString(b, values[i].Name)
		b = append(b, ':')
		b = appendValue(b, &values[i], from)
	}
	return append(b, '}')
}
