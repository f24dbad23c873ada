package js_test

import (
	"context"
	"errors"
	"net/netip"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/dop251/goja"

	"drivergen/driver"
	"drivergen/driver/js/jstest"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devjs"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevjs"
)

// withDriver runs a test of the network device that a script's expression makes. What the driver tells is logged.
func withDriver(t *testing.T, object string, test func(b *jstest.Bench, d *netdevjs.Driver)) {
	t.Helper()
	var d *netdevjs.Driver
	jstest.Run(t, func(b *jstest.Bench, vm *goja.Runtime) {
		made, err := vm.RunString(`const driver = (` + object + `); driver`)
		if err != nil {
			b.Errorf("%v", err)
			return
		}
		d, err = netdevjs.NewDriver(vm, b.Loop, made.(*goja.Object), netdevjs.DriverEvents{
			Connected: func(fd netdev.FD) { b.Write("connected", fd) },
			Readable: func(fd netdev.FD, data []byte, from netip.AddrPort) {
				if from.IsValid() {
					b.Write("readable", fd, string(data), from)
					return
				}
				b.Write("readable", fd, string(data))
			},
			Acceptable: func(fd, conn netdev.FD) { b.Write("acceptable", fd, conn) },
			ShutDown:   func(fd netdev.FD) { b.Write("shut down", fd) },
			Closed:     func(fd netdev.FD) { b.Write("closed", fd) },
		})
		if err != nil {
			b.Error(err)
		}
		b.Cleanup(d.End)
	}, func(b *jstest.Bench) { test(b, d) })
}

// sockets is a driver with sockets that its methods are mixed into.
const sockets = `
	const sockets = [];
	const socket = () => sockets.push({fd: sockets.length, ptcl: 'STREAM', state: 0, laddr: '', lport: 0, raddr: '', rport: 0}) - 1;
	const get = fd => sockets[fd];`

func driverOf(methods string) string {
	return `(() => {` + sockets + `const driver = {errno: 0, mac: '02:00:00:00:00:07', ip: '', socket, get,` + methods + `}; return driver })()`
}

// What an answer's first argument means, as running drivers use it.
func TestFaceStatus(t *testing.T) {
	withDriver(t, driverOf(`answer: 0, close(fd, callback) { callback(this.answer) }`), func(b *jstest.Bench, d *netdevjs.Driver) {
		for script, want := range map[string]driver.Errno{
			`0`: 0, `undefined`: 0, `null`: 0, `false`: 0, `''`: 0,
			`-1`: driver.ECONNRESET, `true`: driver.ECONNRESET, `-7`: driver.ECONNRESET,
			`111`: driver.ECONNREFUSED, `111n`: driver.ECONNREFUSED,
			`1e300`: driver.ECONNRESET, `0.5`: driver.ECONNRESET, `NaN`: driver.EIO,
			`new Error('gone')`: driver.EIO, `Object.assign(new Error('gone'), {errno: 110})`: driver.ETIMEDOUT, `'gone'`: driver.EIO,
			`({errno: -5})`: driver.EIO, `[]`: driver.EIO, `() => 1`: driver.EIO,
		} {
			b.Eval(`driver.errno = 104; driver.answer = ` + script)
			if err := d.Close(b.Context(), 0); driver.ErrnoOf(err) != want {
				t.Errorf("%s: %v, want %v", script, err, want)
			}
		}
		b.Eval(`driver.errno = 0; driver.answer = -1`)
		if err := d.Close(b.Context(), 0); !errors.Is(err, driver.EIO) || !strings.Contains(err.Error(), "-1") {
			t.Errorf("-1 without an errno: %v", err)
		}
		b.Eval(`driver.answer = new Error('the cable')`)
		if err := d.Close(b.Context(), 0); err == nil || !strings.Contains(err.Error(), "the cable") {
			t.Error(err)
		}
	})
}

