package loopback_test

import (
	"fmt"
	"testing"

	"drivergen/driver"
)

// borrowing is a server in the manner of a module that keeps the listener's object for its connections too: in accept_cb it
// sets the callbacks of the connection on that, and reads the peer's address there. It closes no descriptor.
const borrowing = `
	const serve = (port, ready) => {
		const l = dev.socket('AF_INET', 'STREAM'), s = dev.get(l);
		const borrow = (fd, s) => {
			const name = s.raddr + ':' + s.rport;
			s.connect_cb = () => log('connect_cb');
			s.close_cb = () => log(name, 'close_cb');
			s.read_cb = data => {
				log(name, 'read_cb', text(data));
				dev.write(fd, 'echo of ' + text(data));
			};
			s.shutdown_cb = () => log(name, 'shutdown_cb');
			log(name, s.lport, s.fd === l, s.state);
		};
		s.accept_cb = fd => borrow(fd, s);
		dev.bind(l, '127.0.0.1', port, () => dev.listen(l, ready));
		return s;
	};`

// asking is the same of a module that asks for the connection's object.
const asking = `
	const serve = (port, ready) => {
		const l = dev.socket('AF_INET', 'STREAM'), listener = dev.get(l);
		listener.accept_cb = fd => {
			const s = dev.get(fd), name = s.raddr + ':' + s.rport;
			listener.close_cb = () => log('listener close_cb');
			s.close_cb = () => log(name, 'close_cb');
			s.read_cb = data => {
				log(name, 'read_cb', text(data));
				dev.write(fd, 'echo of ' + text(data));
			};
			s.shutdown_cb = () => log(name, 'shutdown_cb');
			log(name, s.lport, s.fd === l, s.state);
		};
		dev.bind(l, '127.0.0.1', port, () => dev.listen(l, ready));
		return listener;
	};`

// ask connects, asks, and reads the answer.
func (b *jsBench) ask(port uint16, question string) (peer int, name string) {
	b.Helper()
	peer, ip, from, err := b.world.PeerConnects(b.Context(), port)
	must(b.T, err)
	must(b.T, b.world.PeerSends(b.Context(), peer, []byte(question)))
	answer, err := b.world.PeerReceives(b.Context(), peer, len("echo of ")+len(question))
	must(b.T, err)
	if string(answer) != "echo of "+question {
		b.Errorf("answered %q", answer)
	}
	return peer, fmt.Sprintf("%v:%d", ip, from)
}

func TestJavaScriptServerWithTheListenersObject(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.Eval(borrowing + `const s = serve(80, done('listen'))`)
		b.Want("listen 0")
		b.serve("true 3")
		b.Eval(`log(s.raddr === '', s.rport, s.read_cb === undefined, s.close_cb === undefined, typeof s.accept_cb); dev.close(0, done('close'))`)
		b.Want("true 0 true true function", "close 0")
		b.Quiet()
	})
}

func TestJavaScriptServerWithOwnObjects(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.Eval(asking + `const s = serve(80, done('listen'))`)
		b.Want("listen 0")
		b.serve("false 2")
		b.Eval(`dev.close(0, done('close'))`)
		b.Want("listener close_cb", "close 0")
		b.Quiet()
	})
}

// serve has two clients at once of an echo server.
func (b *jsBench) serve(object string) {
	b.Helper()
	one, first := b.ask(80, "one")
	b.Want(first+" 80 "+object, first+" read_cb one")
	two, second := b.ask(80, "two")
	b.Want(second+" 80 "+object, second+" read_cb two")
	must(b.T, b.world.PeerSends(b.Context(), one, []byte("again")))
	b.Want(first + " read_cb again")
	must(b.T, b.world.PeerCloses(b.Context(), two))
	b.Want(second+" shutdown_cb", second+" close_cb")
	must(b.T, b.world.PeerCloses(b.Context(), one))
	b.Want(first+" shutdown_cb", first+" close_cb")
}

// A server that closes no descriptor goes on: those whose end it was told are closed when they run short.
func TestJavaScriptForgottenSockets(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.Eval(borrowing + `serve(80, done('listen'))`)
		b.Want("listen 0")
		for n := range 200 {
			question := fmt.Sprint("question ", n)
			peer, name := b.ask(80, question)
			must(t, b.world.PeerCloses(b.Context(), peer))
			b.Want(name+" 80 true 3", name+" read_cb "+question, name+" shutdown_cb", name+" close_cb")
		}
	}, driver.MaxHandles(6))
}

