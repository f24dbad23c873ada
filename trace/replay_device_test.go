package trace_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"drivergen/driver"
	"drivergen/driver/recording"
	"drivergen/driver/replay"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devtrace"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevtrace"
	"drivergen/gonet"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
	"drivergen/impl/loopback"
	"drivergen/trace"
	"drivergen/wifi"
)

// recorded returns what use does with a device, as a recording that was read again.
func recorded(t *testing.T, use func(tracer driver.Tracer), opts ...recording.Option) *recording.Recording {
	t.Helper()
	var file bytes.Buffer
	rec := recording.New(&file, opts...)
	use(rec)
	must(t, rec.Close())
	read, err := recording.Read(&file)
	must(t, err)
	return read
}

// failures is a test that keeps what a replay reports.
type failures struct {
	text string
	ends []func()
}

func (f *failures) Helper()                           {}
func (f *failures) Cleanup(end func())                { f.ends = append(f.ends, end) }
func (f *failures) Errorf(format string, args ...any) { f.text += fmt.Sprintf(format, args...) + "\n" }

func (f *failures) end() {
	for _, end := range f.ends {
		end()
	}
}

// line returns the line that calls it, as a failure names it, so many lines further on.
func line(further int) string {
	_, _, n, _ := runtime.Caller(1)
	return "replay_device_test.go:" + strconv.Itoa(n+further)
}

// dialling is a recording of a socket that is refused.
func dialling(t *testing.T) *recording.Recording {
	return recorded(t, func(tracer driver.Tracer) {
		dev := loopback.New(loopback.NewNetwork(), loopback.NewAir())
		defer dev.Close()
		net := netdevtrace.Wrap(dev.Net(), tracer)
		fd, err := net.Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream)
		must(t, err)
		if err := net.Connect(t.Context(), fd, "10.0.0.1", 1883); !errors.Is(err, netdev.ECONNREFUSED) {
			t.Errorf("connect: %v", err)
		}
		must(t, net.Close(t.Context(), fd))
	})
}

// TestReplayNamesTheLineOfTheProgram: also where the replayed device is traced itself.
func TestReplayNamesTheLineOfTheProgram(t *testing.T) {
	rec := dialling(t)
	for _, wrap := range []func(netdev.NetDev) netdev.NetDev{
		func(dev netdev.NetDev) netdev.NetDev { return dev },
		func(dev netdev.NetDev) netdev.NetDev { return netdevtrace.Wrap(dev, trace.Slog(logTo(io.Discard))) },
	} {
		tb := &failures{}
		dev := wrap(netdevtrace.Replay(tb, rec))
		fd, err := dev.Socket(t.Context(), netdev.DomainINET, netdev.ProtocolStream)
		must(t, err)
		where := line(1)
		err = dev.Connect(t.Context(), fd, "10.0.0.1", 8883)
		if !errors.Is(err, replay.ErrDeparted) || !errors.Is(err, netdev.EIO) {
			t.Errorf("connect: %v", err)
		}
		tb.end()
		want := where + `: connect(addr="10.0.0.1", port=8883) on handle 0 departs from the recording
  line 3: port: want 1883, got 8883
`
		if tb.text != want {
			t.Errorf("got:\n%swant:\n%s", tb.text, want)
		}
	}
}

// TestReplayNamesTheLineBehindLibraries: the program's own, also where it calls the device through package gonet.
func TestReplayNamesTheLineBehindLibraries(t *testing.T) {
	tb := &failures{}
	stack := gonet.New(netdevtrace.Replay(tb, dialling(t)))
	where := line(1)
	_, err := stack.Dial("tcp", "10.0.0.1:8883")
	if !errors.Is(err, replay.ErrDeparted) {
		t.Errorf("dial: %v", err)
	}
	tb.end()
	if !strings.HasPrefix(tb.text, where+": connect(") {
		t.Errorf("got %s, want it at %s", tb.text, where)
	}

	tb = &failures{}
	dev := netdevtrace.Replay(tb, dialling(t))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = gonet.New(dev).Dial("tcp", "10.0.0.1:8883")
	}()
	<-ended
	if where := line(-3); !strings.HasPrefix(tb.text, where+": connect(") {
		t.Errorf("got %s, want it at %s", tb.text, where)
	}
}

func TestReplayOfAnError(t *testing.T) {
	tb := &failures{}
	dev := netdevtrace.Replay(tb, dialling(t))
	_, err := gonet.New(dev).Dial("tcp", "10.0.0.1:1883")
	if !errors.Is(err, netdev.ECONNREFUSED) {
		t.Errorf("dial: %v", err)
	}
	tb.end()
	if tb.text != "" {
		t.Error(tb.text)
	}
}

// TestReplayOfAnotherInterface: a chip's two devices are recorded in one file, each is replayed on its own.
func TestReplayOfAnotherInterface(t *testing.T) {
	tb := &failures{}
	ieee80211devtrace.Replay(tb, dialling(t))
	if want := "replay: the recording has nothing of ieee80211dev.WiFiDev: it has netdev.NetDev\n"; tb.text != want {
		t.Errorf("got %swant %s", tb.text, want)
	}
}

