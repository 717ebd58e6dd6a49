package packet

// Status is how far decoding came, one of the values of the decode_status
// column. The zero value claims nothing.
type Status uint8

const (
	// StatusUnsupported: the last layer reported is followed by one that is not
	// decoded (ARP, ESP, an unknown link type), or there was no frame at all.
	StatusUnsupported Status = iota
	// StatusOK: every header down to TCP, UDP or ICMP was read in whole.
	StatusOK
	// StatusTruncated: the snap length cut a header. The fields before the cut
	// are set.
	StatusTruncated
	// StatusMalformed: a header contradicts itself or its packet, for instance
	// a TCP data offset below 5 or beyond the segment.
	StatusMalformed
	// StatusFragment: an IP fragment that has not been, or not yet, put together
	// with the others. Its transport header is read only if it never can be,
	// because the snap length cut the fragment.
	StatusFragment
)

var statusNames = [...]string{"unsupported", "ok", "truncated", "malformed", "fragment"}

// String returns the name that the decode_status column uses.
func (s Status) String() string { return name(statusNames[:], int(s)) }

// ChecksumStatus is what verifying a TCP checksum said.
type ChecksumStatus uint8

const (
	// ChecksumUnverified: not asked for, or not all bytes were captured.
	ChecksumUnverified ChecksumStatus = iota
	// ChecksumGood: correct.
	ChecksumGood
	// ChecksumBad: wrong, and not explained by offloading.
	ChecksumBad
	// ChecksumOffload: the field holds the sum of the pseudo header alone. The
	// capture saw an outgoing packet before the network card completed it.
	ChecksumOffload
)

var checksumNames = [...]string{"unverified", "good", "bad", "offload"}

// String returns the name that the tcp_checksum_status column uses.
func (c ChecksumStatus) String() string { return name(checksumNames[:], int(c)) }

// Dir is the direction of a frame as seen by the capturing host.
type Dir uint8

const (
	// DirUnknown: the capture does not say.
	DirUnknown Dir = iota
	// DirIn: received by the capturing host.
	DirIn
	// DirOut: sent by the capturing host.
	DirOut
)

var dirNames = [...]string{"unknown", "in", "out"}

// String returns the name that the capture_dir column uses.
func (d Dir) String() string { return name(dirNames[:], int(d)) }

// TunnelKind is the encapsulation that carried the reported IP packet.
type TunnelKind uint8

// The tunnels; the comment says what TunnelID is.
const (
	TunnelNone     TunnelKind = iota
	TunnelIPIP                // IPv4 in IP (RFC 2003) and IPv6 in IPv6 (RFC 2473); no ID
	Tunnel6in4                // IPv6 in IPv4 (RFC 4213); no ID
	TunnelTeredo              // RFC 4380; no ID
	TunnelGRE                 // RFC 2784, RFC 2890: the key; RFC 2637 (PPTP): the call ID
	TunnelERSPAN              // session ID; none with type I
	TunnelVXLAN               // RFC 7348: the VNI
	TunnelVXLANGPE            // draft-ietf-nvo3-vxlan-gpe: the VNI
	TunnelGeneve              // RFC 8926: the VNI
	TunnelGTPU                // 3GPP TS 29.281: the TEID
	TunnelL2TP                // RFC 2661: the session ID
	TunnelEtherIP             // RFC 3378; no ID
	TunnelCAPWAP              // RFC 5415 data channel; no ID
	TunnelLISP                // RFC 9300: the instance ID
	TunnelAYIYA               // draft-massar-v6ops-ayiya; no ID
	TunnelTZSP                // frames of a remote sniffer; no ID
	TunnelMPLS                // MPLS in IP (RFC 4023) or UDP (RFC 7510): the bottom label
)

var tunnelNames = [...]string{
	"", "ipip", "6in4", "teredo", "gre", "erspan", "vxlan", "vxlan-gpe", "geneve",
	"gtp", "l2tp", "etherip", "capwap", "lisp", "ayiya", "tzsp", "mpls",
}

// String returns the name that the tunnel_type column uses; "" for none.
func (t TunnelKind) String() string { return name(tunnelNames[:], int(t)) }

// name looks up an enum's name. A value outside its enum can only be ours.
func name(names []string, i int) string { return names[i] }
