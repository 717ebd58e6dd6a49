package capture

// The LINKTYPE_ values that mean something to this package
// (https://www.tcpdump.org/linktypes.html).
const (
	linkNull      = 0
	linkEthernet  = 1
	linkTokenRing = 6
	linkPPP       = 9
	linkFDDI      = 10
)

// link is what the reader must know of a link type to frame its records.
type link struct {
	typ      uint16 // as reported in Frame.LinkType
	pseudo   int    // length of the pseudo-header, which Wireshark takes off
	maxFrame uint32 // the longest captured length that is believed
}

func newLink(typ uint16) link {
	l := link{typ: typ, maxFrame: MaxFrameBytes}
	switch typ {
	case 139, 201, 254: // MTP2, Bluetooth H4 and monitor, each with pseudo-header
		l.pseudo = 4
	case 123: // SunATM
		l.pseudo = 4
	case 144, 177: // IrDA, Linux LAPD: a Linux cooked header
		l.pseudo = 16
	case 196, 209: // SITA, Linux I2C
		l.pseudo = 5
	case 245: // NFC LLCP
		l.pseudo = 2
	case 204: // PPP with a byte for the direction
		l.typ, l.pseudo = linkPPP, 1
	case 231, 249: // D-Bus, USBPcap
		l.maxFrame = 128 << 20
	case 279: // EBHSCR
		l.maxFrame = 8 << 20
	}
	return l
}
