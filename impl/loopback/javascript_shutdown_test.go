package loopback_test

import (
	"fmt"
	"testing"

	"drivergen/driver"
)

// A connection whose peer has closed, and a direction that was shut before, are shut already.
func TestJavaScriptShutdownOfWhatIsOver(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		peer := b.connected("fd")
		b.Eval(`dev.shutdown(fd, 1, done('WR'))`)
		b.Want("s shutdown_cb 2", "WR 0")
		b.Eval(`dev.shutdown(fd, 1, done('WR again'))`)
		b.Line() // shutdown_cb
		b.Want("WR again 0")
		b.Eval(`dev.shutdown(fd, 0, done('RD')); dev.shutdown(fd, 0, done('RD again')); dev.shutdown(fd, 2, done('RDWR'))`)
		for n := 0; n < 3; {
			switch line := b.Line(); line {
			case "RD 0", "RD again 0", "RDWR 0":
				n++
			case "s shutdown_cb 2":
			default:
				t.Fatalf("told %q", line)
			}
		}
		must(t, b.world.PeerCloses(b.Context(), peer))
		for b.Line() != "s close_cb 0" {
		}
		b.Eval(`for (const how of [0, 1, 2]) dev.shutdown(fd, how, done('over'))`)
		b.Want("over 0", "over 0", "over 0")
		b.Eval(`dev.write(fd, 'x', done('write'))`)
		b.Want("write -1 32")
		b.Eval(`dev.close(fd, () => dev.shutdown(fd, 1, done('closed')))`)
		b.Want("closed -1 9")
	})
}

// What never was a connection has nothing to shut.
func TestJavaScriptShutdownOfNoConnection(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.Eval(`const fd = dev.socket(); dev.shutdown(fd, 1, done('closed')); dev.shutdown(77, 1, done('unknown'))`)
		for range 2 {
			if line := b.Line(); line != "closed -1 107" && line != "unknown -1 9" {
				t.Errorf("told %q", line)
			}
		}
		b.Eval(`dev.bind(fd, '', 80, () => dev.listen(fd, () => dev.shutdown(fd, 1, done('listening'))))`)
		b.Want("listening -1 107")
		b.Quiet()
	})
}

// A server ends each connection behind its peer, as Kaluma's http does, and hears of no failure in 200 of them.
func TestJavaScriptServerThatEndsLate(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.Eval(`
			const l = dev.socket(), listener = dev.get(l);
			const ended = what => err => { if (err) throw new Error(what + ' of a connection: errno ' + dev.errno) };
			let told = 0;
			listener.accept_cb = fd => {
				listener.read_cb = data => dev.write(fd, data, ended('write'));
				listener.close_cb = () => {
					dev.shutdown(fd, 1, ended('shutdown'));
					setTimeout(() => dev.shutdown(fd, 1, err => { ended('late shutdown')(err); log('over', ++told) }), 0);
				};
			};
			dev.bind(l, '', 80, () => dev.listen(l, done('listen')));`)
		b.Want("listen 0")
		for n := range 200 {
			peer, _, _, err := b.world.PeerConnects(b.Context(), 80)
			must(t, err)
			must(t, b.world.PeerSends(b.Context(), peer, []byte("hello")))
			if _, err := b.world.PeerReceives(b.Context(), peer, 5); err != nil {
				t.Fatal(err)
			}
			must(t, b.world.PeerCloses(b.Context(), peer))
			b.Want(fmt.Sprint("over ", n+1))
		}
	}, driver.MaxHandles(6))
}
