package recording_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"drivergen/driver"
	"drivergen/driver/recording"
)

const header = `{"recording":"drivergen","version":1,"start":"2026-01-02T03:04:05Z","payload":16}` + "\n"

func TestReadTellsWhatIsWrong(t *testing.T) {
	deep := strings.Repeat(`{"list":[`, 100)
	for _, tt := range []struct{ text, want string }{
		{"", "the recording is empty"},
		{"\n", "the recording is empty"},
		{"\n\r\r\n\x1c\x00", `line 1: this is not a recording: it does not begin with {"recording":"drivergen",…}`}, // as pcapng begins
		{"hello\n", `line 1: this is not a recording: it does not begin with {"recording":"drivergen",…}`},
		{`{"format":"drivergen-record","version":1}` + "\n", `line 1: this is not a recording: it does not begin with {"recording":"drivergen",…}`},
		{`{"recording":"drivergen","vers`, "line 1: the recording ends in its first line"},
		{`{"recording":"drivergen"}`, "line 1: version is missing: want 1 or more"},
		{`{"recording":"drivergen","version":2,"new":[1]}` + "\n", "line 1: the recording has format version 2, and this program reads up to version 1: update drivergen"},
		{`{"recording":"drivergen","version":"1"}` + "\n", "line 1, column 36: want a number"},
		{`{"recording":"drivergen","version":1,"start":"noon"}` + "\n", `line 1, column 52: start is "noon": want a time as RFC 3339 has it`},
		{header + "\n", "line 2, column 1: want an object"},
		{header + `{"call":"a","of":"x.X"}` + "\n" + header, "line 3: a second recording begins here: split the file before this line"},
		{header + "{}\n", "line 2: the line has neither a call nor an event"},
		{header + `{"call":"a","event":"b","of":"x.X"}` + "\n", "line 2, column 21: want one call or event in a line"},
		{header + `{"call":"a"}` + "\n", "line 2: of is missing: want the interface, such as netdev.NetDev"},
		{header + `{"call":"a","of":"x.X","handle":3}` + "\n", "line 2: handle and socket are there together or not at all"},
		{header + `{"call":"a","of":"x.X","created":3}` + "\n", "line 2: creates and created are there together or not at all"},
		{header + `{"call":"a","of":"x.X","d":-1}` + "\n", "line 2: d is negative"},
		{header + `{"call":"a","of":"x.X","t":-1}` + "\n", "line 2: t is negative"},
		{header + `{"call":"a","of":"x.X","t":9223372036854775807,"d":1}` + "\n", "line 2: t and d are more than 292 years together"},
		{header + `{"call":"a","of":"x.X","unfinished":true,"eof":true}` + "\n", "line 2: a call that is unfinished has neither results nor an error"},
		{header + `{"call":"a","of":"x.X","t":1.5}` + "\n", "line 2, column 28: want an integer of 64 bits"},
		{header + `{"call":"a","of":"x.X","t":99999999999999999999}` + "\n", "line 2, column 28: want an integer of 64 bits"},
		{header + `{"call":"a","of":"x.X","t":01}` + "\n", "line 2, column 28: want a number"},
		{header + `{"call":"a","of":"x.X","socket":-1,"handle":1}` + "\n", "line 2, column 33: want no negative number"},
		{header + `{"call":"a","of":"x.X","eof":1}` + "\n", "line 2, column 30: want true or false"},
		{header + `{"call":"a","of":"x.X"} {}` + "\n", "line 2, column 25: want the end of the line behind the object"},
		{header + `{"call":"a" "of":"x.X"}` + "\n", "line 2, column 13: want a comma or '}'"},
		{header + `{"call":"a","of" "x.X"}` + "\n", `line 2, column 18: want a colon behind "of"`},
		{header + `{call:"a"}` + "\n", "line 2, column 2: want a member's name in quotes"},
		{header + `{"call":"a` + "\n", "line 2, column 9: a string without its end"},
		{header + "{\"call\":\"a\tb\"}\n", "line 2, column 9: a control character in a string: want it escaped"},
		{header + "{\"call\":\"a\xff\"}\n", "line 2, column 9: a string that is not UTF-8"},
		{header + `{"call":"a\x41"}` + "\n", "line 2, column 9: a string with an escape that JSON does not have"},
		{header + `{"call":"a","of":"x.X","new":nul}` + "\n", "line 2, column 30: want a value"},
		{header + `{"call":"a","of":"x.X","args":{"n":3}}` + "\n", "line 2, column 36: want an object"},
		{header + `{"call":"a","of":"x.X","args":{"n":{"quaternion":3}}}` + "\n", "line 2, column 36: a value of no kind that this program knows: update drivergen"},
		{header + `{"call":"a","of":"x.X","args":{"n":{"int":3,"uint":3}}}` + "\n", "line 2, column 52: want one kind of value, found int and uint"},
		{header + `{"call":"a","of":"x.X","args":{"n":{"uint":-3}}}` + "\n", "line 2, column 44: want an integer of 64 bits without a sign"},
		{header + `{"call":"a","of":"x.X","args":{"n":{"float":"wide"}}}` + "\n", `line 2, column 45: want a number, "NaN", "+Inf" or "-Inf"`},
		{header + `{"call":"a","of":"x.X","args":{"n":{"float":1e999}}}` + "\n", "line 2, column 45: want a number of 64 bits"},
		{header + `{"call":"a","of":"x.X","args":{"n":{"bytes":3,"data":"?"}}}` + "\n", "line 2, column 54: want Base64"},
		{header + `{"call":"a","of":"x.X","args":{"n":{"bytes":3,"text":"four"}}}` + "\n", "line 2, column 61: a payload of 3 bytes with 4 of them"},
		{header + `{"call":"a","of":"x.X","args":{"n":{"error":"x","number":1e9}}}` + "\n", "line 2, column 62: want an error's number of 32 bits"},
		{header + `{"call":"a","of":"x.X","args":{"n":` + deep + "\n", "line 2, column 478: too deep: more than 100 objects and arrays in one another"},
	} {
		_, err := recording.Read(strings.NewReader(tt.text))
		if err == nil || err.Error() != tt.want {
			t.Errorf("%q:\n got %v\nwant %s", strings.TrimPrefix(tt.text, header), err, tt.want)
		}
		var format *recording.FormatError
		if strings.HasPrefix(tt.want, "line") && !errors.As(err, &format) {
			t.Errorf("%v is no FormatError", err)
		}
	}
}

