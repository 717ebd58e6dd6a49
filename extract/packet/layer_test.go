package packet

import "testing"

func TestLayerPathOverflow(t *testing.T) {
	var p Packet
	for range maxLayers {
		p.push(layerVLAN)
	}
	full := p.Layers
	if full&layersOverflow != 0 {
		t.Fatal("ten layers overflow")
	}
	p.push(layerIP)
	if want := LayerPath(full) + ":..."; p.LayerPath() != want {
		t.Errorf("%s, want %s", p.LayerPath(), want)
	}
}

// TestNames holds that every layer and enum value has a name of its own.
func TestNames(t *testing.T) {
	seen := map[string]bool{}
	for l := layerNone + 1; l < layerCount; l++ {
		n := layerNames[l]
		if n == "" || seen[n] {
			t.Errorf("layer %d is named %q", l, n)
		}
		seen[n] = true
	}
	for s := StatusUnsupported; s <= StatusFragment; s++ {
		if s.String() == "" {
			t.Errorf("status %d", s)
		}
	}
	for k := TunnelNone + 1; k <= TunnelMPLS; k++ {
		if k.String() == "" {
			t.Errorf("tunnel %d", k)
		}
	}
	if len(tunnelNames) != int(TunnelMPLS)+1 || len(statusNames) != int(StatusFragment)+1 {
		t.Error("more names than values")
	}
}
