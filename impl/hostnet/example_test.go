package hostnet_test

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"time"

	"drivergen/generated/netdev"
	"drivergen/impl/hostnet"
)

// A program that is written for a network device runs on this machine's own sockets.
func Example() {
	server, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()
	go func() {
		conn, err := server.Accept()
		if err != nil {
			return
		}
		defer conn.Close()
		io.Copy(conn, conn) // it sends back what it receives
	}()

	dev := hostnet.New()
	defer dev.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := echo(ctx, dev.Net(), server.Addr().(*net.TCPAddr)); err != nil {
		log.Fatal(err)
	}
	// Output: hello
}

// echo sends a word to a server and prints what comes back. It knows no device, but the interface alone.
func echo(ctx context.Context, dev netdev.NetDev, to *net.TCPAddr) error {
	fd, err := dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	if err != nil {
		return err
	}
	defer dev.Close(ctx, fd)
	if err := dev.Connect(ctx, fd, to.IP.String(), uint16(to.Port)); err != nil {
		return err
	}
	if err := dev.Write(ctx, fd, []byte("hello")); err != nil {
		return err
	}
	buf := make([]byte, 64)
	n, _, err := dev.Recv(ctx, fd, buf)
	fmt.Printf("%s\n", buf[:n])
	return err
}
