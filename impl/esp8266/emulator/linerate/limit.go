package linerate

import (
	"fmt"
	"time"

	"drivergen/impl/esp8266/emulator"
)

// Line is a serial line, 8N1, with a module at its end.
type Line struct {
	Firmware emulator.Firmware
	Baud     int           // bits a second
	Turn     time.Duration // the module's turn-around: emulator.Timing.Turn
}

// String gives the line in words: "ESP-AT 2.2, 115200 baud, turn-around 2ms".
func (l Line) String() string {
	return fmt.Sprintf("%s, %d baud, turn-around %v", l.FirmwareName(), l.Baud, l.Turn)
}

// FirmwareName is the firmware's name as Espressif writes it, with its version: "NonOS AT 1.7", "ESP-AT 2.2".
func (l Line) FirmwareName() string {
	if l.Firmware == emulator.Firmware17 {
		return "NonOS AT 1.7"
	}
	return "ESP-AT " + l.Firmware.String()
}

// What one command moves at the most (AT instruction set).
const (
	sendMax   = 2048 // bytes of one AT+CIPSEND, on both firmwares
	readMax17 = 2048 // bytes of one AT+CIPRECVDATA of NonOS AT
	window22  = 5760 // bytes that ESP-AT keeps of a TCP link, and so the most that one AT+CIPRECVDATA finds there
)

// Bytes is the time that n bytes take on the line: ten bits each, as 8N1 has it.
func (l Line) Bytes(n int) time.Duration {
	return time.Duration(n) * 10 * time.Second / time.Duration(l.Baud)
}

// Command is the least time from the first byte of a command to the last byte of its answer:
//
//	bytes(command) + turn-around + bytes(answer)
func (l Line) Command(command, answer string) time.Duration {
	return l.Bytes(len(command)) + l.Turn + l.Bytes(len(answer))
}

// Upload is the least time in which n bytes reach a peer over a link, given to the driver in pieces of at most piece
// bytes. A piece goes in sends of at most 2048 bytes, of which one begins when the result of the one before is there,
// since a busy module drops what comes (AT instruction set). A send of k bytes takes
//
//	bytes("AT+CIPSEND=0,k\r\n") + turn-around + bytes(prompt) + bytes(k)
//	  + turn-around + bytes("\r\nRecv k bytes\r\n") + bytes("\r\nSEND OK\r\n")
//
// where the prompt is "\r\nOK\r\n\r\n>" from ESP-AT and "\r\nOK\r\n>" from NonOS AT, whose space after it nobody need
// wait for.
func (l Line) Upload(n, piece int) time.Duration {
	var all time.Duration
	for n > 0 {
		k := min(n, piece, sendMax)
		times := n / k
		all += time.Duration(times) * l.send(k)
		n -= times * k
	}
	return all
}

// send is the least time of one send. Its doc is Upload's.
func (l Line) send(k int) time.Duration {
	prompt := "\r\nOK\r\n\r\n>"
	if l.Firmware == emulator.Firmware17 {
		prompt = "\r\nOK\r\n>"
	}
	taken := fmt.Sprintf("\r\nRecv %d bytes\r\n", k)
	return l.Command(fmt.Sprintf("AT+CIPSEND=0,%d\r\n", k), prompt) +
		l.Bytes(k) + l.Turn + l.Bytes(len(taken)+len("\r\nSEND OK\r\n"))
}

// Download is the least time in which the host takes n bytes of a peer from a module that keeps them until they are
// asked for (AT+CIPRECVMODE=1). A read finds at most 2048 bytes on NonOS AT, and the receive window of 5760 on ESP-AT;
// one begins when the answer to the one before is there. A read of k bytes takes
//
//	bytes("AT+CIPRECVDATA=0,k\r\n") + turn-around + bytes("\r\n+CIPRECVDATA,k:") + bytes(k) + bytes("\r\nOK\r\n")
//
// on NonOS AT; on ESP-AT the answer begins with "+CIPRECVDATA:k,". The sender's address that AT+CIPDINFO=1 adds there
// is not counted: a TCP link needs none. Nor are the notices ("\r\n+IPD,0,k\r\n"): they can come while the next command
// goes out in the other direction.
//
// Without granted a read's turn-around is not counted either. No driver reaches that limit where there is one, unless
// it has the module send what it receives unasked, and no peer can then be held back.
func (l Line) Download(n int, granted bool) time.Duration {
	most := window22
	if l.Firmware == emulator.Firmware17 {
		most = readMax17
	}
	var all time.Duration
	for n > 0 {
		k := min(n, most)
		times := n / k
		one := l.read(k)
		if !granted {
			one -= l.Turn
		}
		all += time.Duration(times) * one
		n -= times * k
	}
	return all
}

// read is the least time of one read. Its doc is Download's.
func (l Line) read(k int) time.Duration {
	head := fmt.Sprintf("+CIPRECVDATA:%d,", k)
	if l.Firmware == emulator.Firmware17 {
		head = fmt.Sprintf("\r\n+CIPRECVDATA,%d:", k)
	}
	return l.Command(fmt.Sprintf("AT+CIPRECVDATA=0,%d\r\n", k), head) + l.Bytes(k+len("\r\nOK\r\n"))
}
