"""Official boundary files: proposed, checked and compared before they count, accepted from a day on, taken back.

`reading` takes a file in, `codes` finds what its rows mean, `checks` and `mending` say and mend what is wrong with it,
`comparison` measures it against what is in force, `forming` makes the levels around it, `versions` keeps what counts.
"""
