package loopback_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/dop251/goja"

	"drivergen/driver"
	"drivergen/driver/js"
)

func TestJavaScriptProperties(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.WantEval(`dev.ip`, "10.0.0.1")
		b.WantEval(`/^02:00(:[0-9a-f]{2}){4}$/.test(dev.mac)`, "true")
		b.WantEval(`dev.errno`, "0")
		b.WantEval(`(() => { dev.ip = 'x'; return dev.ip })()`, "10.0.0.1")
		if _, err := b.Try(`'use strict'; dev.ip = 'x'`); err == nil {
			t.Error("a strict script sets ip")
		}
		must(t, b.world.NetworkLost(b.Context()))
		b.WantEval(`dev.ip === '' && dev.errno`, "100")
	})
}

// The page's names are there, each to be seen.
func TestJavaScriptNames(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.WantEval(`['errno', 'mac', 'ip', 'socket', 'get', 'connect', 'write', 'close', 'shutdown', 'bind', 'listen'].filter(name => !(name in dev))`, "")
		b.WantEval(`['errno', 'assoc_cb', 'connect_cb', 'disconnect_cb', 'reset', 'scan', 'connect', 'disconnect', 'get_connection',
			'ap_mode', 'disable_ap_mode', 'get_ap_client'].filter(name => !(name in wifi))`, "")
		b.WantEval(`Object.keys(dev.get(dev.socket('AF_INET', 'DGRAM')))`,
			"fd,ptcl,state,laddr,lport,raddr,rport,connect_cb,read_cb,accept_cb,shutdown_cb,close_cb")
		b.WantEval(`JSON.stringify(dev.get(0))`, `{"fd":0,"ptcl":"DGRAM","state":0,"laddr":"","lport":0,"raddr":"","rport":0}`)
		b.WantEval(`JSON.parse(JSON.stringify(dev)).ip`, "10.0.0.1")
		b.WantEval(`dev.socket.name + typeof dev.socket`, "socketfunction")
		b.WantEval(`global.__netdev === __netdev && globalThis === global`, "true")
	})
}

func TestJavaScriptSocketFails(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.WantEval(`[dev.socket('AF_INET', 'STREAM'), dev.socket('AF_INET', 'STREAM'), dev.socket('AF_INET', 'STREAM'), dev.errno]`, "0,1,-1,24")
		b.WantEval(`[dev.socket('AF_X25', 'STREAM'), dev.errno]`, "-1,24")
		b.WantEval(`[dev.get(7), dev.errno]`, ",9")
		b.WantEval(`[dev.get(-1), dev.errno]`, ",9")
	}, driver.MaxHandles(2))
}

func TestJavaScriptObjectsAreStable(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.Eval(`
			const fd = dev.socket('AF_INET', 'STREAM'), s = dev.get(fd), f = () => log('close_cb');
			s.close_cb = f;
			s.mine = 7;`)
		b.WantEval(`dev.get(fd) === s && s.close_cb === f && s.mine === 7`, "true")
		b.WantEval(`s.read_cb === undefined && 'read_cb' in s`, "true")
		b.Eval(`s.close_cb = null`)
		b.WantEval(`s.close_cb`, "null")
		b.Eval(`s.close_cb = f; delete s.close_cb`)
		b.WantEval(`s.close_cb`, "undefined")
		if _, err := b.Try(`s.close_cb = 7`); err == nil || !strings.Contains(err.Error(), "socket.close_cb is the number 7, want a function") {
			t.Errorf("a number as close_cb: %v", err)
		}
		b.Eval(`dev.close(fd, done('close'))`)
		b.Want("close 0")
		b.WantEval(`dev.socket('AF_INET', 'STREAM') === fd && dev.get(fd) !== s && s.state === 0`, "true")
	})
}

