package fact

import "net/netip"

// Opt is a fact that the capture may not establish. The zero value is unknown (NULL in every output).
type Opt[T any] struct {
	// V is the value; meaningful only if Known.
	V T
	// Known says that the capture establishes the fact.
	Known bool
}

// Some returns a known fact.
func Some[T any](v T) Opt[T] { return Opt[T]{V: v, Known: true} }

// Addr is an IP address without pointers: IPv4 as ::ffff:a.b.c.d, with the version beside it, because an
// IPv6 packet may carry a mapped address too.
type Addr struct {
	// Bytes is the address in network order.
	Bytes [16]byte
	// Version is 4 or 6; 0 means that there is no address (NULL).
	Version uint8
}

// AddrOf packs the 16 bytes of an address with its IP version.
func AddrOf(b [16]byte, version uint8) Addr { return Addr{Bytes: b, Version: version} }

// Netip converts to the standard library's type; the zero Addr for version 0.
func (a Addr) Netip() netip.Addr {
	switch a.Version {
	case 4:
		return netip.AddrFrom4([4]byte(a.Bytes[12:]))
	case 6:
		return netip.AddrFrom16(a.Bytes)
	}
	return netip.Addr{}
}

// Append appends the canonical text (RFC 5952 for IPv6); nothing for version 0.
func (a Addr) Append(b []byte) []byte {
	if a.Version == 0 {
		return b
	}
	return a.Netip().AppendTo(b)
}

// String is the canonical text, empty for version 0.
func (a Addr) String() string { return string(a.Append(nil)) }
