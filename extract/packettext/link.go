package packettext

import (
	"encoding/binary"
	"fmt"

	"github.com/google/gopacket/layers"
)

// Packet types of the cooked captures.
const (
	sllIncoming  = 0
	sllOtherHost = 3
	sllOutgoing  = 4
)

// linkHeader is what stands before the IP header. gopacket pads Ethernet frames and has no cooked headers, so
// they are written here.
func linkHeader(s *Script, p *Packet, ip []byte) ([]byte, error) {
	if len(p.VLAN) > 0 && s.Link != LinkEthernet {
		return nil, fmt.Errorf("only Ethernet frames carry VLAN tags here")
	}
	outer := layers.EthernetTypeIPv4
	if ip[0]>>4 == 6 {
		outer = layers.EthernetTypeIPv6
	}
	switch s.Link {
	case LinkEthernet:
		return ethernetHeader(p, outer), nil
	case LinkSLL:
		b := binary.BigEndian.AppendUint16(nil, sllType(s, p))
		b = append(b, 0, 1, 0, 6) // ARPHRD_ETHER, address length
		b = append(append(b, p.Src.MAC[:]...), 0, 0)
		return binary.BigEndian.AppendUint16(b, uint16(outer)), nil
	case LinkSLL2:
		b := binary.BigEndian.AppendUint16(nil, uint16(outer))
		b = append(b, 0, 0, 0, 0, 0, 2, 0, 1) // reserved, interface index 2, ARPHRD_ETHER
		b = append(b, byte(sllType(s, p)), 6)
		return append(append(b, p.Src.MAC[:]...), 0, 0), nil
	case LinkRaw:
		return nil, nil
	case LinkNull:
		family := uint32(2) // AF_INET
		if outer == layers.EthernetTypeIPv6 {
			family = 30 // AF_INET6 of Darwin
		}
		return binary.LittleEndian.AppendUint32(nil, family), nil
	}
	return nil, fmt.Errorf("link type %d holds raw frames only", s.Link)
}

func ethernetHeader(p *Packet, inner layers.EthernetType) []byte {
	b := append(append([]byte{}, p.Dst.MAC[:]...), p.Src.MAC[:]...)
	for i, tag := range p.VLAN {
		tpid := layers.EthernetTypeDot1Q
		if i == 0 && len(p.VLAN) == 2 {
			tpid = layers.EthernetTypeQinQ
		}
		b = binary.BigEndian.AppendUint16(b, uint16(tpid))
		b = binary.BigEndian.AppendUint16(b, tag)
	}
	return binary.BigEndian.AppendUint16(b, uint16(inner))
}

// sllType is the packet type as seen from the host of the capture; incoming where nothing is declared.
func sllType(s *Script, p *Packet) uint16 {
	switch s.seen(p) {
	case DirOut:
		return sllOutgoing
	case DirOther:
		return sllOtherHost
	}
	return sllIncoming
}

// seen is the direction of a packet; DirHost where it is not declared.
func (s *Script) seen(p *Packet) Direction {
	switch {
	case p.Dir != DirHost || !s.At.IsValid():
		return p.Dir
	case s.At == p.Src.Addr:
		return DirOut
	case s.At == p.Dst.Addr:
		return DirIn
	}
	return DirOther
}
