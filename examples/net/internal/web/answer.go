package web

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// bodyLimit is how much of a request's body is told back.
const bodyLimit = 1 << 20

// seen is what the server tells of a request. A field that is empty is left out.
type seen struct {
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Origin  string            `json:"origin"`
	Args    map[string]string `json:"args,omitempty"`
	Headers map[string]string `json:"headers"`
	Form    map[string]string `json:"form,omitempty"`
	JSON    any               `json:"json,omitempty"`
	Data    string            `json:"data,omitempty"`
}

// Answer tells a client what it asked: /get answers GET, /post POST, with the request as JSON; / is a page. HEAD is answered wherever
// GET is.
func Answer(w http.ResponseWriter, r *http.Request) {
	method, known := map[string]string{"/": http.MethodGet, "/get": http.MethodGet, "/post": http.MethodPost}[r.URL.Path]
	switch {
	case !known:
		http.NotFound(w, r)
	case r.Method != method && !(r.Method == http.MethodHead && method == http.MethodGet):
		w.Header().Set("Allow", method)
		http.Error(w, r.URL.Path+" answers "+method, http.StatusMethodNotAllowed)
	case r.URL.Path == "/":
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		io.WriteString(w, "hello\n")
	default:
		tell(w, r)
	}
}

// tell answers with the request as JSON.
func tell(w http.ResponseWriter, r *http.Request) {
	s := seen{
		Method: r.Method, URL: requestURL(r), Origin: r.RemoteAddr,
		Args: joined(r.URL.Query()), Headers: joined(url.Values(r.Header)),
	}
	if err := s.readBody(w, r); err != nil {
		code := http.StatusBadRequest
		if tooLong := (*http.MaxBytesError)(nil); errors.As(err, &tooLong) {
			code = http.StatusRequestEntityTooLarge
		}
		http.Error(w, err.Error(), code)
		return
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(s); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(text.Bytes())
}

// readBody reads what the body holds by its type.
func (s *seen) readBody(w http.ResponseWriter, r *http.Request) error {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, bodyLimit))
	if err != nil {
		return err
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // one that cannot be read is data
	switch kind {
	case "application/x-www-form-urlencoded":
		values, err := url.ParseQuery(string(body))
		if err != nil {
			return err
		}
		s.Form = joined(values)
	case "application/json":
		return json.Unmarshal(body, &s.JSON)
	default:
		s.Data = string(body)
	}
	return nil
}

// joined has the values of a name in one text.
func joined(values url.Values) map[string]string {
	all := make(map[string]string, len(values))
	for name, list := range values {
		all[name] = strings.Join(list, ", ")
	}
	return all
}

func requestURL(r *http.Request) string {
	scheme := "http"
	if r.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + r.Host + r.URL.String()
}
