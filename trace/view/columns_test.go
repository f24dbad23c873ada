package view

import "testing"

func TestColumns(t *testing.T) {
	for text, want := range map[string]int{"": 0, "lab": 3, "Café": 4, "Cafe\u0301": 4, "カフェ": 6, "☕": 2, "한글": 4, "µs": 2, "◆": 1} {
		if got := columns(text); got != want {
			t.Errorf("%q takes %d columns, want %d", text, got, want)
		}
	}
}

func TestCut(t *testing.T) {
	for _, tt := range []struct {
		text string
		n    int
		want string
	}{
		{"lab", 3, "lab"}, {"label", 3, "la…"}, {"label", 1, "…"}, {"label", 0, ""}, {"label", -1, ""}, {"", 0, ""},
		{"カフェ", 6, "カフェ"}, {"カフェ", 5, "カフ…"}, {"カフェ", 4, "カ…"}, {"カフェ", 2, "…"}, {"é\u0301\u0301x", 2, "é\u0301\u0301x"},
	} {
		if got := cut(tt.text, tt.n); got != tt.want || columns(got) > max(0, tt.n) {
			t.Errorf("%q in %d columns is %q, want %q", tt.text, tt.n, got, tt.want)
		}
	}
}

func TestTexts(t *testing.T) {
	for got, want := range map[string]string{
		span(0): "0 ns", span(999): "999 ns", span(1000): "1.00 µs", span(12_345): "12.3 µs", span(999_600_000): "1000 ms", span(61e9): "61.0 s", span(3_600e9): "3600 s",
		size(0): "0 B", size(999): "999 B", size(1460): "1.46 kB", size(12_300_000): "12.3 MB", size(3e15): "3000 TB",
		grouped(9999): "9999", grouped(10_000): "10 000", grouped(1_234_567): "1 234 567", counted(1, "call"): "1 call", counted(0, "call"): "0 calls",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
