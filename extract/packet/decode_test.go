package packet

import (
	"encoding/hex"
	"strings"
	"testing"
)

// unhex reads annotated hex: spaces and line breaks mean nothing, and # starts a
// comment that ends with the line.
func unhex(t testing.TB, text string) []byte {
	t.Helper()
	var digits strings.Builder
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "#")
		digits.WriteString(strings.Join(strings.Fields(line), ""))
	}
	b, err := hex.DecodeString(digits.String())
	if err != nil {
		t.Fatalf("test data: %v in %s", err, text)
	}
	return b
}

// v4 is the mapped form of an IPv4 address.
func v4(a, b, c, d byte) [16]byte {
	return [16]byte{10: 0xff, 11: 0xff, 12: a, 13: b, 14: c, 15: d}
}
