package online

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"time"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
	"drivergen/wifi"
)

// AdviseEnd tells of an error after the context of a whole job ended, which --timeout bounds.
func AdviseEnd(ctx context.Context, timeout time.Duration, err error) error {
	switch ctx.Err() {
	case nil:
		return err
	case context.DeadlineExceeded:
		if errors.Is(err, net.ErrClosed) || err.Error() == ctx.Err().Error() { // by the end of the context, which is all there is to tell
			return &advice{fmt.Sprintf("not done in %v, --timeout allows more", timeout), err}
		}
		return fmt.Errorf("not done in %v, --timeout allows more: %w", timeout, err)
	}
	return errors.New("interrupted")
}

// AdviseModule says what to do about a module that does not do its part.
func AdviseModule(address string, err error) error {
	address = strings.TrimSuffix(address, ":") // that of emulator:
	if errors.Is(err, driver.ENODEV) {
		return fmt.Errorf("the module at %s is gone: %w: check its plug and its power", address, err)
	}
	return fmt.Errorf("the module at %s: %w", address, err)
}

// AdviseJoin says what to do about a network that could not be joined. What it adds nothing to it returns as it is; otherwise the
// cause stays in the error.
func AdviseJoin(ssid string, found []ieee80211dev.ScanInfo, err error) error {
	why, todo := ExplainJoin(ssid, found, err)
	if todo == "" {
		return err
	}
	return &advice{why + ": " + todo, err}
}

// ExplainJoin says why a network could not be joined, and what to do about it, which is empty where that is not known.
func ExplainJoin(ssid string, found []ieee80211dev.ScanInfo, err error) (why, todo string) {
	name := strconv.Quote(ssid)
	var join *wifi.JoinError
	if errors.As(err, &join) {
		err = join.Err // what the other words of it say, the caller's say
	}
	switch driver.ErrnoOf(err) {
	case ieee80211dev.EACCES:
		return name + " refused the password", "check --password or $" + PasswordVariable
	case ieee80211dev.ENOENT:
		return "no access point in range is called " + name, "check --ssid, in range: " + names(found)
	case ieee80211dev.EINVAL:
		return err.Error(), "check --ssid (32 bytes at the most) and --password (64 at the most)"
	case ieee80211dev.ETIMEDOUT:
		return name + " does not answer in time", "move the module closer, or try again"
	case ieee80211dev.ECONNREFUSED:
		return name + " refused the module", "it may be full, or keep a list of those that it lets in, or want WPA3"
	}
	return err.Error(), ""
}

// names lists the networks that a scan found.
func names(found []ieee80211dev.ScanInfo) string {
	var list []string
	for _, ap := range found {
		if name := strconv.Quote(ap.SSID); ap.SSID != "" && !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}

// AdviseDial says what to do about a peer that could not be reached, or was lost: which host it is, and the name of the flag that
// says so, such as url. What it adds nothing to it returns as it is; otherwise the cause stays in the error.
func AdviseDial(host, flag string, err error) error {
	var unknown *net.DNSError
	switch {
	case errors.As(err, &unknown) && unknown.IsNotFound:
		return &advice{fmt.Sprintf("unknown host %s: check --%s", unknown.Name, flag), err}
	case errors.Is(err, driver.ECONNREFUSED):
		return &advice{fmt.Sprintf("nobody listens at %s: check --%s and whether the server runs", host, flag), err}
	case errors.Is(err, driver.ETIMEDOUT):
		return &advice{fmt.Sprintf("%s does not answer in time: check --%s and whether the server runs", host, flag), err}
	}
	return err
}

// advice is said instead of its cause.
type advice struct {
	text  string
	cause error
}

func (a *advice) Error() string { return a.text }
func (a *advice) Unwrap() error { return a.cause }
