package main

import (
	"fmt"
	"net/http"
)

// pageHost is the name of the page's host in the network of the emulated module.
const pageHost = "www.example.test"

const page = `<!DOCTYPE html>
<title>Hello</title>
<h1>Hello from the other end of the wire</h1>
<p>This page went over TCP to an ESP8266, and byte by byte
over its serial line to you.</p>
<p>Your address here is %s, and you are %q.</p>
`

// servePage answers every request with the page.
func servePage(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, page, r.RemoteAddr, r.UserAgent())
}