// So does a client.
func TestJavaScriptForgottenClients(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		for range 50 {
			b.Eval(`var fd = dev.socket(), s = watch(fd)`)
			peer := b.peer()
			b.Eval(`dev.connect(fd, host, port, err => log(err, fd >= 0))`)
			b.Line() // connect_cb
			b.Want("0 true")
			must(t, b.world.PeerCloses(b.Context(), peer))
			b.Want("s shutdown_cb 0", "s close_cb 0")
		}
	}, driver.MaxHandles(3))
}

// A client that tries again and again, with a socket of its own each time that it does not close, is refused each time.
func TestJavaScriptForgottenAttempts(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.peer()
		b.Eval(`
			const unused = dev.socket(), object = dev.get(unused);
			let tries = 0;
			const attempt = () => {
				const fd = dev.socket();
				dev.connect(fd, host, port + 1, err => {
					log(++tries, fd >= 0, err, dev.errno);
					if (tries < 20) setTimeout(attempt, 1);
				});
			};
			attempt();`)
		for n := range 20 {
			b.Want(fmt.Sprint(n+1, " true -1 111"))
		}
		b.WantEval(`dev.get(unused) === object`, "true")
	}, driver.MaxHandles(3))
}

// A socket whose connect failed stays while there are others, and where it connects after that.
func TestJavaScriptSecondAttempt(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.peer()
		b.Eval(`
			const first = dev.socket(), second = dev.socket();
			dev.connect(first, host, port + 1, () => dev.connect(second, host, port + 1, done('refused')));`)
		b.Want("refused -1 111")
		b.Eval(`dev.socket(); dev.socket(); dev.connect(first, host, port, done('connect'))`)
		b.Want("connect 0")
		b.Quiet()
		b.WantEval(`[first, second].map(fd => dev.get(fd).state)`, "2,0")
		b.Eval(`dev.socket()`)
		b.Quiet()
		b.WantEval(`[dev.get(first).state, dev.get(second), dev.errno]`, "2,,9")
	}, driver.MaxHandles(6))
}

// Where there is room nothing is closed but by its owner; what was used last goes last; and a socket that is open never does.
func TestJavaScriptForgottenInOrder(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		for n := range 4 {
			b.Eval(`var fd = dev.socket(); watch(fd); log(fd)`)
			b.Want(fmt.Sprint(n))
			peer := b.peer()
			b.Eval(`dev.connect(fd, host, port, done('connect'))`)
			b.Line() // connect_cb
			b.Want("connect 0")
			must(t, b.world.PeerCloses(b.Context(), peer))
			b.Want("s shutdown_cb 0", "s close_cb 0")
			b.Quiet()
		}
		b.Eval(`
			const before = [0, 1, 2, 3].map(fd => dev.get(fd));
			const same = () => [0, 1, 2, 3].filter(fd => dev.get(fd) === before[fd]);`)
		b.WantEval(`same()`, "0,1,2,3")
		b.Eval(`before[0].state; dev.write(1, 'x', done('write'))`) // 2 and 3 are the oldest now
		b.Want("write -1 32")
		b.Eval(`dev.socket(); dev.socket()`)
		b.Quiet()
		b.WantEval(`same()`, "0,1")
	}, driver.MaxHandles(8))
}

// What a script still does with a number that was taken from it reaches nobody, whoever has the descriptor now.
func TestJavaScriptNumberOfAForgottenSocket(t *testing.T) {
	inJavaScript(t, func(b *jsBench) {
		b.connected("old")
		must(t, b.world.PeerCloses(b.Context(), 0))
		b.Want("s shutdown_cb 0", "s close_cb 0")
		b.Eval(`const forgotten = dev.get(old)`)
		b.Eval(`dev.socket()`) // one of two is taken, and then none is free but the forgotten one's
		b.Quiet()
		peer := b.peer()
		b.Eval(`
			const fd = dev.socket(), s = watch(fd, 'new');
			log(old, forgotten.fd, forgotten.state, fd === old, fd === s.fd, dev.get(fd) === s, dev.get(old), dev.errno);
			dev.connect(fd, host, port, done('connect'));`)
		b.Want("0 0 0 false true true null 9")
		b.Line() // connect_cb
		b.Want("connect 0")
		b.Eval(`
			dev.write(old, 'stale', done('write'));
			dev.shutdown(old, 2, done('shutdown'));
			dev.close(old, done('close'));`)
		b.Want("write -1 9", "shutdown 0", "close -1 9")
		b.Eval(`dev.write(fd, 'fresh', done('write'))`)
		b.Want("write 0")
		got, err := b.world.PeerReceives(b.Context(), peer, 5)
		must(t, err)
		if string(got) != "fresh" {
			t.Errorf("received %q", got)
		}
		b.Eval(`dev.close(fd, done('close'))`)
		b.Want("new shutdown_cb 0", "new close_cb 0", "close 0")
		b.Quiet()
	}, driver.MaxHandles(2))
}
