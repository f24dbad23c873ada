package emulator

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// A broker over TLS, with a certificate that the module checks and one that it shows.
func TestMQTTOverTLS(t *testing.T) {
	cert, roots := secret(t)
	port := tlsPeer(t, &tls.Config{Certificates: []tls.Certificate{cert}, ClientAuth: tls.RequireAnyClientCert}, func(conn *tls.Conn) {
		in := bufio.NewReader(conn)
		if first, _, err := readMQTT(in); err != nil || first != mqttConnect {
			t.Errorf("the broker read a packet %#x, %v; want CONNECT", first, err)
		}
		conn.Write([]byte{mqttConnAck, 2, 0, 0})
		if first, body, err := readMQTT(in); err != nil || first != mqttPublish || string(body) != "\x00\x01thot" {
			t.Errorf("the broker read a packet %#x %q, %v; want PUBLISH", first, body, err)
		}
		conn.Write((&mqttMessage{topic: "reply", data: []byte("cold")}).packet())
		readMQTT(in)
	})
	s := online(t, Firmware22, Roots(roots), Certificates(cert), DNS{Name: "example.com", Addr: loopback})
	s.play(`
		> AT+MQTTUSERCFG=0,5,"module","","",0,0,""\r\n
		< \r\nOK\r\n
		> AT+MQTTCONN=0,"example.com",PORT,0\r\n
		< +MQTTCONNECTED:0,5,"example.com","PORT","",0\r\n\r\nOK\r\n
		> AT+MQTTPUB=0,"t","hot",0,0\r\n`, "PORT", port)
	ok, reply := []byte("\r\nOK\r\n"), []byte("+MQTTSUBRECV:0,\"reply\",4,cold\r\n") // in either order
	s.fill(func() bool { return len(s.got) >= len(ok)+len(reply) })
	if !bytes.Contains(s.got, ok) || !bytes.Contains(s.got, reply) {
		t.Fatalf("heard %q", s.got)
	}
	s.got = nil
	s.play(`
		> AT+MQTTCLEAN=0\r\n
		< \r\nOK\r\n
		> AT+MQTTUSERCFG=0,6,"module","","",0,0,""\r\n
		< \r\nOK\r\n
		> AT+MQTTCONN=0,"example.com",PORT,0\r\n
		< \r\nERROR\r\n`, "PORT", port)
	s.idle()
}

// A broker that accepts and says nothing is given up, and so is one that does not acknowledge.
func TestMQTTBrokerThatIsSilent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		network := NewMemory()
		peer := network.Host(scriptPeer)
		ln, err := peer.Listen(1883)
		if err != nil {
			t.Fatal(err)
		}
		defer ln.Close()
		s := online(t, Firmware22, WithNetwork(network))
		s.play(`
			> AT+MQTTUSERCFG=0,1,"module","","",0,0,""\r\n
			< \r\nOK\r\n`)
		began := time.Now()
		s.play(`
			> AT+MQTTCONN=0,"10.0.0.9",1883,0\r\n
			< \r\nERROR\r\n`)
		if took := time.Since(began); took != mqttPatience {
			t.Errorf("given up after %v", took)
		}
		s.send("AT+MQTTCONN=0,\"10.0.0.9\",1883,0\r\n")
		silent, _ := ln.Accept() // that of before
		defer silent.Close()
		conn, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		conn.Write([]byte{mqttConnAck, 2, 0, 0})
		s.until("OK\r\n")
		began = time.Now()
		s.play(`
			> AT+MQTTPUB=0,"t","x",1,0\r\n
			< \r\nERROR\r\n`)
		if took := time.Since(began); took != mqttPatience {
			t.Errorf("a message was given up after %v", took)
		}
		s.idle()
	})
}

func TestMQTTPackets(t *testing.T) {
	long := mqttPacket(mqttPublish, mqttText("t"), bytes.Repeat([]byte("x"), 20000))
	first, body, err := readMQTT(bufio.NewReader(bytes.NewReader(long)))
	if err != nil || first != mqttPublish || len(body) != 20003 {
		t.Errorf("a long packet: %#x, %d bytes, %v", first, len(body), err)
	}
	for _, bad := range []string{"", "\x30", "\x30\x05abc", "\x30\xff\xff\xff\xff\x01", "\x30\xff\xff\x7f"} {
		if _, _, err := readMQTT(bufio.NewReader(strings.NewReader(bad))); err == nil {
			t.Errorf("the packet %q was read", bad)
		}
	}
	for _, bad := range []string{"", "\x00", "\x00\x05abc"} {
		if _, err := parseMessage(mqttPublish, []byte(bad)); err == nil {
			t.Errorf("the message %q was read", bad)
		}
	}
	for _, bad := range []string{"\x00\x01t", "\x00\x01t\x00"} {
		if _, err := parseMessage(mqttPublish|2, []byte(bad)); err == nil {
			t.Errorf("the message %q with a quality of service was read", bad)
		}
	}
}
