package serial

import bugst "go.bug.st/serial"

// listNames lists the ports without what is known of their devices, which
// needs no cgo on any system.
func listNames() ([]Info, error) {
	names, err := bugst.GetPortsList()
	if err != nil {
		return nil, err
	}
	ports := make([]Info, 0, len(names))
	for _, name := range names {
		ports = append(ports, Info{Path: name})
	}
	return ports, nil
}
