package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"sync"
	"time"

	"drivergen/examples/internal/console"
	"drivergen/examples/internal/online"
	"drivergen/examples/net/internal/peer"
	"drivergen/examples/net/internal/serving"

	paho "github.com/eclipse/paho.mqtt.golang"
	"github.com/eclipse/paho.mqtt.golang/packets"
)

// connect connects to the broker and subscribes to the topic, and tries again where the connection is lost meanwhile.
func (s *session) connect(ctx context.Context) error {
	again := func(err error) bool {
		return online.Lost(err) || errors.Is(err, packets.ErrorNetworkError) || errors.Is(err, errLost)
	}
	return serving.AgainIf(ctx, again, s.connectOnce)
}

func (s *session) connectOnce(ctx context.Context) error {
	dial, lost := &dialing{}, make(chan error, 1)
	client := paho.NewClient(s.options(ctx, dial, lost))
	err := wait(ctx, client.Connect())
	if err == nil {
		err = s.subscribe(ctx, client)
	}
	if err == nil {
		s.client, s.lost = client, lost
		return nil
	}
	client.Disconnect(0)
	if dialled := dial.error(); dialled != nil {
		return dialled // which says what to do
	}
	return fmt.Errorf("the broker %s: %w", s.server, s.login.advise(err))
}

// options are those of the library's client. It is not to connect again by itself: it would go on with that after its end, and
// where it is of no use.
func (s *session) options(ctx context.Context, dial *dialing, lost chan<- error) *paho.ClientOptions {
	o := paho.NewClientOptions().AddBroker("tcp://" + string(s.server)).SetClientID(newID())
	if s.login.user != "" {
		o.SetUsername(s.login.user).SetPassword(s.login.password)
	}
	o.SetAutoReconnect(false).SetConnectTimeout(patience).SetWriteTimeout(patience)
	o.SetPingTimeout(patience).SetKeepAlive(30 * time.Second)
	o.SetCustomOpenConnectionFn(func(*url.URL, paho.ClientOptions) (net.Conn, error) {
		conn, err := s.board.Dial(ctx, peer.Flag, "tcp", string(s.server))
		return conn, dial.note(err)
	})
	o.SetConnectionLostHandler(func(_ paho.Client, err error) { lost <- err })
	return o
}

// errLost is the error of a subscription whose connection was lost. The library's own has only words.
var errLost = errors.New("the connection was lost")

// subscribe asks for the topic's messages.
func (s *session) subscribe(ctx context.Context, c paho.Client) error {
	token := c.Subscribe(s.topic, byte(s.qos), s.take)
	if err := wait(ctx, token); err != nil {
		if token.Error() != nil {
			err = fmt.Errorf("%w: %w", errLost, err)
		}
		return err
	}
	const refused = 0x80 // MQTT 3.1.1, 3.9.3
	if granted, ok := token.(*paho.SubscribeToken); ok && granted.Result()[s.topic] == refused {
		return fmt.Errorf("it refuses to let the topic %s be subscribed to: try another --topic", console.Printable(s.topic))
	}
	return nil
}

// take takes a message that the broker sends. One for which there is no room is as good as lost.
func (s *session) take(_ paho.Client, m paho.Message) {
	select {
	case s.came <- string(m.Payload()):
	default:
	}
}

// dialing keeps the error of the last attempt to connect: the library's own says less.
type dialing struct {
	mu  sync.Mutex
	err error
}

func (d *dialing) note(err error) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.err = err
	return err
}

func (d *dialing) error() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.err
}