func TestFaceThatThrows(t *testing.T) {
	withDriver(t, driverOf(`
		connect() {
			throw new Error('no cable');
		},
		bind(fd, addr, port, callback) { throw Object.assign(new Error('taken'), {errno: 98}) },
		shutdown(fd, how, callback) { callback(0); throw 7 },
		get mac() { throw 'no MAC' }`), func(b *jstest.Bench, d *netdevjs.Driver) {
		err := d.Connect(b.Context(), 0, "host", 80)
		var exception *goja.Exception
		if !errors.Is(err, driver.EIO) || !errors.As(err, &exception) || !strings.Contains(err.Error(), "no cable at connect") || !strings.Contains(err.Error(), ":6:") {
			t.Error(err)
		}
		if err := d.Bind(b.Context(), 0, "", 80); !errors.Is(err, driver.EADDRINUSE) || !strings.Contains(err.Error(), "taken") {
			t.Error(err)
		}
		if err := d.Shutdown(b.Context(), 0, netdev.ShutWR); !errors.Is(err, driver.EIO) {
			t.Error(err)
		}
		if _, err := d.MAC(b.Context()); !errors.Is(err, driver.EIO) || !strings.Contains(err.Error(), "no MAC") {
			t.Error(err)
		}
		if err := d.Listen(b.Context(), 0); !errors.Is(err, driver.EOPNOTSUPP) || !strings.Contains(err.Error(), "has no method listen") {
			t.Error(err)
		}
	})
}

func TestFaceSocket(t *testing.T) {
	for object, want := range map[string]driver.Errno{
		`{errno: 24, socket: () => -1}`:                   driver.EMFILE,
		`{errno: 0, socket: () => -1}`:                    driver.EIO,
		`{errno: 97, socket() {}}`:                        driver.EAFNOSUPPORT,
		`{socket() { throw new Error('none left') }}`:     driver.EIO,
		`{socket: () => 3, get() {}}`:                     driver.EPROTO,
		`{socket: () => 3, get: () => Object.freeze({})}`: driver.EIO,
		`{socket: () => 3}`:                               driver.EOPNOTSUPP,
		`{}`:                                              driver.EOPNOTSUPP,
		`{socket: 7}`:                                     driver.EOPNOTSUPP,
		`{errno: 22, socket: () => 'three'}`:              driver.EINVAL,
		driverOf(``):                                      0,
	} {
		withDriver(t, object, func(b *jstest.Bench, d *netdevjs.Driver) {
			if fd, err := d.Socket(b.Context(), netdev.DomainINET, netdev.ProtocolStream); driver.ErrnoOf(err) != want || fd != 0 {
				t.Errorf("%s: %d, %v, want %v", object, fd, err, want)
			}
		})
	}
}

func TestFaceProperties(t *testing.T) {
	withDriver(t, driverOf(``), func(b *jstest.Bench, d *netdevjs.Driver) {
		if mac, err := d.MAC(b.Context()); mac != (driver.MAC{2, 5: 7}) || err != nil {
			t.Error(mac, err)
		}
		b.Eval(`driver.errno = 100`)
		if _, err := d.IP(b.Context()); !errors.Is(err, driver.ENETDOWN) {
			t.Error(err)
		}
		b.Eval(`driver.ip = '10.0.0.7'; driver.mac = 'none'`)
		if ip, err := d.IP(b.Context()); ip.String() != "10.0.0.7" || err != nil {
			t.Error(ip, err)
		}
		if _, err := d.MAC(b.Context()); !errors.Is(err, driver.EPROTO) || !strings.Contains(err.Error(), `mac is the string "none"`) {
			t.Error(err)
		}
		fd, err := d.Socket(b.Context(), "", "")
		if err != nil {
			t.Fatal(err)
		}
		b.Eval(`Object.assign(driver.get(0), {state: 2, raddr: '10.0.0.8', rport: 80})`)
		if s, err := d.Get(b.Context(), fd); s.State != netdev.StateConnected || s.RAddr.String() != "10.0.0.8" || s.RPort != 80 || err != nil {
			t.Error(s, err)
		}
		if _, err := d.Get(b.Context(), 9); !errors.Is(err, driver.EBADF) {
			t.Error(err)
		}
	})
}

