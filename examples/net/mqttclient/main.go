// Mqttclient talks with an MQTT broker through an ESP8266, by the client library of Eclipse Paho: it subscribes to a topic, publishes
// readings of a thermometer there, and waits for each to come back. A connection that is lost is made anew, and a reading that did
// not come back is published again.
//
// With no arguments it needs no hardware: the module is emulated, and the program runs a broker on this machine.
//
//	go run ./examples/net/mqttclient
//	go run ./examples/net/mqttclient --fault close-link=0.01,busy=0.05,seed=3
//	go run ./examples/net/mqttclient --hang-up 3
//	MQTT_PASSWORD=secret go run ./examples/net/mqttclient --user lisa
//	WIFI_PASSWORD=… go run ./examples/net/mqttclient --port serial:/dev/ttyUSB0 --ssid lab --server test.mosquitto.org:1883
//
// The password of --user is in the variable MQTT_PASSWORD. MQTT without TLS sends it as it is, so that a recording (--record) has it.
package main

import (
	"context"
	"flag"
	"os"

	"drivergen/examples/net/internal/board"
)

func main() { board.Main(program(os.Getenv)) }

// program is the program with an environment.
func program(env func(string) string) board.Program {
	s := session{login: login{password: env(passwordVariable)}}
	return board.Program{
		Name:  "mqttclient",
		Does:  "Publishes and subscribes at an MQTT broker through an ESP8266.",
		Flags: s.flags,
		Check: s.check,
		Beside: func(_ context.Context, b *board.Board) (stop func() error, err error) {
			if s.server != "" {
				return nil, nil
			}
			broker, err := startBroker(s.login, s.hangUp)
			if err != nil {
				return nil, err
			}
			s.server = broker.address
			b.Step("broker", "mqtt://%s on %v", s.server, broker.conns.Addr())
			return broker.stop, nil
		},
		Run: s.run,
	}
}

func (s *session) flags(fs *flag.FlagSet) {
	s.server.Flags(fs, "an MQTT broker")
	fs.StringVar(&s.login.user, "user", "", "`NAME` that the broker asks for, with its password in the variable "+passwordVariable)
	fs.StringVar(&s.topic, "topic", "lab/temperature", "`TOPIC` to publish at")
	fs.IntVar(&s.messages, "messages", 10, "`N`umber of messages")
	fs.IntVar(&s.qos, "qos", 1, "quality of service, `0`, 1 or 2: how surely a message arrives")
	fs.DurationVar(&s.interval, "interval", 0, "`DURATION` between two messages")
	fs.IntVar(&s.hangUp, "hang-up", 0, "the broker of this program ends the connection after so many `MESSAGES`, once (0: never)")
}
