package emulator

import (
	"context"
	"slices"
)

const (
	mqttBuffer = 512 // bytes of a packet that the firmware has room for (ESP-AT, MQTT_BUFFER_SIZE_BYTE)
	mqttTopics = 10  // subscriptions at one time
)

// readMessage reads "topic",what,qos,retain, where what is the message or how long it will be.
func (c *call) readMessage(what func(*args, *mqttMessage)) (*mqttMessage, bool) {
	a := c.args()
	a.number(0, 0)
	msg := &mqttMessage{topic: a.text(1, 64)}
	what(a, msg)
	msg.qos, msg.retain = a.number(0, 2), a.number(0, 1) == 1
	return msg, !a.bad(c)
}

func mqttPubSet(c *call) result {
	msg, ok := c.readMessage(func(a *args, msg *mqttMessage) { msg.data = []byte(a.text(0, lineMax)) })
	if !ok {
		return failed
	}
	s := c.m.mqttSession()
	if s == nil {
		return c.refuse(mqttWrongState)
	}
	return c.publish(s, msg, func(err error) result {
		if err != nil {
			return c.refuse(mqttPublishFailed)
		}
		return done
	})
}

// mqttPubRawSet takes the message as data after a prompt.
func mqttPubRawSet(c *call) result {
	n := 0
	msg, ok := c.readMessage(func(a *args, _ *mqttMessage) { n = a.number(1, mqttBuffer) })
	if !ok || n+len(msg.topic) > mqttBuffer {
		return failed
	}
	if c.m.mqttSession() == nil {
		return c.refuse(mqttWrongState)
	}
	return c.collect(n, "\r\nOK\r\n\r\n>", func(data []byte) {
		msg.data = data
		report := func(err error) result {
			word := "OK"
			if err != nil {
				word = "FAIL"
			}
			c.say("+MQTTPUB:%s\r\n", word)
			return answered
		}
		s := c.m.mqttSession()
		if s == nil {
			report(errMQTT)
			return
		}
		c.publish(s, msg, report)
	})
}

// mqttSession is the connection to the broker, or nil.
func (m *module) mqttSession() *mqttSession {
	if m.mqtt == nil {
		return nil
	}
	return m.mqtt.session
}

// publish sends a message and waits for as much as its quality of service asks for.
func (c *call) publish(s *mqttSession, msg *mqttMessage, report func(error) result) result {
	return c.background(func(ctx context.Context) func() result {
		var err error
		if msg.qos == 0 {
			err = s.write(msg.packet())
		} else {
			_, err = c.m.mqttAsk(ctx, s, func(n uint16) []byte {
				msg.number = n
				return msg.packet()
			})
		}
		return func() result { return report(err) }
	})
}

func mqttSubQuery(c *call) result {
	q := c.m.mqtt
	if q == nil || q.session == nil {
		return c.refuse(mqttWrongState)
	}
	for _, t := range q.topics {
		c.answer("0,%d,\"%s\",%d\r\n", q.state, t.name, t.qos)
	}
	return done
}

func subscription(number uint16, t mqttTopic) []byte {
	return mqttPacket(mqttSubscribe, mqttNumber(number), mqttText(t.name), []byte{byte(t.qos)})
}

func mqttSubSet(c *call) result {
	const refused = 0x80 // of SUBACK (MQTT 3.1.1, 3.9.3)
	a := c.args()
	a.number(0, 0)
	t := mqttTopic{a.text(1, 64), a.number(0, 2)}
	if a.bad(c) {
		return failed
	}
	q := c.m.mqtt
	switch {
	case q == nil || q.session == nil:
		return c.refuse(mqttWrongState)
	case q.has(t.name):
		c.say("ALREADY SUBSCRIBE\r\n")
		return done
	case len(q.topics) == mqttTopics:
		return c.refuse(mqttSubFailed)
	}
	s := q.session
	return c.background(func(ctx context.Context) func() result {
		answer, err := c.m.mqttAsk(ctx, s, func(n uint16) []byte { return subscription(n, t) })
		return func() result {
			if err != nil || len(answer) != 1 || answer[0] == refused || q.session != s {
				return c.refuse(mqttSubFailed)
			}
			q.topics = append(q.topics, t)
			q.state = mqttSubscribed
			return done
		}
	})
}

func (q *mqttClient) has(topic string) bool {
	return slices.ContainsFunc(q.topics, func(t mqttTopic) bool { return t.name == topic })
}

func mqttUnsubSet(c *call) result {
	a := c.args()
	a.number(0, 0)
	topic := a.text(1, 64)
	if a.bad(c) {
		return failed
	}
	q := c.m.mqtt
	switch {
	case q == nil || q.session == nil:
		return c.refuse(mqttWrongState)
	case !q.has(topic):
		c.say("NO UNSUBSCRIBE\r\n")
		return done
	}
	s := q.session
	return c.background(func(ctx context.Context) func() result {
		_, err := c.m.mqttAsk(ctx, s, func(n uint16) []byte {
			return mqttPacket(mqttUnsubscribe, mqttNumber(n), mqttText(topic))
		})
		return func() result {
			if err != nil || q.session != s {
				return c.refuse(mqttUnsubFailed)
			}
			q.topics = slices.DeleteFunc(q.topics, func(t mqttTopic) bool { return t.name == topic })
			if len(q.topics) == 0 {
				q.state = mqttNoSubscription
			}
			return done
		}
	})
}
