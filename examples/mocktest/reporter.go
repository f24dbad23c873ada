// Package mocktest shows a generated mock in a user's test. The Reporter is the program
// under test: it keeps a connection to a collector over any network device, and connects
// again when that fails or breaks. reporter_test.go tests it with netdevmock, without a
// device, a network or a pause.
package mocktest

import (
	"context"
	"errors"
	"sync"
	"time"

	"drivergen/generated/netdev"
)

// ErrNotConnected is the error of Report while there is no connection.
var ErrNotConnected = errors.New("not connected to the collector")

// A Reporter sends lines to a collector.
type Reporter struct {
	Pause time.Duration // how long to wait before connecting again

	dev  netdev.NetDev
	host string
	port uint16

	mu sync.Mutex
	fd netdev.FD // -1 without a connection
}

// New returns a Reporter to the collector at host and port. Run connects it.
func New(dev netdev.NetDev, host string, port uint16) *Reporter {
	return &Reporter{Pause: time.Second, dev: dev, host: host, port: port, fd: -1}
}

// Run keeps the Reporter connected until ctx ends, and returns ctx's error.
func (r *Reporter) Run(ctx context.Context) error {
	lost := make(chan netdev.FD, 8)
	events := r.dev.Subscribe(netdev.NetDevEvents{Closed: func(fd netdev.FD, _ error) {
		select {
		case lost <- fd:
		case <-ctx.Done():
		}
	}})
	defer events.Cancel()
	for ctx.Err() == nil {
		if fd, err := r.connect(ctx); err == nil {
			r.use(ctx, fd, lost)
		}
		select {
		case <-time.After(r.Pause):
		case <-ctx.Done():
		}
	}
	return ctx.Err()
}

// Report sends a line.
func (r *Reporter) Report(ctx context.Context, line string) error {
	r.mu.Lock()
	fd := r.fd
	r.mu.Unlock()
	if fd < 0 {
		return ErrNotConnected
	}
	return r.dev.Write(ctx, fd, []byte(line+"\n"))
}

func (r *Reporter) connect(ctx context.Context) (netdev.FD, error) {
	fd, err := r.dev.Socket(ctx, netdev.DomainINET, netdev.ProtocolStream)
	if err != nil {
		return -1, err
	}
	if err := r.dev.Connect(ctx, fd, r.host, r.port); err != nil {
		return -1, errors.Join(err, r.dev.Close(ctx, fd))
	}
	return fd, nil
}

// use offers the connection to Report until it is lost or ctx ends, and closes it.
func (r *Reporter) use(ctx context.Context, fd netdev.FD, lost <-chan netdev.FD) {
	r.set(fd)
	for open := true; open; {
		select {
		case other := <-lost:
			open = other != fd
		case <-ctx.Done():
			open = false
		}
	}
	r.set(-1)
	// The socket is closed also where ctx has ended; its error would change nothing.
	_ = r.dev.Close(context.WithoutCancel(ctx), fd)
}

func (r *Reporter) set(fd netdev.FD) {
	r.mu.Lock()
	r.fd = fd
	r.mu.Unlock()
}
