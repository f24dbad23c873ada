package gonet_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/url"
	"testing"
	"time"

	paho "github.com/eclipse/paho.mqtt.golang"
	pahopackets "github.com/eclipse/paho.mqtt.golang/packets"
	mqtt "github.com/mochi-mqtt/server/v2"
	"github.com/mochi-mqtt/server/v2/listeners"
	"github.com/mochi-mqtt/server/v2/packets"
)

// A broker is an MQTT server that runs until its test ends. It lets in who knows the
// password.
type broker struct {
	*mqtt.Server
	lost chan string // the ids of clients whose connection has ended, in order
}

const mqttPassword = "correct horse"

func startBroker(t *testing.T, l net.Listener) *broker {
	t.Helper()
	b := &broker{
		Server: mqtt.New(&mqtt.Options{InlineClient: true, Logger: slog.New(slog.DiscardHandler)}),
		lost:   make(chan string, 10),
	}
	check(t, b.AddHook(&brokerHook{lost: b.lost}, nil))
	check(t, b.AddListener(brokerListener{listeners.NewNet("listener", l)}))
	check(t, b.Serve())
	t.Cleanup(func() { check(t, b.Close()) })
	return b
}

// A brokerListener leaves its clients alone when the broker ends: they have gone by then, and
// the broker can lock itself up over one that is just going.
type brokerListener struct{ *listeners.Net }

func (l brokerListener) Close(listeners.CloseFn) { l.Net.Close(func(string) {}) }

// brokerHook is what a broker asks and tells.
type brokerHook struct {
	mqtt.HookBase
	lost chan<- string
}

func (h *brokerHook) Provides(b byte) bool {
	return bytes.IndexByte([]byte{mqtt.OnConnectAuthenticate, mqtt.OnACLCheck, mqtt.OnDisconnect}, b) >= 0
}

func (h *brokerHook) OnConnectAuthenticate(_ *mqtt.Client, pk packets.Packet) bool {
	return string(pk.Connect.Password) == mqttPassword
}

func (h *brokerHook) OnACLCheck(*mqtt.Client, string, bool) bool { return true }

func (h *brokerHook) OnDisconnect(c *mqtt.Client, _ error, _ bool) { h.lost <- c.ID }

// mqttOptions are those of a client of a link's broker.
func mqttOptions(l link, id string) *paho.ClientOptions {
	return paho.NewClientOptions().AddBroker("tcp://broker.test:1883").SetClientID(id).
		SetUsername("someone").SetPassword(mqttPassword).SetAutoReconnect(false).SetConnectRetry(false).
		SetCustomOpenConnectionFn(func(*url.URL, paho.ClientOptions) (net.Conn, error) {
			return l.connect(context.Background())
		})
}

// mqttConnect returns a client that is connected until the test ends.
func mqttConnect(t *testing.T, o *paho.ClientOptions) paho.Client {
	t.Helper()
	c := paho.NewClient(o)
	await(t, c.Connect())
	t.Cleanup(func() { c.Disconnect(1000) })
	return c
}

// await waits for the broker's answer.
func await(t *testing.T, token paho.Token) {
	t.Helper()
	if !token.WaitTimeout(time.Minute) {
		t.Fatal("the broker does not answer")
	}
	check(t, token.Error())
}

// subscribe returns the messages of a topic. It holds many that nobody has taken. It is to
// be called before messages come for the client's other topics: this broker refuses a
// request whose number is that of a message it has under way the other way round.
func subscribe(t *testing.T, c paho.Client, topic string, qos byte) <-chan paho.Message {
	t.Helper()
	messages := make(chan paho.Message, 100)
	token := c.Subscribe(topic, qos, func(_ paho.Client, m paho.Message) { messages <- m })
	await(t, token)
	if granted := token.(*paho.SubscribeToken).Result()[topic]; granted != qos {
		t.Fatalf("the broker grants %s with QoS %d, want %d", topic, granted, qos)
	}
	return messages
}

// Messages arrive in order and once each, however their arrival is confirmed.
func TestMQTTPublish(t *testing.T) {
	payloads := [][]byte{[]byte("21.5"), {}, []byte("+IPD,0,4:\r\nOK\r\n"), noise(7, 20<<10), []byte("the last")}
	topics := []string{"lab/a", "lab/b", "lab/c"} // one for each QoS
	everyRole(t, func(t *testing.T, w world, l link) {
		startBroker(t, l.listener)
		reader := mqttConnect(t, mqttOptions(l, "reader"))
		writer := mqttConnect(t, mqttOptions(l, "writer"))
		var messages [3]<-chan paho.Message
		for qos, topic := range topics {
			messages[qos] = subscribe(t, reader, topic, byte(qos))
		}
		for qos, topic := range topics {
			for _, payload := range payloads {
				await(t, writer.Publish(topic, byte(qos), false, payload))
			}
			for i, want := range payloads {
				m := <-messages[qos]
				if m.Topic() != topic || m.Qos() != byte(qos) || m.Retained() || m.Duplicate() || !bytes.Equal(m.Payload(), want) {
					t.Errorf("QoS %d, message %d: %d bytes at %s with QoS %d; want %d bytes",
						qos, i, len(m.Payload()), m.Topic(), m.Qos(), len(want))
				}
			}
		}
		for qos := range topics {
			if n := len(messages[qos]); n > 0 {
				t.Errorf("QoS %d: %d messages too many", qos, n)
			}
		}
	})
}

// A retained message is for those who come later. With QoS 2 the broker's last word comes
// after it has passed a message on.
func TestMQTTRetained(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		startBroker(t, l.listener)
		writer := mqttConnect(t, mqttOptions(l, "writer"))
		await(t, writer.Publish("lab/door", 2, true, "open"))
		await(t, writer.Publish("lab/door", 2, true, "shut"))
		m := <-subscribe(t, mqttConnect(t, mqttOptions(l, "first reader")), "lab/+", 1)
		if string(m.Payload()) != "shut" || !m.Retained() {
			t.Errorf("%q, retained %v; want the last message, retained", m.Payload(), m.Retained())
		}
		await(t, writer.Publish("lab/door", 2, true, "")) // forgets it (MQTT 3.1.1, 3.3.1.3)
		later := subscribe(t, mqttConnect(t, mqttOptions(l, "second reader")), "lab/+", 1)
		await(t, writer.Publish("lab/window", 2, false, "open"))
		if m := <-later; m.Topic() != "lab/window" || m.Retained() {
			t.Errorf("%q at %s, retained %v; want none of lab/door", m.Payload(), m.Topic(), m.Retained())
		}
	})
}

// A client that is turned away learns why, and the others stay.
func TestMQTTIsRefused(t *testing.T) {
	everyRole(t, func(t *testing.T, w world, l link) {
		startBroker(t, l.listener)
		guest := mqttConnect(t, mqttOptions(l, "guest"))
		messages := subscribe(t, guest, "lab/door", 1)
		const version311 = 4 // with no version given the client asks twice
		token := paho.NewClient(mqttOptions(l, "intruder").SetPassword("guess").SetProtocolVersion(version311)).Connect()
		token.Wait()
		if err := token.Error(); !errors.Is(err, pahopackets.ErrorRefusedNotAuthorised) {
			t.Errorf("Connect: %v", err)
		}
		await(t, guest.Publish("lab/door", 1, false, "open"))
		if m := <-messages; string(m.Payload()) != "open" {
			t.Errorf("the guest got %q", m.Payload())
		}
	})
}