func TestReadTakesWhatLaterProgramsAdd(t *testing.T) {
	text := header + ` { "call" : "a" , "of" : "x.X", "new": {"a": [1, "x", null, {}]}, "args": {"n": {"more": [], "int": 3}, "b": {"text":"hi","bytes":2} } } ` + "\r\n"
	rec, err := recording.Read(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if e := rec.Entries[0]; e.Line != 2 || e.Arguments() != `n=3, b="hi"` || e.Handle != driver.NoHandle || e.Creates != driver.NoHandle {
		t.Errorf("%+v", e)
	}
}

func TestReadLeavesOutALineThatWasCutOff(t *testing.T) {
	whole := `{"call":"a","of":"x.X","args":{"data":{"bytes":2,"text":"hi"}}}`
	for n := 1; n < len(whole); n++ {
		rec, err := recording.Read(strings.NewReader(header + whole + "\n" + whole[:n]))
		if err != nil || !rec.Cut || len(rec.Entries) != 1 {
			t.Fatalf("cut behind %q: %+v, %v", whole[:n], rec, err)
		}
	}
	rec, err := recording.Read(strings.NewReader(header + whole))
	if err != nil || rec.Cut || len(rec.Entries) != 1 {
		t.Errorf("without the last line break: %+v, %v", rec, err)
	}
	if _, err = recording.Read(strings.NewReader(header + whole[:9] + "\n" + whole + "\n")); err == nil {
		t.Error("a line that is cut off in the middle of a recording is taken")
	}
}

func TestReadLongLines(t *testing.T) {
	long := `{"call":"a","of":"x.X","args":{"s":{"string":"` + strings.Repeat("x", 300<<10) + `"}}}` + "\n"
	rec, err := recording.Read(iotest.HalfReader(strings.NewReader(header + long + long)))
	if err != nil || len(rec.Entries) != 2 || len(rec.Entries[1].Args[0].Text) != 300<<10 {
		t.Errorf("%v", err)
	}
	endless := io.MultiReader(strings.NewReader(header), zeroes{})
	if _, err := recording.Read(endless); err == nil || err.Error() != "line 2: longer than 64 MiB: this is not a recording's line" {
		t.Errorf("a line without an end: %v", err)
	}
}

// zeroes is a file that never ends and has no line break.
type zeroes struct{}

func (zeroes) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

func TestReadIgnoresAByteOrderMark(t *testing.T) {
	rec, err := recording.Read(strings.NewReader("\ufeff" + header + `{"call":"a","of":"x.X"}`))
	if err != nil || rec.Payload != 16 || len(rec.Entries) != 1 {
		t.Errorf("%+v, %v", rec, err)
	}
}

func TestReadTellsOfTheReader(t *testing.T) {
	broken := errors.New("input/output error")
	_, err := recording.Read(io.MultiReader(strings.NewReader(header), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) || err.Error() != "read the recording, line 2: input/output error" {
		t.Errorf("%v", err)
	}
	reader, err := recording.NewReader(strings.NewReader(header + "{}\n" + header))
	if err != nil {
		t.Fatal(err)
	}
	var e recording.Entry
	first := reader.Next(&e)
	if again := reader.Next(&e); first == nil || again != first {
		t.Errorf("%v, then %v", first, again)
	}
}

func TestReadFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.jsonl")
	if _, err := recording.ReadFile(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(path, []byte(header+"x\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := recording.ReadFile(path); err == nil || err.Error() != path+": line 2, column 1: want an object" {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(path, []byte(header), 0o644); err != nil {
		t.Fatal(err)
	}
	if rec, err := recording.ReadFile(path); err != nil || rec.Payload != 16 || len(rec.Entries) != 0 || rec.Path != path {
		t.Errorf("%+v, %v", rec, err)
	}
	folder := filepath.Dir(path)
	if _, err := recording.ReadFile(folder); err == nil || err.Error() != folder+" is a directory: name a recording in it" {
		t.Errorf("%v", err)
	}
}

// everything is a recording with each member and each kind of value.
func everything(f *testing.F) []byte {
	var out bytes.Buffer
	rec := recording.New(&out, recording.Payload(4))
	trace := driver.NewTrace("x.X", []driver.Tracer{rec})
	call := begin(trace, "accept", 3, driver.StringAttr("s", "a\n\xff"), driver.BytesAttr("b", []byte("\x00hello")), driver.FloatAttr("f", 0.5),
		driver.GroupAttr("g", driver.RedactedAttr("r"), driver.AnyAttr("a", 3), driver.ErrorAttr("e", driver.EIO)))
	call.Created(4, nil)
	call.End(driver.EPIPE, driver.ListAttr("l", []bool{true}, func(v bool) driver.Attr { return driver.BoolAttr("", v) }))
	trace.Event("told", 4, driver.DurationAttr("d", 1), driver.MACAttr("m", driver.MAC{}))
	begin(trace, "wait", driver.NoHandle)
	if err := rec.Close(); err != nil {
		f.Fatal(err)
	}
	return out.Bytes()
}

// FuzzRead: whatever is read is a recording or an error, and texts of it are made.
func FuzzRead(f *testing.F) {
	f.Add(everything(f))
	f.Add([]byte(header + `{"call":"a","of":"x.X","args":{"n":{"list":[{"nil":true}]}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		rec, err := recording.Read(bytes.NewReader(data))
		if err != nil {
			if rec != nil || err.Error() == "" {
				t.Errorf("%+v, %v", rec, err)
			}
			return
		}
		for i, e := range rec.Entries {
			if e.Line != i+2 || e.Name == "" || e.Outcome() == "" {
				t.Errorf("%+v", e)
			}
			_ = e.Arguments()
		}
	})
}

func BenchmarkRead(b *testing.B) {
	var out bytes.Buffer
	rec := recording.New(&out)
	trace := driver.NewTrace("netdev.NetDev", []driver.Tracer{rec})
	for range 1000 {
		begin(trace, "send_to", 3, driver.BytesAttr("data", make([]byte, 64)), driver.StringAttr("addr", "192.0.2.1"), driver.UintAttr("port", 80)).End(nil)
	}
	if err := rec.Close(); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.SetBytes(int64(out.Len()))
	for b.Loop() {
		if _, err := recording.Read(bytes.NewReader(out.Bytes())); err != nil {
			b.Fatal(err)
		}
	}
}
