package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"drivergen/driver/recording"
)

func TestTraceHidesThePassword(t *testing.T) {
	_, errs, code := httpget(t, nil, "--trace")
	if code != 0 {
		t.Fatalf("exit %d", code)
	}
	wants(t, errs, `.*\bscan\b.*`, `.*\bconnect\b.*lab.*`, `.*\bresolve\b.*`, `.*\brecv\b.*`, `.*\bclose\b.*`)
	if strings.Contains(errs, labPassword) {
		t.Error("the trace tells the password")
	}
}

func TestFiles(t *testing.T) {
	dir := t.TempDir()
	record, pcap, timeline := filepath.Join(dir, "calls.jsonl"), filepath.Join(dir, "traffic.pcapng"), filepath.Join(dir, "calls.json")
	out, errs, code := httpget(t, nil, "--record", record, "--pcap", pcap, "--chrome", timeline)
	if code != 0 || errs != "" {
		t.Fatalf("exit %d, standard error:\n%s", code, errs)
	}
	wants(t, out, `HTTP/1\.1 200 OK`)

	rec, err := recording.ReadFile(record)
	if err != nil {
		t.Fatal(err)
	}
	methods := map[string]int{}
	for _, entry := range rec.Entries {
		methods[entry.Interface+"."+entry.Name]++
	}
	for _, want := range []string{"ieee80211dev.WiFiDev.scan", "ieee80211dev.WiFiDev.connect", "netdev.NetDev.write", "netdev.NetDev.recv"} {
		if methods[want] == 0 {
			t.Errorf("the recording has no call of %s; it has %v", want, methods)
		}
	}

	packets, err := os.ReadFile(pcap)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"GET / HTTP/1.1\r\n", "Hello from the other end of the wire"} {
		if !bytes.Contains(packets, []byte(want)) {
			t.Errorf("the capture does not hold %q", want)
		}
	}
	var trackEvents []map[string]any
	text, err := os.ReadFile(timeline)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &trackEvents); err != nil || len(trackEvents) == 0 {
		t.Errorf("the timeline holds %d events: %v", len(trackEvents), err)
	}
	for _, path := range []string{record, pcap, timeline} {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(text, []byte(labPassword)) {
			t.Errorf("%s tells the password", path)
		}
	}
}

func TestFileThatCannotBeWritten(t *testing.T) {
	_, errs, code := httpget(t, nil, "--record", filepath.Join(t.TempDir(), "no", "folder", "calls.jsonl"))
	if code != 1 || !strings.HasPrefix(errs, "httpget: open ") {
		t.Errorf("exit %d, standard error:\n%s", code, errs)
	}
}