// Whatever the driver tells in one go comes in that order, and before the answers that it gave later.
func TestFaceOrder(t *testing.T) {
	withDriver(t, driverOf(`
		connect(fd, addr, port, callback) {
			const s = get(fd);
			s.connect_cb();
			callback(0);
			s.read_cb(new Uint8Array([104, 105]));
			s.read_cb('text');
			s.shutdown_cb();
			s.close_cb();
			callback(-1);
		},
		listen(fd, callback) {
			const c = socket();
			get(fd).accept_cb(c);
			get(c).read_cb(new Uint8Array([33]));
			callback();
		}`), func(b *jstest.Bench, d *netdevjs.Driver) {
		fd, err := d.Socket(b.Context(), netdev.DomainINET, netdev.ProtocolStream)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Connect(b.Context(), fd, "host", 80); err != nil {
			t.Error(err)
		}
		b.Want("connected 0", "readable 0 hi", "readable 0 text", "shut down 0", "closed 0")
		if err := d.Listen(b.Context(), fd); err != nil {
			t.Error(err)
		}
		b.Want("acceptable 0 1", "readable 1 !")
		if _, err := b.Try(`driver.get(0).read_cb(7)`); err == nil || !strings.Contains(err.Error(), "netdev.read_cb: data is the number 7, want a Uint8Array or a string") {
			t.Error(err)
		}
	})
}

