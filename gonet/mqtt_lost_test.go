package gonet_test

import (
	"context"
	"errors"
	"net"
	"net/url"
	"testing"

	paho "github.com/eclipse/paho.mqtt.golang"
)

var errCut = errors.New("the connection was cut")

// A cable is a connection that can be cut. A client would take net.ErrClosed for its own
// doing.
type cable struct{ net.Conn }

func (c cable) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if errors.Is(err, net.ErrClosed) {
		err = errCut
	}
	return n, err
}

// A client whose connection dies leaves its last will; one that says goodbye leaves none.
func TestMQTTWill(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		broker := startBroker(t, l.listener)
		watcher := mqttConnect(t, mqttOptions(l, "watcher"))
		wills := subscribe(t, watcher, "status/+", 1)

		polite := mqttConnect(t, mqttOptions(l, "polite").SetWill("status/polite", "gone", 1, false))
		polite.Disconnect(1000)
		if id := <-broker.lost; id != "polite" {
			t.Fatalf("%s has gone, not polite", id)
		}

		conns := make(chan net.Conn, 1)
		options := mqttOptions(l, "unlucky").SetWill("status/unlucky", "gone", 1, false)
		options.SetCustomOpenConnectionFn(func(*url.URL, paho.ClientOptions) (net.Conn, error) {
			conn, err := l.connect(context.Background())
			conns <- conn
			return cable{conn}, err
		})
		lost := make(chan error, 1)
		options.SetConnectionLostHandler(func(_ paho.Client, err error) { lost <- err })
		mqttConnect(t, options)
		check(t, (<-conns).Close())
		if err := <-lost; !errors.Is(err, errCut) {
			t.Errorf("the client lost its connection by %v", err)
		}
		if m := <-wills; m.Topic() != "status/unlucky" || string(m.Payload()) != "gone" {
			t.Errorf("the will is %q at %s", m.Payload(), m.Topic())
		}
	})
}

// A client whose connection was cut connects again, and gets what came meanwhile.
func TestMQTTReconnects(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		broker := startBroker(t, l.listener)
		again := make(chan struct{}, 2) // who may connect
		again <- struct{}{}
		messages := make(chan paho.Message, 10)
		options := mqttOptions(l, "station").SetCleanSession(false).SetAutoReconnect(true)
		options.SetCustomOpenConnectionFn(func(*url.URL, paho.ClientOptions) (net.Conn, error) {
			<-again
			return l.connect(context.Background())
		})
		options.SetDefaultPublishHandler(func(_ paho.Client, m paho.Message) { messages <- m })
		c := mqttConnect(t, options)
		await(t, c.Subscribe("lab/#", 1, nil))
		check(t, broker.Publish("lab/1", []byte("before"), false, 0))
		if m := <-messages; string(m.Payload()) != "before" {
			t.Errorf("the first message is %q", m.Payload())
		}

		session, ok := broker.Clients.Get("station")
		if !ok {
			t.Fatal("the broker does not know its client")
		}
		session.Stop(errors.New("cut by the test"))
		<-broker.lost
		check(t, broker.Publish("lab/2", []byte("meanwhile"), false, 1))
		again <- struct{}{}
		if m := <-messages; string(m.Payload()) != "meanwhile" {
			t.Errorf("the second message is %q", m.Payload())
		}
		await(t, c.Publish("lab/3", 1, false, "after"))
		if m := <-messages; string(m.Payload()) != "after" {
			t.Errorf("the third message is %q", m.Payload())
		}
	})
}
