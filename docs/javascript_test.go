package docs_test

import (
	"context"
	"errors"
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/eventloop"

	"drivergen/driver"
	"drivergen/driver/js"
	"drivergen/generated/ieee80211dev"
	"drivergen/generated/ieee80211dev/ieee80211devjs"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevjs"
	"drivergen/impl/loopback"
)

// TestScriptsOfTheJavaScriptPage runs each block of JavaScript on a device in memory. What it prints is what its
// comments say, in any order.
func TestScriptsOfTheJavaScriptPage(t *testing.T) {
	page := javaScriptPage(t)
	prints := regexp.MustCompile(`// → (.*)`)
	blocks := strings.Split(page, "```js\n")[1:]
	if len(blocks) != 5 {
		t.Errorf("the page has %d blocks of JavaScript", len(blocks))
	}
	for _, block := range blocks {
		script, _, _ := strings.Cut(block, "```\n")
		var want []string
		for _, m := range prints.FindAllStringSubmatch(script, -1) {
			want = append(want, m[1])
		}
		synctest.Test(t, func(t *testing.T) {
			var got []string
			lines := runScript(t, script)
			for range want {
				got = append(got, <-lines)
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("printed %q, want %q\n%s", got, want, script)
			}
		})
	}
}

func javaScriptPage(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile("javascript.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// runScript runs a script as the page says and returns what it prints.
func runScript(t *testing.T, script string) <-chan string {
	t.Helper()
	dev := deviceInMemory(t)
	lines, done := make(chan string, 64), make(chan error, 1)
	report := func(err error) { lines <- err.Error() }
	var ended []func()

	loop := eventloop.NewEventLoop() // github.com/dop251/goja_nodejs/eventloop
	var net *netdevjs.Binding
	loop.RunOnLoop(func(vm *goja.Runtime) {
		if err := vm.Set("print", func(words ...string) { lines <- strings.Join(words, " ") }); err != nil {
			report(err)
		}
	})
	loop.RunOnLoop(func(vm *goja.Runtime) {
		net = netdevjs.Install(vm, loop, dev.Net())
		wifi := ieee80211devjs.Install(vm, loop, dev.WiFi(), js.OnError(report))
		ended = append(ended, wifi.End)
		_, err := vm.RunString(script)
		done <- err
	})
	loop.Start()

	t.Cleanup(func() {
		loop.Terminate()
		net.End()
		for _, end := range ended {
			end()
		}
	})
	if err := <-done; err != nil {
		t.Fatalf("%v\n%s", err, script)
	}
	return lines
}

// deviceInMemory returns the device 10.0.0.1, in reach of the access point lab, on a network where 10.0.0.2 echoes at port 7.
func deviceInMemory(t *testing.T) *loopback.Device {
	t.Helper()
	network, air := loopback.NewNetwork(), loopback.NewAir()
	air.Add(loopback.AccessPoint{SSID: "lab", Password: "correct horse", Security: ieee80211dev.ScanWPA2 | ieee80211dev.ScanPSK})
	dev, other := loopback.New(network, air), loopback.New(network, air)
	t.Cleanup(func() { _ = errors.Join(dev.Close(), other.Close()) })
	ctx, peer := context.Background(), other.Net()
	listener, err := peer.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	if err := errors.Join(err, peer.Bind(ctx, listener, "", 7), peer.Listen(ctx, listener, 0)); err != nil {
		t.Fatal(err)
	}
	go func() {
		conn, _, err := peer.Accept(ctx, listener)
		buf := make([]byte, 512)
		for err == nil {
			var n int
			if n, _, err = peer.Recv(ctx, conn, buf); err == nil {
				err = peer.Write(ctx, conn, buf[:n])
			}
		}
	}()
	return dev
}

func TestDriverOfTheJavaScriptPage(t *testing.T) {
	_, script, _ := strings.Cut(javaScriptPage(t), "const sockets = [];")
	script, _, _ = strings.Cut("const sockets = [];"+script, "print(")
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		received := make(chan string, 1)
		loop := eventloop.NewEventLoop()
		made := make(chan *netdevjs.Driver, 1)
		loop.RunOnLoop(func(vm *goja.Runtime) {
			defer close(made)
			value, err := vm.RunString(script + "driver")
			if err != nil {
				t.Error(err)
				return
			}
			object := value.(*goja.Object)
			driver, err := netdevjs.NewDriver(vm, loop, object, netdevjs.DriverEvents{
				Readable: func(fd netdev.FD, data []byte, from netip.AddrPort) { received <- string(data) },
			})
			if err != nil {
				t.Error(err)
			}
			made <- driver
		})
		loop.Start()
		defer loop.Terminate()
		driver := <-made
		defer driver.End()
		var errs []error

		fd, err := driver.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
		errs = append(errs, err)
		err = driver.Connect(ctx, fd, "host", 1) // connect: input/output error: Error: no cable at connect (…)
		errs = append(errs, err)
		err = driver.Listen(ctx, fd) // EOPNOTSUPP: the object has no method listen
		errs = append(errs, err)
		err = driver.Connect(ctx, fd, "host", 80) // nil
		errs = append(errs, err)
		err = driver.Write(ctx, fd, []byte("echo")) // nil, and Readable gets echo
		errs = append(errs, err)

		checkDriverOfThePage(t, errs, <-received)
	})
}

func checkDriverOfThePage(t *testing.T, errs []error, received string) {
	t.Helper()
	if errs[0] != nil || errs[3] != nil || errs[4] != nil || received != "echo" {
		t.Error(errs, received)
	}
	if !errors.Is(errs[1], driver.EIO) || !strings.HasPrefix(errs[1].Error(), "connect: input/output error: Error: no cable at connect (") {
		t.Error(errs[1])
	}
	if !errors.Is(errs[2], driver.EOPNOTSUPP) {
		t.Error(errs[2])
	}
}

// TestCodeOfTheJavaScriptPage: each line of Go on the page stands above, or in the example of package js.
func TestCodeOfTheJavaScriptPage(t *testing.T) {
	source, err := os.ReadFile("javascript_test.go")
	example, exampleErr := os.ReadFile("../driver/js/example_test.go")
	if err := errors.Join(err, exampleErr); err != nil {
		t.Fatal(err)
	}
	words := func(text string) string { return strings.Join(strings.Fields(text), " ") }
	program := strings.NewReplacer("package js_test", "package main", "func Example()", "func main()").Replace(string(example))
	code := words(string(source) + program)
	for _, block := range strings.Split(javaScriptPage(t), "```go\n")[1:] {
		block, _, _ = strings.Cut(block, "```\n")
		for line := range strings.Lines(block) {
			if !strings.Contains(code, words(line)) {
				t.Errorf("no test runs\n%s", line)
			}
		}
	}
}
