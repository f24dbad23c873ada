package loopback_test

import (
	"testing"
)

// read_cb of a datagram socket is told who sent; that of a stream gets the data alone.
func TestJavaScriptSenderOfADatagram(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.Eval(`
			const server = dev.socket('AF_INET', 'DGRAM'), client = dev.socket('AF_INET', 'DGRAM');
			dev.get(server).read_cb = (data, from) => {
				log('server', text(data), from.address === dev.ip, from.port === dev.get(client).lport, from.family, from.size, ...Object.keys(from));
				dev.send_to(server, 'echo of ' + text(data), from.address, from.port, done('sent'));
			};
			dev.get(client).read_cb = function (data, from) { log('client', text(data), from.port, arguments.length) };
			dev.bind(server, '', 5000, () => dev.send_to(client, 'hello', dev.ip, 5000));`)
		b.Want("server hello true true IPv4 5 address port family size")
		one, two := b.Line(), b.Line()
		want := map[string]bool{"sent 0": true, "client echo of hello 5000 2": true}
		for _, line := range []string{one, two} {
			if !want[line] {
				t.Errorf("told %q", line)
			}
			delete(want, line)
		}
	})
}

func TestJavaScriptStreamHasNoSender(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		peer := b.connected("fd")
		b.Eval(`dev.get(fd).read_cb = (...args) => log(args.length, text(args[0]))`)
		must(t, b.world.PeerSends(b.Context(), peer, []byte("hello")))
		b.Want("1 hello")
	})
}

// Each of several senders is told with what it sent, also what had to wait.
func TestJavaScriptSeveralSenders(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.Eval(`
			const server = dev.socket('AF_INET', 'DGRAM');
			dev.bind(server, '', 5000, () => {
				for (const port of [6001, 6002, 6003]) {
					const fd = dev.socket('AF_INET', 'DGRAM');
					dev.bind(fd, '', port, () => dev.send_to(fd, 'from ' + port, dev.ip, 5000, done('sent')));
				}
			});`)
		b.Want("sent 0", "sent 0", "sent 0")
		b.Eval(`const seen = []; dev.get(server).read_cb = (data, from) => { seen.push(text(data) + ' ' + from.port); if (seen.length === 3) log(...seen.sort()) }`)
		b.Want("from 6001 6001 from 6002 6002 from 6003 6003")
	})
}
