package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"strings"
	"text/tabwriter"

	"drivergen/examples/internal/console"
	"drivergen/generated/ieee80211dev"
)

// printScan prints the access points as a table.
func printScan(out io.Writer, found []ieee80211dev.ScanInfo) {
	if len(found) == 0 {
		console.Step(out, "scan", "no access point in range")
		return
	}
	fmt.Fprintln(out)
	w := tabwriter.NewWriter(out, 0, 0, 3, ' ', 0)
	fmt.Fprintln(w, "  SSID\tBSSID\tSECURITY\tSIGNAL\tCHANNEL")
	for _, ap := range found {
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s %4d dBm\t%7d\n",
			console.Visible(ap.SSID), ap.BSSID, ap.Security, bars(ap.RSSI), ap.RSSI, ap.Channel)
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

// shownLines is how many lines of a page are shown.
const shownLines = 12

// printPage prints a page's status and its first lines.
func printPage(out io.Writer, response *http.Response) error {
	fmt.Fprintf(out, "\n%s %s\n", response.Proto, response.Status)
	if kind := response.Header.Get("Content-Type"); kind != "" {
		fmt.Fprintf(out, "Content-Type: %s\n", console.Printable(kind))
	}
	fmt.Fprintln(out)
	body := bufio.NewReader(response.Body)
	for range shownLines {
		line, err := body.ReadString('\n')
		if line = console.Printable(strings.TrimRight(line, "\r\n")); line != "" || err == nil {
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
