package main

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"time"

	"drivergen/examples/internal/local"
)

// peerIdle is how long a connection may rest.
const peerIdle = 2 * time.Minute

// maxTransfer bounds what a client may ask for.
const maxTransfer = 1 << 30

// startPeer starts the server that the module connects to.
func startPeer(address string) (*local.TCPServer, error) {
	listener, err := net.Listen("tcp4", address)
	if err != nil {
		return nil, err
	}
	return local.StartTCP(listener, serve), nil
}

// restless is a connection that ends when it rests too long.
type restless struct{ net.Conn }

func (r restless) Read(p []byte) (int, error) {
	r.Conn.SetReadDeadline(time.Now().Add(peerIdle))
	return r.Conn.Read(p)
}

func (r restless) Write(p []byte) (int, error) {
	r.Conn.SetWriteDeadline(time.Now().Add(peerIdle))
	return r.Conn.Write(p)
}

// serve does what a client asks for, who says in one line what it wants:
//
//	echo             what it sends comes back
//	up SIZE SEED     it sends SIZE bytes of noise; the answer is a line, ok or what is wrong
//	down SIZE SEED   the server sends SIZE bytes of noise
//
// Errors of the connection are the client's, which sees them too.
func serve(conn net.Conn) {
	conn = restless{conn}
	in := bufio.NewReaderSize(conn, 4096)
	line, err := in.ReadSlice('\n')
	if err != nil {
		return
	}
	if bytes.Equal(line, []byte("echo\n")) {
		io.Copy(conn, in)
		return
	}
	var way string
	var size int64
	var seed uint64
	if n, err := fmt.Sscanf(string(line), "%s %d %d\n", &way, &size, &seed); n != 3 || err != nil || size < 0 || size > maxTransfer {
		fmt.Fprintf(conn, "want echo, up SIZE SEED or down SIZE SEED\n")
		return
	}
	switch way {
	case "up":
		answer := "ok"
		if err := checkNoise(in, size, seed); err != nil {
			answer = err.Error()
		}
		fmt.Fprintln(conn, answer)
	case "down":
		io.CopyN(conn, noise(seed), size)
	default:
		fmt.Fprintf(conn, "want echo, up SIZE SEED or down SIZE SEED\n")
	}
}

// noise returns bytes of all values without an end, the same ones for the same seed.
func noise(seed uint64) io.Reader {
	var key [32]byte
	binary.LittleEndian.PutUint64(key[:], seed)
	return rand.NewChaCha8(key)
}

// checkNoise reads size bytes and compares them with the noise of a seed.
func checkNoise(r io.Reader, size int64, seed uint64) error {
	want := noise(seed)
	got, expected := make([]byte, 1024), make([]byte, 1024)
	for at := int64(0); at < size; {
		n, err := r.Read(got[:min(int64(len(got)), size-at)])
		io.ReadFull(want, expected[:n]) // it never ends
		for i := range n {
			if got[i] != expected[i] {
				return fmt.Errorf("byte %d of %d is another one than was sent", at+int64(i)+1, size)
			}
		}
		if at += int64(n); err != nil && at < size {
			return fmt.Errorf("it ended after %d of %d bytes: %w", at, size, err)
		}
	}
	return nil
}
