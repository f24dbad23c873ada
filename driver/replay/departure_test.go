package replay_test

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/driver"
	"drivergen/driver/recording"
	"drivergen/driver/replay"
)

// session is a recording of two sockets and the device.
func session(t *testing.T) *recording.Recording {
	return lines(t,
		`{"call":"mac","t":1,"d":1}`,
		`{"call":"open","t":3,"d":1,"handle":3,"socket":1,"creates":3,"created":1,"results":{"fd":{"int":3}}}`,
		`{"call":"connect","t":5,"d":1,"handle":3,"socket":1,"args":{"addr":{"string":"broker"},"port":{"uint":1883}}}`,
		`{"call":"write","t":7,"d":1,"handle":3,"socket":1,"args":{"data":{"bytes":31,"text":"GET /index.html HTTP/1.1\r\nHost:"}}}`,
		`{"call":"recv","t":9,"d":1,"handle":3,"socket":1,"results":{"n":{"int":4},"buf":{"bytes":4,"text":"page"}}}`,
		`{"call":"set","t":11,"d":1,"handle":3,"socket":1,"args":{"info":{"struct":{"ssid":{"string":"lab"},"channels":{"list":[{"int":1},{"int":6}]},"deep":{"struct":{"on":{"bool":true}}}}},"f":{"func":true}}}`,
		`{"call":"close","t":13,"d":1,"handle":3,"socket":1,"ends":true}`,
	)
}

// upTo makes the calls of a session before the one of that name.
func upTo(t *testing.T, p *replay.Player, name string) {
	t.Helper()
	args := map[string][]driver.Attr{
		"connect": {driver.StringAttr("addr", "broker"), driver.UintAttr("port", 1883)},
		"write":   {driver.BytesAttr("data", []byte("GET /index.html HTTP/1.1\r\nHost:"))},
		"set":     set("lab", 6, true),
	}
	for _, method := range []string{"mac", "open", "connect", "write", "recv", "set", "close"} {
		if method == name {
			return
		}
		handle := int64(3)
		if method == "mac" || method == "open" {
			handle = none
		}
		if err := do(p, method, handle, args[method]...); err != nil {
			t.Fatalf("%s: %v", method, err)
		}
	}
}

// set returns the arguments of the call set.
func set(ssid string, channel int64, on bool) []driver.Attr {
	return []driver.Attr{
		driver.GroupAttr("info",
			driver.StringAttr("ssid", ssid),
			driver.ListAttr("channels", []int64{1, channel}, func(n int64) driver.Attr { return driver.IntAttr("", n) }),
			driver.GroupAttr("deep", driver.BoolAttr("on", on))),
		driver.FuncAttr("f", true),
	}
}

