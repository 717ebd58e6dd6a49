package packettext

import (
	"net/netip"
	"strconv"
	"strings"
)

// host is a declared or well-known endpoint.
type host struct {
	ep     Endpoint
	traits traits
	isn    *uint32
	used   bool // made by use, not by declaration
}

// traits are the header values that run on from packet to packet of one sender.
type traits struct {
	ttl, tos  uint8
	df        bool
	ipid      int // next identification; -1: start of our choice
	win       int // window; -1: as Linux would
	flowLabel uint32
	mac, dmac *[6]byte // nil: that of the endpoint
}

func defaultTraits() traits { return traits{ttl: 64, df: true, ipid: -1, win: -1} }

// flowRef names a packet's sender and receiver and the numbering it uses.
type flowRef struct {
	src, dst side
	inst     int
}

type side struct {
	ep Endpoint
	h  *host // nil for a bare address
}

// flowRef reads "C>S", "C:40001>S2:443", "[2001:db8::1]:5>S" and the instance "C>S/2".
func (c *compiler) flowRef(p *cursor, t token) (flowRef, bool) {
	left, right, ok := strings.Cut(t.text, ">")
	if !ok {
		p.errorf(t.col, "%q names no flow; write sender>receiver, such as C>S", t.text)
		return flowRef{}, false
	}
	ref := flowRef{inst: 1}
	if r, num, has := strings.Cut(right, "/"); has {
		n, err := strconv.ParseUint(num, 10, 16)
		if err != nil || n == 0 {
			p.errorf(t.col, "instance %q is no number from 1", num)
			return ref, false
		}
		right, ref.inst = r, int(n)
	}
	if ref.src, ok = c.side(p, left, t.col); !ok {
		return ref, false
	}
	if ref.dst, ok = c.side(p, right, t.col+len(left)+1); !ok {
		return ref, false
	}
	if ref.src.ep.Addr.Is4() != ref.dst.ep.Addr.Is4() {
		p.errorf(t.col, "%s is IPv4 and IPv6 at once", t.text)
		return ref, false
	}
	return ref, true
}

// side reads one end of a flow: NAME, NAME:PORT or a literal address.
func (c *compiler) side(p *cursor, s string, col int) (side, bool) {
	if s != "" && (s[0] == '[' || s[0] >= '0' && s[0] <= '9' || strings.Count(s, ":") > 1) {
		ep, ok := c.address(p, s, col)
		if !ok {
			return side{}, false
		}
		if h := c.byAddr[ep.Addr]; h != nil {
			ep.MAC = h.ep.MAC
			return side{ep, h}, true
		}
		return side{ep, nil}, true
	}
	name, port, hasPort := strings.Cut(s, ":")
	h := c.host(name)
	if h == nil {
		p.errorf(col, "no endpoint is named %q; declare it: host %s ADDRESS:PORT", name, name)
		return side{}, false
	}
	sd := side{h.ep, h}
	if hasPort {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil {
			p.errorf(col+len(name)+1, "port %q is no number from 0 to 65535", port)
			return side{}, false
		}
		sd.ep.Port = uint16(n)
	}
	return sd, true
}

// host finds an endpoint by name. C, C2, C3, … and S, S2, … exist without declaration.
func (c *compiler) host(name string) *host {
	if h := c.hosts[name]; h != nil || name == "" {
		return h
	}
	n, err := uint64(1), error(nil)
	if len(name) > 1 {
		n, err = strconv.ParseUint(name[1:], 10, 8)
		if err != nil || n < 2 || n == 255 || name[1] == '0' {
			return nil
		}
	}
	ep := Endpoint{}
	switch name[0] {
	case 'C':
		ep = Endpoint{Addr: netip.AddrFrom4([4]byte{10, 0, 0, byte(n)}), Port: 40000}
	case 'S':
		ep = Endpoint{Addr: netip.AddrFrom4([4]byte{192, 0, 2, byte(n)}), Port: 80}
	default:
		return nil
	}
	ep.MAC = defaultMAC(ep.Addr)
	return c.setHost(name, &host{ep: ep, traits: defaultTraits(), used: true})
}

func (c *compiler) setHost(name string, h *host) *host {
	c.hosts[name] = h
	c.byAddr[h.ep.Addr] = h
	return h
}

// address reads "10.0.0.1:80", "10.0.0.1", "[2001:db8::1]:80" or "2001:db8::1"; without a port it is 0.
func (c *compiler) address(p *cursor, s string, col int) (Endpoint, bool) {
	ap, err := netip.ParseAddrPort(s)
	if err != nil {
		a, err2 := netip.ParseAddr(s)
		if err2 != nil {
			p.errorf(col, "%q is no address or address:port", s)
			return Endpoint{}, false
		}
		ap = netip.AddrPortFrom(a, 0)
	}
	if ap.Addr().Is4In6() || ap.Addr().Zone() != "" {
		p.errorf(col, "%q: write IPv4 addresses plainly and IPv6 ones without zone", s)
		return Endpoint{}, false
	}
	return Endpoint{ap.Addr(), ap.Port(), defaultMAC(ap.Addr())}, true
}

// defaultMAC is a locally administered address made of the last bytes of the IP address.
func defaultMAC(a netip.Addr) [6]byte {
	b := a.AsSlice()
	if a.Is4() {
		return [6]byte{2, 0, b[0], b[1], b[2], b[3]}
	}
	return [6]byte{2, b[11], b[12], b[13], b[14], b[15]}
}
