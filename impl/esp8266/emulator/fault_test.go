package emulator

import "testing"

func TestBusyKnob(t *testing.T) {
	s := online(t, Firmware22)
	s.emu.Busy(2)
	s.play(`
		> AT\r\n
		< \r\nbusy p...\r\n
		> AT+CIPMUX=1\r\n
		< \r\nbusy p...\r\n
		> AT+CIPMUX?\r\n
		< +CIPMUX:0\r\n\r\nOK\r\n
		> AT+SYSLOG=1\r\n
		< \r\nOK\r\n`)
	s.emu.Busy(1)
	s.play(`
		> AT\r\n
		< ERR CODE:0x010b0000\r\n\r\nbusy p...\r\n`)
	s.idle()
}

func TestSwallowKnob(t *testing.T) {
	s := online(t, Firmware22)
	s.emu.Swallow(1)
	s.play(`
		> AT+CIPMUX=1\r\n
		> AT+CIPMUX?\r\n
		< +CIPMUX:1\r\n\r\nOK\r\n`)
	s.idle()
}

func TestSwallowedPrompt(t *testing.T) {
	s, p := linked(t, true, Firmware22)
	s.emu.Swallow(1)
	s.play(`
		> AT+CIPSEND=0,4\r\n
		> AT\r\n
		< \r\nRecv 4 bytes\r\n\r\nSEND OK\r\n`)
	p.read("AT\r\n")
	s.idle()
}

func TestSendFailKnob(t *testing.T) {
	for _, f := range all {
		s, p := linked(t, true, f)
		s.emu.SendFail(1)
		for _, want := range []string{"SEND FAIL\r\n", "SEND OK\r\n"} {
			s.send("AT+CIPSEND=0,2\r\n")
			s.until(">")
			s.send("ab")
			s.until(want)
		}
		p.read("ab")
		s.emu.DropLink(0)
		s.expect("0,CLOSED\r\n")
		if s.emu.DropLink(0) || s.emu.DropLink(7) {
			t.Error("a link that is not open was dropped")
		}
	}
}

func TestInterleave(t *testing.T) {
	s, _ := linked(t, true, Firmware22)
	for _, in := range []Interleave{
		{At: AfterEcho, Text: "0,A\r\n", Times: 1},
		{At: BeforePrompt, Text: "\r\n+IPD,0,1:b", Times: 1},
		{At: AfterPrompt, Text: "WIFI C\r\n", Times: 1},
		{At: AfterRecv, Text: "0,D\r\n", Times: 1},
	} {
		s.emu.Interleave(in)
	}
	s.play(`
		> AT+CIPSEND=0,2\r\n
		< 0,A\r\n\r\nOK\r\n\r\n+IPD,0,1:b\r\n>WIFI C\r\n
		> ab
		< \r\nRecv 2 bytes\r\n0,D\r\n\r\nSEND OK\r\n
		> AT+CIPSEND=0,2\r\n
		< \r\nOK\r\n\r\n>
		> ab
		< \r\nRecv 2 bytes\r\n\r\nSEND OK\r\n`)
	s.idle()
}

// A link that closes between Recv and SEND OK ends the send in SEND FAIL.
func TestInterleaveDrop(t *testing.T) {
	s, p := linked(t, true, Firmware22)
	s.emu.Interleave(Interleave{At: AfterRecv, Drop: true, Times: 1})
	s.play(`
		> AT+CIPSEND=0,2\r\n
		< \r\nOK\r\n\r\n>
		> ab
		< \r\nRecv 2 bytes\r\n0,CLOSED\r\n\r\nSEND FAIL\r\n`)
	p.ended()
	s.idle()
}

func TestInterleaveEcho(t *testing.T) {
	s := newSession(t, Firmware17, Interleave{At: AtEcho, Text: "1,CONNECT\r\n"}, Interleave{At: AtAnswer, Text: "1,CLOSED\r\n"})
	s.play(`
		> AT+CIPMUX?\r\n
		< AT+CIP1,CONNECT\r\nMUX?\r\n+CIPMUX:0\r\n1,CLOSED\r\n\r\nOK\r\n`)

	s = newSession(t, Firmware22, Interleave{At: AtEcho, Text: "1,CONNECT\r\n"})
	s.play(`
		> AT+CIPMUX?\r\n
		< AT+CIPMUX?\r\n+CIPMUX:0\r\n\r\nOK\r\n`)
}