func TestDepartures(t *testing.T) {
	for _, tt := range []struct {
		name, after string
		call        func(p *replay.Player) error
		want        string
	}{
		{"an argument", "connect", func(p *replay.Player) error {
			return do(p, "connect", 3, driver.StringAttr("addr", "brokr"), driver.UintAttr("port", 1884))
		}, `connect(addr="brokr", port=1884) on handle 3 departs from the recording
  line 4: addr: want "broker", got "brokr"
  line 4: port: want 1883, got 1884`},
		{"the beginning of a payload", "write", func(p *replay.Player) error {
			return do(p, "write", 3, driver.BytesAttr("data", []byte("PUT /index.html HTTP/1.1\r\nHost:")))
		}, `write(data="PUT /index.html HTTP/1.1\r\nHost:") on handle 3 departs from the recording
  line 5: data: want "GET /index.html HTTP/1.1\r\nHost:", got "PUT /index.html HTTP/1.1\r\nHost:"`},
		{"a payload far behind", "write", func(p *replay.Player) error {
			return do(p, "write", 3, driver.BytesAttr("data", []byte("GET /index.html HTTP/1.0\r\nHost:")))
		}, `write(data="GET /index.html HTTP/1.0\r\nHost:") on handle 3 departs from the recording
  line 5: data: want "GET /index.html HTTP/1.1\r\nHost:", got "GET /index.html HTTP/1.0\r\nHost:": they differ from byte 23 on: want "1\r\nHost:", got "0\r\nHost:"`},
		{"a payload's length", "write", func(p *replay.Player) error {
			return do(p, "write", 3, driver.BytesAttr("data", []byte("GET")))
		}, `write(data="GET") on handle 3 departs from the recording
  line 5: data: want "GET /index.html HTTP/1.1\r\nHost:", got "GET"`},
		{"the parts of a struct", "set", func(p *replay.Player) error {
			return do(p, "set", 3, set("lab 2", 11, false)...)
		}, `set(info={ssid:"lab 2" channels:[1 11] deep:{on:false}}, f=func) on handle 3 departs from the recording
  line 7: info.ssid: want "lab", got "lab 2"
  line 7: info.channels[1]: want 6, got 11
  line 7: info.deep.on: want true, got false`},
		{"the kind of an argument, and more of them", "set", func(p *replay.Player) error {
			return do(p, "set", 3, driver.StringAttr("info", "lab"), driver.NilAttr("f"), driver.IntAttr("n", 1))
		}, `set(info="lab", f=nil, n=1) on handle 3 departs from the recording
  line 7: info: want {ssid:"lab" channels:[1 6] deep:{on:true}}, got "lab"
  line 7: f: want func, got nil
  line 7: n: the recording has no such argument, got 1`},
		{"fewer arguments", "connect", func(p *replay.Player) error {
			return do(p, "connect", 3, driver.StringAttr("addr", "broker"))
		}, `connect(addr="broker") on handle 3 departs from the recording
  line 4: port: the recording has 1883, the call has no such argument`},
		{"a call too many", "set", func(p *replay.Player) error {
			return do(p, "write", 3, driver.BytesAttr("data", []byte("more")))
		}, `write(data="more") on handle 3 departs from the recording
  no call of write is left there on this handle; next is line 7: set(info={ssid:"lab" channels:[1 6] deep:{on:true}}, f=func)`},
		{"a call behind the last", "", func(p *replay.Player) error {
			return do(p, "close", 3)
		}, `close() on handle 3 departs from the recording
  no call is left there on this handle`},
		{"an unknown method", "", func(p *replay.Player) error {
			return do(p, "reset", none)
		}, `reset() departs from the recording
  the recording has no call of reset at all`},
		{"a call that belongs elsewhere", "connect", func(p *replay.Player) error {
			return do(p, "write", none)
		}, `write() departs from the recording
  no call is left there
  one is left on the recorded handle 3, line 5: write(data="GET /index.html HTTP/1.1\r\nHost:")`},
		{"a call of the device on a handle", "mac", func(p *replay.Player) error {
			return do(p, "open", 7)
		}, `open() on handle 7 departs from the recording
  there the program has no handle 7: it has none`},
		{"an unknown handle", "connect", func(p *replay.Player) error {
			return do(p, "connect", 4)
		}, `connect() on handle 4 departs from the recording
  there the program has no handle 4: it has 3`},
		{"a call too early", "connect", func(p *replay.Player) error {
			return do(p, "close", 3)
		}, `close() on handle 3 departs from the recording
  line 8 comes behind line 4: connect(addr="broker", port=1883), which was not made within 5s`},
		{"a buffer that is too small", "recv", func(p *replay.Player) error {
			answer := p.Call(t.Context(), "recv", 3)
			answer.Fill("buf", make([]byte, 3))
			return answer.Err()
		}, `recv() on handle 3 departs from the recording
  line 6: buf has room for 3 bytes, the recording has 4 for it`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p, tb := fake(session(t))
				upTo(t, p, tt.after)
				if err := tt.call(p); !errors.Is(err, replay.ErrDeparted) || !errors.Is(err, driver.EIO) {
					t.Errorf("the call answers %v", err)
				}
				if err := do(p, "mac", none); !errors.Is(err, replay.ErrDeparted) {
					t.Errorf("the call behind it answers %v", err)
				}
				tb.end()
				if got := tb.report(); got != tt.want {
					t.Errorf("got:\n%s\nwant:\n%s", got, tt.want)
				}
			})
		})
	}
}