// Wrong types are the script's mistake and thrown; values out of range are the device's answer EINVAL.
func TestJavaScriptBadArguments(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.Eval(`const fd = dev.socket('AF_INET', 'STREAM')`)
		for script, want := range map[string]string{
			`dev.connect(fd, 'host', '80')`:               `netdev.connect: port is the string "80", want a number`,
			`dev.connect(fd, undefined, 80)`:              `netdev.connect: addr is undefined, want a string`,
			`dev.connect()`:                               `netdev.connect: fd is undefined, want a number`,
			`dev.connect(fd, () => 1)`:                    `netdev.connect: addr is undefined, want a string`,
			`dev.connect({}, 'host', 80)`:                 `netdev.connect: fd is an Object, want a number`,
			`dev.write(fd, 'x', 7)`:                       `netdev.write: callback is the number 7, want a function`,
			`dev.socket(7)`:                               `netdev.socket: domain is the number 7, want a string`,
			`wifi.connect({ssid: 7})`:                     `ieee80211dev.connect: connectInfo.ssid is the number 7, want a string`,
			`wifi.connect()`:                              `ieee80211dev.connect: connectInfo is undefined, want an object`,
			`wifi.connect({get ssid() { throw 'mine' }})`: `mine`,
		} {
			if _, err := b.Try(script); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v, want %s", script, err, want)
			}
		}
		for _, script := range []string{
			`dev.connect(fd, 'host', 70000, done('call'))`,
			`dev.connect(fd, 'host', -1, done('call'))`,
			`dev.connect(fd, 'host', 80.5, done('call'))`,
			`dev.connect(fd, 'host', NaN, done('call'))`,
			`dev.connect(fd, '', 80, done('call'))`,
			`dev.shutdown(fd, 1e300, done('call'))`,
			`wifi.connect({}, err => log('call', err, wifi.errno))`,
			`wifi.connect({ssid: null, password: null, security: null}, err => log('call', err, wifi.errno))`,
			`wifi.connect({ssid: 'x', security: 'NONE'}, err => log('call', err, wifi.errno))`,
			`wifi.connect({ssid: 'x', bssid: 'not one'}, err => log('call', err, wifi.errno))`,
			`wifi.ap_mode({gateway: '1.2.3'}, err => log('call', err, wifi.errno))`,
		} {
			b.Eval(script)
			b.Want("call -1 22")
		}
		b.Quiet()
	})
}

func TestJavaScriptOptionalArguments(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.Eval(`
			log(dev.socket(), dev.get(0).ptcl, dev.socket(null, undefined), dev.get(1).ptcl);
			wifi.scan(); wifi.disconnect(); wifi.get_connection(); wifi.ap_mode();
			wifi.ap_mode(err => log('ap_mode', err));
			wifi.disconnect(null);
			wifi.disconnect(undefined);
			dev.close(0); dev.close(1, null);`)
		b.Want("0 STREAM 1 STREAM", "ap_mode 0")
		b.Quiet()
		b.Eval(`dev.socket(); dev.bind(0, '', 0, undefined); dev.listen(0, done('listen'))`)
		b.Want("listen 0")
		b.Quiet()
	})
}

// errno is set just before a callback and nobody changes it while that runs but its own calls.
func TestJavaScriptErrnoIsStable(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.Eval(`
			dev.write(5, 'x', err => {
				const before = dev.errno;
				for (let n = 0; n < 100000; n++);
				log(err, before, dev.errno);
			});
			dev.resolve('nobody.test', err => log(err, dev.errno));
			dev.socket('AF_INET', 'STREAM');
			dev.connect(0, 'x', 70000, err => log(err, dev.errno));`)
		seen := map[string]int{}
		for range 3 {
			seen[b.Line()]++
		}
		if seen["-1 9 9"] != 1 || seen["-1 2"] != 1 || seen["-1 22"] != 1 {
			t.Errorf("%v", seen)
		}
	})
}

