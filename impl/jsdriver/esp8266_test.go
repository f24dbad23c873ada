package jsdriver_test

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/eventloop"

	"drivergen/generated/ieee80211dev"
	"drivergen/gonet"
	"drivergen/impl/esp8266/emulator"
	"drivergen/impl/jsdriver"
)

const lab, labPassword = "lab", "correct horse"

// uart gives a script the line to a module as `port`: its write, and its received for what comes, on the loop.
func uart(t *testing.T, vm *goja.Runtime, loop *eventloop.EventLoop, line io.ReadWriteCloser) {
	t.Helper()
	port := vm.NewObject()
	port.Set("write", func(data []byte) { line.Write(data) })
	vm.Set("port", port)
	vm.Set("TextEncoder", func(call goja.ConstructorCall) *goja.Object {
		call.This.Set("encode", func(text string) goja.Value {
			array, err := vm.New(vm.Get("Uint8Array"), vm.ToValue(vm.NewArrayBuffer([]byte(text))))
			if err != nil {
				panic(err)
			}
			return array
		})
		return nil
	})
	var reading sync.WaitGroup
	reading.Go(func() {
		buf := make([]byte, 4096)
		for {
			n, err := line.Read(buf)
			if err != nil {
				return
			}
			data := bytes.Clone(buf[:n])
			loop.RunOnLoop(func(vm *goja.Runtime) {
				received, _ := goja.AssertFunction(port.Get("received"))
				array, err := vm.New(vm.Get("Uint8Array"), vm.ToValue(vm.NewArrayBuffer(data)))
				if err == nil {
					_, err = received(port, array)
				}
				if err != nil {
					t.Error(err)
				}
			})
		}
	})
	t.Cleanup(func() { line.Close(); reading.Wait() })
}

// module returns the driver in testdata/esp8266.js on an emulated module that has joined its network.
func module(t *testing.T, opts ...emulator.Option) (*jsdriver.Device, *emulator.Emulator) {
	t.Helper()
	text, err := os.ReadFile("testdata/esp8266.js")
	if err != nil {
		t.Fatal(err)
	}
	emu := emulator.Start(t, append([]emulator.Option{
		emulator.AccessPoint{SSID: lab, Password: labPassword},
		emulator.DNS{Name: "www.example.test", Addr: netip.AddrFrom4([4]byte{127, 0, 0, 1})},
	}, opts...)...)
	var dev *jsdriver.Device
	loop := onLoop(t, func(vm *goja.Runtime, loop *eventloop.EventLoop) {
		uart(t, vm, loop, emu.Port())
		var value goja.Value
		if value, err = vm.RunScript("esp8266.js", string(text)); err != nil {
			return
		}
		both := value.ToObject(vm)
		dev, err = jsdriver.New(vm, loop, jsdriver.Objects{Net: both.Get("net").ToObject(vm), WiFi: both.Get("wifi").ToObject(vm)})
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		dev.Close()
		loop.Terminate()
	})
	for _, step := range []error{
		dev.WiFi().Reset(t.Context()),
		dev.WiFi().Connect(t.Context(), ieee80211dev.ConnectInfo{SSID: lab, Password: labPassword}),
	} {
		if step != nil {
			t.Fatal(step)
		}
	}
	return dev, emu
}

// Go's HTTP client speaks through a driver that somebody wrote in JavaScript.
func TestHTTPOverJavaScript(t *testing.T) {
	for _, firmware := range []emulator.Firmware{emulator.Firmware17, emulator.Firmware22} {
		t.Run(fmt.Sprint(firmware), func(t *testing.T) {
			page := strings.Repeat("The page of a server.\n", 2000)
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				sent, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				fmt.Fprintf(w, "%s %s %d\n%s", r.Method, r.Host, len(sent), page)
			}))
			defer server.Close()
			dev, _ := module(t, firmware)
			transport := &http.Transport{DialContext: gonet.New(dev.Net()).DialContext}
			defer transport.CloseIdleConnections()
			client := http.Client{Transport: transport}
			_, port, err := net.SplitHostPort(server.Listener.Addr().String())
			if err != nil {
				t.Fatal(err)
			}
			host := "www.example.test:" + port
			for _, sent := range []string{"", strings.Repeat("x", 10_000), ""} {
				response, err := client.Post("http://"+host+"/", "text/plain", strings.NewReader(sent))
				if err != nil {
					t.Fatal(err)
				}
				body, err := io.ReadAll(response.Body)
				response.Body.Close()
				if want := fmt.Sprintf("POST %s %d\n%s", host, len(sent), page); err != nil || string(body) != want {
					t.Fatalf("got %d bytes, want %d, %v", len(body), len(want), err)
				}
			}
		})
	}
}

// A server in Go on the driver has several clients of this machine.
func TestServerOverJavaScript(t *testing.T) {
	dev, emu := module(t)
	listener, err := gonet.New(dev.Net()).Listen("tcp", ":80")
	if err != nil {
		t.Fatal(err)
	}
	server := http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintf(w, "hello from %s", r.URL.Path) })}
	var serving sync.WaitGroup
	serving.Go(func() { server.Serve(listener) })
	defer serving.Wait()
	defer server.Close()
	at, ok := emu.ListenAddr(80)
	if !ok {
		t.Fatal("the module does not listen")
	}
	var clients sync.WaitGroup
	for n := range 3 {
		clients.Go(func() {
			transport := &http.Transport{}
			defer transport.CloseIdleConnections()
			client := http.Client{Transport: transport}
			for range 5 {
				response, err := client.Get(fmt.Sprintf("http://%s/%d", at, n))
				if err != nil {
					t.Error(err)
					return
				}
				body, err := io.ReadAll(response.Body)
				response.Body.Close()
				if want := fmt.Sprintf("hello from /%d", n); err != nil || string(body) != want {
					t.Errorf("got %q, %v", body, err)
				}
			}
		})
	}
	clients.Wait()
}

// What the module refuses comes back as an errno, and the driver knows its addresses.
func TestRefusedOverJavaScript(t *testing.T) {
	dev, _ := module(t)
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	free.Close()
	if _, err := gonet.New(dev.Net()).DialContext(t.Context(), "tcp", addr); err == nil || !strings.Contains(err.Error(), "refused") {
		t.Errorf("got %v", err)
	}
	ip, err := dev.Net().IP(t.Context())
	if err != nil || ip.String() != "10.0.0.2" {
		t.Errorf("the address is %v, %v", ip, err)
	}
	info, err := dev.WiFi().GetConnection(t.Context())
	if err != nil || info == nil || info.SSID != lab {
		t.Errorf("joined to %+v, %v", info, err)
	}
}
