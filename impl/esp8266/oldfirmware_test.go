package esp8266_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/generated/netdev"
	"drivergen/impl/esp8266"
	"drivergen/impl/esp8266/emulator"
)

// An oldModule is a module without the commands that firmware before AT 1.7 lacks: they reach it under names that it
// does not know.
type oldModule struct {
	io.ReadWriteCloser
	lacks []string
}

func (m oldModule) Write(p []byte) (int, error) {
	for _, name := range m.lacks {
		if bytes.HasPrefix(p, []byte("AT+"+name)) {
			_, err := m.ReadWriteCloser.Write([]byte("AT+LACKING\r\n"))
			return len(p), err
		}
	}
	return m.ReadWriteCloser.Write(p)
}

func TestOldFirmware(t *testing.T) {
	for name, lacks := range map[string][]string{
		"no passive mode":            {"CIPRECVMODE"},
		"no word of who connects":    {"SYSMSG"},
		"AT 1.3":                     {"CIPRECVMODE", "SYSMSG", "CIPDINFO"},
		"AT 0.25, without _CUR":      {"CIPRECVMODE", "SYSMSG", "CIPDINFO", "CWMODE_CUR", "CWJAP_CUR"},
		"no keep-alive of a server ": {"CIPSTO"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			emu := emulator.Start(t, emulator.Firmware17, lab)
			dev, err := esp8266.Open(ctx, oldModule{emu.Port(), lacks})
			if err != nil {
				t.Fatal(err)
			}
			defer dev.Close()
			b := &bench{T: t, dev: dev, net: dev.Net(), emu: emu, ctx: ctx}
			b.join()
			if conn, err := dev.WiFi().GetConnection(ctx); err != nil || conn == nil || conn.SSID != lab.SSID {
				t.Errorf("joined to %+v, %v", conn, err)
			}

			want := noise(4, 12_000)
			stream := b.dial(b.listen(echo))
			b.check(b.net.Write(ctx, stream, want))
			if got := b.read(stream, len(want)); !bytes.Equal(got, want) {
				t.Error("what came back is not what was sent")
			}

			fd, at := b.serve()
			for i := range 3 {
				c, err := net.Dial("tcp4", at)
				b.check(err)
				defer c.Close()
				fmt.Fprintf(c, "client %d", i)
				conn, peer, err := b.net.Accept(ctx, fd)
				b.check(err)
				if peer.String() != c.LocalAddr().String() {
					t.Errorf("peer %v, want %v", peer, c.LocalAddr())
				}
				if got, want := string(b.read(conn, 8)), fmt.Sprintf("client %d", i); got != want {
					t.Errorf("got %q, want %q", got, want)
				}
			}

			peer, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
			b.check(err)
			defer peer.Close()
			addr := peer.LocalAddr().(*net.UDPAddr).AddrPort()
			udp := b.socket(netdev.ProtocolDgram)
			b.check(b.net.Connect(ctx, udp, addr.Addr().String(), addr.Port()))
			b.check(b.net.Write(ctx, udp, []byte("question")))
			buf := make([]byte, 100)
			n, from, err := peer.ReadFrom(buf)
			b.check(err)
			_, err = peer.WriteTo(append([]byte("answer to "), buf[:n]...), from)
			b.check(err)
			n, sender, err := b.net.Recv(ctx, udp, buf)
			if string(buf[:n]) != "answer to question" || sender != addr || err != nil {
				t.Errorf("got %q from %v, %v", buf[:n], sender, err)
			}
			if err := b.net.Listen(ctx, udp, 1); !errors.Is(err, driver.EISCONN) {
				t.Errorf("a listening datagram socket: %v", err)
			}
		})
	}
}
