package packet

import "encoding/binary"

// Options says what Decode does beyond reading headers. The zero value is good.
type Options struct {
	// VerifyChecksum makes Decode verify TCP checksums. It reads every payload
	// byte, so it costs as much as the rest or more.
	VerifyChecksum bool
}

// Decoder decodes frames. It holds the IP fragments waiting for the others.
type Decoder struct {
	opt Options
	// tunnel, tunnelID and hasTunnelID describe the last tunnel header read.
	// They become the packet's only if an IP header follows.
	tunnel      TunnelKind
	hasTunnelID bool
	tunnelID    uint32
}

// NewDecoder returns a Decoder without any fragments.
func NewDecoder(opt Options) *Decoder { return &Decoder{opt: opt} }

// LINKTYPE_ values of the hot decoder, from the registry of tcpdump.org.
const (
	linkNull     = 0
	linkEthernet = 1
	linkRaw12    = 12
	linkRaw14    = 14
	linkRaw      = 101
	linkLoop     = 108
	linkLinuxSLL = 113
	linkIPv4     = 228
	linkIPv6     = 229
	linkSLL2     = 276
)

// Decode reads one frame of data captured of wireLen bytes on the wire into p. It
// resets everything of p but Frame, TsNs and TsKnown. linkType is a LINKTYPE_
// value. It never fails: p.Status says how far it came.
func (d *Decoder) Decode(linkType uint16, data []byte, wireLen uint32, p *Packet) {
	p.reset(data, wireLen)
	// A writer that gives a length below what it captured is wrong about the
	// length: the bytes are there.
	n := max(int(wireLen), len(data))
	switch linkType {
	case linkEthernet:
		d.ethernet(p, data, n)
	default:
		p.Status = StatusUnsupported
	}
}

// Every layer function takes b, the captured bytes from its header on, and n, how
// many there were on the wire: len(b) <= n. trim cuts both to the length that an
// enclosing header gives.
func trim(b []byte, n, length int) ([]byte, int) {
	if length < n {
		n = length
		if length < len(b) {
			b = b[:length]
		}
	}
	return b, n
}

// short is the status of a header that needs more than the captured bytes: cut by
// the snap length if the bytes were on the wire, else malformed.
func short(n, need int) Status {
	if n < need {
		return StatusMalformed
	}
	return StatusTruncated
}

func be16(b []byte) uint16 { return binary.BigEndian.Uint16(b) }
func be32(b []byte) uint32 { return binary.BigEndian.Uint32(b) }
