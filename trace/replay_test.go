package trace_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"drivergen/driver/recording"
	"drivergen/generated/netdev"
	"drivergen/generated/netdev/netdevtrace"
	"drivergen/gonet"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
	"drivergen/impl/hostnet"
	"drivergen/impl/loopback"
	"drivergen/wifi"
)

// A world is a device and a listener that it reaches.
type world struct {
	name string
	open func(t *testing.T) (netdev.NetDev, net.Listener)
}

var worlds = []world{
	{"loopback", func(t *testing.T) (netdev.NetDev, net.Listener) {
		network, air := loopback.NewNetwork(), loopback.NewAir()
		near, far := loopback.New(network, air), loopback.New(network, air)
		t.Cleanup(func() { near.Close(); far.Close() })
		ip, err := far.Net().IP(t.Context())
		must(t, err)
		l, err := gonet.New(far.Net()).Listen("tcp", net.JoinHostPort(ip.String(), "0"))
		must(t, err)
		return near.Net(), l
	}},
	{"hostnet", func(t *testing.T) (netdev.NetDev, net.Listener) {
		dev := hostnet.New()
		t.Cleanup(func() { dev.Close() })
		return dev.Net(), listenHere(t)
	}},
	{"esp8266", func(t *testing.T) (netdev.NetDev, net.Listener) {
		emu := emulator.Start(t, emulator.Firmware22, emulator.AccessPoint{SSID: "lab", Password: "correct horse"})
		dev, err := esp8266.Open(t.Context(), emu.Port())
		must(t, err)
		t.Cleanup(func() { dev.Close() })
		must(t, wifi.New(dev.WiFi()).Join(t.Context(), "lab", wifi.Password("correct horse")))
		return dev.Net(), listenHere(t)
	}},
}

func listenHere(t *testing.T) net.Listener {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	must(t, err)
	return l
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// serve runs an HTTP server on a listener until the returned function is called.
func serve(t *testing.T, l net.Listener) (end func()) {
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s %s\n%s", r.Method, r.URL, r.RemoteAddr, strings.Repeat(string(body), 3))
	})}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	return func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = server.Shutdown(ctx)
		<-done
	}
}

// A countedConn tells that it was closed.
type countedConn struct {
	net.Conn
	closed func()
}

func (c *countedConn) Close() error {
	defer c.closed()
	return c.Conn.Close()
}

// browse makes requests over a device, two one after the other on one connection and then four at the same time on
// four, and returns the bodies.
func browse(t *testing.T, dev netdev.NetDev, host string) []string {
	t.Helper()
	bodies := make([]string, 6)
	fetch := func(client *http.Client, i int) {
		resp, err := client.Post(fmt.Sprintf("http://%s/page/%d", host, i), "text/plain", strings.NewReader(strings.Repeat("data ", 100*i)))
		if err != nil {
			t.Errorf("request %d: %v", i, err)
			return
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Errorf("request %d: %v", i, err)
		}
		bodies[i] = resp.Status + " " + string(body)
	}
	var open sync.WaitGroup // net/http closes connections in goroutines of its own
	dial := func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := gonet.New(dev).DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		open.Add(1)
		return &countedConn{Conn: conn, closed: sync.OnceFunc(open.Done)}, nil
	}
	transport := &http.Transport{DialContext: dial}
	client := &http.Client{Transport: transport, Timeout: 20 * time.Second}
	fetch(client, 0)
	fetch(client, 1)
	transport.CloseIdleConnections()

	client.Transport = &http.Transport{DialContext: dial, DisableKeepAlives: true}
	var group sync.WaitGroup
	for i := 2; i < len(bodies); i++ {
		group.Go(func() { fetch(client, i) })
	}
	group.Wait()
	open.Wait()
	return bodies
}

// TestReplayOfHTTP: the program that was recorded gets the same bytes of the recording.
func TestReplayOfHTTP(t *testing.T) {
	for _, w := range worlds {
		t.Run(w.name, func(t *testing.T) {
			var file bytes.Buffer
			dev, l := w.open(t)
			host := l.Addr().String()
			end := serve(t, l)
			rec := recording.New(&file, recording.Payload(1<<20))
			want := browse(t, netdevtrace.Wrap(dev, rec), host)
			must(t, rec.Close())
			end()

			recorded, err := recording.Read(&file)
			must(t, err)
			for range 3 {
				t.Run("again", func(t *testing.T) {
					got := browse(t, netdevtrace.Replay(t, recorded), host)
					for i := range want {
						if got[i] != want[i] || want[i] == "" {
							t.Errorf("request %d: %q, was %q", i, got[i], want[i])
						}
					}
				})
			}
		})
	}
}
