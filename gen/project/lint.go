package project

import "drivergen/idl"

// Lint checks the sources, by the rules of style too, and returns their diagnostics, in
// the order of the sources; a description without any has none in the list.
func Lint(sources []Source) []idl.Diagnostics {
	set := &idl.Set{Lint: true}
	found := make([]idl.Diagnostics, len(sources))
	each(len(sources), func(i int) error {
		_, found[i] = set.Load(sources[i].Path)
		return nil
	})
	var all []idl.Diagnostics
	for _, d := range found {
		if len(d) > 0 {
			all = append(all, d)
		}
	}
	return all
}
