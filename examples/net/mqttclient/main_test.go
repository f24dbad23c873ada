package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"drivergen/examples/internal/console"
	"drivergen/examples/net/internal/board"
	"drivergen/examples/net/internal/boardtest"
	"drivergen/examples/net/internal/peer"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// nothing is an empty environment, password one with a password of MQTT.
func nothing(string) string { return "" }

func password(secret string) func(string) string {
	return func(name string) string { return map[string]string{"MQTT_PASSWORD": secret}[name] }
}

// talk is what it prints of a number of messages, with lines between them where a connection may be lost.
func talk(messages int, between string) string {
	b := &strings.Builder{}
	b.WriteString("broker   mqtt://peer.example.test:<port> on 127.0.0.1:<port>\nconnect  peer.example.test:<port>\n" + between +
		"topic    lab/temperature, with the quality of service <n>\n")
	for n := 1; n <= messages; n++ {
		came := "came back"
		if between != "" {
			came += "<any>"
		}
		fmt.Fprintf(b, "%smessage  %3d  %.1f °C %s\n", between, n, temperature(n), came)
	}
	fmt.Fprintf(b, "%sdone     %s went out and came back\n", between, console.Counted(messages, "message"))
	return b.String()
}

func TestMessages(t *testing.T) {
	boardtest.Done(t, boardtest.Run(t, program(nothing)), boardtest.Online+talk(10, ""))
	for _, firmware := range []string{"1.3", "1.7"} {
		for _, qos := range []string{"0", "2"} {
			address := "emulator:?firmware=" + firmware
			boardtest.Done(t, boardtest.Run(t, program(nothing), "--port", address, "--qos", qos, "--messages", "3"),
				strings.Replace(boardtest.Online, "emulator:", address, 1)+talk(3, ""))
		}
	}
}

// A broker that hangs up is connected to again, and the message that was lost with it is published again.
func TestReconnects(t *testing.T) {
	r := boardtest.Run(t, program(nothing), "--hang-up", "3", "--messages", "5")
	boardtest.Done(t, r, boardtest.Online+talk(5, "<lines>"))
	if !regexp.MustCompile(`  2  23\.5 °C came back\nlost     the connection: .*\nagain    connected\nmessage    3  24\.0 °C came back, published 2 times\n`).MatchString(r.Out) {
		t.Errorf("printed:\n%s", r.Out)
	}
}

// A broker that asks who one is lets in the user with the password, and nobody else; the password is not printed.
func TestUser(t *testing.T) {
	boardtest.Done(t, boardtest.Run(t, program(password("secret")), "--user", "lisa", "--messages", "1"), boardtest.Online+talk(1, ""))
	broker, err := startBroker(login{"lisa", "secret"}, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer broker.stop()
	for _, tt := range []struct {
		secret string
		args   []string
		advice string // empty: it is let in
	}{
		{"secret", []string{"--user", "lisa"}, ""},
		{"", []string{"--user", "lisa"}, "check --user and the password in MQTT_PASSWORD"},
		{"Secret", []string{"--user", "lisa"}, "check --user and the password in MQTT_PASSWORD"},
		{"secret", []string{"--user", "bart"}, "check --user and the password in MQTT_PASSWORD"},
		{"secret", nil, "it may want a --user, with the password in MQTT_PASSWORD"},
	} {
		args := append(tt.args, "--server", broker.conns.Addr().String(), "--messages", "1")
		r := boardtest.Run(t, program(password(tt.secret)), args...)
		if tt.advice != "" {
			boardtest.Fails(t, r, board.Failed, "mqttclient: the broker 127.0.0.1:<port>: not Authorized: "+tt.advice)
		} else if r.Code != board.Done {
			t.Errorf("exit %d, standard error:\n%s", r.Code, r.Log)
		}
		if strings.Contains(strings.ToLower(r.Out+r.Log), "secret") {
			t.Errorf("the password is printed:\n%s%s", r.Out, r.Log)
		}
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	for _, faults := range []string{"busy=0.05,seed=3", "close-link=0.02,seed=2", "reboot-after=6000", "send-fail=0.05,seed=5"} {
		t.Run(faults, func(t *testing.T) {
			r := boardtest.Run(t, program(nothing), "--fault", faults, "--messages", "6")
			boardtest.Done(t, r, boardtest.OnlineWith(faults)+talk(6, "<lines>"))
		})
	}
}

// serve is a broker of a test, which is none.
func serve(t *testing.T, handle func(net.Conn)) (address string) {
	t.Helper()
	s, err := peer.Serve(handle)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Stop() })
	return s.Addr().String()
}

