package emulator

import "strconv"

var mqttCommands = []command{
	{name: "MQTTUSERCFG", on22: plain, set: mqttUserSet},
	{name: "MQTTCLIENTID", on22: plain, set: mqttTextSet(256, func(q *mqttClient) *string { return &q.clientID })},
	{name: "MQTTUSERNAME", on22: plain, set: mqttTextSet(64, func(q *mqttClient) *string { return &q.user })},
	{name: "MQTTPASSWORD", on22: plain, set: mqttTextSet(64, func(q *mqttClient) *string { return &q.password })},
	{name: "MQTTLONGCLIENTID", on22: plain, since: "2.2.2", set: mqttLongSet(func(q *mqttClient) *string { return &q.clientID })},
	{name: "MQTTLONGUSERNAME", on22: plain, since: "2.2.2", set: mqttLongSet(func(q *mqttClient) *string { return &q.user })},
	{name: "MQTTLONGPASSWORD", on22: plain, since: "2.2.2", set: mqttLongSet(func(q *mqttClient) *string { return &q.password })},
	{name: "MQTTCONNCFG", on22: plain, set: mqttConnectionSet},
	{name: "MQTTCONN", on22: plain, query: mqttQuery, set: mqttConnSet},
	{name: "MQTTPUB", on22: plain, set: mqttPubSet},
	{name: "MQTTPUBRAW", on22: plain, set: mqttPubRawSet},
	{name: "MQTTSUB", on22: plain, query: mqttSubQuery, set: mqttSubSet},
	{name: "MQTTUNSUB", on22: plain, set: mqttUnsubSet},
	{name: "MQTTCLEAN", on22: plain, set: mqttCleanSet},
}

// Error numbers of the MQTT commands.
const (
	mqttUnconfigured errno = 0x6001 + iota
	mqttWrongState
	mqttUninitialised
	mqttAlready
)

const (
	mqttStartFailed   errno = 0x600b
	mqttPublishFailed errno = 0x600c
	mqttSubFailed     errno = 0x600d
	mqttUnsubFailed   errno = 0x600e
)

// The states that +MQTTCONN and +MQTTSUB give.
const (
	mqttHasUser        = 1
	mqttHasConnection  = 2
	mqttDisconnected   = 3
	mqttConnected      = 4
	mqttNoSubscription = 5
	mqttSubscribed     = 6
)

const mqttLongest = 1024 // bytes of AT+MQTTLONGCLIENTID and its like

// mqttClient is the firmware's one MQTT client. The emulator's lock guards it.
type mqttClient struct {
	state                    int
	scheme, pki              int
	clientID, user, password string
	path                     string

	keepAlive           int // seconds
	keepSession         bool
	willTopic, willText string
	willQoS             int
	willRetain          bool

	host      string
	port      uint16
	reconnect bool
	topics    []mqttTopic
	session   *mqttSession // nil: not connected
}

type mqttTopic struct {
	name string
	qos  int
}

// refuse fails a command with an error number.
func (c *call) refuse(n errno) result {
	c.errno = n
	return failed
}

func mqttUserSet(c *call) result {
	m := c.m
	a := c.args()
	a.number(0, 0)
	q := &mqttClient{state: mqttHasUser, scheme: a.number(1, 10), keepAlive: 120}
	q.clientID, q.user, q.password = a.text(0, 256), a.text(0, 64), a.text(0, 64)
	q.pki = a.number(0, 1)
	a.number(0, 1)
	q.path = a.text(0, 32)
	if a.bad(c) {
		return failed
	}
	if m.mqtt != nil && m.mqtt.session != nil {
		return c.refuse(mqttWrongState)
	}
	m.mqtt = q
	return done
}

// mqttTextSet changes a text of AT+MQTTUSERCFG, which comes first.
func mqttTextSet(most int, field func(*mqttClient) *string) handler {
	return func(c *call) result {
		a := c.args()
		a.number(0, 0)
		text := a.text(1, most)
		if a.bad(c) {
			return failed
		}
		if c.m.mqtt == nil {
			return c.refuse(mqttUnconfigured)
		}
		*field(c.m.mqtt) = text
		return done
	}
}

// mqttLongSet does so with a text that no command line has room for, as data after a prompt.
func mqttLongSet(field func(*mqttClient) *string) handler {
	return func(c *call) result {
		a := c.args()
		a.number(0, 0)
		n := a.number(1, mqttLongest)
		if a.bad(c) {
			return failed
		}
		q := c.m.mqtt
		if q == nil {
			return c.refuse(mqttUnconfigured)
		}
		return c.collect(n, "\r\nOK\r\n\r\n>", func(data []byte) {
			*field(q) = string(data)
			c.m.finish(c, done)
		})
	}
}

func mqttConnectionSet(c *call) result {
	a := c.args()
	a.number(0, 0)
	keepAlive, keepSession := a.number(0, 7200), a.number(0, 1) == 1
	topic, text := a.text(0, 64), a.text(0, 64)
	qos, retain := a.number(0, 2), a.number(0, 1) == 1
	if a.bad(c) {
		return failed
	}
	q := c.m.mqtt
	if q == nil {
		return c.refuse(mqttUnconfigured)
	}
	if keepAlive == 0 {
		keepAlive = 120
	}
	q.keepAlive, q.keepSession = keepAlive, keepSession
	q.willTopic, q.willText, q.willQoS, q.willRetain = topic, text, qos, retain
	q.state = max(q.state, mqttHasConnection)
	return done
}

func mqttQuery(c *call) result {
	q := c.m.mqtt
	if q == nil {
		c.answer("0,0,0,\"\",\"\",\"\",0\r\n")
		return done
	}
	port := ""
	if q.port != 0 {
		port = strconv.Itoa(int(q.port))
	}
	c.answer("0,%d,%d,\"%s\",\"%s\",\"%s\",%d\r\n", q.state, q.scheme, q.host, port, q.path, bit(q.reconnect))
	return done
}

// mqttCleanSet ends the connection and forgets the configuration.
func mqttCleanSet(c *call) result {
	a := c.args()
	a.number(0, 0)
	if a.bad(c) {
		return failed
	}
	m := c.m
	if m.mqtt == nil {
		return c.refuse(mqttUninitialised)
	}
	s := m.mqtt.session
	m.mqtt = nil
	if s != nil {
		m.e.spawn(s.leave)
	}
	return done
}
