package payload

// Limits of the dependency descriptor (AV1 RTP specification, appendix A).
const (
	maxTargets   = 32
	maxTemplates = 64
	maxChains    = 32
	maxDiffs     = 8
)

// Template is one frame dependency template of a structure.
type Template struct {
	Spatial, Temporal int8
	// Indications holds two bits for each decode target, target 0 lowest.
	Indications Indications
	// Diffs are the distances to the frames that this one refers to.
	Diffs    [maxDiffs]uint16
	NumDiffs uint8
	// ChainDiffs are the distances to the previous frame of each chain.
	ChainDiffs [maxChains]uint8
}

// Indication is what a frame is to a decode target (appendix A.8.2.1).
type Indication uint8

// Decode target indications.
const (
	NotPresent  Indication = 0 // the target does not contain the frame
	Discardable Indication = 1 // no other frame of the target refers to it
	Switch      Indication = 2 // a receiver may switch to the target with it
	Required    Indication = 3
)

// Indications packs one Indication for each of up to 32 decode targets.
type Indications uint64

// Of returns what the frame is to a decode target.
func (d Indications) Of(target int) Indication { return Indication(d >> (2 * uint(target)) & 3) }

// Target is a decode target: what a receiver gets that takes all frames of it.
type Target struct {
	Spatial, Temporal int8
}

// Structure is the template structure that a key frame carries. It is never
// changed once read and may be shared.
type Structure struct {
	TemplateOffset uint8
	Templates      []Template
	// Targets are in the sender's order, the highest quality first.
	Targets   []Target
	NumChains int
	// ProtectedBy names the chain of each decode target.
	ProtectedBy []uint8
	// Sizes are the picture sizes of the spatial layers, nil when not sent.
	Sizes []Size
}

// Dependency is the dependency descriptor of one frame.
type Dependency struct {
	// Present is false when the packet had no descriptor that could be read.
	Present     bool
	Start, End  bool
	FrameNumber uint16
	Spatial     int8
	Temporal    int8
	// NewStructure says that this packet carries the structure.
	NewStructure bool
	Structure    *Structure
	// ActiveTargets has a bit for each decode target that is being sent.
	ActiveTargets uint32
	Indications   Indications
	Diffs         [maxDiffs]uint16
	NumDiffs      uint8
	ChainDiffs    [maxChains]uint8
}

// DependencyReader reads the descriptors of one stream and keeps the structure
// that they refer to.
type DependencyReader struct {
	structure *Structure
	active    uint32
}
