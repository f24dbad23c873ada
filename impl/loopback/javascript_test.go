package loopback_test

import (
	"net/netip"
	"testing"

	"github.com/dop251/goja"

	"drivergen/driver"
	"drivergen/driver/js"
	"drivergen/driver/js/jstest"
	"drivergen/generated/ieee80211dev/ieee80211devjs"
	"drivergen/generated/netdev/netdevjs"
	"drivergen/impl/loopback"
)

// A jsBench is a device in memory as scripts have it, and another device with which the test is its peer.
type jsBench struct {
	*jstest.Bench
	dev   *loopback.Device
	world *loopback.NetWorld
	net   *netdevjs.Binding
	wifi  *ieee80211devjs.Binding
}

// inJavaScript runs a test of a bound device. The script has dev, wifi, watch(fd), which logs all that its socket tells, and
// done(name), which logs how a call ended.
func inJavaScript(t *testing.T, test func(b *jsBench), opts ...driver.StubOption) {
	t.Helper()
	inJavaScriptWith(t, nil, test, opts...)
}

func inJavaScriptWith(t *testing.T, options []js.Option, test func(b *jsBench), opts ...driver.StubOption) {
	t.Helper()
	b := &jsBench{}
	jstest.Run(t, func(bench *jstest.Bench, vm *goja.Runtime) {
		network := loopback.NewNetwork()
		b.Bench, b.dev = bench, loopback.New(network, loopback.NewAir(), opts...)
		b.world = b.dev.NetWorld()
		b.net = netdevjs.Install(vm, bench.Loop, b.dev.Net(), options...)
		b.wifi = ieee80211devjs.Install(vm, bench.Loop, b.dev.WiFi(), options...)
		must(bench.T, vm.Set("busy", b.net.Busy))
		bench.Cleanup(func() {
			b.net.End()
			b.wifi.End()
			_ = b.dev.Close()
		})
	}, func(*jstest.Bench) {
		b.Eval(`
			const dev = global.__netdev, wifi = global.__ieee80211dev;
			const text = data => String.fromCharCode(...data);
			const done = name => (err, ...rest) => log(name, err, ...(err ? [dev.errno] : rest));
			const watch = (fd, name = 's') => {
				const s = dev.get(fd);
				s.connect_cb = () => log(name, 'connect_cb', s.state, s.raddr, s.rport);
				s.read_cb = data => log(name, 'read_cb', text(data));
				s.shutdown_cb = () => log(name, 'shutdown_cb', s.state);
				s.close_cb = () => log(name, 'close_cb', s.state);
				return s;
			};`)
		test(b)
	})
}

// peer starts a peer that listens and tells the script where, as host and port.
func (b *jsBench) peer() (number int) {
	b.Helper()
	number, addr, port, _, err := b.world.PeerListens(b.Context())
	must(b.T, err)
	b.Eval("var host = '" + addr + "', port = " + netip.AddrPortFrom(netip.IPv4Unspecified(), port).String()[len("0.0.0.0:"):])
	return number
}

func TestJavaScriptConnect(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.peer()
		b.Eval(`
			const fd = dev.socket('AF_INET', 'STREAM');
			const s = watch(fd);
			log(fd, s.fd, s.ptcl, s.state, s.laddr === '', s.lport, s.raddr === '', s.rport);
			dev.connect(fd, host, port, done('connect'));`)
		b.Want("0 0 STREAM 0 true 0 true 0")
		b.Want("s connect_cb 2 10.0.0.2 49152", "connect 0")
		b.Eval(`log(s.laddr, s.lport > 0, s.raddr === host, s.rport === port)`)
		b.Want("10.0.0.1 true true true")
		b.Quiet()
	})
}

func TestJavaScriptRefusedConnect(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.peer()
		b.Eval(`
			const fd = dev.socket('AF_INET', 'STREAM'), s = watch(fd);
			dev.connect(fd, host, port + 1, done('connect'));`)
		b.Want("connect -1 111")
		b.Eval(`log(s.state, s.raddr === '', s.rport); dev.connect(fd, 'nobody.test', 7, done('connect'));`)
		b.Want("0 true 0", "connect -1 2")
		b.Eval(`dev.connect(fd, host, port, done('connect'))`)
		b.Want("s connect_cb 2 10.0.0.2 49152", "connect 0")
		b.Eval(`dev.connect(fd, host, port, done('connect'))`)
		b.Want("connect -1 106")
		b.Quiet()
	})
}

func TestJavaScriptLocalClose(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.connected("fd")
		b.Eval(`const s = dev.get(fd); dev.close(fd, done('close')); log(s.state, dev.get(fd), dev.errno)`)
		b.Want("0 null 9", "s shutdown_cb 0", "s close_cb 0", "close 0")
		b.Eval(`dev.close(fd, done('close'))`)
		b.Want("close -1 9")
		b.Quiet()
	})
}

// The descriptor of a connection that the peer ended stays valid until its owner closes it.
func TestJavaScriptRemoteClose(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		peer := b.connected("fd")
		must(t, b.world.PeerSends(b.Context(), peer, []byte("last words")))
		must(t, b.world.PeerCloses(b.Context(), peer))
		b.Want("s read_cb last words", "s shutdown_cb 0", "s close_cb 0")
		b.Eval(`
			log(dev.get(fd) === dev.get(fd), dev.get(fd).state);
			dev.write(fd, 'x', done('write'));`)
		b.Want("true 0", "write -1 32")
		b.Eval(`dev.close(fd, done('close'))`)
		b.Want("close 0")
		b.Quiet()
	})
}