// A driver that never answers is waited for until the context ends; what it says then reaches nobody.
func TestFaceWithoutAnswer(t *testing.T) {
	withDriver(t, driverOf(`write(fd, data, callback) { this.late = callback; log(data.length, data instanceof Uint8Array) }`), func(b *jstest.Bench, d *netdevjs.Driver) {
		ctx, cancel := context.WithTimeout(b.Context(), time.Minute)
		defer cancel()
		if err := d.Write(ctx, 0, []byte("hello")); !errors.Is(err, driver.ETIMEDOUT) || !errors.Is(err, context.DeadlineExceeded) {
			t.Error(err)
		}
		b.Want("5 true")
		b.Eval(`driver.late(0)`)
		cancel()
		if err := d.Write(ctx, 0, nil); !errors.Is(err, driver.ETIMEDOUT) {
			t.Error(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- d.Write(context.Background(), 0, nil) }()
		b.Want("0 true")
		d.End()
		if err := <-ended; !errors.Is(err, driver.ECANCELED) {
			t.Error(err)
		}
		b.Eval(`driver.late(0)`)
		b.Quiet()
	})
}

func TestFaceOfALoopThatEnded(t *testing.T) {
	withDriver(t, driverOf(``), func(b *jstest.Bench, d *netdevjs.Driver) {
		b.Loop.Terminate()
		if _, err := d.Socket(context.Background(), "", ""); !errors.Is(err, driver.ENODEV) {
			t.Error(err)
		}
		synctest.Wait()
	})
}

func TestWiFiFace(t *testing.T) {
	var d *ieee80211devjs.Driver
	jstest.Run(t, func(b *jstest.Bench, vm *goja.Runtime) {
		made, err := vm.RunString(`const driver = {
			errno: 0,
			scan: callback => callback(0, [{ssid: 'one', bssid: '02:00:00:00:00:01', security: 'WPA WPA2 PSK', rssi: -40, channel: 6, extra: 1}]),
			connect(info, callback) { this.assoc_cb(); this.connect_cb(); this.info = info; callback(0) },
			get_connection(callback) { callback(0, this.info ? {ssid: this.info.ssid, bssid: '02:00:00:00:00:01'} : null) },
			disconnect(callback) { this.disconnect_cb(); callback(0) },
			reset(callback) { callback(5) },
		}; driver`)
		if err != nil {
			b.Error(err)
			return
		}
		d, err = ieee80211devjs.NewDriver(vm, b.Loop, made.(*goja.Object), ieee80211devjs.DriverEvents{
			Associated: func() { b.Write("associated") }, Connected: func() { b.Write("connected") }, Disconnected: func() { b.Write("disconnected") },
		})
		if err != nil {
			b.Error(err)
		}
		b.Cleanup(d.End)
	}, func(b *jstest.Bench) {
		found, err := d.Scan(b.Context())
		if err != nil || len(found) != 1 || found[0].Security != ieee80211dev.ScanWPA|ieee80211dev.ScanWPA2|ieee80211dev.ScanPSK || found[0].RSSI != -40 {
			t.Error(found, err)
		}
		if connection, err := d.GetConnection(b.Context()); connection != nil || err != nil {
			t.Error(connection, err)
		}
		if err := d.Connect(b.Context(), ieee80211dev.ConnectInfo{SSID: "one", Password: "secret"}); err != nil {
			t.Error(err)
		}
		b.Want("associated", "connected")
		b.WantEval(`JSON.stringify(driver.info)`, `{"ssid":"one","password":"secret"}`)
		if connection, err := d.GetConnection(b.Context()); connection == nil || connection.SSID != "one" || err != nil {
			t.Error(connection, err)
		}
		if err := d.Disconnect(b.Context()); err != nil {
			t.Error(err)
		}
		b.Want("disconnected")
		if err := d.Reset(b.Context()); !errors.Is(err, driver.EIO) {
			t.Error(err)
		}
		if d.HasAPMode(b.Context()) {
			t.Error("it has access point mode")
		}
		if err := d.StopAP(b.Context()); !errors.Is(err, driver.EOPNOTSUPP) {
			t.Error(err)
		}
	})
}

func TestFaceOfAFrozenObject(t *testing.T) {
	jstest.Run(t, func(b *jstest.Bench, vm *goja.Runtime) {
		made, err := vm.RunString(`Object.freeze({})`)
		if err != nil {
			b.Error(err)
			return
		}
		if _, err := ieee80211devjs.NewDriver(vm, b.Loop, made.(*goja.Object), ieee80211devjs.DriverEvents{}); err == nil {
			b.Error("the callbacks of a frozen object are set")
		}
	}, func(*jstest.Bench) {})
}

// A driver may tell the sender of a datagram; what is no sender is none.
func TestSenderOfADriver(t *testing.T) {
	withDriver(t, driverOf(``), func(b *jstest.Bench, d *netdevjs.Driver) {
		fd, err := d.Socket(b.Context(), netdev.DomainINET, netdev.ProtocolDgram)
		if err != nil {
			t.Fatal(err)
		}
		for from, want := range map[string]string{
			`{address: '192.0.2.7', port: 9}`:        " 192.0.2.7:9",
			`{address: '2001:db8::1', port: 65535}`:  " [2001:db8::1]:65535",
			`{address: '::ffff:192.0.2.7', port: 9}`: " 192.0.2.7:9",
			`undefined`:                              "",
			`null`:                                   "",
			`'192.0.2.7'`:                            "",
			`{address: 'a host', port: 9}`:           "",
			`{address: '192.0.2.7', port: 65536}`:    "",
			`{address: '192.0.2.7', port: -1}`:       "",
			`{address: '192.0.2.7', port: '9'}`:      "",
			`{address: 7}`:                           "",
		} {
			b.Eval(`driver.get(0).read_cb('x', ` + from + `)`)
			if got := b.Line(); got != "readable 0 x"+want {
				t.Errorf("%s: told %q of socket %d", from, got, fd)
			}
		}
	})
}
