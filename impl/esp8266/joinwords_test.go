package esp8266_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/impl/esp8266"
)

// The words by which firmware, also of other ages than the emulator's, says that a join failed.
func TestJoinWords(t *testing.T) {
	const failed = "\r\nFAIL\r\n"
	for name, test := range map[string]struct {
		espAT bool
		reply string
		want  driver.Errno
	}{
		"NonOS AT 1.7":                  {reply: "+CWJAP_CUR:2\r\n" + failed, want: driver.EACCES},
		"NonOS AT 1.x, the bare name":   {reply: "+CWJAP:3\r\n" + failed, want: driver.ENOENT},
		"ESP-AT 2.2":                    {espAT: true, reply: "+CWJAP:4\r\n\r\nERROR\r\n", want: driver.ECONNREFUSED},
		"ESP-AT, a time-out":            {espAT: true, reply: "+CWJAP:1\r\n\r\nERROR\r\n", want: driver.ETIMEDOUT},
		"ESP-AT that says FAIL":         {espAT: true, reply: "+CWJAP:2\r\n" + failed, want: driver.EACCES},
		"associated before it failed":   {reply: "WIFI CONNECTED\r\nWIFI DISCONNECT\r\n+CWJAP_CUR:1\r\n" + failed, want: driver.ETIMEDOUT},
		"no lease":                      {reply: "WIFI CONNECTED\r\nDHCP TIMEOUT\r\nWIFI DISCONNECT\r\n" + failed, want: driver.ETIMEDOUT},
		"no reason at all":              {reply: failed, want: driver.ECONNREFUSED},
		"a command that is not taken":   {reply: "\r\nERROR\r\n", want: driver.EIO},
		"a reason that is not known":    {espAT: true, reply: "+CWJAP:9\r\n\r\nERROR\r\n", want: driver.EIO},
		"a message between its answers": {reply: "+CWJAP_CUR:3\r\n0,CLOSED\r\n" + failed, want: driver.ENOENT},
	} {
		t.Run(name, func(t *testing.T) {
			dev, _ := openScripted(t, test.espAT, func(line string) string {
				if strings.HasPrefix(line, "AT+CWJAP") && strings.Contains(line, "=") {
					return test.reply
				}
				return ""
			})
			err := dev.WiFi().Connect(t.Context(), ieee80211dev.ConnectInfo{SSID: "lab", Password: "correct horse"})
			if !errors.Is(err, test.want) {
				t.Errorf("%v, want %v", err, test.want)
			}
		})
	}
}

// A hardware address and a time-out stand where each firmware wants them.
func TestJoinArguments(t *testing.T) {
	info := ieee80211dev.ConnectInfo{SSID: `a,"b\`, Password: "correct horse", BSSID: driver.MAC{0x64, 0xa2, 0xf9, 0x56, 0xd6, 0xc3}}
	for _, test := range []struct {
		espAT bool
		want  []string
	}{
		{true, []string{`AT+CWJAP="a\,\"b\\","correct horse","64:a2:f9:56:d6:c3",,,,,30`}},
		{false, []string{"AT+CWJAPTO=30", `AT+CWJAP_CUR="a\,\"b\\","correct horse","64:a2:f9:56:d6:c3"`}},
	} {
		dev, m := openScripted(t, test.espAT, func(line string) string {
			if line == "AT+CWJAPTO?" {
				return "+CWJAPTO:15\r\n\r\nOK\r\n"
			}
			return ""
		}, esp8266.JoinTimeout(30*time.Second))
		if test.espAT {
			// AT+CMD? was answered with an empty list: what has a query form is asked for, and there.
			if !dev.Capabilities().JoinTimeout {
				t.Error("no join time-out")
			}
		}
		if err := dev.WiFi().Connect(t.Context(), info); err != nil {
			t.Fatal(err)
		}
		for _, want := range test.want {
			if !m.heard(want) {
				t.Errorf("%s was not sent: %q", want, m.lines)
			}
		}
		if m.heard("AT+CWAUTOCONN=") {
			t.Error("auto-connect, which is off, was written to the flash")
		}
	}
}

// What the module tells of a joined network, in each form there is.
func TestConnectionWords(t *testing.T) {
	for _, fields := range []string{"", ",0", ",0,1,3,0", ",0,1,3,0,1"} {
		for _, suffix := range []string{"", "_CUR"} {
			dev, _ := openScripted(t, suffix == "", func(line string) string {
				if line == "AT+CWJAP"+suffix+"?" {
					return "+CWJAP" + suffix + `:"a","b",1","64:a2:f9:56:d6:c3",5,-49` + fields + "\r\n\r\nOK\r\n"
				}
				return ""
			})
			c, err := dev.WiFi().GetConnection(t.Context())
			if err != nil || c == nil || c.SSID != `a","b",1` || c.Channel != 5 || c.RSSI != -49 || c.BSSID.String() != "64:a2:f9:56:d6:c3" {
				t.Errorf("%q: %+v, %v", fields, c, err)
			}
		}
	}
}
