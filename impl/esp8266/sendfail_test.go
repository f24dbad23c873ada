package esp8266_test

import (
	"errors"
	"strings"
	"testing"

	"drivergen/driver"
	"drivergen/generated/netdev"
)

// A send fails because its peer has gone, and the module gives the link to the next one who connects before the driver has
// closed it. The close of the old connection does not meet the new one.
func TestLinkPassesOnAfterAFailedSend(t *testing.T) {
	const (
		gone = "0,CLOSED\r\n+LINK_CONN:0,0,\"TCP\",1,\"10.0.0.9\",5002,8080\r\n"
		ok   = "\r\nOK\r\n"
	)
	failed := false
	dev, m := openScripted(t, false, func(line string) string {
		switch {
		case strings.HasPrefix(line, "AT+CIPSERVER=1,"):
			return ok + "+LINK_CONN:0,0,\"TCP\",1,\"10.0.0.9\",5001,8080\r\n"
		case strings.HasPrefix(line, "AT+CIPSEND=0,"):
			return ok + "> "
		case line == "to the first":
			failed = true
			return "\r\nRecv 14 bytes\r\nSEND FAIL\r\n"
		case line == "to the second":
			return "\r\nRecv 15 bytes\r\nSEND OK\r\n"
		case failed:
			failed = false
			return gone + ok
		case line == "AT+CIPSTATUS":
			return "STATUS:3\r\n+CIPSTATUS:0,\"TCP\",\"10.0.0.9\",5002,8080,1\r\n" + ok
		}
		return ""
	})
	network, ctx := dev.Net(), t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	listener, err := network.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	must(err)
	must(network.Bind(ctx, listener, "", 8080))
	must(network.Listen(ctx, listener, 5))
	accept := func(port uint16) netdev.FD {
		t.Helper()
		fd, peer, err := network.Accept(ctx, listener)
		must(err)
		if peer.Port() != port {
			t.Fatalf("accepted %v, want the peer at port %d", peer, port)
		}
		return fd
	}
	first := accept(5001)
	if err := network.Write(ctx, first, []byte("to the first\r\n")); !errors.Is(err, driver.EIO) {
		t.Errorf("write: %v, want EIO", err)
	}
	second := accept(5002)
	must(network.Write(ctx, second, []byte("to the second\r\n")))
	must(network.Close(ctx, listener)) // the module is told after what the link's end asks for
	if m.heard("AT+CIPCLOSE=0") {
		t.Error("the second peer's connection was closed")
	}
}
