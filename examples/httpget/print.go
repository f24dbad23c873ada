package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"text/tabwriter"
	"unicode"

	"drivergen/generated/ieee80211dev"
)

// step prints one thing that the program does.
func step(out io.Writer, label, format string, args ...any) {
	fmt.Fprintf(out, "%-8s %s\n", label, fmt.Sprintf(format, args...))
}

// printScan prints the access points as a table.
func printScan(out io.Writer, found []ieee80211dev.ScanInfo) {
	if len(found) == 0 {
		step(out, "scan", "no access point in range")
		return
	}
	fmt.Fprintln(out)
	w := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(w, "  SSID\tBSSID\tSECURITY\tSIGNAL\tCHANNEL")
	for _, ap := range found {
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s %4d dBm\t%7d\n",
			visible(ap.SSID), ap.BSSID, ap.Security, bars(ap.RSSI), ap.RSSI, ap.Channel)
	}
	w.Flush()
	fmt.Fprintln(out)
}

// bars draws a signal strength in dBm, as the corner of a telephone's screen does.
func bars(rssi int) string {
	levels := []int{-85, -75, -65, -55}
	drawn := ""
	for i, glyph := range "▂▄▆█" {
		if rssi >= levels[i/len("▂")] {
			drawn += string(glyph)
		} else {
			drawn += " "
		}
	}
	return drawn
}

// visible returns an SSID as it may be printed: it may hold any bytes.
func visible(ssid string) string {
	if ssid == "" {
		return "(hidden)"
	}
	for _, r := range ssid {
		if !unicode.IsPrint(r) || r == unicode.ReplacementChar {
			return strconv.Quote(ssid)
		}
	}
	return ssid
}

const (
	shownLines  = 12
	shownLength = 100
)

// printPage prints a page's status and its first lines.
func printPage(out io.Writer, response *http.Response) error {
	fmt.Fprintf(out, "\n%s %s\n", response.Proto, response.Status)
	if kind := response.Header.Get("Content-Type"); kind != "" {
		fmt.Fprintf(out, "Content-Type: %s\n", printable(kind))
	}
	fmt.Fprintln(out)
	body := bufio.NewReader(response.Body)
	for range shownLines {
		line, err := body.ReadString('\n')
		if line = printable(strings.TrimRight(line, "\r\n")); line != "" || err == nil {
			fmt.Fprintln(out, line)
		}
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
	}
	rest, err := io.Copy(io.Discard, body)
	if err == nil && rest > 0 {
		fmt.Fprintf(out, "… and %d bytes more\n", rest)
	}
	return err
}

// printable cuts a line of a page and leaves out what would steer a terminal.
func printable(line string) string {
	kept := make([]rune, 0, shownLength)
	for _, r := range line {
		if len(kept) == shownLength {
			return string(kept) + "…"
		}
		if r == '\t' {
			r = ' '
		}
		if unicode.IsPrint(r) {
			kept = append(kept, r)
		}
	}
	return string(kept)
}