func TestCallsThatWereNotMade(t *testing.T) {
	p, tb := fake(session(t))
	upTo(t, p, "close")
	tb.end()
	if got, want := tb.report(), "replay: a call of the recording was not made:\n  line 8: close() on handle 3"; got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}

	var text []string
	for range 12 {
		text = append(text, `{"call":"beep","args":{"times":{"int":2}}}`)
	}
	_, tb = fake(lines(t, text...))
	tb.end()
	want := "replay: 12 calls of the recording were not made:\n"
	for line := range 10 {
		want += "  line " + driver.IntAttr("", int64(line+2)).String() + ": beep(times=2)\n"
	}
	if got := tb.report(); got != want+"  and 2 more" {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}

	_, tb = fake(session(t), replay.Partial())
	tb.end()
	if got := tb.report(); got != "" {
		t.Errorf("a replay that may be partial: %s", got)
	}
}

// TestRecordingWithoutPayload: what was received cannot be given again.
func TestRecordingWithoutPayload(t *testing.T) {
	rec := lines(t,
		`{"call":"write","args":{"data":{"bytes":100}}}`,
		`{"call":"recv","results":{"n":{"int":128},"buf":{"bytes":128,"text":"HTTP"}}}`,
		`{"call":"recv","results":{"n":{"int":1460},"buf":{"bytes":1460}}}`,
	)
	p, tb := fake(rec)
	if err := do(p, "write", none, driver.BytesAttr("data", make([]byte, 100))); !errors.Is(err, replay.ErrDeparted) {
		t.Errorf("%v", err)
	}
	tb.end()
	want := "replay: recording line 3: recv gave 128 bytes, of which the recording has 4: record with recording.Payload(1460)"
	if got := tb.report(); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}

	// What was sent may be without its payload: then its length is compared.
	p, tb = fake(lines(t, `{"call":"write","args":{"data":{"bytes":100}}}`, `{"call":"write","args":{"data":{"bytes":100}}}`))
	if err := do(p, "write", none, driver.BytesAttr("data", make([]byte, 100))); err != nil {
		t.Error(err)
	}
	if err := do(p, "write", none, driver.BytesAttr("data", make([]byte, 99))); err == nil {
		t.Error("a payload of another length is taken")
	}
	want = "write(data=\"" + strings.Repeat(`\x00`, 48) + "\"... (99 bytes)) departs from the recording\n  line 3: data: want 100 bytes, got \"" + strings.Repeat(`\x00`, 48) + "\"... (99 bytes)"
	if got := tb.report(); got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
}

// TestADepartureEndsWhatWaits: nothing waits for a call that may not come any more.
func TestADepartureEndsWhatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, tb := fake(session(t))
		upTo(t, p, "write")
		began := time.Now()
		ended := make(chan error)
		go func() { ended <- do(p, "recv", 3) }()
		synctest.Wait()
		if err := do(p, "write", 3, driver.BytesAttr("data", []byte("?"))); err == nil {
			t.Error("the call is answered")
		}
		if err := <-ended; !errors.Is(err, replay.ErrDeparted) || time.Since(began) > 0 {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		if strings.Count(tb.report(), "departs from the recording") != 1 {
			t.Errorf("more than one report:\n%s", tb.report())
		}
	})
}

