"""Working on the codebook: rewording, moving, merging, splitting, versions."""