func TestBrokersThatAreNone(t *testing.T) {
	t.Parallel()
	const local = " (the emulated module's network is this machine: peer.example.test and loopback addresses)"
	boardtest.Fails(t, boardtest.Run(t, program(nothing), "--server", boardtest.Nobody(t)), board.Failed,
		"mqttclient: nobody listens at 127.0.0.1:<port>: check --server and whether the server runs"+local)
	boardtest.Fails(t, boardtest.Run(t, program(nothing), "--server", "nowhere.test:1883"), board.Failed, "mqttclient: unknown host nowhere.test: check --server"+local)
	silent := serve(t, func(c net.Conn) { io.Copy(io.Discard, c) })
	boardtest.Fails(t, boardtest.Run(t, program(nothing), "--server", silent, "--timeout", "500ms"), board.Failed, "mqttclient: not done in 500ms, --timeout allows more<any>")
	refuses := serve(t, func(c net.Conn) {
		c.Read(make([]byte, 200))
		c.Write([]byte{0x20, 2, 0, 5}) // CONNACK, not authorised (MQTT 3.1.1, 3.2)
		io.Copy(io.Discard, c)
	})
	boardtest.Fails(t, boardtest.Run(t, program(nothing), "--server", refuses), board.Failed, "mqttclient: the broker 127.0.0.1:<port>: <any>uthori<any>")
}

// A broker that hangs up instead of answering is asked again, and not for ever.
func TestLostBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string][]byte{"to the connection": nil, "to the subscription": {0x20, 2, 0, 0}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var connections atomic.Int32
			address := serve(t, func(c net.Conn) {
				connections.Add(1)
				c.Read(make([]byte, 200))
				if answer != nil {
					c.Write(answer)
					c.Read(make([]byte, 200))
				}
			})
			boardtest.Fails(t, boardtest.Run(t, program(nothing), "--server", address), board.Failed, "mqttclient: the broker 127.0.0.1:<port>: <any>")
			if n := connections.Load(); n < 8 {
				t.Errorf("%d connections", n)
			}
		})
	}
}

func TestInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	address := serve(t, func(c net.Conn) { c.Read(make([]byte, 1)); cancel(); io.Copy(io.Discard, c) })
	boardtest.Fails(t, boardtest.RunContext(ctx, program(nothing), "--server", address), board.Failed, "mqttclient: interrupted")
}

func TestMistakes(t *testing.T) {
	boardtest.Mistake(t, program(nothing), "a real module needs --server HOST:PORT, such as test.mosquitto.org:1883", "--port", "tcp:h:1", "--ssid", "a")
	boardtest.Mistake(t, program(nothing), `--server "tcp://h:1883": <any>`, "--server", "tcp://h:1883")
	boardtest.Mistake(t, program(nothing), "--messages 0: want 1 or more", "--messages", "0")
	boardtest.Mistake(t, program(nothing), "--qos 3: want 0, 1 or 2", "--qos", "3")
	boardtest.Mistake(t, program(nothing), "--interval -1s: want a duration such as 1s", "--interval", "-1s")
	boardtest.Mistake(t, program(nothing), `--topic "a/#": one publishes at a topic without + and #`, "--topic", "a/#")
	boardtest.Mistake(t, program(nothing), "--user: a name has 65535 bytes at the most", "--user", strings.Repeat("a", 1<<16))
	boardtest.Mistake(t, program(password(strings.Repeat("a", 1<<16))), "MQTT_PASSWORD: a password has 65535 bytes at the most", "--user", "lisa")
	boardtest.Mistake(t, program(nothing), "--hang-up -1: want 0 or more", "--hang-up", "-1")
	boardtest.Mistake(t, program(nothing), "--hang-up is for the broker of this program: leave it or --server out", "--hang-up", "1", "--server", "h:1")
}
