package js_test

import (
	"fmt"

	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/eventloop"

	"drivergen/driver/js"
	"drivergen/generated/netdev/netdevjs"
	"drivergen/impl/hostnet"
)

const script = `
const net = global.__netdev;
const listener = net.socket('AF_INET', 'STREAM');
net.get(listener).accept_cb = fd => {
  const c = net.get(fd);
  c.read_cb = data => net.write(fd, data);
  c.close_cb = () => {
    net.close(fd);
    net.close(listener);
  };
};
net.bind(listener, '127.0.0.1', 0, err => net.listen(listener, err => {
  const fd = net.socket('AF_INET', 'STREAM');
  net.get(fd).read_cb = data => {
    print('heard', String.fromCharCode(...data));
    net.close(fd);
  };
  net.connect(fd, '127.0.0.1', net.get(listener).lport, err => net.write(fd, 'hello'));
}));
`

// A program that needs goja and its event loop alone: a script is a server and its client on this machine's network.
func Example() {
	dev := hostnet.New()
	defer dev.Close()
	loop := eventloop.NewEventLoop()
	var net *netdevjs.Binding
	endIfIdle := func() {
		if !net.Busy() {
			loop.StopNoWait()
		}
	}
	report := func(err error) { fmt.Println(err) }
	loop.RunOnLoop(func(vm *goja.Runtime) {
		vm.Set("print", func(words ...any) { fmt.Println(words...) })
		net = netdevjs.Install(vm, loop, dev.Net(), js.OnError(report), js.AfterEach(endIfIdle))
		if _, err := vm.RunScript("echo.js", script); err != nil {
			report(err)
		}
		endIfIdle()
	})
	loop.StartInForeground()
	net.End()
	loop.Terminate()
	// Output: heard hello
}
