"""What several checks read or compare, each thing in one place; no checks of its own.

Of the whole file: `coded` codes and quantities, `prose` the words people read, `structure` the defects of its shape,
`published` the regimen of ours that it is. Of drugs: `medicines` what is ordered, `orders` the actions that order it,
`planned` and `daily` what a Dosage comes to, in all and in a day, `levels` the doses of one drug. Of plans: `relations` their order, `branches` their
choices, `circles` what leads back to itself. Of words: `dosetexts`, `daytexts`, `uncoded` and `routes` in anybody's texts,
`quoted`, `claimed` and `coverage` in the sentences of a source; `places` where a dose is written. Of codes and addresses: `codesystems`, `canonicals`.
"""
