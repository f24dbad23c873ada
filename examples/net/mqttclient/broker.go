package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"sync/atomic"

	"drivergen/examples/internal/local"
	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/peer"

	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/packets"
)

// A broker is the MQTT broker beside the emulated module. Its connections are taken here and not by the library's listener, whose
// Close can lock itself up over a client that is just going.
type broker struct {
	server  *mqtt.Server
	conns   *local.TCPServer
	address peer.Address // as the module sees it
}

// startBroker starts a broker at a port of this machine's choice. It lets in who logs in so; everybody, where the login has no user.
// It ends the connection of the client that publishes the message of that number; 0 is none.
func startBroker(who login, hangUp int) (*broker, error) {
	b := &broker{server: mqtt.New(&mqtt.Options{Logger: slog.New(slog.DiscardHandler)})}
	err := b.server.AddHook(&manners{login: who, hangUp: int64(hangUp)}, nil)
	if err == nil {
		err = b.server.Serve()
	}
	if err == nil {
		b.conns, err = peer.Serve(b.serve)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("the broker on this machine: %w", err), b.server.Close())
	}
	b.address = peer.Address(fmt.Sprintf("%s:%d", board.PeerHost, b.conns.Addr().(*net.TCPAddr).Port))
	return b, nil
}

// serve serves one client. Why it went is of no interest.
func (b *broker) serve(conn net.Conn) { _ = b.server.EstablishConnection("beside", conn) }

// stop ends the broker and its connections.
func (b *broker) stop() error { return errors.Join(b.conns.Stop(), b.server.Close()) }

// manners is how the broker treats its clients: whom it lets in, and that it hangs up on one at a message.
type manners struct {
	mqtt.HookBase
	login     login // who is let in; without a user, everybody
	hangUp    int64
	published atomic.Int64
}

// Provides tells the broker what it asks here.
func (m *manners) Provides(b byte) bool {
	return b == mqtt.OnConnectAuthenticate || b == mqtt.OnACLCheck || b == mqtt.OnPublish
}

// OnConnectAuthenticate lets a client in, or does not.
func (m *manners) OnConnectAuthenticate(_ *mqtt.Client, pk packets.Packet) bool {
	return m.login.user == "" || m.login == login{string(pk.Connect.Username), string(pk.Connect.Password)}
}

// OnACLCheck lets it publish and subscribe.
func (m *manners) OnACLCheck(*mqtt.Client, string, bool) bool { return true }

var errHungUp = errors.New("the broker hangs up, as --hang-up asks")

// OnPublish hangs up where it is time to.
func (m *manners) OnPublish(client *mqtt.Client, pk packets.Packet) (packets.Packet, error) {
	if m.published.Add(1) == m.hangUp {
		client.Stop(errHungUp)
		return pk, packets.ErrRejectPacket
	}
	return pk, nil
}
