package mtk3339

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"drivergen/examples/gnss/generated/gnss"
)

// knot is the speed that NMEA 0183 measures in, in m/s.
const knot = 1852.0 / 3600

func split(text string) []string { return strings.Split(text, ",") }

// kind returns the sentence's kind without the talker in front, which names the satellites' system (GP, GL, GN).
func kind(fields []string) string {
	if len(fields[0]) != 5 || len(fields) < 10 {
		return ""
	}
	return fields[0][2:]
}

// answerTo returns the receiver's answer to a command: PMTK001,COMMAND,ANSWER.
func answerTo(command int, fields []string) (answer int, ok bool) {
	if len(fields) < 3 || fields[0] != "PMTK001" || fields[1] != strconv.Itoa(command) {
		return 0, false
	}
	answer, err := strconv.Atoi(fields[2])
	return answer, err == nil
}

// parseGGA returns the altitude and the satellites of
//
//	GGA,time,latitude,N,longitude,E,quality,satellites,dilution,altitude,M,…
//
// and false where the receiver does not know where it is.
func parseGGA(fields []string) (gnss.Fix, bool) {
	p := parser{fields: fields}
	fix := gnss.Fix{Satellites: uint8(p.number(7, 0, math.MaxUint8)), Altitude: p.number(9, -1e5, 1e5)}
	return fix, fields[6] != "0" && p.err == nil
}

// parseRMC returns all but the altitude and the satellites of
//
//	RMC,time,status,latitude,N,longitude,E,speed,course,date,…
//
// and false where the receiver does not know where it is.
func parseRMC(fields []string) (gnss.Fix, bool) {
	p := parser{fields: fields}
	fix := gnss.Fix{
		Latitude:  p.angle(3, "N", "S", 90),
		Longitude: p.angle(5, "E", "W", 180),
		Speed:     p.number(7, 0, 1e5) * knot,
		Course:    p.number(8, 0, 360),
		Time:      p.time(9, 1),
	}
	return fix, fields[2] == "A" && p.err == nil
}

// A parser reads the fields of a sentence, and keeps the first error.
type parser struct {
	fields []string
	err    error
}

func (p *parser) fail(err error) {
	if p.err == nil {
		p.err = err
	}
}

// number returns the number in a field, 0 where that is empty, within limits.
func (p *parser) number(field int, least, most float64) float64 {
	text := p.fields[field]
	if text == "" {
		return 0
	}
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil:
		p.fail(err)
	case !(n >= least && n <= most): // not a number is not
		p.fail(fmt.Errorf("%s is out of %v to %v", text, least, most))
	}
	return n
}

// angle returns an angle in degrees of two fields: degrees and minutes in one number (4807.038), and the direction.
func (p *parser) angle(field int, positive, negative string, most float64) float64 {
	n := p.number(field, 0, most*100)
	degrees := math.Trunc(n / 100)
	angle := degrees + (n-100*degrees)/60
	switch p.fields[field+1] {
	case positive:
		return angle
	case negative:
		return -angle
	}
	p.fail(fmt.Errorf("%q is neither %s nor %s", p.fields[field+1], positive, negative))
	return 0
}

// time returns the time of a date (ddmmyy) and a time of day (hhmmss.sss).
func (p *parser) time(date, day int) time.Time {
	t, err := time.Parse("020106 150405", p.fields[date]+" "+p.fields[day])
	if err != nil {
		p.fail(err)
	}
	return t
}
