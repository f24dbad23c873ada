package esp8266_test

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"testing"

	"github.com/dop251/goja"

	"drivergen/driver/js/jstest"
	"drivergen/generated/ieee80211dev/ieee80211devjs"
	"drivergen/generated/netdev/netdevjs"
	"drivergen/impl/esp8266/emulator"
)

// inJavaScript runs a test of the driver as scripts have it, on each line of firmware.
func inJavaScript(t *testing.T, test func(b *bubble, s *jstest.Bench), world ...emulator.Option) {
	t.Helper()
	virtually(t, nil, func(b *bubble) {
		s := jstest.New(b.T, func(s *jstest.Bench, vm *goja.Runtime) {
			net := netdevjs.Install(vm, s.Loop, b.dev.Net())
			wifi := ieee80211devjs.Install(vm, s.Loop, b.dev.WiFi())
			s.Cleanup(func() {
				net.End()
				wifi.End()
			})
		})
		s.Eval(`
			const dev = global.__netdev, wifi = global.__ieee80211dev;
			const text = data => String.fromCharCode(...data);
			const done = name => (err, ...rest) => log(name, err, ...(err ? [dev.errno] : rest));`)
		test(b, s)
	}, world...)
}

// A server that closes no descriptor takes one connection after another: the module has five links, and the driver six sockets.
func TestJavaScriptServerThatClosesNothing(t *testing.T) {
	inJavaScript(t, func(b *bubble, s *jstest.Bench) {
		s.Eval(`
			const l = dev.socket('AF_INET', 'STREAM'), listener = dev.get(l);
			let served = 0;
			listener.accept_cb = fd => {
				listener.read_cb = data => dev.write(fd, 'answer to ' + text(data));
				listener.close_cb = () => log('close_cb', ++served);
			};
			dev.bind(l, '127.0.0.1', 8080, () => dev.listen(l, done('listen')));`)
		s.Want("listen 0")
		for n := range 200 {
			question := fmt.Sprintf("question %03d", n)
			if got, want := b.askModule(8080, question), "answer to "+question; got != want {
				t.Fatalf("connection %d: answered %q", n, got)
			}
			s.Want(fmt.Sprintf("close_cb %d", n+1))
		}
	})
}

// Several clients at once are kept apart, and are answered while they are there.
func TestJavaScriptServerOfSeveral(t *testing.T) {
	inJavaScript(t, func(b *bubble, s *jstest.Bench) {
		s.Eval(`
			const l = dev.socket('AF_INET', 'STREAM');
			dev.get(l).accept_cb = fd => {
				const c = dev.get(fd);
				c.read_cb = data => dev.write(fd, c.rport + ' ' + text(data));
				c.close_cb = () => dev.close(fd, done('close'));
			};
			dev.bind(l, dev.ip, 8080, () => dev.listen(l, done('listen')));`)
		s.Want("listen 0")
		for range 4 {
			var clients []net.Conn
			for range 5 {
				clients = append(clients, b.dialModule(8080))
			}
			for n, c := range clients {
				_, err := fmt.Fprintf(c, "client %d", n)
				b.check(err)
			}
			for n, c := range clients {
				want := fmt.Sprintf("%d client %d", addrPort(c.LocalAddr()).Port(), n)
				got := make([]byte, len(want))
				_, err := io.ReadFull(c, got)
				b.check(err)
				if string(got) != want {
					t.Errorf("got %q, want %q", got, want)
				}
			}
			for _, c := range clients {
				c.Close()
			}
			for range clients {
				s.Want("close 0")
			}
		}
	})
}

func TestJavaScriptClient(t *testing.T) {
	inJavaScript(t, func(b *bubble, s *jstest.Bench) {
		at := b.peer(reflect)
		s.Eval(fmt.Sprintf(`
			const fd = dev.socket('AF_INET', 'STREAM'), sent = new Uint8Array(5000).map((_, n) => n);
			const s = dev.get(fd);
			let got = [];
			s.connect_cb = () => log('connect_cb', s.state, s.raddr, s.laddr === dev.ip);
			s.read_cb = data => {
				got.push(...data);
				if (got.length >= sent.length) {
					log('read_cb', got.length, got.every((byte, n) => byte === sent[n]));
					dev.close(fd, done('close'));
				}
			};
			s.close_cb = () => log('close_cb');
			dev.connect(fd, '%v', %d, err => dev.write(fd, sent, done('write')));`, at.Addr(), at.Port()))
		s.Want("connect_cb 2 10.0.0.9 true")
		seen := map[string]bool{s.Line(): true, s.Line(): true}
		if !seen["write 0"] || !seen["read_cb 5000 true"] {
			t.Errorf("%v", seen)
		}
		s.Want("close_cb", "close 0")
		s.Eval(fmt.Sprintf(`const other = dev.socket(); dev.connect(other, '%v', %d, done('connect'))`, peerHost, at.Port()+1))
		s.Want("connect -1 111")
	})
}

func TestJavaScriptWiFi(t *testing.T) {
	inJavaScript(t, func(b *bubble, s *jstest.Bench) {
		s.Eval(fmt.Sprintf(`
			for (const name of ['assoc_cb', 'connect_cb', 'disconnect_cb']) {
				wifi[name] = () => log(name);
			}
			wifi.scan((err, found) => {
				log(err, found.map(ap => ap.ssid + ' ' + ap.security));
				wifi.disconnect(err => {
					log(err);
					wifi.get_connection((err, connection) => {
						log(err, connection);
						wifi.connect({ssid: %q, password: %q, security: null}, err => {
							log(err);
							wifi.get_connection((err, {ssid, bssid}) => log(err, ssid, bssid));
						});
					});
				});
			});`, lab.SSID, lab.Password))
		s.Want(`0 ["lab WPA2 PSK"]`, "disconnect_cb", "0", "0 null", "assoc_cb", "connect_cb", "0")
		if got := s.Line(); got[:len("0 lab ")] != "0 lab " {
			t.Errorf("%s", got)
		}
	})
}

// dialModule connects to a port of the module.
func (b *bubble) dialModule(port uint16) net.Conn {
	b.Helper()
	c, err := b.memory.Host(peerHost).Dial(b.ctx, netip.AddrPortFrom(b.memory.Module().Addr(), port))
	b.check(err)
	return c
}

// askModule sends a question to a port of the module and returns the answer, as long as the question and "answer to ".
func (b *bubble) askModule(port uint16, question string) string {
	b.Helper()
	c := b.dialModule(port)
	defer c.Close()
	_, err := io.WriteString(c, question)
	b.check(err)
	answer := make([]byte, len("answer to ")+len(question))
	_, err = io.ReadFull(c, answer)
	b.check(err)
	return string(answer)
}
