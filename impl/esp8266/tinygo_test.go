package esp8266_test

import (
	"net/netip"
	"testing"
	"time"

	"drivergen/generated/tinygo"
	"drivergen/impl/esp8266/emulator"
	"drivergen/tinynet"
)

// A tinyBench is the driver as TinyGo's net package sees it, on a module that TinyGo's link joined to the lab's network.
type tinyBench struct {
	*bench
	tinygo.Netdever
}

// tinyCases are what TinyGo's net package and its programs do with a Netdever.
var tinyCases = map[string]func(b tinyBench){
	"addresses":          tinyAddresses,
	"client":             tinyClient,
	"server":             tinyServer,
	"options":            tinyOptions,
	"datagrams":          tinyDatagrams,
	"port 0":             tinyPort0,
	"many writes":        tinyManyWrites,
	"TLS":                tinyTLS,
	"close wakes":        tinyCloseWakes,
	"clients at once":    tinyClientsAtOnce,
	"sockets run out":    tinySocketsRunOut,
	"the module is gone": tinyModuleGone,
}

func TestTinyGoNetdever(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			for name, test := range tinyCases {
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					dev, emu := open(t, f.firmware, lab, secureDNS)
					b := &bench{T: t, dev: dev, net: dev.Net(), emu: emu, ctx: t.Context()}
					b.check(tinynet.NewNetlinker(dev.WiFi(), dev.Net()).NetConnect(&tinygo.ConnectParams{Ssid: lab.SSID, Passphrase: lab.Password}))
					test(tinyBench{b, tinynet.NewNetdever(dev.Net())})
				})
			}
		})
	}
}

// open makes a socket.
func (b tinyBench) open(stype, protocol int) int {
	b.Helper()
	fd, err := b.Netdever.Socket(tinygo.AF_INET, stype, protocol)
	b.check(err)
	return fd
}

// dialed connects to a peer.
func (b tinyBench) dialed(to netip.AddrPort) int {
	b.Helper()
	fd := b.open(tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
	b.check(b.Netdever.Connect(fd, "", to))
	return fd
}

// listening listens at a port and returns where this machine reaches it.
func (b tinyBench) listening(port uint16) (int, netip.AddrPort) {
	b.Helper()
	fd := b.open(tinygo.SOCK_STREAM, tinygo.IPPROTO_TCP)
	b.check(b.Netdever.Bind(fd, netip.AddrPortFrom(netip.Addr{}, port)))
	b.check(b.Netdever.Listen(fd, 5))
	at, err := reach(b.emu)(port)
	b.check(err)
	return fd, at
}

// receive takes n bytes, each call with a deadline.
func (b tinyBench) receive(fd, n int) []byte {
	b.Helper()
	buf := make([]byte, n)
	for got := 0; got < n; {
		k, err := b.Netdever.Recv(fd, buf[got:], 0, time.Now().Add(time.Minute))
		if err != nil {
			b.Fatalf("after %d of %d bytes: %v", got, n, err)
		}
		got += k
	}
	return buf
}

func TestTinyGoNetlinker(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			dev, emu := open(t, f.firmware, lab)
			var n tinygo.Netlinker = tinynet.NewNetlinker(dev.WiFi(), dev.Net(), tinynet.Hostname(dev.SetHostname))
			events := make(chan tinygo.Event, 10)
			n.NetNotify(func(e tinygo.Event) { events <- e })
			expect := func(want tinygo.Event) {
				t.Helper()
				if e := <-events; e != want {
					t.Errorf("event %v, want %v", e, want)
				}
			}
			params := tinygo.ConnectParams{Ssid: lab.SSID, Passphrase: "wrong password", Hostname: "wall", Country: "XX"}
			if err := n.NetConnect(&params); err != tinygo.ErrAuthFailure {
				t.Errorf("NetConnect with a wrong passphrase: %v", err)
			}
			params.Passphrase = lab.Password
			if err := n.NetConnect(&params); err != nil {
				t.Fatal(err)
			}
			expect(tinygo.EventNetUp)
			if err := n.NetConnect(&params); err != tinygo.ErrConnected {
				t.Errorf("NetConnect twice: %v", err)
			}
			if name, err := dev.Hostname(t.Context()); err != nil || name != "wall" {
				t.Errorf("the host's name: %q, %v", name, err)
			}
			if mac, err := n.GetHardwareAddr(); err != nil || mac.String() != "5c:cf:7f:1c:ca:27" {
				t.Errorf("GetHardwareAddr: %v, %v", mac, err)
			}
			n.NetDisconnect()
			expect(tinygo.EventNetDown)
			tinyLoss(t, n, emu, &params, expect)
			tinyAccessPoint(t, n, emu, expect)
		})
	}
}

// tinyLoss lets the access point go away and come back: the watchdog connects again.
func tinyLoss(t *testing.T, n tinygo.Netlinker, emu *emulator.Emulator, params *tinygo.ConnectParams, expect func(tinygo.Event)) {
	t.Helper()
	params.Retries, params.WatchdogTimeout = 1, 20*time.Millisecond
	if err := n.NetConnect(params); err != nil {
		t.Fatal(err)
	}
	expect(tinygo.EventNetUp)
	emu.RemoveAccessPoint(lab.SSID)
	expect(tinygo.EventNetDown)
	if err := emu.SetAccessPoint(lab); err != nil {
		t.Fatal(err)
	}
	expect(tinygo.EventNetUp)
	n.NetDisconnect()
	expect(tinygo.EventNetDown)
}

// tinyAccessPoint makes the module an access point, which a station joins.
func tinyAccessPoint(t *testing.T, n tinygo.Netlinker, emu *emulator.Emulator, expect func(tinygo.Event)) {
	t.Helper()
	params := tinygo.ConnectParams{ConnectMode: tinygo.ConnectModeAP, Ssid: "ours", Passphrase: "correct horse"}
	if err := n.NetConnect(&params); err != nil {
		t.Fatal(err)
	}
	expect(tinygo.EventNetUp)
	if !emu.JoinStation(emulator.MAC{2, 3, 0, 0, 0, 1}) {
		t.Error("no station can join")
	}
	n.NetDisconnect()
	expect(tinygo.EventNetDown)
}
