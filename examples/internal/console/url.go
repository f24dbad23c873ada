package console

import (
	"errors"
	"fmt"
	"net/url"
)

// CheckURL checks the value of a flag that is the URL of a page. Its error says what to write instead.
func CheckURL(flag, text string) error { return checkURL(flag, text, "http", "https") }

// CheckWebSocketURL is CheckURL for the URL of a WebSocket (RFC 6455, 3).
func CheckWebSocketURL(flag, text string) error { return checkURL(flag, text, "ws", "wss") }

// checkURL checks a URL of one of two schemes, of which the second is that with TLS.
func checkURL(flag, text, plain, secure string) error {
	u, err := url.Parse(text)
	if err != nil {
		return fmt.Errorf("--%s %q: %w", flag, text, errors.Unwrap(err))
	}
	if u.Scheme != plain && u.Scheme != secure || u.Hostname() == "" {
		return fmt.Errorf("--%s %q: want %s://HOST/ or %s://HOST/", flag, text, plain, secure)
	}
	if p := u.Port(); p != "" {
		return checkPort(flag, text, p)
	}
	return nil
}

// Redacted is a URL as it may be printed: without its password.
func Redacted(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return text
	}
	return u.Redacted()
}
