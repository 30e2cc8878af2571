"""What several checks read or compare, each thing in one place; no checks of its own.

Of the whole file: `coded` codes and quantities, `prose` the words people read, `structure` the defects of its shape,
`published` the regimen of ours that it is. Of drugs: `medicines` what is ordered, `orders` the actions that order it,
`planned` what a Dosage comes to, `levels` the doses of one drug. Of plans: `relations` their order, `branches` their
choices, `circles` what leads back to itself. Of words: `dosetexts`, `daytexts` and `routes` in anybody's texts,
`quoted` in the sentences of a source. Of codes and addresses: `codesystems`, `canonicals`.
"""
