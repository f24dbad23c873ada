//go:build linux || windows || (darwin && cgo)

package serial

import "go.bug.st/serial/enumerator"

func list() ([]Info, error) {
	details, err := enumerator.GetDetailedPortsList()
	if err != nil {
		// One device that goes while it is asked fails them all; the names
		// alone can still be had.
		return listNames()
	}
	ports := make([]Info, 0, len(details))
	for _, d := range details {
		if d.Name == "" {
			continue // a placeholder that no device stands behind
		}
		ports = append(ports, Info{Path: d.Name, Product: d.Product, VID: d.VID, PID: d.PID, Serial: d.SerialNumber})
	}
	return ports, nil
}
