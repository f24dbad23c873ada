package idl

// Imported returns the descriptions that m imports, directly or not, each once: an import
// comes before those of its own, and they before the next one.
func (m *Model) Imported() []*Model {
	var all []*Model
	seen := map[*Model]bool{m: true}
	var walk func(m *Model)
	walk = func(m *Model) {
		for _, i := range m.Imports {
			if !seen[i.Model] {
				seen[i.Model] = true
				all = append(all, i.Model)
				walk(i.Model)
			}
		}
	}
	walk(m)
	return all
}
