package packet

import "testing"

// TestShapes decodes the same segment in every encapsulation.
func TestShapes(t *testing.T) {
	d := NewDecoder(Options{})
	for _, s := range shapes() {
		t.Run(s.name, func(t *testing.T) {
			var p Packet
			d.Decode(s.link, s.data, uint32(len(s.data)), &p)
			if got := p.LayerPath(); got != s.path {
				t.Errorf("layers %s, want %s", got, s.path)
			}
			if p.Status != StatusOK || !p.TCPComplete {
				t.Fatalf("status %v, TCP complete %v", p.Status, p.TCPComplete)
			}
			checkSegment(t, &p)
			if p.Tunnel != s.tunnel || p.EncapDepth != s.depth || p.HasTunnelID != (s.id >= 0) {
				t.Errorf("tunnel %v, depth %d, has ID %v", p.Tunnel, p.EncapDepth, p.HasTunnelID)
			}
			if s.id >= 0 && p.TunnelID != uint32(s.id) {
				t.Errorf("tunnel ID %#x, want %#x", p.TunnelID, s.id)
			}
			if (p.OuterVersion != 0) != (s.depth > 0) {
				t.Errorf("outer version %d at depth %d", p.OuterVersion, s.depth)
			}
		})
	}
}

// checkSegment checks that p is the segment of segment() in its innermost header.
func checkSegment(t *testing.T, p *Packet) {
	t.Helper()
	if p.SrcPort != 49152 || p.DstPort != 443 || p.Seq != 0x01020304 || p.Ack != 0x05060708 ||
		p.Flags != FlagACK|FlagPSH || p.HdrLen != 32 || p.Window != 501 ||
		p.OptMask != OptTS || p.TSVal != 10 || p.TSEcr != 11 {
		t.Errorf("TCP header: %+v", p)
	}
	if p.PayLen != 4 || string(p.Payload) != "data" {
		t.Errorf("payload %d %q", p.PayLen, p.Payload)
	}
	if p.Src[15] != 1 || p.Dst[15] != 2 || p.Proto != ProtoTCP {
		t.Errorf("addresses %x %x, protocol %d", p.Src, p.Dst, p.Proto)
	}
	switch p.IPVersion {
	case 4:
		if p.TTL != 64 || p.IPID != 0x1234 || !p.DF || p.FlowLabel != 0 {
			t.Errorf("IPv4 header: %+v", p)
		}
	case 6:
		if p.TTL != 63 || p.FlowLabel != 0x23456 || p.TOS != 1 || p.DF || p.IPID != 0 {
			t.Errorf("IPv6 header: %+v", p)
		}
	default:
		t.Errorf("IP version %d", p.IPVersion)
	}
}