// TestDeparturesNameTheFile of the recording where it is known.
func TestDeparturesNameTheFile(t *testing.T) {
	for name, tt := range map[string]struct {
		call func(p *replay.Player)
		want string
	}{
		"an argument": {func(p *replay.Player) {
			do(p, "connect", 3, driver.StringAttr("addr", "broker"), driver.UintAttr("port", 1884))
		}, `connect(addr="broker", port=1884) on handle 3 departs from the recording
  testdata/run.jsonl:4: port: want 1883, got 1884`},
		"a value": {func(p *replay.Player) {
			replay.Bool(p.Call(t.Context(), "connect", 3, driver.StringAttr("addr", "broker"), driver.UintAttr("port", 1883)).Result("ok"))
		}, "replay: testdata/run.jsonl:4, connect: there is no result ok: the description has changed since, record again"},
		"calls that were not made": {func(p *replay.Player) { upTo(t, p, "close") }, `replay: a call of the recording was not made:
  testdata/run.jsonl:8: close() on handle 3`},
	} {
		rec := session(t)
		rec.Path = "testdata/run.jsonl"
		p, tb := fake(rec)
		if name != "calls that were not made" {
			upTo(t, p, "connect")
		}
		tt.call(p)
		tb.end()
		if got := tb.report(); got != tt.want {
			t.Errorf("%s:\n%s\nwant:\n%s", name, got, tt.want)
		}
	}
}

// TestADepartureGivesNothing: not even a number that is more than the program's buffer has.
func TestADepartureGivesNothing(t *testing.T) {
	for name, filled := range map[string]string{
		"a buffer that is too small": `{"bytes":4,"text":"page"}`,
		"a sensitive one":            `{"redacted":true}`,
		"a number that is wrong":     `{"bytes":1,"text":"p"}`,
	} {
		t.Run(name, func(t *testing.T) {
			p, tb := fake(lines(t, `{"call":"recv","results":{"n":{"int":4},"buf":`+filled+`}}`))
			answer := p.Call(t.Context(), "recv", none)
			buf := []byte("??")
			answer.Fill("buf", buf)
			if n := replay.Int[int](answer.Result("n")); n != 0 || string(buf) != "??" || !errors.Is(answer.Err(), replay.ErrDeparted) {
				t.Errorf("%d, %q, %v", n, buf, answer.Err())
			}
			tb.end()
			want := "recv() departs from the recording\n  line 2: buf has room for 2 bytes, the recording has 4 for it"
			if got := tb.report(); got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// TestOptionsThatTheDescriptionDoesNotHave fail the test.
func TestOptionsThatTheDescriptionDoesNotHave(t *testing.T) {
	for _, tt := range []struct {
		option replay.Option
		want   string
	}{
		{replay.Ignore("wirte", "dat"), `replay.Ignore("wirte", "dat"): x.X has no such method: did you mean write?`},
		{replay.Ignore("write", "dat"), `replay.Ignore("write", "dat"): write has no such argument: did you mean data?`},
		{replay.Ignore("write", "fd"), `replay.Ignore("write", "fd"): write has no such argument: it has data`},
		{replay.Ignore("recv", "buf"), `replay.Ignore("recv", "buf"): recv has no such argument`},
		{replay.Ignore("dance", "x"), `replay.Ignore("dance", "x"): x.X has no such method: it has connect, heat, recv, write`},
		{replay.Capability("Ovne"), `replay.Capability("Ovne"): x.X has no such capability: did you mean Oven?`},
		{replay.Capability("Wheel"), `replay.Capability("Wheel"): x.X has no such capability: it has Lamp, Oven`},
	} {
		p, tb := fake(session(t), replay.Partial(), tt.option)
		if err := do(p, "mac", none); !errors.Is(err, replay.ErrDeparted) {
			t.Errorf("a call is answered: %v", err)
		}
		tb.end()
		if got := tb.report(); got != "replay: "+tt.want {
			t.Errorf("got:\n%s\nwant:\nreplay: %s", got, tt.want)
		}
	}
}
