package emulator

import (
	"strings"
	"testing"
)

// dialogues are what a host sends a module that has just booted, echo on, and what it must hear.
var dialogues = []struct {
	name     string
	firmware []Firmware
	opts     []Option
	dialogue string
}{
	{"echo", all, nil, `
		> AT\r\n
		< AT\r\n\r\nOK\r\n
		> ATE0\r\n
		< ATE0\r\n\r\nOK\r\n
		> AT\r\n
		< \r\nOK\r\n
		> ATE1\r\n
		< \r\nOK\r\n
		> AT\r\n
		< AT\r\n\r\nOK\r\n`},
	{"pipelined", all, nil, `
		> AT\r\nAT\r\n
		< AT\r\n\r\nOK\r\nAT\r\n\r\nOK\r\n`},
	{"line in pieces", all, nil, `
		> A
		> T
		> \r
		> \n
		< AT\r\n\r\nOK\r\n`},
	{"empty line", all, nil, `
		> \r\n
		< \r\n\r\nERROR\r\n`},
	{"unknown command", all, nil, `
		> AT+FAKE\r\n
		< AT+FAKE\r\n\r\nERROR\r\n
		> AT+FAKE?\r\n
		< AT+FAKE?\r\n\r\nERROR\r\n
		> ATX\r\n
		< ATX\r\n\r\nERROR\r\n
		> AT+\r\n
		< AT+\r\n\r\nERROR\r\n`},
	{"form that is not there", all, nil, `
		> AT+GMR?\r\n
		< AT+GMR?\r\n\r\nERROR\r\n
		> AT+CIPMUX\r\n
		< AT+CIPMUX\r\n\r\nERROR\r\n
		> AT+RST=1\r\n
		< AT+RST=1\r\n\r\nERROR\r\n`},
	{"arguments", all, nil, `
		> AT+CIPMUX=\r\n
		< AT+CIPMUX=\r\n\r\nERROR\r\n
		> AT+CIPMUX=2\r\n
		< AT+CIPMUX=2\r\n\r\nERROR\r\n
		> AT+CIPMUX=1,1\r\n
		< AT+CIPMUX=1,1\r\n\r\nERROR\r\n
		> AT+CIPMUX="1"\r\n
		< AT+CIPMUX="1"\r\n\r\nERROR\r\n
		> AT+CIPMUX=99999999999999999999\r\n
		< AT+CIPMUX=99999999999999999999\r\n\r\nERROR\r\n
		> AT+CIPMUX=-1\r\n
		< AT+CIPMUX=-1\r\n\r\nERROR\r\n`},
	{"LF alone, 1.7", only17, nil, `
		> AT\n
		< AT\n\r\nERROR\r\n`},
	{"LF alone, 2.2", only22, nil, `
		> AT\n
		< AT\n
		> AT\r\n
		< AT\r\n\r\nERROR\r\n
		> AT\r\n
		< AT\r\n\r\nOK\r\n`},
	{"junk before AT, 1.7", only17, nil, `
		> xxAT\r\n
		< xxAT\r\n\r\nOK\r\n`},
	{"junk before AT, 2.2", only22, nil, `
		> xxAT\r\n
		< xxAT\r\n\r\nERROR\r\n`},
	{"case, 1.7", only17, nil, `
		> at\r\n
		< at\r\n\r\nOK\r\n
		> At\r\n
		< At\r\n\r\nERROR\r\n
		> at+CIPMUX?\r\n
		< at+CIPMUX?\r\n+CIPMUX:0\r\n\r\nOK\r\n
		> AT+cipmux?\r\n
		< AT+cipmux?\r\n\r\nERROR\r\n`},
	{"a digit in place of =, 1.x", []Firmware{Firmware13, Firmware17}, []Option{BootGarbage(false)}, `
		> ATE0\r\n
		< ATE0\rEXTRA\n\r\nOK\r\n
		> AT+CIPMUX1\r\n
		< \r\nOK\r\n
		> AT+CIPMUX?\r\n
		< +CIPMUX:1\r\n\r\nOK\r\n`},
	{"a digit in place of =, 2.2", only22, nil, `
		> AT+CIPMUX1\r\n
		< AT+CIPMUX1\r\n\r\nERROR\r\n`},
	{"the name of the station is its own, 1.7", only17, []Option{BootGarbage(false)}, `
		> AT+CWMODE=3\r\n
		< AT+CWMODE=3\r\n\r\nOK\r\n
		> AT+CWSAP="mine","",1,0\r\n
		< AT+CWSAP="mine","",1,0\r\n\r\nOK\r\n
		> AT+RST\r\n
		< AT+RST\r\n\r\nOK\r\n\r\nready\r\n
		> AT+CWHOSTNAME?\r\n
		< AT+CWHOSTNAME?\r\n+CWHOSTNAME:ESP_1CCA27\r\n\r\nOK\r\n`},
	{"case, 2.2", only22, nil, `
		> aT\r\n
		< aT\r\n\r\nOK\r\n
		> at+cipmux?\r\n
		< at+cipmux?\r\n+CIPMUX:0\r\n\r\nOK\r\n
		> ate0\r\n
		< ate0\r\n\r\nOK\r\n`},
	{"version, 1.7", only17, nil, `
		> AT+GMR\r\n
		< AT+GMR\r\nAT version:1.7.5.0(Oct  9 2021 09:26:04)\r\nSDK version:3.0.5(b29dcd3)\r\ncompile time:Oct 15 2021 18:05:30\r\nBin version(Wroom 02):1.7.5\r\nOK\r\n`},
	{"version, 2.2.1", []Firmware{Firmware221}, nil, `
		> AT+GMR\r\n
		< AT+GMR\r\nAT version:2.2.1.0(b097cdf - ESP8266 - Jul  8 2021 05:41:10)\r\nSDK version:v3.4-22-g967752e2\r\ncompile time(6800286):Aug  4 2021 17:34:05\r\nBin version:2.2.1(WROOM-02)\r\n\r\nOK\r\n`},
	{"boot, 2.2", only22, nil, `
		> ATE0\r\n
		< ATE0\r\n\r\nOK\r\n
		> AT+RST\r\n
		< \r\nOK\r\n\r\nready\r\n
		> AT\r\n
		< AT\r\n\r\nOK\r\n`},
	{"boot, 1.7 without the ROM's log", only17, []Option{BootGarbage(false)}, `
		> AT+RST\r\n
		< AT+RST\r\n\r\nOK\r\n\r\nready\r\n`},
	{"what is saved, 1.7", only17, []Option{BootGarbage(false)}, `
		> AT+CWMODE_CUR=1\r\n
		< AT+CWMODE_CUR=1\r\n\r\nOK\r\n
		> AT+CWMODE_CUR?\r\n
		< AT+CWMODE_CUR?\r\n+CWMODE_CUR:1\r\n\r\nOK\r\n
		> AT+CWMODE_DEF?\r\n
		< AT+CWMODE_DEF?\r\n+CWMODE_DEF:2\r\n\r\nOK\r\n
		> AT+RST\r\n
		< AT+RST\r\n\r\nOK\r\n\r\nready\r\n
		> AT+CWMODE?\r\n
		< AT+CWMODE?\r\n+CWMODE:2\r\n\r\nOK\r\n
		> AT+CWMODE_DEF=3\r\n
		< AT+CWMODE_DEF=3\r\n\r\nOK\r\n
		> AT+RST\r\n
		< AT+RST\r\n\r\nOK\r\n\r\nready\r\n
		> AT+CWMODE?\r\n
		< AT+CWMODE?\r\n+CWMODE:3\r\n\r\nOK\r\n
		> AT+RESTORE\r\n
		< AT+RESTORE\r\n\r\nOK\r\n\r\nready\r\n
		> AT+CWMODE?\r\n
		< AT+CWMODE?\r\n+CWMODE:2\r\n\r\nOK\r\n`},
	{"what is saved, 2.2", only22, nil, `
		> AT+SYSSTORE=0\r\n
		< AT+SYSSTORE=0\r\n\r\nOK\r\n
		> AT+CWMODE=1\r\n
		< AT+CWMODE=1\r\n\r\nOK\r\n
		> AT+RST\r\n
		< AT+RST\r\n\r\nOK\r\n\r\nready\r\n
		> AT+CWMODE?\r\n
		< AT+CWMODE?\r\n+CWMODE:0\r\n\r\nOK\r\n
		> AT+CWMODE=1\r\n
		< AT+CWMODE=1\r\n\r\nOK\r\n
		> AT+CIPMUX=1\r\n
		< AT+CIPMUX=1\r\n\r\nOK\r\n
		> AT+RST\r\n
		< AT+RST\r\n\r\nOK\r\n\r\nready\r\n
		> AT+CWMODE?\r\n
		< AT+CWMODE?\r\n+CWMODE:1\r\n\r\nOK\r\n
		> AT+CIPMUX?\r\n
		< AT+CIPMUX?\r\n+CIPMUX:0\r\n\r\nOK\r\n
		> AT+SYSSTORE?\r\n
		< AT+SYSSTORE?\r\n+SYSSTORE:1\r\n\r\nOK\r\n`},
	{"each line lacks the other's commands, 1.7", only17, nil, `
		> AT+SYSSTORE?\r\n
		< AT+SYSSTORE?\r\n\r\nERROR\r\n
		> AT+CWSTATE?\r\n
		< AT+CWSTATE?\r\n\r\nERROR\r\n
		> AT+CIPSENDL=0,1\r\n
		< AT+CIPSENDL=0,1\r\n\r\nERROR\r\n
		> AT+CMD?\r\n
		< AT+CMD?\r\n\r\nERROR\r\n`},
	{"each line lacks the other's commands, 2.2", only22, nil, `
		> AT+CWMODE_CUR=1\r\n
		< AT+CWMODE_CUR=1\r\n\r\nERROR\r\n
		> AT+CIPSSLSIZE=4096\r\n
		< AT+CIPSSLSIZE=4096\r\n\r\nERROR\r\n
		> AT+CIPSENDL=0,1\r\n
		< AT+CIPSENDL=0,1\r\n\r\nERROR\r\n`},
	{"error numbers", only22, nil, `
		> AT+SYSLOG=1\r\n
		< AT+SYSLOG=1\r\n\r\nOK\r\n
		> AT+FAKE\r\n
		< AT+FAKE\r\nERR CODE:0x01090000\r\n\r\nERROR\r\n
		> AT+CIPMUX=0,7\r\n
		< AT+CIPMUX=0,7\r\nERR CODE:0x01060000\r\n\r\nERROR\r\n
		> AT+CIPMUX=7\r\n
		< AT+CIPMUX=7\r\nERR CODE:0x01080000\r\n\r\nERROR\r\n
		> AT+GMR?\r\n
		< AT+GMR?\r\nERR CODE:0x010c0000\r\n\r\nERROR\r\n
		> AT+CIPCLOSE\r\n
		< AT+CIPCLOSE\r\nERR CODE:0x010a0000\r\n\r\nERROR\r\n`},
	{"UART, 1.7", only17, nil, `
		> AT+UART_CUR?\r\n
		< AT+UART_CUR?\r\n+UART_CUR:115200,8,1,0,0\r\nOK\r\n
		> AT+UART_CUR=9600,8,1,0,0\r\n
		< AT+UART_CUR=9600,8,1,0,0\r\n\r\nOK\r\n
		> AT+UART_DEF?\r\n
		< AT+UART_DEF?\r\n+UART_DEF:115200,8,1,0,0\r\nOK\r\n
		> AT+UART=19200,8,1,0\r\n
		< AT+UART=19200,8,1,0\r\n\r\nERROR\r\n
		> AT+UART=19200,8,1,0,3\r\n
		< AT+UART=19200,8,1,0,3\r\n\r\nOK\r\n
		> AT+UART?\r\n
		< AT+UART?\r\n+UART:19200,8,1,0,3\r\nOK\r\n`},
	{"UART, 2.2", only22, nil, `
		> AT+UART_CUR?\r\n
		< AT+UART_CUR?\r\n+UART_CUR:115273,8,1,0,0\r\n\r\nOK\r\n
		> AT+UART?\r\n
		< AT+UART?\r\n\r\nERROR\r\n
		> AT+UART_CUR=79,8,1,0,0\r\n
		< AT+UART_CUR=79,8,1,0,0\r\n\r\nERROR\r\n
		> AT+UART_DEF=9600,8,1,0,0\r\n
		< AT+UART_DEF=9600,8,1,0,0\r\n\r\nOK\r\n
		> AT+UART_DEF?\r\n
		< AT+UART_DEF?\r\n+UART_DEF:9600,8,1,0,0\r\n\r\nOK\r\n`},
	{"system, 1.7", only17, nil, `
		> AT+SLEEP?\r\n
		< AT+SLEEP?\r\n+SLEEP:2\r\n\r\nOK\r\n
		> AT+SLEEP=3\r\n
		< AT+SLEEP=3\r\n\r\nERROR\r\n
		> AT+SYSMSG_CUR=0x3\r\n
		< AT+SYSMSG_CUR=0x3\r\n\r\nOK\r\n
		> AT+SYSMSG_CUR?\r\n
		< AT+SYSMSG_CUR?\r\n+SYSMSG_CUR:0x3\r\n\r\nOK\r\n
		> AT+SYSMSG=1\r\n
		< AT+SYSMSG=1\r\n\r\nERROR\r\n
		> AT+SYSRAM?\r\n
		< AT+SYSRAM?\r\n+SYSRAM:38536\r\n\r\nOK\r\n
		> AT+RFPOWER=50\r\n
		< AT+RFPOWER=50\r\n\r\nOK\r\n
		> AT+RFPOWER=83\r\n
		< AT+RFPOWER=83\r\n\r\nERROR\r\n`},
	{"system, 2.2", only22, nil, `
		> AT+SLEEP=2\r\n
		< AT+SLEEP=2\r\n\r\nOK\r\n
		> AT+SLEEP?\r\n
		< AT+SLEEP?\r\n+SLEEP:1\r\n\r\nOK\r\n
		> AT+SYSMSG=7\r\n
		< AT+SYSMSG=7\r\n\r\nOK\r\n
		> AT+SYSMSG?\r\n
		< AT+SYSMSG?\r\n+SYSMSG:7\r\nOK\r\n
		> AT+SYSRAM?\r\n
		< AT+SYSRAM?\r\n+SYSRAM:31844,29680\r\nOK\r\n
		> AT+RFPOWER=40\r\n
		< AT+RFPOWER=40\r\n\r\nOK\r\n
		> AT+RFPOWER?\r\n
		< AT+RFPOWER?\r\n+RFPOWER:40\r\n\r\nOK\r\n
		> AT+RFPOWER=39\r\n
		< AT+RFPOWER=39\r\n\r\nERROR\r\n
		> AT+SYSTIMESTAMP=\r\n
		< AT+SYSTIMESTAMP=\r\n\r\nERROR\r\n`},
}

