package emulator

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
)

// The kinds of MQTT control packets (MQTT 3.1.1, 2.2.1), in the upper half of a packet's first byte.
const (
	mqttConnect     = 0x10
	mqttConnAck     = 0x20
	mqttPublish     = 0x30
	mqttPubAck      = 0x40
	mqttPubRec      = 0x50
	mqttPubRel      = 0x62 // with the flags that MQTT asks for
	mqttPubComp     = 0x70
	mqttSubscribe   = 0x82 // likewise
	mqttSubAck      = 0x90
	mqttUnsubscribe = 0xa2 // likewise
	mqttUnsubAck    = 0xb0
	mqttPingReq     = 0xc0
	mqttDisconnect  = 0xe0
)

const mqttMost = 64 << 10 // bytes of a packet that the emulated client takes in

var errMQTT = errors.New("emulator: the MQTT broker breaks the protocol")

// mqttPacket makes a packet of its first byte and what follows the length.
func mqttPacket(first byte, parts ...[]byte) []byte {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	packet := []byte{first}
	for left := n; ; {
		b := byte(left & 0x7f)
		if left >>= 7; left > 0 {
			packet = append(packet, b|0x80)
			continue
		}
		packet = append(packet, b)
		break
	}
	for _, p := range parts {
		packet = append(packet, p...)
	}
	return packet
}

// readMQTT reads a packet: its first byte and what follows the length.
func readMQTT(r *bufio.Reader) (first byte, body []byte, err error) {
	if first, err = r.ReadByte(); err != nil {
		return 0, nil, err
	}
	n := 0
	for shift := 0; ; shift += 7 {
		b, err := r.ReadByte()
		if err != nil {
			return 0, nil, err
		}
		n |= int(b&0x7f) << shift
		if b&0x80 == 0 {
			break
		}
		if shift == 21 {
			return 0, nil, errMQTT
		}
	}
	if n > mqttMost {
		return 0, nil, errMQTT
	}
	body = make([]byte, n)
	_, err = io.ReadFull(r, body)
	return first, body, err
}

// mqttText is a string with its length before it.
func mqttText(s string) []byte {
	return append(binary.BigEndian.AppendUint16(nil, uint16(len(s))), s...)
}

// mqttNumber is a packet's number.
func mqttNumber(n uint16) []byte { return binary.BigEndian.AppendUint16(nil, n) }

// mqttMessage is an application's message.
type mqttMessage struct {
	topic  string
	data   []byte
	qos    int
	retain bool
	number uint16 // with a quality of service above 0
}

func (msg *mqttMessage) packet() []byte {
	first := byte(mqttPublish | msg.qos<<1 | bit(msg.retain))
	if msg.qos == 0 {
		return mqttPacket(first, mqttText(msg.topic), msg.data)
	}
	return mqttPacket(first, mqttText(msg.topic), mqttNumber(msg.number), msg.data)
}

// parseMessage reads a PUBLISH.
func parseMessage(first byte, body []byte) (*mqttMessage, error) {
	msg := &mqttMessage{qos: int(first >> 1 & 3), retain: first&1 == 1}
	if len(body) < 2 || len(body)-2 < int(binary.BigEndian.Uint16(body)) {
		return nil, errMQTT
	}
	n := 2 + int(binary.BigEndian.Uint16(body))
	msg.topic, body = string(body[2:n]), body[n:]
	if msg.qos > 0 {
		if len(body) < 2 || msg.qos == 3 {
			return nil, errMQTT
		}
		msg.number, body = binary.BigEndian.Uint16(body), body[2:]
	}
	msg.data = body
	return msg, nil
}
