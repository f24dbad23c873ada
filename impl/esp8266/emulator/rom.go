package emulator

import "strings"

const (
	romBaud = 74880 // what the ROM's 115200 come to with the module's 26 MHz crystal

	// romStart is what the ROM prints after a reset, but for the reason of the reset.
	romStart = "\r\n ets Jan  8 2013,rst cause:%, boot mode:(3,6)\r\n\r\n"
	romLoad  = "load 0x40100000, len 1856, room 16 \r\ntail 0\r\nchksum 0x63\r\n" +
		"load 0x3ffe8000, len 776, room 8 \r\ntail 0\r\nchksum 0x02\r\n" +
		"load 0x3ffe8310, len 552, room 8 \r\ntail 0\r\nchksum 0x79\r\ncsum 0x79\r\n\r\n"
	// secondBoot is the second-stage loader's text, at the ROM's rate.
	secondBoot = "2nd boot version : 1.5\r\n  SPI Speed      : 40MHz\r\n  SPI Mode       : DIO\r\n" +
		"  SPI Flash Size & Map: 8Mbit(512KB+512KB)\r\njump to run user1 @ 1000\r\n\r\n"
)

// romText is what a boot prints at romBaud. A brown-out starts twice: the first start is cut off as the radio's current
// pulls the supply down again.
func romText(cause ResetCause) string {
	start := strings.Replace(romStart, "%", cause.code(), 1)
	switch cause {
	case WatchdogReset:
		start += "wdt reset\r\n"
	case BrownOut:
		start = start + romLoad[:len(romLoad)/2] + start
	}
	return start + romLoad + secondBoot
}
