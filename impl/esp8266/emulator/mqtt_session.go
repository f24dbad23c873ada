package emulator

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"time"
)

const (
	mqttPatience  = 10 * time.Second // before a broker that does not answer is given up
	mqttReconnect = 10 * time.Second // from one try to reconnect to the next
)

// mqttSession is a connection to a broker.
type mqttSession struct {
	conn   net.Conn
	in     *bufio.Reader
	turn   chan struct{}          // holds one token, which a writer takes
	gone   chan struct{}          // closed when the connection has ended
	number uint16                 // the last packet's; guarded by the emulator's lock
	waits  map[uint16]chan []byte // for a packet's acknowledgement; guarded by the emulator's lock
}

// mqttConnSet connects to a broker.
func mqttConnSet(c *call) result {
	m := c.m
	a := c.args()
	a.number(0, 0)
	host, port := a.text(1, 128), uint16(a.number(1, 65535))
	reconnect := a.numberOr(0, 0, 1) == 1
	if a.bad(c) {
		return failed
	}
	q := m.mqtt
	switch {
	case q == nil:
		return c.refuse(mqttUnconfigured)
	case q.session != nil:
		return c.refuse(mqttAlready)
	case m.offline():
		return c.refuse(mqttStartFailed)
	}
	q.host, q.port, q.reconnect = host, port, reconnect
	return c.background(func(ctx context.Context) func() result {
		s, err := m.mqttOpen(ctx, q)
		return func() result {
			if err != nil || m.mqtt != q {
				m.e.trace.note(fmt.Sprintf("MQTT connection to %s:%d: %v", host, port, err))
				if s != nil {
					s.conn.Close()
				}
				return c.refuse(mqttStartFailed)
			}
			m.mqttUp(q, s)
			return done
		}
	})
}

// mqttOpen connects and says hello. It is called without the lock.
func (m *module) mqttOpen(ctx context.Context, q *mqttClient) (*mqttSession, error) {
	const webSocket = 6 // the first of the schemes that need one
	var cfg mqttClient
	m.locked(func() { cfg = *q })
	if cfg.scheme >= webSocket {
		return nil, fmt.Errorf("emulator: scheme %d, MQTT over WebSocket, is not emulated", cfg.scheme)
	}
	ip, err := m.e.resolve(ctx, cfg.host)
	if err != nil {
		return nil, err
	}
	conn, err := m.e.net.Dial(ctx, netip.AddrPortFrom(ip, cfg.port))
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	if cfg.scheme > 1 { // 2: TLS, 3: the server is checked, 4: the module shows a certificate, 5: both
		auth := map[int]int{3: 2, 4: 1, 5: 3}[cfg.scheme]
		if conn, err = m.e.handshake(ctx, conn, secured{auth: auth, pki: cfg.pki, host: cfg.host}); err != nil {
			return nil, err
		}
	}
	s := &mqttSession{
		conn: conn, in: bufio.NewReader(conn), turn: make(chan struct{}, 1), gone: make(chan struct{}),
		waits: map[uint16]chan []byte{},
	}
	s.turn <- struct{}{}
	conn.SetDeadline(time.Now().Add(mqttPatience))
	if err := s.hello(&cfg); err != nil {
		conn.Close()
		return nil, err
	}
	conn.SetDeadline(time.Time{})
	return s, nil
}

// hello sends CONNECT and reads the answer (MQTT 3.1.1, 3.1 and 3.2).
func (s *mqttSession) hello(q *mqttClient) error {
	var flags byte
	if !q.keepSession {
		flags |= 1 << 1
	}
	payload := mqttText(q.clientID)
	if q.willTopic != "" {
		flags |= byte(1<<2 | q.willQoS<<3 | bit(q.willRetain)<<5)
		payload = append(payload, append(mqttText(q.willTopic), mqttText(q.willText)...)...)
	}
	if q.user != "" {
		flags |= 1 << 7
		payload = append(payload, mqttText(q.user)...)
		if q.password != "" {
			flags |= 1 << 6
			payload = append(payload, mqttText(q.password)...)
		}
	}
	const level = 4 // of MQTT 3.1.1
	head := append(mqttText("MQTT"), level, flags)
	if err := s.write(mqttPacket(mqttConnect, head, mqttNumber(uint16(q.keepAlive)), payload)); err != nil {
		return err
	}
	first, body, err := readMQTT(s.in)
	switch {
	case err != nil:
		return err
	case first != mqttConnAck || len(body) != 2:
		return errMQTT
	case body[1] != 0:
		return fmt.Errorf("emulator: the MQTT broker refuses with code %d", body[1])
	}
	return nil
}

// write sends a packet. It is called without the lock.
func (s *mqttSession) write(p []byte) error {
	select {
	case <-s.turn:
	case <-s.gone:
		return net.ErrClosed
	}
	_, err := s.conn.Write(p)
	s.turn <- struct{}{}
	return err
}

// leave says goodbye.
func (s *mqttSession) leave() {
	s.conn.SetDeadline(time.Now().Add(time.Second))
	s.write(mqttPacket(mqttDisconnect))
	s.conn.Close()
}

