package emulator

import (
	"strings"
	"time"
)

var timeCommands = []command{
	{name: "CIPSNTPCFG", on17: plain, on22: plain, query: sntpQuery, set: sntpSet},
	{name: "CIPSNTPTIME", on17: plain, on22: plain, query: sntpTime},
}

// sntpConfig is AT+CIPSNTPCFG's.
type sntpConfig struct {
	on      bool
	zone    int // hours, or hhmm on ESP-AT
	servers []string
}

func (s sntpConfig) offset() time.Duration {
	if s.zone > -100 && s.zone < 100 {
		return time.Duration(s.zone) * time.Hour
	}
	return time.Duration(s.zone/100)*time.Hour + time.Duration(s.zone%100)*time.Minute
}

func sntpQuery(c *call) result {
	s := c.m.sntp
	if !s.on {
		c.answer("0\r\n")
		return done
	}
	c.answer("1,%d,\"%s\"\r\n", s.zone, strings.Join(s.servers, `","`))
	return done
}

func sntpSet(c *call) result {
	west, east := -12, 14
	if c.m.v17() {
		west, east = -11, 13
	}
	a := c.args()
	s := sntpConfig{on: a.number(0, 1) == 1}
	if !a.omitted() {
		s.zone = a.number(-1200, 1400)
		if (s.zone > -100 && s.zone < 100 || c.m.v17()) && (s.zone < west || s.zone > east) || s.zone%100 > 59 || s.zone%100 < -59 {
			return failed
		}
	}
	for a.left() && len(s.servers) < 3 && !a.fault {
		s.servers = append(s.servers, a.text(1, 64))
	}
	if a.bad(c) {
		return failed
	}
	if len(s.servers) == 0 {
		s.servers = []string{"cn.ntp.org.cn", "ntp.sjtu.edu.cn", "us.pool.ntp.org"}
	}
	c.m.sntp = s
	return done
}

// sntpTime gives this machine's time once the module could have asked a server. AT 1.7 writes the day with a zero
// where ESP-AT, which has asctime, writes a space.
func sntpTime(c *call) result {
	now := time.Unix(0, 0).UTC()
	if c.m.sntp.on && !c.m.offline() {
		now = time.Now().UTC().Add(c.m.sntp.offset())
	}
	format := time.ANSIC
	if c.m.v17() {
		format = "Mon Jan 02 15:04:05 2006"
	}
	c.answer("%s", now.Format(format))
	return done
}
