package emulator

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// What each firmware has by its own list: _ stands for the three names of a command, X, X_CUR and X_DEF.
const (
	commandsOf17 = `RST GMR GSLP SLEEP IPR UART UART_CUR UART_DEF RESTORE RFPOWER RFVDD RFAUTOTRACE WAKEUPGPIO SYSRAM SYSADC
		SYSIOSETCFG SYSIOGETCFG SYSGPIODIR SYSGPIOWRITE SYSGPIOREAD SYSMSG_CUR SYSMSG_DEF CWMODE_ CWJAP_ CWJAPTO CWLAP
		CWLAPOPT CWQAP CWSAP_ CWLIF CWDHCP_ CWDHCPS_CUR CWDHCPS_DEF CWAUTOCONN CWHOSTNAME CWCOUNTRY_CUR CWCOUNTRY_DEF
		CWSTARTSMART CWSTOPSMART CWSTARTDISCOVER CWSTOPDISCOVER CWJEAP_CUR CWJEAP_DEF WPS MDNS CIPSTAMAC_ CIPAPMAC_ CIPSTA_
		CIPAP_ CIFSR CIPSTATUS CIPSTART CIPSSLSIZE CIPSSLCCONF CIPCLOSE CIPCLOSEMODE CIPSEND CIPSENDEX CIPSENDBUF
		CIPBUFRESET CIPBUFSTATUS CIPCHECKSEQ CIPDINFO CIPMUX CIPSERVER CIPSERVERMAXCONN CIPMODE CIPRECVMODE CIPRECVDATA
		CIPRECVLEN CIPSTO CIPALIVE CIPDOMAIN CIPSNTPCFG CIPSNTPTIME PING CIPDNS_CUR CIPDNS_DEF SAVETRANSLINK CIUPDATE`
	commandsOf221 = `RST GMR CMD GSLP SLEEP SLEEPWKCFG RESTORE UART_CUR UART_DEF SYSRAM SYSMSG SYSSTORE SYSLOG SYSFLASH
		SYSROLLBACK SYSTIMESTAMP SYSREG RFPOWER USERRAM CWMODE CWSTATE CWJAP CWRECONNCFG CWLAP CWLAPOPT CWQAP CWSAP CWLIF
		CWQIF CWDHCP CWDHCPS CWAUTOCONN CWHOSTNAME CWCOUNTRY CWSTAPROTO CWAPPROTO CWSTARTSMART CWSTOPSMART WPS MDNS
		CIPSTAMAC CIPAPMAC CIPSTA CIPAP CIFSR CIPV6 CIPDNS CIPDOMAIN CIPSTATUS CIPSTART CIPSTARTEX CIPTCPOPT CIPCLOSE
		CIPSEND CIPSENDEX CIPMUX CIPSERVER CIPSERVERMAXCONN CIPMODE CIPSTO CIPDINFO CIPRECVMODE CIPRECVDATA CIPRECVLEN
		CIPSNTPCFG CIPSNTPTIME CIPSSLCCONF CIPSSLCCN CIPSSLCSNI CIPSSLCALPN CIPSSLCPSK CIPRECONNINTV SAVETRANSLINK PING
		HTTPCLIENT HTTPGETSIZE HTTPCPOST MQTTUSERCFG MQTTCLIENTID MQTTUSERNAME MQTTPASSWORD MQTTCONNCFG MQTTCONN MQTTPUB
		MQTTPUBRAW MQTTSUB MQTTUNSUB MQTTCLEAN CIUPDATE`
	commandsOf22 = commandsOf221 + ` CIPSTATE CIPSSLCCIPHER CIPSSLCPSKHEX MQTTLONGCLIENTID MQTTLONGUSERNAME MQTTLONGPASSWORD`
)

func listed(list string) map[string]bool {
	names := map[string]bool{}
	for _, name := range strings.Fields(list) {
		if base, both := strings.CutSuffix(name, "_"); both {
			names[base], names[base+"_CUR"], names[base+"_DEF"] = true, true, true
		} else {
			names[name] = true
		}
	}
	return names
}

func TestCommandSets(t *testing.T) {
	for f, list := range map[Firmware]string{Firmware17: commandsOf17, Firmware221: commandsOf221, Firmware22: commandsOf22} {
		names := listed(list)
		for name := range names {
			if f.find(name) == nil {
				t.Errorf("%v does not know AT+%s", f, name)
			}
		}
		for name := range tables[f] {
			if !names[name] {
				t.Errorf("%v knows AT+%s, which is not in its list", f, name)
			}
		}
	}
	for name := range tables[Firmware13] {
		if Firmware17.find(name) == nil {
			t.Errorf("1.3 knows AT+%s, which 1.7 does not", name)
		}
	}
}

// A form that a command does not have is an ERROR, with nothing else said.
func TestFormsThatAreNotThere(t *testing.T) {
	for _, f := range firmwares {
		s := newSession(t, f)
		s.send("ATE0\r\n")
		s.until("OK\r\n")
		for name, cmd := range tables[f] {
			for end, h := range map[string]handler{"": cmd.execute, "?": cmd.query, "=?": cmd.test, "=1": cmd.set} {
				if h == nil {
					s.send("AT+" + name + end + "\r\n")
					if heard := s.reply(); heard != "\r\nERROR\r\n" {
						t.Errorf("%v: AT+%s%s is answered %q", f, name, end, heard)
					}
				}
			}
		}
	}
}

var sentForm = regexp.MustCompile(`(?m)^> (?:AT|at)\+([A-Za-z0-9_]+)(=\?|[?=]?)`)

// Each form of each command has its place in a session, byte for byte.
func TestSessionsShowEveryForm(t *testing.T) {
	for _, f := range []Firmware{Firmware17, Firmware22} {
		files, err := filepath.Glob(filepath.Join("testdata", "sessions", f.String(), "*.txt"))
		if err != nil {
			t.Fatal(err)
		}
		shown := map[string]bool{}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, match := range sentForm.FindAllStringSubmatch(string(text), -1) {
				shown[strings.ToUpper(match[1])+match[2]] = true
			}
		}
		for name, cmd := range tables[f] {
			for end, h := range map[string]handler{"": cmd.execute, "?": cmd.query, "=?": cmd.test, "=": cmd.set} {
				if h != nil && !shown[name+end] {
					t.Errorf("no session of %v has AT+%s%s", f, name, end)
				}
			}
		}
	}
}