var (
	all    = []Firmware{Firmware17, Firmware22, Firmware221}
	only17 = []Firmware{Firmware17}
	only22 = []Firmware{Firmware22, Firmware221}
)

func TestDialogues(t *testing.T) {
	for _, tt := range dialogues {
		for _, f := range tt.firmware {
			t.Run(tt.name+"/"+f.String(), func(t *testing.T) {
				s := newSession(t, append(tt.opts, f)...)
				extra := "" // AT 1.3 answers the LF of an echoed line with CR LF
				if f == Firmware13 {
					extra = `\r`
				}
				s.play(tt.dialogue, "EXTRA", extra)
				s.idle()
			})
		}
	}
}

func TestLongLines(t *testing.T) {
	for _, f := range all {
		s := newSession(t, f)
		s.send("ATE0\r\n")
		s.until("OK\r\n")
		s.send("AT+CWJAP=\"" + strings.Repeat("x", 300) + "\",\"\"\r\n")
		s.expect("\r\nERROR\r\n")
		s.idle()
	}
}

func TestBootShowsTheROMsLogAsNoise(t *testing.T) {
	s := newSession(t, Firmware17)
	s.send("AT+RST\r\n")
	s.expect("AT+RST\r\n\r\nOK\r\n")
	noise := strings.TrimSuffix(s.until("\r\nready\r\n"), "\r\nready\r\n")
	high := 0
	for _, b := range []byte(noise) {
		if b > 0x7f {
			high++
		}
	}
	if len(noise) < 50 || len(noise) > 700 || high == 0 || strings.Contains(noise, "ets Jan") {
		t.Errorf("%d bytes of noise, %d of them above 0x7f: %q", len(noise), high, noise)
	}
	s.idle()
}

func TestCommandList(t *testing.T) {
	s := newSession(t, Firmware22)
	s.send("AT+CMD?\r\n")
	list := s.until("\r\n\r\nOK\r\n")
	for _, want := range []string{`+CMD:0,"AT",0,0,0,1`, `"AT+CIPMUX",0,1,1,0`, `"AT+CIPSTATE",0,1,0,0`, `"ATE0",0,0,0,1`} {
		if !strings.Contains(list, want+"\r\n") {
			t.Errorf("AT+CMD? lacks %q", want)
		}
	}
	if strings.Contains(list, "CWMODE_CUR") || strings.Contains(list, "CIPSSLSIZE") {
		t.Error("AT+CMD? lists a command of AT 1.7")
	}
}
