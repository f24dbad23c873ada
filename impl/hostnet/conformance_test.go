package hostnet_test

import (
	"context"
	"encoding/binary"
	"errors"
	"net"
	"net/netip"
	"runtime"
	"syscall"
	"testing"

	"drivergen/generated/netdev/netdevtest"
	"drivergen/impl/hostnet"
	"drivergen/impl/internal/hostworld"
)

// The names that the tests' name server knows, and about which it says nothing.
const peerName, silentName = "peer.test", "silent.test"

func TestConformance(t *testing.T) {
	report := netdevtest.Run(t, func(t *testing.T) netdevtest.Device {
		world := resettable{&hostworld.World{
			Name: peerName, Unknown: "nobody.test", Silent: silentName,
			Reach: func(port uint16) (netip.AddrPort, error) { return netip.AddrPortFrom(hostworld.Loopback, port), nil },
		}}
		dev := hostnet.New(hostnet.Resolver(startDNS(t)), hostnet.MaxSockets(16))
		t.Cleanup(func() {
			dev.Close()
			world.Close()
		})
		return netdevtest.Device{Dev: dev.Net(), World: world, Close: dev.Close}
	})
	if runtime.GOOS == "linux" { // elsewhere this machine's sockets can do less, or more
		report.Keep(t, "README.md", "hostnet")
	}
}

// resettable is a world in which a reset is an end too: the system resets a connection that
// still waits in its own backlog when the listener is closed.
type resettable struct{ *hostworld.World }

func (w resettable) PeerFindsEnd(ctx context.Context, number int) error {
	err := w.World.PeerFindsEnd(ctx, number)
	if errors.Is(err, syscall.ECONNRESET) {
		return nil
	}
	return err
}

// startDNS starts a name server (RFC 1035) that knows one name, and returns its resolver.
func startDNS(t *testing.T) *net.Resolver {
	t.Helper()
	server, err := net.ListenPacket("udp4", "127.0.0.1:0")
	check(t, err)
	done := make(chan struct{})
	go func() {
		defer close(done)
		buf := make([]byte, 512)
		for {
			n, from, err := server.ReadFrom(buf)
			if err != nil {
				return
			}
			if n <= 12 {
				continue
			}
			if reply := answer(buf[:n]); reply != nil {
				server.WriteTo(reply, from)
			}
		}
	}()
	t.Cleanup(func() { server.Close(); <-done })
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp4", server.LocalAddr().String())
	}}
}

// answer answers a query: peer.test has one A record, nothing is said of silent.test, other names do not exist.
func answer(query []byte) []byte {
	name, end := "", 12
	for query[end] != 0 {
		label := int(query[end])
		name += string(query[end+1:end+1+label]) + "."
		end += 1 + label
	}
	if name == silentName+"." {
		return nil
	}
	end += 5 // the root, the type and the class
	reply := append([]byte(nil), query[:end]...)
	reply[2], reply[3] = 0x81, 0x80           // a response, recursion available
	binary.BigEndian.PutUint32(reply[6:], 0)  // no answers, no authorities
	binary.BigEndian.PutUint16(reply[10:], 0) // no additional records
	switch isA := query[end-3] == 1; {
	case name != peerName+".":
		reply[3] |= 3 // NXDOMAIN
	case isA:
		reply[7] = 1
		reply = append(reply, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4)
		reply = append(reply, hostworld.Loopback.AsSlice()...)
	}
	return reply
}
