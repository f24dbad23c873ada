package gonet_test

import (
	"errors"
	"net"
	"testing"
	"time"

	"drivergen/generated/netdev"
)

var errConnRefused = netdev.ECONNREFUSED

func TestDatagramsOfADialledConn(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		far, err := s.packet("udp", net.JoinHostPort(s.other, "0"))
		check(t, err)
		defer far.Close()
		near, err := s.device.Dial("udp", far.LocalAddr().String())
		check(t, err)
		defer near.Close()
		buf := make([]byte, 2000)
		for _, message := range []string{"one", "a longer second one"} {
			if n, err := near.Write([]byte(message)); n != len(message) || err != nil {
				t.Fatalf("Write = %d, %v", n, err)
			}
			n, from, err := far.ReadFrom(buf)
			if string(buf[:n]) != message || err != nil {
				t.Fatalf("the peer got %q, %v", buf[:n], err)
			}
			_, err = far.WriteTo([]byte("re: "+message), from)
			check(t, err)
			n, err = near.Read(buf)
			if string(buf[:n]) != "re: "+message || err != nil {
				t.Errorf("Read = %q, %v", buf[:n], err)
			}
		}
		if _, ok := near.RemoteAddr().(*net.UDPAddr); !ok || near.RemoteAddr().String() != far.LocalAddr().String() {
			t.Errorf("RemoteAddr = %#v", near.RemoteAddr())
		}
		check(t, near.SetReadDeadline(time.Now().Add(10*time.Millisecond)))
		if _, err := near.Read(buf); !isTimeout(err) {
			t.Errorf("Read with a deadline: %v", err)
		}
	})
}

func TestPacketConn(t *testing.T) {
	everywhere(t, func(t *testing.T, w world, s sides) {
		far, err := s.packet("udp", net.JoinHostPort(s.other, "0"))
		check(t, err)
		defer far.Close()
		near, err := s.device.ListenPacket("udp", net.JoinHostPort(s.host, "0"))
		check(t, err)
		defer near.Close()
		if _, err := near.WriteTo([]byte("ping"), far.LocalAddr()); err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 100)
		n, from, err := far.ReadFrom(buf)
		if want := s.reach(near.LocalAddr()); string(buf[:n]) != "ping" || err != nil || from.String() != want {
			t.Fatalf("the peer got %q from %v, %v; want ping from %s", buf[:n], from, err, want)
		}
		_, err = far.WriteTo([]byte("pong, and more than fits"), from)
		check(t, err)
		n, from, err = near.ReadFrom(buf[:4])
		if string(buf[:n]) != "pong" || err != nil || from.String() != far.LocalAddr().String() {
			t.Errorf("ReadFrom = %q from %v, %v; want pong from %v", buf[:n], from, err, far.LocalAddr())
		}
		if _, err := near.WriteTo(buf, &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 9}); !errors.Is(err, netdev.EINVAL) {
			t.Errorf("WriteTo a TCP address: %v", err)
		}
		read := make(chan error, 1)
		go func() { _, _, err := near.ReadFrom(buf); read <- err }()
		check(t, near.Close())
		if err := <-read; !isOp(err, "read", net.ErrClosed) {
			t.Errorf("ReadFrom of a closed one: %v", err)
		}
		if _, err := near.WriteTo(buf, far.LocalAddr()); !isOp(err, "write", net.ErrClosed) {
			t.Errorf("WriteTo of a closed one: %v", err)
		}
	})
}
