package record_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"drivergen/transports/pipe"
	"drivergen/transports/record"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeUART has every optional method and a name.
type fakeUART struct{ *pipe.End }

func (fakeUART) SetRTSCTS(bool) error { return nil }
func (fakeUART) String() string       { return "serial:/dev/ttyUSB0" }

func TestRecordingAsWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := pipe.New()
		var out strings.Builder
		port, err := record.New(fakeUART{near}, &out)
		if err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 64)
		time.Sleep(time.Millisecond)
		port.Write([]byte("AT+CWJAP=\"größe\",\"<&>\"\r\n"))
		time.Sleep(time.Millisecond)
		far.Write([]byte{0xff, 0x0c, 0x3e})
		port.Read(buf)
		port.SetBaud(921600)
		port.SetRTSCTS(true)
		port.SetRTSCTS(false)
		port.ResetInput()
		far.Close()
		port.Read(buf)
		port.Write([]byte("x"))
		time.Sleep(time.Millisecond)
		if err := port.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		port.Close()
		const want = `{"format":"drivergen-record","version":1,"start":"2000-01-01T00:00:00Z","port":"serial:/dev/ttyUSB0"}
{"t":1000000,"kind":"data","dir":"tx","text":"AT+CWJAP=\"größe\",\"<&>\"\r\n"}
{"t":2000000,"kind":"data","dir":"rx","base64":"/ww+"}
{"t":2000000,"kind":"baud","baud":921600}
{"t":2000000,"kind":"flow","on":true}
{"t":2000000,"kind":"flow","on":false}
{"t":2000000,"kind":"reset"}
{"t":2000000,"kind":"error","dir":"rx","error":"EOF"}
{"t":2000000,"kind":"data","dir":"tx","text":"x"}
{"t":2000000,"kind":"error","dir":"tx","error":"pipe: the other end is closed"}
{"t":3000000,"kind":"close"}
`
		if diff := cmp.Diff(want, out.String()); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
	})
}

func TestRecordingReadsBack(t *testing.T) {
	near, far := pipe.New()
	defer far.Close()
	var out bytes.Buffer
	port, err := record.New(near, &out)
	if err != nil {
		t.Fatal(err)
	}
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	sent := [][]byte{[]byte("AT\r\n"), all, {}, []byte("\u2028\x00"), []byte("\xc3")}
	for _, b := range sent {
		port.Write(b)
	}
	port.Close()
	r, err := record.NewReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	if h := r.Header(); h.Version != record.Version || time.Since(h.Start) > time.Minute || h.Port != "" {
		t.Errorf("header %+v", h)
	}
	var last time.Duration
	for _, want := range sent {
		e, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		if e.Kind != record.Data || e.Direction != record.Tx || !bytes.Equal(e.Bytes, want) || e.Time < last {
			t.Errorf("entry %+v, want tx %q not before %v", e, want, last)
		}
		last = e.Time
	}
	if e, err := r.Next(); err != nil || e.Kind != record.Close {
		t.Errorf("last entry %+v, %v; want close", e, err)
	}
	if _, err := r.Next(); err != io.EOF {
		t.Errorf("after the last: %v, want io.EOF", err)
	}
}

func TestReaderErrors(t *testing.T) {
	const head = `{"format":"drivergen-record","version":1,"start":"2000-01-01T00:00:00Z"}` + "\n"
	tests := []struct{ name, in, want string }{
		{"empty", "", "record: the recording is empty"},
		{"not JSON", "AT\r\n", "record: line 1: invalid character 'A' looking for beginning of value"},
		{"another format", `{"format":"pcap"}`, `record: line 1: format is "pcap": this is no recording, which begins with "drivergen-record"`},
		{"a later version", `{"format":"drivergen-record","version":2}`, "record: line 1: version is 2: this program reads version 1"},
		{"cut off", head + `{"t":1,"ki`, "record: line 2: unexpected EOF"},
		{"no kind", head + `{"t":1}`, `record: line 2: kind is "": want data, error, baud, flow, reset or close`},
		{"no direction", head + `{"t":1,"kind":"data","text":""}`, `record: line 2: dir is "": want tx or rx`},
		{"no bytes", head + `{"t":1,"kind":"close"}` + "\n" + `{"t":1,"kind":"data","dir":"tx"}`, `record: line 3: want one of text and base64`},
		{"bad Base64", head + `{"t":1,"kind":"data","dir":"tx","base64":"*"}`, `record: line 2: illegal base64 data at input byte 0`},
		{"flow without on", head + `{"t":1,"kind":"flow"}`, `record: line 2: on is missing`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := record.NewReader(strings.NewReader(tt.in))
			for err == nil {
				_, err = r.Next()
			}
			if err.Error() != tt.want {
				t.Errorf("error\n%v\nwant\n%s", err, tt.want)
			}
		})
	}
}