func TestJavaScriptShutdown(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		peer := b.connected("fd")
		b.Eval(`dev.shutdown(fd, 1, done('shutdown'))`)
		b.Want("s shutdown_cb 2", "shutdown 0")
		must(t, b.world.PeerFindsEnd(b.Context(), peer))
		b.Eval(`dev.write(fd, 'x', done('write')); dev.shutdown(fd, 7, done('shutdown'))`)
		b.Want("write -1 32", "shutdown -1 22")
		b.Quiet()
	})
}

// read_cb gets a Uint8Array of its own: what a script writes into it is nobody else's.
func TestJavaScriptRead(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		peer := b.connected("fd")
		b.Eval(`dev.get(fd).read_cb = data => log(data instanceof Uint8Array, data.length, data[0], data.buffer.byteLength)`)
		must(t, b.world.PeerSends(b.Context(), peer, []byte{0, 255, 10}))
		b.Want("true 3 0 3")
		// What comes while nobody listens waits.
		b.Eval(`dev.get(fd).read_cb = undefined`)
		must(t, b.world.PeerSends(b.Context(), peer, []byte("kept")))
		b.Quiet()
		b.Eval(`dev.get(fd).read_cb = data => log(text(data))`)
		b.Want("kept")
	})
}

func TestJavaScriptWrite(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		peer := b.connected("fd")
		for script, want := range map[string]string{
			`'grün €'`:                                          "grün €",
			`new Uint8Array([0, 1, 255])`:                       "\x00\x01\xff",
			`new Uint8Array([1, 2, 3]).buffer`:                  "\x01\x02\x03",
			`new Uint8Array([1, 2, 3]).subarray(1)`:             "\x02\x03",
			`new DataView(new Uint8Array([1, 2, 3]).buffer, 1)`: "\x02\x03",
			`new Uint16Array([0x4142])`:                         "BA",
		} {
			b.Eval(`dev.write(fd, ` + script + `, done('write'))`)
			b.Want("write 0")
			got, err := b.world.PeerReceives(b.Context(), peer, len(want))
			must(t, err)
			if string(got) != want {
				t.Errorf("%s sent %q, want %q", script, got, want)
			}
		}
		b.Eval(`dev.write(fd, '', done('write')); dev.write(fd, new Uint8Array(0), done('write'))`)
		b.Want("write 0", "write 0")
		for _, script := range []string{`7`, `null`, `undefined`, `{}`, `[1, 2]`, `() => 1`} {
			if _, err := b.Try(`dev.write(fd, ` + script + `)`); err == nil {
				t.Errorf("write takes %s", script)
			}
		}
	})
}

// The data belongs to the call from the moment it is made.
func TestJavaScriptWriteKeepsACopy(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		peer := b.connected("fd")
		b.Eval(`
			const data = new Uint8Array([65, 66]);
			dev.write(fd, data, done('write'));
			data[0] = 90;`)
		b.Want("write 0")
		got, err := b.world.PeerReceives(b.Context(), peer, 2)
		must(t, err)
		if string(got) != "AB" {
			t.Errorf("sent %q", got)
		}
	})
}

func TestJavaScriptBind(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.Eval(`
			const fd = dev.socket('AF_INET', 'STREAM'), s = watch(fd);
			dev.listen(fd, done('listen'));`)
		b.Want("listen -1 22")
		b.Eval(`dev.bind(fd, dev.ip, 80, err => { log('bind', err, s.state, s.laddr === dev.ip, s.lport); dev.listen(fd, done('listen')) })`)
		b.Want("bind 0 1 true 80", "listen 0")
		b.Eval(`
			log(s.state);
			const other = dev.socket('AF_INET', 'STREAM');
			dev.bind(other, '127.0.0.1', 80, done('bind'));
			dev.bind(other, '127.0.0.1', 81, done('bind'));`)
		b.Want("3", "bind -1 98", "bind 0")
		b.Quiet()
	})
}

// The accepted socket has its peer's address and is connected before accept_cb is called.
func TestJavaScriptAccept(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.Eval(`
			const l = dev.socket('AF_INET', 'STREAM'), listener = dev.get(l);
			listener.accept_cb = fd => {
				const c = watch(fd, 'c');
				log('accept_cb', c.fd === fd, c.state, c.raddr, c.rport, c.lport, listener.lport, listener.rport);
			};
			dev.bind(l, '127.0.0.1', 8080, () => dev.listen(l, done('listen')));`)
		b.Want("listen 0")
		one, _, _, err := b.world.PeerConnects(b.Context(), 8080)
		must(t, err)
		b.Want("accept_cb true 2 10.0.0.2 49152 8080 8080 0")
		two, _, _, err := b.world.PeerConnects(b.Context(), 8080)
		must(t, err)
		b.Want("accept_cb true 2 10.0.0.2 49153 8080 8080 0")
		must(t, b.world.PeerSends(b.Context(), two, []byte("from two")))
		b.Want("c read_cb from two")
		must(t, b.world.PeerCloses(b.Context(), one))
		b.Want("c shutdown_cb 0", "c close_cb 0")
		b.Eval(`dev.write(2, 'to two', done('write')); dev.close(l, done('close'))`)
		got, err := b.world.PeerReceives(b.Context(), two, 6)
		must(t, err)
		if string(got) != "to two" {
			t.Errorf("received %q", got)
		}
	})
}

// connected connects the variable of a script to a peer, with a watched socket.
func (b *jsBench) connected(variable string) (peer int) {
	b.Helper()
	peer = b.peer()
	b.Eval(`
		var ` + variable + ` = dev.socket('AF_INET', 'STREAM');
		watch(` + variable + `);
		dev.connect(` + variable + `, host, port, done('connect'));`)
	b.Want("s connect_cb 2 10.0.0.2 49152", "connect 0")
	return peer
}
