package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"drivergen/driver"
	"drivergen/generated/ieee80211dev"
)

// adviseEnd tells of an error after the whole job's context ended.
func adviseEnd(ctx context.Context, s settings, err error) error {
	switch ctx.Err() {
	case nil:
		return err
	case context.DeadlineExceeded:
		return fmt.Errorf("not done in %v, --timeout allows more: %w", s.timeout, err)
	}
	return errors.New("interrupted")
}

// adviseModule says what to do about a module that does not do its part.
func adviseModule(port string, err error) error {
	if errors.Is(err, driver.ENODEV) {
		return fmt.Errorf("the module at %s is gone: %w: check its plug and its power", port, err)
	}
	return fmt.Errorf("the module at %s: %w", port, err)
}

// adviseJoin says what to do about a network that could not be joined.
func adviseJoin(ssid string, found []ieee80211dev.ScanInfo, err error) error {
	name := strconv.Quote(ssid)
	switch driver.ErrnoOf(err) {
	case ieee80211dev.EACCES:
		return fmt.Errorf("%s refused the password: check --password or $%s", name, passwordVariable)
	case ieee80211dev.ENOENT:
		return fmt.Errorf("no access point in range is called %s: check --ssid, in range: %s", name, names(found))
	case ieee80211dev.EINVAL:
		return fmt.Errorf("%w: check --ssid (32 bytes at the most) and --password (64 at the most)", err)
	case ieee80211dev.ETIMEDOUT:
		return fmt.Errorf("%s does not answer in time: move the module closer, or try again", name)
	case ieee80211dev.ECONNREFUSED:
		return fmt.Errorf("%s refused the module: it may be full, or keep a list of those that it lets in", name)
	}
	return err
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

// adviseFetch says what to do about a page that could not be fetched.
func adviseFetch(u *url.URL, err error) error {
	var unknown *net.DNSError
	switch {
	case errors.As(err, &unknown) && unknown.IsNotFound:
		return fmt.Errorf("unknown host %s: check --url", unknown.Name)
	case errors.Is(err, driver.ECONNREFUSED):
		return fmt.Errorf("nobody listens at %s: check --url and whether the server runs", u.Host)
	case errors.Is(err, driver.ETIMEDOUT):
		return fmt.Errorf("%s does not answer in time: check --url and whether the server runs", u.Host)
	}
	return err
}
