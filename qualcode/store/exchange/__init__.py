"""Exchange without a server: one coder's package leaves, is coded in, and comes back.

What was known when a row was written decides, not clocks: the heads of the journal streams say
what a replica knew, and a row's stamp (stream, count) says which act it comes from. Several
versions of a row of which none knew the other stand side by side: the highest (count, digest) is
shown, the others wait for the coder in `contested`.
"""
