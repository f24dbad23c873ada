package main

import (
	"embed"
	"encoding/json"
	"html/template"
	"net/http"
	"strconv"
	"sync"
)

//go:embed page.html
var files embed.FS

var page = template.Must(template.ParseFS(files, "page.html"))

// A site is the pages and what they show.
type site struct {
	mu      sync.Mutex
	lamp    bool
	counter int
}

// newSite returns a site whose lamp is off.
func newSite() http.Handler {
	s := &site{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.home)
	mux.HandleFunc("GET /hello", hello)
	mux.HandleFunc("GET /lamp", s.showLamp)
	mux.HandleFunc("PUT /lamp", s.setLamp)
	mux.HandleFunc("GET /count", s.showCount)
	mux.HandleFunc("POST /count", s.addCount)
	return mux
}

// home is the page. A cookie counts how often a browser has seen it.
func (s *site) home(w http.ResponseWriter, r *http.Request) {
	visits := 1
	if cookie, err := r.Cookie("visits"); err == nil {
		if before, err := strconv.Atoi(cookie.Value); err == nil && before > 0 && before < 1<<30 {
			visits = before + 1
		}
	}
	http.SetCookie(w, &http.Cookie{Name: "visits", Value: strconv.Itoa(visits), SameSite: http.SameSiteLaxMode, HttpOnly: true})
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	s.mu.Lock()
	view := struct {
		Lamp           bool
		Count, Visits  int
		Remote, Client string
	}{s.lamp, s.counter, visits, r.RemoteAddr, r.UserAgent()}
	s.mu.Unlock()
	page.Execute(w, view) // fails only where the client is gone
}

func hello(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("hello\n"))
}

// A lampState is the lamp as JSON.
type lampState struct {
	On bool `json:"on"`
}

func (s *site) showLamp(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	state := lampState{s.lamp}
	s.mu.Unlock()
	answer(w, state)
}

// setLamp switches the lamp as the body says.
func (s *site) setLamp(w http.ResponseWriter, r *http.Request) {
	var state lampState
	if !read(w, r, &state) {
		return
	}
	s.mu.Lock()
	s.lamp = state.On
	s.mu.Unlock()
	answer(w, state)
}

// A countState is the counter as JSON.
type countState struct {
	Count int `json:"count"`
}

func (s *site) showCount(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	state := countState{s.counter}
	s.mu.Unlock()
	answer(w, state)
}

// addCount adds to the counter what the body says.
func (s *site) addCount(w http.ResponseWriter, r *http.Request) {
	var add struct {
		Add int `json:"add"`
	}
	if !read(w, r, &add) {
		return
	}
	s.mu.Lock()
	s.counter += add.Add
	state := countState{s.counter}
	s.mu.Unlock()
	answer(w, state)
}

// maxBody is how long a request's JSON may be, in bytes.
const maxBody = 1 << 10

// read reads JSON, or answers what is wrong with it.
func read(w http.ResponseWriter, r *http.Request, into any) bool {
	decoder := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		http.Error(w, "want JSON, such as {\"on\": true} or {\"add\": 1}: "+err.Error(), http.StatusBadRequest)
		return false
	}
	return true
}

func answer(w http.ResponseWriter, state any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(state) // fails only where the client is gone
}