// hangUpMQTT closes the connection to the broker, if there is one. It waits for nothing.
func (m *module) hangUpMQTT() {
	if s := m.mqttSession(); s != nil {
		m.e.spawn(func() { s.conn.Close() })
	}
}

// mqttUp takes up a connection and tells the host.
func (m *module) mqttUp(q *mqttClient, s *mqttSession) {
	q.session = s
	q.state = mqttConnected
	m.notice(fmt.Sprintf("+MQTTCONNECTED:0,%d,\"%s\",\"%d\",\"%s\",%d\r\n", q.scheme, q.host, q.port, q.path, bit(q.reconnect)))
	m.spawn(func() { m.mqttListen(q, s) })
	m.spawn(func() { m.mqttKeepAlive(time.Duration(q.keepAlive)*time.Second, s) })
}

// mqttKeepAlive asks the broker for a sign of life often enough (MQTT 3.1.1, 3.1.2.10).
func (m *module) mqttKeepAlive(every time.Duration, s *mqttSession) {
	t := time.NewTicker(every / 2)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			s.write(mqttPacket(mqttPingReq))
		case <-s.gone:
			return
		}
	}
}

// mqttListen hands on what the broker says until the connection ends, and then tells the host.
func (m *module) mqttListen(q *mqttClient, s *mqttSession) {
	stop := context.AfterFunc(m.ctx, func() { s.conn.Close() })
	defer stop()
	for {
		first, body, err := readMQTT(s.in)
		if err == nil {
			err = m.mqttTake(s, first, body)
		}
		if err != nil {
			break
		}
	}
	s.conn.Close()
	close(s.gone)
	again := false
	m.locked(func() {
		if m.mqtt != q || q.session != s {
			return
		}
		q.session, q.state = nil, mqttDisconnected
		m.notice("+MQTTDISCONNECTED:0\r\n")
		again = q.reconnect
	})
	for again && sleep(m.ctx, mqttReconnect) == nil {
		again = m.mqttAgain(q)
	}
}

// mqttAgain tries to bring a lost connection back, with its subscriptions, and reports whether to try again.
func (m *module) mqttAgain(q *mqttClient) (again bool) {
	m.locked(func() { again = m.mqtt == q && q.session == nil && q.reconnect && !m.offline() })
	if !again {
		m.locked(func() { again = m.mqtt == q && q.session == nil && q.reconnect })
		return again
	}
	s, err := m.mqttOpen(m.ctx, q)
	if err != nil {
		return true
	}
	taken := false
	var topics []mqttTopic
	m.locked(func() {
		if m.mqtt == q && q.session == nil {
			taken = true
			m.mqttUp(q, s)
			topics = q.topics
			if len(topics) > 0 {
				q.state = mqttSubscribed
			}
		}
	})
	if !taken {
		s.leave()
	}
	for _, t := range topics {
		m.mqttAsk(m.ctx, s, func(n uint16) []byte { return subscription(n, t) })
	}
	return false
}

// mqttTake takes in one packet of the broker's.
func (m *module) mqttTake(s *mqttSession, first byte, body []byte) error {
	if first&0xf0 == mqttPublish {
		msg, err := parseMessage(first, body)
		if err != nil {
			return err
		}
		m.locked(func() {
			head := fmt.Sprintf("+MQTTSUBRECV:0,\"%s\",%d,", msg.topic, len(msg.data))
			m.printData([]byte(head), append(msg.data[:len(msg.data):len(msg.data)], "\r\n"...))
		})
		switch msg.qos {
		case 1:
			return s.write(mqttPacket(mqttPubAck, mqttNumber(msg.number)))
		case 2:
			return s.write(mqttPacket(mqttPubRec, mqttNumber(msg.number)))
		}
		return nil
	}
	if len(body) < 2 {
		return nil // PINGRESP
	}
	number := binary.BigEndian.Uint16(body)
	switch first & 0xf0 {
	case mqttPubRel & 0xf0:
		return s.write(mqttPacket(mqttPubComp, body[:2]))
	case mqttPubRec:
		return s.write(mqttPacket(mqttPubRel, body[:2]))
	case mqttPubAck, mqttPubComp, mqttSubAck, mqttUnsubAck:
		m.locked(func() {
			if wait := s.waits[number]; wait != nil {
				delete(s.waits, number)
				wait <- body[2:]
			}
		})
	}
	return nil
}

var errUnanswered = errors.New("emulator: the MQTT broker does not answer")

// mqttAsk sends a packet with a new number and waits for its acknowledgement. It is called without the lock.
func (m *module) mqttAsk(ctx context.Context, s *mqttSession, packet func(number uint16) []byte) ([]byte, error) {
	wait := make(chan []byte, 1)
	var number uint16
	m.locked(func() {
		if s.number++; s.number == 0 {
			s.number = 1
		}
		number = s.number
		s.waits[number] = wait
	})
	defer func() { m.locked(func() { delete(s.waits, number) }) }()
	if err := s.write(packet(number)); err != nil {
		return nil, err
	}
	patience := time.NewTimer(mqttPatience)
	defer patience.Stop()
	select {
	case answer := <-wait:
		return answer, nil
	case <-patience.C:
		return nil, errUnanswered
	case <-s.gone:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