// Callbacks may call the device, also its calls that answer at once.
func TestJavaScriptCallsInCallbacks(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.peer()
		b.Eval(`
			const fd = dev.socket('AF_INET', 'STREAM'), s = dev.get(fd);
			s.connect_cb = () => {
				log('connect_cb', dev.ip, wifi.get_ap_client(), wifi.errno);
				const other = dev.socket('AF_INET', 'STREAM');
				dev.connect(other, host, port + 1, err => {
					log('other', err, dev.errno);
					dev.close(other, done('close other'));
				});
				dev.close(fd, done('close'));
			};
			dev.connect(fd, host, port, done('connect'));`)
		b.Want("connect_cb 10.0.0.1 null 107", "connect 0")
		got := []string{b.Line(), b.Line(), b.Line()}
		slices.Sort(got)
		if !slices.Equal(got, []string{"close 0", "close other 0", "other -1 111"}) {
			t.Errorf("%v", got)
		}
	})
}

// What a callback throws is told with its line, and the device goes on.
func TestJavaScriptExceptions(t *testing.T) {
	thrown := make(chan error, 8)
	inJavaScriptWith(t, []js.Option{js.OnError(func(err error) { thrown <- err })}, func(b *jsBench) {
		peer := b.connected("fd")
		b.Eval(`
			dev.get(fd).read_cb = data => {
				if (text(data) === 'bad') {
					throw new Error('a mistake');
				}
				log(text(data));
			};`)
		must(t, b.world.PeerSends(b.Context(), peer, []byte("bad")))
		err := <-thrown
		var exception *goja.Exception
		if !errors.As(err, &exception) || !strings.Contains(err.Error(), "a mistake") || !strings.Contains(err.Error(), ":4:") {
			t.Errorf("%v", err)
		}
		must(t, b.world.PeerSends(b.Context(), peer, []byte("good")))
		b.Want("good")
		b.Eval(`dev.write(fd, 'x', () => { throw 7 }); dev.close(fd, done('close'))`)
		if err := <-thrown; !strings.Contains(err.Error(), "7") {
			t.Errorf("%v", err)
		}
		b.Want("s shutdown_cb 0", "s close_cb 0", "close 0")
	})
}

// A call that is under way when the binding ends answers ECANCELED where the loop still runs.
func TestJavaScriptEnd(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.connected("fd")
		b.Eval(`dev.resolve('` + b.unanswered() + `', done('resolve'))`)
		b.Quiet()
		b.WantEval(`busy()`, "true")
		b.net.End()
		b.Want("resolve -1 125")
		b.net.End()
		b.Quiet()
	})
}

// Where the loop has ended, the device's events wait for it until End; then the device is as it was.
func TestJavaScriptLoopEnds(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		peer := b.connected("fd")
		b.Loop.Stop()
		must(t, b.world.PeerSends(b.Context(), peer, []byte("for nobody")))
		synctest.Wait()
		b.net.End()
		synctest.Wait()
		must(t, b.world.PeerCloses(b.Context(), peer))
		_, err := b.dev.Net().Get(b.Context(), 0)
		must(t, err)
		must(t, b.dev.Net().Close(b.Context(), 0))
	})
}

// A binding is busy while something can still come: whoever runs the loop may end it then.
func TestJavaScriptBusy(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.WantEval(`busy()`, "false")
		peer := b.connected("fd")
		b.WantEval(`busy()`, "true")
		must(t, b.world.PeerCloses(b.Context(), peer))
		b.Want("s shutdown_cb 0", "s close_cb 0")
		b.WantEval(`busy()`, "false")
		b.Eval(`const other = dev.socket(); const before = busy(); dev.bind(other, '', 0, done('bind'))`)
		b.Want("bind 0")
		b.WantEval(`[before, busy()]`, "false,true")
		b.Eval(`dev.close(other, done('close'))`)
		b.Want("close 0")
		b.WantEval(`busy()`, "false")
	})
}

// unanswered returns a name for which nobody answers.
func (b *jsBench) unanswered() string {
	b.Helper()
	name, err := b.world.NameUnanswered(b.Context())
	must(b.T, err)
	return name
}
