package gonet_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"drivergen/generated/netdev"
	"drivergen/gonet"
	"drivergen/impl/loopback"
)

// twoDevices returns two devices on a network in memory, on which the second is called
// other.example. Any other netdev.NetDev does as well.
func twoDevices() (near, far *loopback.Device) {
	network, air := loopback.NewNetwork(), loopback.NewAir()
	near, far = loopback.New(network, air), loopback.New(network, air)
	ip, err := far.Net().IP(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	network.SetName("other.example", ip)
	return near, far
}

// An HTTP client of one device and an HTTP server of another.
func Example() {
	near, far := twoDevices()
	defer near.Close()
	defer far.Close()

	l, err := gonet.New(far.Net()).Listen("tcp", ":80")
	if err != nil {
		log.Fatal(err)
	}
	server := http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "hello, %s", r.UserAgent())
	})}
	defer server.Close()
	go server.Serve(l)

	transport := &http.Transport{DialContext: gonet.New(near.Net()).DialContext}
	defer transport.CloseIdleConnections()
	client := http.Client{Transport: transport, Timeout: 10 * time.Second}
	resp, err := client.Get("http://other.example/")
	if err != nil {
		log.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	fmt.Println(resp.Status, string(body), err)
	// Output: 200 OK hello, Go-http-client/1.1 <nil>
}

// A server that sends back what it gets, and a client with a deadline.
func ExampleStack_Listen() {
	near, far := twoDevices()
	defer near.Close()
	defer far.Close()

	l, err := gonet.New(far.Net()).Listen("tcp", ":7")
	if err != nil {
		log.Fatal(err)
	}
	defer l.Close()
	go func() {
		for {
			conn, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err == nil {
				go func() {
					defer conn.Close()
					io.Copy(conn, conn)
				}()
			}
		}
	}()

	conn, err := gonet.New(near.Net()).Dial("tcp", "other.example:7")
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(10 * time.Second))
	fmt.Fprint(conn, "echo")
	answer := make([]byte, 4)
	_, err = io.ReadFull(conn, answer)
	fmt.Println(string(answer), err)

	conn.SetReadDeadline(time.Now().Add(time.Millisecond))
	_, err = conn.Read(answer)
	fmt.Println(err, errors.Is(err, os.ErrDeadlineExceeded))
	// Output:
	// echo <nil>
	// read tcp 10.0.0.1:49152->10.0.0.2:7: i/o timeout true
}

// Errors are those of package net, with the device's number.
func ExampleDialer() {
	near, far := twoDevices()
	defer near.Close()
	defer far.Close()

	dialer := gonet.Dialer{Stack: gonet.New(near.Net()), Timeout: 10 * time.Second, KeepAlive: time.Minute}
	_, err := dialer.Dial("tcp", "other.example:80")
	fmt.Println(err)
	fmt.Println(errors.Is(err, netdev.ECONNREFUSED))
	_, err = dialer.Dial("tcp", "nobody.example:80")
	fmt.Println(err)
	// Output:
	// dial tcp 10.0.0.2:80: connect: connection refused
	// true
	// dial tcp: lookup nobody.example: no such host
}

// What the device resolves.
func ExampleStack_LookupHost() {
	near, far := twoDevices()
	defer near.Close()
	defer far.Close()

	addrs, err := gonet.New(near.Net()).LookupHost(context.Background(), "other.example")
	fmt.Println(addrs, err)
	// Output: [10.0.0.2] <nil>
}

// With a name server that is asked through the device a name may have several addresses.
func ExampleStack_NetResolver() {
	near, far := twoDevices()
	defer near.Close()
	defer far.Close()

	stack := gonet.New(near.Net())
	resolver := stack.NetResolver("10.0.0.2") // port 53, where nobody answers here
	stack = gonet.New(near.Net(), gonet.WithResolver(resolver))
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	_, err := stack.DialContext(ctx, "tcp4", "www.example:80")
	var failed *net.DNSError
	fmt.Println(errors.As(err, &failed) && failed.IsTimeout)
	// Output: true
}

// TLS on the host, over a connection of the device.
func ExampleStack_Dial_tls() {
	near, far := twoDevices()
	defer near.Close()
	defer far.Close()
	config, roots := secrets()
	l, err := gonet.New(far.Net()).Listen("tcp", ":443")
	if err != nil {
		log.Fatal(err)
	}
	defer l.Close()
	go greet(tls.NewListener(l, config))

	conn, err := gonet.New(near.Net()).Dial("tcp", "other.example:443")
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	secure := tls.Client(conn, &tls.Config{ServerName: "example.com", RootCAs: roots})
	greeting, err := io.ReadAll(secure)
	fmt.Println(string(greeting), err)
	// Output: hello <nil>
}

// TLS on the device where it has that, else on the host.
func ExampleDialer_DialTLSContext() {
	near, far := twoDevices()
	defer near.Close()
	defer far.Close()
	config, roots := secrets()
	l, err := gonet.New(far.Net()).Listen("tcp", ":443")
	if err != nil {
		log.Fatal(err)
	}
	defer l.Close()
	go greet(tls.NewListener(l, config))

	dialer := gonet.Dialer{Stack: gonet.New(near.Net())}
	_, err = dialer.DialTLSContext(context.Background(), "tcp", "other.example:443")
	fmt.Println(err)

	dialer.HostTLS = gonet.HostTLS(&tls.Config{ServerName: "example.com", RootCAs: roots})
	conn, err := dialer.DialTLSContext(context.Background(), "tcp", "other.example:443")
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	greeting, err := io.ReadAll(conn)
	fmt.Println(string(greeting), err)
	// Output:
	// dial tcp other.example:443: socket: protocol not supported
	// hello <nil>
}

// Datagrams to and from anybody.
func ExampleStack_ListenPacket() {
	near, far := twoDevices()
	defer near.Close()
	defer far.Close()

	service, err := gonet.New(far.Net()).ListenPacket("udp", ":123")
	if err != nil {
		log.Fatal(err)
	}
	defer service.Close()
	conn, err := gonet.New(near.Net()).Dial("udp", "other.example:123")
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Close()
	fmt.Fprint(conn, "what time is it?")

	buf := make([]byte, 100)
	n, from, err := service.ReadFrom(buf)
	fmt.Println(string(buf[:n]), from, err)
	// Output: what time is it? 10.0.0.1:49152 <nil>
}

// secrets returns the certificate of a server of net/http/httptest, which is good for
// example.com, and who believes it.
func secrets() (*tls.Config, *x509.CertPool) {
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	return &tls.Config{Certificates: server.TLS.Certificates}, roots
}

// greet says hello to who connects.
func greet(l net.Listener) {
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go func() {
			defer conn.Close()
			fmt.Fprint(conn, "hello")
		}()
	}
}
