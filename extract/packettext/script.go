package packettext

import (
	"fmt"
	"net/netip"
	"strings"
	"time"
)

// LinkType is a LINKTYPE_ value of the tcpdump registry.
type LinkType uint16

// Link types that packets can be written in. Any other number serves scripts of raw frames only.
const (
	LinkNull     LinkType = 0   // BSD loopback: 4-byte address family, written little-endian
	LinkEthernet LinkType = 1   // Ethernet II without frame check sequence
	LinkRaw      LinkType = 101 // IPv4 or IPv6 without link header
	LinkSLL      LinkType = 113 // Linux cooked capture v1
	LinkSLL2     LinkType = 276 // Linux cooked capture v2
)

// Flag bits as in tcp.flags.
const (
	FlagFIN = 1 << iota
	FlagSYN
	FlagRST
	FlagPSH
	FlagACK
	FlagURG
	FlagECE
	FlagCWR
	FlagNS // called AE since RFC 9768
)

// DefaultEpoch is the second that time 0 of a script stands for unless it says otherwise: 2023-11-14 22:13:20 UTC.
const DefaultEpoch = 1_700_000_000

// Script is a parsed packet story. Its packets are resolved: every field has its value on the wire, so that a
// transform changes packets without knowing the notation. Transforms return a changed copy.
type Script struct {
	Name    string     // file name, for messages
	Link    LinkType   // link type of all frames
	Epoch   int64      // ns since 1970 that time 0 stands for
	At      netip.Addr // the host the capture was taken on; invalid: taken in the path, no direction known
	SnapLen int        // captured bytes of every frame at most; 0: whole frames
	Packets []Packet   // in capture order, lost ones (Dropped) included
}

// Kind says which fields of a Packet apply.
type Kind uint8

// Kinds of packets.
const (
	KindTCP  Kind = iota
	KindUDP       // Src, Dst, IP fields, Payload
	KindICMP      // IP fields, ICMP, Payload or Quote
	KindRaw       // Raw and WireLen only: bytes of a frame that the notation has no words for
)

// Direction is how the capturing host saw a packet.
type Direction uint8

// Directions.
const (
	DirHost  Direction = iota // as Script.At has it
	DirIn                     // came in
	DirOut                    // went out
	DirOther                  // was for somebody else
)

var directionNames = [...]string{DirIn: "in", DirOut: "out", DirOther: "other"}

// Endpoint is one end of a packet.
type Endpoint struct {
	Addr netip.Addr
	Port uint16 // 0 for ICMP
	MAC  [6]byte
}

// Tunnel is a GRE header (RFC 2784) and the outer IP header around a packet.
type Tunnel struct {
	Src, Dst netip.Addr
}

// ChecksumMode says what stands in the TCP or UDP checksum field.
type ChecksumMode uint8

// Checksum modes.
const (
	ChecksumGood    ChecksumMode = iota
	ChecksumBad                  // wrong, whatever the packet is
	ChecksumOffload              // sum over the pseudo header only, as captured before the card fills it in
	ChecksumValue                // Packet.Checksum
)

// Packet is one packet of a Script.
type Packet struct {
	Line, Col int           // where the script says so; 0 for packets that a transform added
	Frame     int           // 1-based frame number in the capture of the script as written; 0: not in it
	Time      time.Duration // since Script.Epoch
	Kind      Kind
	Dropped   bool // sent but not captured
	Dir       Direction
	Snap      int  // captured bytes at most; 0: Script.SnapLen decides
	Opener    bool // sent by the end that opened the flow (ShiftISN)
	Flow      int  // number of the flow in order of appearance, instances of a tuple counted apart
	Src, Dst  Endpoint

	VLAN      []uint16 // tag control values, outermost first
	Tunnel    *Tunnel
	TTL, TOS  uint8   // hop limit and traffic class in IPv6
	IPID      uint16  // IPv4 only
	DF        bool    // IPv4 only
	IPSum     *uint16 // what stands in the IPv4 header checksum; nil: the right one
	FlowLabel uint32  // IPv6 only

	Seq, Ack       uint32
	SeqRaw, AckRaw bool // the number stands outside the sequence space of the flow: ShiftISN leaves it alone
	Flags          uint16
	Window, Urgent uint16
	Options        []Option
	SumMode        ChecksumMode
	Checksum       uint16

	ICMP    ICMPMessage
	Payload []byte // TCP, UDP, or the body of an ICMP message that quotes nothing
	Trailer []byte // bytes behind the IP packet, inside the frame
	Raw     []byte // KindRaw: the frame
	WireLen int    // KindRaw: frame.len
}

// ICMPMessage is the ICMP or ICMPv6 part of a packet.
type ICMPMessage struct {
	Type, Code uint8
	Rest       uint32  // second word of the header: MTU, identifier and sequence
	Quote      *Packet // the packet complained about; nil: none
	QuoteLen   int     // quoted bytes at most, from the IP header on
}

// Error is one fault in a script or a case archive.
type Error struct {
	File      string
	Line, Col int // 1-based; columns count bytes
	Msg       string
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Col, e.Msg) }

// Errors are all faults found in one run, in order of their position.
type Errors []*Error

func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.As find a single Error.
func (es Errors) Unwrap() []error {
	out := make([]error, len(es))
	for i, e := range es {
		out[i] = e
	}
	return out
}