func TestUnknownFieldsAreIgnored(t *testing.T) {
	r, err := record.NewReader(strings.NewReader(
		`{"format":"drivergen-record","version":1,"start":"2000-01-01T00:00:00Z","new":1}` + "\n" +
			`{"t":5,"kind":"baud","baud":9600,"new":true}`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Next()
	if diff := cmp.Diff(record.Entry{Time: 5, Kind: record.Baud, Baud: 9600}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got)\n%s", err, diff)
	}
}

// fullDisk takes a number of writes and then fails.
type fullDisk struct{ left int }

var errFull = errors.New("no space left")

func (d *fullDisk) Write(p []byte) (int, error) {
	if d.left--; d.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestThePortOutlivesTheRecording(t *testing.T) {
	near, far := pipe.New()
	defer far.Close()
	if _, err := record.New(near, &fullDisk{0}); !errors.Is(err, errFull) {
		t.Errorf("New = %v, want the writer's error", err)
	}
	port, err := record.New(near, &fullDisk{2})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []error{nil, errFull} {
		if n, err := port.Write([]byte("AT")); n != 2 || err != nil {
			t.Errorf("Write = %d, %v", n, err)
		}
		if !errors.Is(port.Err(), want) {
			t.Errorf("Err = %v, want %v", port.Err(), want)
		}
	}
	if err := port.Close(); !errors.Is(err, errFull) {
		t.Errorf("Close = %v, want the writer's error", err)
	}
	if _, err := near.Read(make([]byte, 1)); !errors.Is(err, fs.ErrClosed) {
		t.Error("the port below is still open")
	}
}

// bare has none of the optional methods.
type bare struct{ io.ReadWriteCloser }

func TestOptionalMethodsThePortLacks(t *testing.T) {
	near, far := pipe.New()
	defer far.Close()
	port, err := record.New(bare{near}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	defer port.Close()
	for name, err := range map[string]error{
		"SetBaud":    port.SetBaud(9600),
		"SetRTSCTS":  port.SetRTSCTS(true),
		"ResetInput": port.ResetInput(),
	} {
		if !errors.Is(err, errors.ErrUnsupported) {
			t.Errorf("%s = %v, want ErrUnsupported", name, err)
		}
	}
	if port.Unwrap() != (bare{near}) {
		t.Error("Unwrap gives another port")
	}
}

func TestLinesStayWholeUnderConcurrency(t *testing.T) {
	near, far := pipe.New()
	var out bytes.Buffer
	port, err := record.New(near, &out)
	if err != nil {
		t.Fatal(err)
	}
	const writes = 200
	var echo, users sync.WaitGroup
	echo.Go(func() { io.Copy(far, far) })
	users.Go(func() { io.ReadFull(port, make([]byte, 2*writes)) })
	for range 2 {
		users.Go(func() {
			for range writes / 2 {
				port.Write([]byte("AT"))
			}
		})
	}
	users.Wait()
	port.Close()
	echo.Wait()
	counts := map[record.Direction]int{}
	r, err := record.NewReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	for {
		e, err := r.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		counts[e.Direction] += len(e.Bytes)
	}
	if counts[record.Tx] != 2*writes || counts[record.Rx] != 2*writes {
		t.Errorf("recorded %v, want %d each way", counts, 2*writes)
	}
}
