package esp8266_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266/emulator"
	"drivergen/impl/internal/hostworld"
)

// A diary holds what callbacks were called, in order.
type diary chan string

func (d diary) write(format string, args ...any) { d <- fmt.Sprintf(format, args...) }

// done returns a completion callback that is written down under a name.
func (d diary) done(name string) func(int) {
	return func(err int) { d.write("%s callback %d", name, err) }
}

// expect waits for the next entries.
func (d diary) expect(t *testing.T, want ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	for _, entry := range want {
		select {
		case got := <-d:
			if got != entry {
				t.Fatalf("got %q, want %q", got, entry)
			}
		case <-ctx.Done():
			t.Fatalf("%q did not come", entry)
		}
	}
}

// keep writes down what an object's callbacks are called with.
func (d diary) keep(o *netdev.SocketObject) {
	o.SetConnectCB(func() { d.write("connect_cb state %s %s:%d", o.State(), o.RAddr(), o.RPort()) })
	o.SetReadCB(func(data []byte) { d.write("read_cb %q", data) })
	o.SetShutdownCB(func() { d.write("shutdown_cb") })
	o.SetCloseCB(func() { d.write("close_cb") })
}

func TestNetDevCallbackForm(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			dev, emu := open(t, f.firmware, lab)
			if err := dev.WiFi().Connect(t.Context(), ieee80211dev.ConnectInfo{SSID: lab.SSID, Password: lab.Password}); err != nil {
				t.Fatal(err)
			}
			world := &hostworld.World{Reach: reach(emu)}
			t.Cleanup(world.Close)
			form := netdev.NewNetDevCallbacks(t.Context(), dev.Net())
			t.Cleanup(form.End)

			if form.MAC() != "5c:cf:7f:1c:ca:27" || form.IP() != "10.0.0.2" {
				t.Errorf("mac %s, ip %s", form.MAC(), form.IP())
			}
			if fd := form.Socket(netdev.DomainINET, "SEQPACKET"); fd != -1 || form.Errno() != int(netdev.EPROTONOSUPPORT) {
				t.Errorf("socket of an unknown protocol: %d, errno %d", fd, form.Errno())
			}
			if o := form.Get(77); o != nil || form.Errno() != int(netdev.EBADF) {
				t.Errorf("get(77): %v, errno %d", o, form.Errno())
			}
			callbackClient(t, form, world)
			callbackServer(t, form, world)
		})
	}
}

