package chrome

import (
	"io"
	"strconv"
	"time"

	"drivergen/driver"
)

// clock makes the first time that there is the timeline's 0.
func (t *Tracer) clock(at time.Time) {
	if t.zero.IsZero() {
		t.zero = at
	}
}

// since returns the time on the timeline, which has none below 0.
func (t *Tracer) since(at time.Time) time.Duration { return max(0, at.Sub(t.zero)) }

// open begins an event: its phase, name, category and place.
func (d *device) open(phase byte, name, category string, tid int) {
	t := d.t
	separator := ",\n"
	if !t.begun {
		t.begun = true
		separator = "[\n"
	}
	b := append(t.buf, separator...)
	b = append(b, `{"ph":"`...)
	b = append(b, phase)
	b = append(b, `","name":`...)
	b = appendString(b, name)
	if category != "" {
		b = append(b, `,"cat":"`...)
		b = append(b, category...)
		b = append(b, '"')
	}
	b = append(b, `,"pid":`...)
	b = strconv.AppendInt(b, int64(d.pid), 10)
	b = append(b, `,"tid":`...)
	t.buf = strconv.AppendInt(b, int64(tid), 10)
}

// micros adds a time in microseconds, the format's unit.
func (d *device) micros(key string, v time.Duration) {
	b := append(d.t.buf, `,"`...)
	b = append(b, key...)
	b = append(b, `":`...)
	b = strconv.AppendInt(b, int64(v/time.Microsecond), 10)
	rest := v % time.Microsecond
	d.t.buf = append(b, '.', '0'+byte(rest/100), '0'+byte(rest/10%10), '0'+byte(rest%10))
}

// add adds text that is JSON.
func (d *device) add(json string) { d.t.buf = append(d.t.buf, json...) }

// done ends an event.
func (d *device) done() {
	d.add("}")
	if len(d.t.buf) >= bufferSize {
		d.t.flush()
	}
}

// name writes the name of the process.
func (d *device) name(name string) {
	d.open('M', "process_name", "", 0)
	d.add(`,"args":{"name":`)
	d.t.buf = appendString(d.t.buf, name)
	d.add("}")
	d.done()
}

// writeThread writes the name of a thread, and its place among the others.
func (d *device) writeThread(tid int, name string) {
	d.open('M', "thread_name", "", tid)
	d.add(`,"args":{"name":`)
	d.t.buf = appendString(d.t.buf, name)
	d.add("}")
	d.done()
	d.open('M', "thread_sort_index", "", tid)
	d.add(`,"args":{"sort_index":` + strconv.Itoa(tid) + `}`)
	d.done()
}

// writeCall writes a call that has ended.
func (d *device) writeCall(call *driver.Call, r running) {
	category := "call"
	if failed(call, 0) {
		category = "call,error"
	}
	tid := d.thread(r.track, r.lane)
	start, duration := d.t.since(call.Start), max(0, call.Duration)
	if r.lane != noLane {
		d.open('X', call.Method, category, tid)
		d.micros("ts", start)
		d.micros("dur", duration)
		d.args(call)
		d.done()
		return
	}
	d.t.ids++
	id := d.t.ids
	d.open('b', call.Method, category, tid)
	d.id(id)
	d.micros("ts", start)
	d.args(call)
	d.done()
	d.open('e', call.Method, category, tid)
	d.id(id)
	d.micros("ts", start+duration)
	d.done()
}

// args adds what a call has told.
func (d *device) args(call *driver.Call) {
	d.add(`,"args":{`)
	from := len(d.t.buf)
	if call.Handle != driver.NoHandle {
		d.add(`"handle":` + strconv.FormatInt(call.Handle, 10))
	}
	d.group(from, "args", call.Args, call)
	switch {
	case failed(call, 0):
		d.comma(from)
		d.add(`"errno":`)
		d.t.buf = appendString(d.t.buf, call.Outcome())
		d.add(`,"error":`)
		d.t.buf = appendString(d.t.buf, call.Err.Error())
	default:
		d.group(from, "results", call.Results, call)
		if call.Err == io.EOF {
			d.comma(from)
			d.add(`"eof":true`)
		}
	}
	d.add("}")
}

// comma separates a member of an object from those since from.
func (d *device) comma(from int) {
	if len(d.t.buf) > from {
		d.add(",")
	}
}

// group adds attributes as an object, unless there are none.
func (d *device) group(from int, name string, attrs []driver.Attr, owner carrier) {
	if len(attrs) == 0 {
		return
	}
	d.comma(from)
	d.add(`"` + name + `":`)
	d.t.buf = appendGroup(d.t.buf, attrs, owner, d.t.payload > 0)
}

// writeOpen writes a call that has not ended when the timeline is closed.
func (d *device) writeOpen(r running) {
	if r.lane == noLane {
		return // it could overlap with another one
	}
	d.open('B', r.method, "call", d.thread(r.track, r.lane))
	d.micros("ts", d.t.since(r.start))
	d.done()
}

// writeEvent writes an event of the device.
func (d *device) writeEvent(event *driver.Event, tr *track) {
	d.t.clock(event.Time)
	d.open('i', event.Name, "event", d.thread(tr, 0))
	d.micros("ts", d.t.since(event.Time))
	d.add(`,"s":"t"`)
	if len(event.Values) > 0 {
		d.add(`,"args":`)
		d.t.buf = appendGroup(d.t.buf, event.Values, event, d.t.payload > 0)
	}
	d.done()
}

// writeLife writes the beginning of a handle's life, with the arguments and results of the
// call that made it, or the end.
func (d *device) writeLife(phase byte, l *life, tid int, at time.Time, call *driver.Call) {
	d.open(phase, handleName(l.handle), "handle", tid)
	d.id(l.id)
	d.micros("ts", d.t.since(at))
	if call != nil {
		d.args(call)
	}
	d.done()
}

// id adds the number that the two ends of an asynchronous event have in common.
func (d *device) id(id int) { d.add(`,"id":"0x` + strconv.FormatInt(int64(id), 16) + `"`) }
