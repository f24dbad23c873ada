package emulator

// romText is what the ESP8266's ROM prints after a reset, at 74880 baud on a board with a 26 MHz crystal.
const romText = "\r\n ets Jan  8 2013,rst cause:2, boot mode:(3,6)\r\n\r\n" +
	"load 0x40100000, len 1856, room 16 \r\ntail 0\r\nchksum 0x63\r\n"

// romNoise is romText as a UART at 115200 baud receives it: the line's levels sampled at the wrong times.
func romNoise() []byte {
	const sent, read = 74880.0, 115200.0
	level := func(bit int) bool { // the line's level during a bit of romText, idle high after it
		if bit >= 10*len(romText) {
			return true
		}
		switch c, i := romText[bit/10], bit%10; i {
		case 0:
			return false // start
		case 9:
			return true // stop
		default:
			return c>>(i-1)&1 == 1
		}
	}
	var out []byte
	for at := 0.0; at < float64(10*len(romText)); { // at: a time, in sent bits
		if level(int(at)) {
			at += sent / read / 16 // receivers look for a start bit 16 times a bit
			continue
		}
		var c byte
		for i := range 8 {
			if level(int(at + (float64(i)+1.5)*sent/read)) {
				c |= 1 << i
			}
		}
		out = append(out, c)
		at += 9.5 * sent / read
	}
	return out
}
