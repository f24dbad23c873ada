package sht3x

import (
	"encoding/binary"
	"math"

	"drivergen/examples/thermo/generated/thermo"
)

// The chip's scales: what 0 and 65535 stand for.
const (
	coldest, hottest = -45, 130 // celsius
	full             = math.MaxUint16
)

func reading(words []uint16) thermo.Reading {
	if len(words) != 2 {
		return thermo.Reading{}
	}
	return thermo.Reading{
		Temperature: coldest + (hottest-coldest)*float64(words[0])/full,
		Humidity:    100 * float64(words[1]) / full,
	}
}

func rawTemperature(celsius float64) uint16 {
	share := (celsius - coldest) / (hottest - coldest)
	return uint16(math.Round(full * min(max(share, 0), 1)))
}

// encode returns a command and words as they go to the chip, each word with its checksum.
func encode(cmd command, words ...uint16) []byte {
	b := binary.BigEndian.AppendUint16(nil, uint16(cmd))
	for _, w := range words {
		b = binary.BigEndian.AppendUint16(b, w)
		b = append(b, crc(b[len(b)-2:]))
	}
	return b
}

// decode returns the words that came from the chip. It fails with EBADMSG where a checksum does not fit.
func decode(b []byte) ([]uint16, error) {
	var words []uint16
	for ; len(b) >= 3; b = b[3:] {
		if crc(b[:2]) != b[2] {
			return nil, thermo.EBADMSG
		}
		words = append(words, binary.BigEndian.Uint16(b))
	}
	return words, nil
}

// crc returns the checksum of bytes: CRC-8 with the polynomial x⁸+x⁵+x⁴+1 and the initial value 0xFF.
func crc(data []byte) byte {
	sum := byte(0xFF)
	for _, b := range data {
		sum ^= b
		for range 8 {
			carry := sum&0x80 != 0
			sum <<= 1
			if carry {
				sum ^= 0x31
			}
		}
	}
	return sum
}