// TestReplayOfWiFi: a station scans, fails with a wrong password, joins, and is an access point.
func TestReplayOfWiFi(t *testing.T) {
	use := func(t *testing.T, dev ieee80211dev.WiFiDev, password string) string {
		t.Helper()
		var log strings.Builder
		station := wifi.New(dev)
		found, err := station.Scan(t.Context())
		fmt.Fprintf(&log, "scan %+v %v\n", found, err)
		err = station.Join(t.Context(), "lab", wifi.Password("staple battery"))
		fmt.Fprintf(&log, "join %v %v\n", err, errors.Is(err, driver.EACCES))
		err = station.Join(t.Context(), "lab", wifi.Password(password))
		fmt.Fprintf(&log, "join %v\n", err)
		connection, err := station.Connection(t.Context())
		if connection != nil {
			connection.Password = "" // which no recording has
		}
		fmt.Fprintf(&log, "connection %+v %v\n", connection, err)
		ap, err := station.AccessPoint()
		must(t, err)
		fmt.Fprintf(&log, "access point %v\n", ap.Start(t.Context(), "mine", wifi.APPassword(password)))
		clients, err := ap.Clients(t.Context())
		fmt.Fprintf(&log, "clients %v %v\n", clients, err)
		return log.String()
	}
	emu := emulator.Start(t, emulator.Firmware22, emulator.AccessPoint{SSID: "lab", Password: "correct horse"})
	chip, err := esp8266.Open(t.Context(), emu.Port())
	must(t, err)
	defer chip.Close()
	var want string
	rec := recorded(t, func(tracer driver.Tracer) {
		want = use(t, ieee80211devtrace.Wrap(chip.WiFi(), tracer), "correct horse")
	})
	if got := use(t, ieee80211devtrace.Replay(t, rec), "battery staple"); got != want {
		t.Errorf("got:\n%s\nwas:\n%s", got, want)
	}
}

// TestReplayOfTheCallbackForm: callbacks come as they came.
func TestReplayOfTheCallbackForm(t *testing.T) {
	network, air := loopback.NewNetwork(), loopback.NewAir()
	near, far := loopback.New(network, air), loopback.New(network, air)
	defer near.Close()
	defer far.Close()
	ip, err := far.Net().IP(t.Context())
	must(t, err)
	listener, err := gonet.New(far.Net()).Listen("tcp", ip.String()+":7")
	must(t, err)
	served := make(chan struct{})
	go func() {
		defer close(served)
		conn, err := listener.Accept()
		if err != nil {
			t.Error(err)
			return
		}
		defer conn.Close()
		buf := make([]byte, 5)
		if _, err := io.ReadFull(conn, buf); err != nil {
			t.Error(err)
		}
		if _, err := conn.Write(bytes.ToUpper(buf)); err != nil {
			t.Error(err)
		}
	}()

	use := func(dev netdev.NetDev) string {
		form := netdev.NewNetDevCallbacks(t.Context(), dev)
		defer form.End()
		told := make(chan string, 10)
		fd := form.Socket(netdev.DomainINET, netdev.ProtocolStream)
		socket := form.Get(netdev.FD(fd))
		socket.SetConnectCB(func() { told <- "connected" })
		socket.SetReadCB(func(data []byte) { told <- string(data) })
		socket.SetCloseCB(func() { told <- "closed" })
		form.Connect(netdev.FD(fd), ip.String(), 7, func(err int) {
			told <- fmt.Sprint("connect ", err)
			form.Write(netdev.FD(fd), []byte("hello"), func(err int) { told <- fmt.Sprint("write ", err) })
		})
		var got []string
		for len(got) < 5 {
			got = append(got, <-told)
		}
		slices.Sort(got) // the answer to write and what the peer answers come as the goroutines run
		ended := make(chan int)
		form.Close(netdev.FD(fd), func(err int) { ended <- err })
		return strings.Join(append(got, fmt.Sprint("close ", <-ended)), ", ")
	}
	const want = "HELLO, closed, connect 0, connected, write 0, close 0"
	rec := recorded(t, func(tracer driver.Tracer) {
		if got := use(netdevtrace.Wrap(near.Net(), tracer)); got != want {
			t.Errorf("the device told %s, want %s", got, want)
		}
	}, recording.Payload(100))
	<-served
	must(t, listener.Close())
	for range 20 {
		t.Run("again", func(t *testing.T) {
			if got := use(netdevtrace.Replay(t, rec)); got != want {
				t.Errorf("the recording told %s, want %s", got, want)
			}
		})
	}
}

// TestReplayKnowsTheNamesOfTheDescription: an option that names what it does not have fails the test.
func TestReplayKnowsTheNamesOfTheDescription(t *testing.T) {
	rec := dialling(t)
	for _, tt := range []struct {
		option replay.Option
		want   string
	}{
		{replay.Ignore("connect", "port"), ""},
		{replay.Ignore("wirte", "dat"), `replay: replay.Ignore("wirte", "dat"): netdev.NetDev has no such method: did you mean write?`},
		{replay.Ignore("connect", "prot"), `replay: replay.Ignore("connect", "prot"): connect has no such argument: did you mean port?`},
		{replay.Capability("APMod"), `replay: replay.Capability("APMod"): netdev.NetDev has no such capability`},
	} {
		tb := &failures{}
		netdevtrace.Replay(tb, rec, replay.Partial(), tt.option)
		tb.end()
		if got := strings.TrimSuffix(tb.text, "\n"); got != tt.want {
			t.Errorf("got %s\nwant %s", got, tt.want)
		}
	}
}
