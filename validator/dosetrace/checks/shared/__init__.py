"""What several checks read or compare, each thing in one place; no checks of its own.

Of the whole file: `coded` codes and quantities, `prose` the words people read, `structure` the defects of its shape,
`published` the regimen of ours that it is. Of drugs: `medicines` what is ordered, `orders` the actions that order it,
`planned` what a Dosage comes to, `daily` what it comes to in a day, `levels` the doses of one drug, `places` where a
dose is written. Of plans: `relations` their order, `branches` their choices, `circles` what leads back to itself. Of
anybody's texts: `dosetexts`, `daytexts`, `routes`, `uncoded` what they say and the structure lacks. Of the sentences of
a source: `quoted`, `claimed`, `coverage`. Of codes and addresses: `codesystems`, `canonicals`.
"""