func callbackClient(t *testing.T, form *netdev.NetDevCallbacks, world *hostworld.World) {
	t.Helper()
	log := make(diary, 100)
	peer, addr, port, _, err := world.PeerListens(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	fd := netdev.FD(form.Socket(netdev.DomainINET, netdev.ProtocolStream))
	o := form.Get(fd)
	if o == nil || o != form.Get(fd) || o.FD() != fd || o.Protocol() != netdev.ProtocolStream || o.State() != netdev.StateClosed {
		t.Fatalf("a new socket's object is not as it should be: %+v", o)
	}
	log.keep(o)

	_, nobody, err := world.NobodyListens(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	form.Connect(fd, addr, nobody, log.done("refused"))
	log.expect(t, "refused callback -1")
	if form.Errno() != int(netdev.ECONNREFUSED) || o.State() != netdev.StateClosed {
		t.Errorf("a refused connect: errno %d, state %v", form.Errno(), o.State())
	}

	form.Connect(fd, addr, port, log.done("connect"))
	log.expect(t, fmt.Sprintf("connect_cb state connected %s:%d", addr, port), "connect callback 0")
	form.Write(fd, []byte("ping\r\n"), log.done("write"))
	log.expect(t, "write callback 0")
	if got, err := world.PeerReceives(t.Context(), peer, 6); string(got) != "ping\r\n" {
		t.Fatalf("the peer received %q, %v", got, err)
	}
	if err := world.PeerSends(t.Context(), peer, []byte("\r\nOK\r\n")); err != nil {
		t.Fatal(err)
	}
	log.expect(t, `read_cb "\r\nOK\r\n"`)
	form.Shutdown(fd, netdev.ShutWR, log.done("shutdown"))
	log.expect(t, "shutdown_cb", "shutdown callback 0")
	if err := world.PeerCloses(t.Context(), peer); err != nil {
		t.Fatal(err)
	}
	remote := o
	log.expect(t, "shutdown_cb", "close_cb")
	if remote.State() != netdev.StateClosed || form.Get(fd) != remote {
		t.Error("after the peer's closing the object stays, with state 0")
	}
	form.Close(fd, log.done("close"))
	log.expect(t, "close callback 0")
	if form.Get(fd) != nil {
		t.Error("after close, get gives null")
	}
}

func callbackServer(t *testing.T, form *netdev.NetDevCallbacks, world *hostworld.World) {
	t.Helper()
	log := make(diary, 100)
	fd := netdev.FD(form.Socket(netdev.DomainINET, netdev.ProtocolStream))
	listener := form.Get(fd)
	listener.SetAcceptCB(func(conn netdev.FD) {
		o := form.Get(conn)
		log.write("accept_cb %s %s:%d at %d", o.State(), o.RAddr(), o.RPort(), o.LPort())
		log.keep(o)
		form.Write(conn, []byte("welcome"), log.done("write"))
	})
	listener.SetCloseCB(func() { log.write("listener close_cb") })
	form.Bind(fd, "", 8080, log.done("bind"))
	log.expect(t, "bind callback 0")
	if listener.State() != netdev.StateBound || listener.LPort() != 8080 {
		t.Errorf("bound: state %v, port %d, address %s", listener.State(), listener.LPort(), listener.LAddr())
	}
	form.Listen(fd, log.done("listen"))
	log.expect(t, "listen callback 0")
	if listener.State() != netdev.StateListening {
		t.Errorf("listening: state %v", listener.State())
	}
	peer, ip, port, err := world.PeerConnects(t.Context(), 8080)
	if err != nil {
		t.Fatal(err)
	}
	log.expect(t, fmt.Sprintf("accept_cb connected %s:%d at 8080", ip, port), "write callback 0")
	if got, err := world.PeerReceives(t.Context(), peer, 7); string(got) != "welcome" {
		t.Fatalf("the peer received %q, %v", got, err)
	}
	form.Close(fd, log.done("close"))
	log.expect(t, "listener close_cb", "close callback 0")
}

func TestWiFiDevCallbackForm(t *testing.T) {
	for _, f := range firmwares {
		t.Run(f.name, func(t *testing.T) {
			guests := emulator.AccessPoint{SSID: `gu"es,ts\`, Channel: 11, RSSI: -60, BSSID: emulator.MAC{2, 2, 0, 0, 0, 2}}
			dev, emu := open(t, f.firmware, lab, guests)
			form := ieee80211dev.NewWiFiDevCallbacks(t.Context(), dev.WiFi())
			t.Cleanup(form.End)
			log := make(diary, 100)
			form.SetAssocCB(func() { log.write("assoc_cb") })
			form.SetConnectCB(func() { log.write("connect_cb") })
			form.SetDisconnectCB(func() { log.write("disconnect_cb") })
			form.SetLeftCB(func(why ieee80211dev.LeaveReason) { log.write("left_cb %v", why) })

			form.Reset(log.done("reset"))
			log.expect(t, "reset callback 0")
			form.Scan(func(err int, found []ieee80211dev.ScanInfo) {
				var lines []string
				for _, ap := range found {
					lines = append(lines, fmt.Sprintf("%s %s %s %d %d", ap.SSID, ap.BSSID, ap.Security, ap.RSSI, ap.Channel))
				}
				log.write("scan %d %s", err, strings.Join(lines, "; "))
			})
			log.expect(t, `scan 0 lab 02:02:00:00:00:01 WPA2 PSK -42 6; gu"es,ts\ 02:02:00:00:00:02 OPEN -60 11`)

			options := ieee80211dev.ScanOptions{
				SSID: lab.SSID, BSSID: driver.MAC(lab.BSSID), Channel: lab.Channel, Passive: true, MinTime: 50 * time.Millisecond, MaxTime: 100 * time.Millisecond,
			}
			form.ScanFor(options, func(err int, found []ieee80211dev.ScanInfo) { log.write("scan_for %d: %d", err, len(found)) })
			log.expect(t, "scan_for 0: 1")

			form.GetConnection(func(err int, c *ieee80211dev.ConnectionInfo) { log.write("none %d %v", err, c) })
			log.expect(t, "none 0 <nil>")
			form.Connect(ieee80211dev.ConnectInfo{SSID: lab.SSID, Password: "wrong password"}, log.done("wrong"))
			log.expect(t, "wrong callback -1")
			if form.Errno() != int(ieee80211dev.EACCES) {
				t.Errorf("a wrong password: errno %d", form.Errno())
			}
			form.Connect(ieee80211dev.ConnectInfo{SSID: lab.SSID, Password: lab.Password, BSSID: driver.MAC(lab.BSSID)}, log.done("connect"))
			log.expect(t, "assoc_cb", "connect_cb", "connect callback 0")
			form.GetConnection(func(err int, c *ieee80211dev.ConnectionInfo) {
				log.write("joined %d %s %s channel %d at %d dBm", err, c.SSID, c.BSSID, c.Channel, c.RSSI)
			})
			log.expect(t, "joined 0 lab 02:02:00:00:00:01 channel 6 at -42 dBm")
			form.Disconnect(log.done("disconnect"))
			log.expect(t, "disconnect_cb", "left_cb ASKED", "disconnect callback 0")
			form.Connect(ieee80211dev.ConnectInfo{SSID: guests.SSID}, log.done("open"))
			log.expect(t, "assoc_cb", "connect_cb", "open callback 0")

			callbackAP(t, form, emu, log)
		})
	}
}

func callbackAP(t *testing.T, form *ieee80211dev.WiFiDevCallbacks, emu *emulator.Emulator, log diary) {
	t.Helper()
	if !form.HasAPMode() {
		t.Fatal("the module can be an access point")
	}
	if form.APClients() != nil || form.Errno() != int(ieee80211dev.ENOTCONN) {
		t.Errorf("clients of an access point that is off: errno %d", form.Errno())
	}
	form.OnStationJoined(func(mac driver.MAC) { log.write("joined %s", mac) })
	form.OnStationLeft(func(mac driver.MAC) { log.write("left %s", mac) })
	form.StartAP(ieee80211dev.APInfo{Channel: 3, Stations: 2, Hidden: true, Security: ieee80211dev.SecurityWPA2WPAPSK}, log.done("ap_mode"))
	log.expect(t, "ap_mode callback 0")
	station := emulator.MAC{2, 3, 0, 0, 0, 1}
	emu.JoinStation(station)
	log.expect(t, "joined "+station.String())
	if clients := form.APClients(); len(clients) != 1 || clients[0] != driver.MAC(station) {
		t.Errorf("clients %v", clients)
	}
	emu.LeaveStation(station)
	log.expect(t, "left "+station.String())
	if form.StopAP() != 0 {
		t.Errorf("disable_ap_mode: errno %d", form.Errno())
	}
	if form.StopAP() != -1 || form.Errno() != int(ieee80211dev.ENOTCONN) {
		t.Errorf("disable_ap_mode when it is off: errno %d", form.Errno())
	}
}
