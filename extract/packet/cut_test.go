package packet

import (
	"reflect"
	"testing"
)

// TestSnapLength cuts every shape at every length, as a snap length does. What a
// cut frame tells must be what the whole frame tells: unknown, but never else.
func TestSnapLength(t *testing.T) {
	for _, s := range shapes() {
		t.Run(s.name, func(t *testing.T) {
			d := NewDecoder(Options{})
			var whole, p Packet
			wire := uint32(len(s.data))
			d.Decode(s.link, s.data, wire, &whole)
			end := len(s.data) - trailing(s) - len(segment())
			for n := range s.data {
				d.Decode(s.link, s.data[:n], wire, &p)
				switch got := n - end; {
				case got < 14 && p.HasTCP:
					t.Fatalf("%d bytes: TCP out of nothing: %+v", n, p)
				case got >= 32 && (p.Status != StatusOK || !p.TCPComplete):
					t.Fatalf("%d bytes: header whole, yet %v", n, p.Status)
				case got >= 14 && got < 32 && (p.Status != StatusTruncated || !p.HasTCP || p.TCPComplete):
					t.Fatalf("%d bytes: status %v, TCP %v %v", n, p.Status, p.HasTCP, p.TCPComplete)
				}
				if p.HasTCP {
					checkCut(t, &p, &whole, n-end)
				}
			}
		})
	}
}

// trailing is the number of bytes behind the segment: padding, check sequences.
func trailing(s shape) int {
	seg := segment()
	for n := range len(s.data) {
		if at := len(s.data) - len(seg) - n; at >= 0 && string(s.data[at:at+len(seg)]) == string(seg) {
			return n
		}
	}
	panic("no segment in " + s.name)
}

// checkCut compares a cut frame, of got bytes of TCP, with the whole one.
func checkCut(t *testing.T, p, whole *Packet, got int) {
	t.Helper()
	want := *whole
	want.CapLen, want.Status, want.TCPComplete = p.CapLen, p.Status, p.TCPComplete
	want.Payload = want.Payload[:max(0, min(got-32, len(want.Payload)))]
	if got < 32 {
		want.Payload, want.OptMask, want.TSVal, want.TSEcr = nil, 0, 0, 0
	}
	if got >= 28 && got < 32 { // two no-operations, kind, length, the first value
		want.OptMask, want.TSVal = OptTSVal, whole.TSVal
	}
	if got < 20 {
		want.OptBytes, want.Urgent, want.HdrCap = 0, 0, uint8(got)
	}
	if got < 16 {
		want.Window = 0
	}
	if !reflect.DeepEqual(*p, want) {
		t.Fatalf("%d bytes of TCP: got\n%+v\nwant\n%+v", got, *p, want)
	}
}
