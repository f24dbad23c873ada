package emulator

var enterpriseCommands = []command{
	{name: "CWJEAP", on17: suffix, since: "1.7", query: enterpriseQuery, set: enterpriseSet},
}

// The methods of AT+CWJEAP (RFC 5216, RFC 5281 and PEAP).
const (
	eapTLS = iota
	eapPEAP
	eapTTLS
)

// eapConfig is what AT+CWJEAP gives of a user of a WPA2 Enterprise network.
type eapConfig struct {
	method, security         int
	identity, user, password string
}

// admitsUser reports whether an access point's authentication server lets a user in.
func (e *Emulator) admitsUser(ap *AccessPoint, u *eapConfig) bool {
	if u.method == eapTLS {
		return u.security&1 != 0 && len(e.cfg.Certificates) > 0
	}
	return (ap.User == "" || ap.User == u.user) && ap.Password == u.password
}

// enterpriseQuery shows the network that the station is on, with its secrets, as the firmware does.
func enterpriseQuery(c *call) result {
	m := c.m
	u := m.sta.want.eap
	if m.set.mode&1 == 0 {
		return failed
	}
	if m.sta.ap == nil || u == nil {
		c.say("No AP\r\n")
		return done
	}
	c.answer("\"%s\",%d,\"%s\",\"%s\",\"%s\",%d\r\n", m.sta.ap.SSID, u.method, u.identity, u.user, u.password, u.security)
	return done
}

func enterpriseSet(c *call) result {
	a := c.args()
	t := target{ssid: a.text(1, 32), reconn: 1, listen: 3, pmf: 1, eap: &eapConfig{}}
	u := t.eap
	u.method = a.number(eapTLS, eapTTLS)
	u.identity = a.text(1, 32)
	if u.method == eapTLS {
		u.user, u.password = a.textOr("", 0, 32), a.textOr("", 0, 32)
	} else {
		u.user, u.password = a.text(1, 32), a.text(1, 32)
	}
	u.security = a.number(0, 3)
	if a.bad(c) || c.m.set.mode&1 == 0 || (u.method == eapTLS && u.security&1 == 0) {
		return failed
	}
	c.change(func(s *settings) { s.join = t })
	return c.join(t, 0)
}
